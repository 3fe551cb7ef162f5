"""The report: what is read first, that it holds back what is withheld, and that each file can be written."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import pytest

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.figures import Figure as Figures
from survey_engine.analysis.findings import Comparator, Findings
from survey_engine.analysis.policy import Audience, Withheld
from survey_engine.analysis.released import _of_standard
from survey_engine.exchange.charts import Shown
from survey_engine.exchange.report import FORMATS, make_report
from survey_engine.exchange.report_document import Figure, Heading, Items, Report, Table, Words
from survey_engine.exchange.report_scores import shown_figure, shown_standard
from survey_engine.exchange.report_source import (
    AskedWords,
    NoReportError,
    ReportSource,
    Theme,
    Voices,
)
from survey_engine.exchange.report_wording import (
    ReportLanguageError,
    places,
    report_languages,
    report_words,
)
from tests.analysis.found import findings, mixed

ENGLISH = report_words("en")


@pytest.fixture(scope="module")
def given() -> Findings:
    return findings(mixed())


def report(given: Findings, hospital: str = "D", **more: object) -> Report:
    source = ReportSource(given, hospital, ENGLISH, AskedWords(f"Hospital {hospital}"))
    return make_report(replace(source, **more))


def all_words(made: Report) -> str:
    """Everything a report says, in any of its blocks."""
    said = [made.title, *made.lead, made.audience]
    for block in made.blocks:
        match block:
            case Heading(text) | Words(text):
                said.append(text)
            case Items(lines):
                said += [part for line in lines for part in line]
            case Table(caption, head, rows):
                said += [caption, *head, *(cell for row in rows for cell in row)]
            case Figure(chart):
                said += [chart.description, *(cell for row in block.table.rows for cell in row)]
    return "\n".join(said)


def headings(made: Report) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Heading)]


def test_the_summary_comes_first_then_the_parts_then_the_method(given: Findings) -> None:
    found = headings(report(given))
    first = [
        "In short",
        "What patients valued",
        "What patients asked for",
        "The standards with the lowest scores",
    ]
    assert found[:6] == [*first, "What to talk about", "How to read this report"]
    assert found.index("Method and limits") > found.index("How answers came in")
    assert found[-1] == "All answers"


def test_it_says_who_may_read_it_and_how_many_replied(given: Findings) -> None:
    made = report(given)
    assert made.title == "What patients told Hospital D"
    assert "Please do not publish it" in made.audience
    assert made.lead[1] == "About 40 of 150 people who were invited sent answers: about 27\u00a0%."


def test_a_question_to_talk_about_stands_with_its_score_and_its_reasons(given: Findings) -> None:
    marked = {one.question for one in given.of("D") if one.reasons}
    assert marked
    made = report(given)
    place = headings(made).index("What to talk about")
    following = made.blocks[[i for i, b in enumerate(made.blocks) if isinstance(b, Heading)][place] :]
    items = next(block for block in following if isinstance(block, Items))
    asked = {given.question(name).text for name in marked}  # type: ignore[union-attr]
    assert {lead for lead, _text in items.lines} <= asked
    assert all(": " in text for _lead, text in items.lines)


def test_no_heading_of_a_part_stands_over_nothing(given: Findings) -> None:
    for hospital in ("D", ALL_HOSPITALS):
        blocks = report(given, hospital).blocks
        for one, then in pairwise(blocks):
            assert not (isinstance(one, Heading) and isinstance(then, Heading) and then.level <= one.level)


def test_a_hospital_with_few_answers_gets_no_report(given: Findings) -> None:
    small = findings(mixed({"A": 60, "B": 50, "C": 40, "X": 7}), invited={"X": 60})
    with pytest.raises(NoReportError, match="fewer than 10 people answered"):
        report(small, "X")
    with pytest.raises(NoReportError, match="There is no hospital NOBODY"):
        report(given, "NOBODY")


def test_findings_for_the_public_make_no_hospitals_report() -> None:
    with pytest.raises(NoReportError, match="another audience"):
        report(findings(mixed(), Audience.PUBLIC))


def test_no_number_is_said_that_the_findings_do_not_hold(given: Findings) -> None:
    """Each withheld figure of a hospital comes out as words, in the charts and in the tables."""
    for hospital in ("D", "E"):
        made = report(given, hospital)
        for found in given.of(hospital):
            if found.figure.is_shown:
                continue
            asked = given.question(found.question)
            assert asked is not None
            for block in made.blocks:
                if isinstance(block, Figure):
                    assert asked.text not in [row[0] for row in block.table.rows]
                if isinstance(block, Table):
                    assert block.caption != asked.text


def test_another_hospitals_name_is_in_no_hospitals_report(given: Findings) -> None:
    said = all_words(report(given, "D"))
    for other in ("A", "B", "C", "E", "F"):
        assert f"Hospital {other}" not in said


def test_the_charitys_report_of_all_names_every_hospital_and_compares_none(given: Findings) -> None:
    made = report(given, ALL_HOSPITALS)
    said = all_words(made)
    assert made.title == "What patients told all hospitals together"
    assert all(f"Hospital {one}" in said for one in "ABCDEF")
    assert "Difference" not in said
    assert "What to talk about" not in headings(made)


def test_comments_come_in_only_as_they_were_released(given: Findings) -> None:
    voices = Voices("kind", ("The nurse was kind.",), (Theme("Waiting", "12"),), "Few wrote.")
    said = all_words(report(given, voices=(voices,)))
    for part in ("Waiting", "12", "The nurse was kind.", "Few wrote."):
        assert part in said
    assert "There are no comments that may be shown" in all_words(report(given))


@pytest.mark.parametrize("language", report_languages())
def test_each_language_has_the_same_sentences_with_the_same_places(language: str) -> None:
    words = report_words(language)
    assert set(words.sentences) == set(ENGLISH.sentences)
    for name, sentence in words.sentences.items():
        assert places(sentence) == places(ENGLISH.sentences[name]), name
    assert language == "en" or all(words.sentences[name] for name in words.sentences)


def test_a_report_in_welsh_is_marked_as_welsh_and_a_language_that_is_not_there_is_refused(
    given: Findings,
) -> None:
    made = report(given, words=report_words("cy"))
    assert made.language == "cy"
    assert headings(made)[0] == "Yn fyr"
    with pytest.raises(ReportLanguageError, match="en, cy"):
        report_words("fr")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_file_can_be_written(given: Findings, ending: str) -> None:
    assert len(FORMATS[ending](report(given))) > 10_000


def test_the_source_takes_nothing_but_findings(given: Findings) -> None:
    assert {field.name for field in fields(ReportSource)} == {
        *("findings", "hospital", "words", "asked", "voices", "staff"),
    }  # fmt: skip


def test_a_figure_without_a_score_is_words_and_never_a_number() -> None:
    assert shown_figure(None, ENGLISH) == shown_figure(Figures(), ENGLISH) == Shown("Too few to say")


def test_a_rounded_percentage_is_told_as_about() -> None:
    rounded = Figures(base=109, percent=10, score="10", low=3, high=24, withheld=(Withheld.TO_NEAREST_10,))
    assert shown_figure(rounded, ENGLISH).words == "about 10\u00a0%"
    assert shown_figure(rounded, report_words("cy")).words == "tua 10\u00a0%"


def test_a_standard_of_one_question_is_told_in_the_words_of_that_question(given: Findings) -> None:
    """The middle of "under 10 %" is 5, which nobody measured."""
    one = replace(
        given.standards_of("D")[0], score=5, low=0, high=38, lowest="under 10 %", highest="under 10 %"
    )
    alone = replace(one, questions=one.questions[:1])
    assert shown_standard(alone, ENGLISH) == Shown("under 10\u00a0%", None, 0, 38)
    assert _of_standard("W26", alone, 5).shown == "under 10 %"
    assert _of_standard("W26", alone, 5).percent is None
    assert shown_standard(replace(alone, lowest="40", score=40), ENGLISH).words == "40\u00a0%"


def test_of_few_people_no_percentage_of_replies_is_told() -> None:
    """12 of 30 people once read "About 15 of 30 ...: 50 %", for a number below a base is rounded up."""
    made = report(findings(mixed(), invited={"F": 30}), "F")
    assert made.lead[1] == "About 15 of 30 people who were invited sent answers."


def test_a_standard_of_others_says_about_where_a_figure_of_it_is_rounded(given: Findings) -> None:
    whole = Figures(base=109, percent=70, score="70", low=61, high=78)
    rounded = replace(whole, low=58, high=80, withheld=(Withheld.TO_NEAREST_10,))
    standard = replace(given.standards_of("D")[0], comparator=70)

    def others(figure: Figures) -> str:
        rows = tuple(
            replace(row, comparator=Comparator(figure, None)) if row.question in standard.questions else row
            for row in given.questions
        )
        return all_words(report(replace(given, questions=rows, standards=(standard,))))

    assert "about 70\u00a0%" in others(rounded)
    assert "about 70\u00a0%" not in others(whole)
