"""Paper: keyed twice, compared, sent once; nothing that is refused is kept."""

from __future__ import annotations

import re

from sqlalchemy import text

from survey_engine.records import audit
from tests.entry.desk import FORM, HOME, Typist, typist
from tests.patient.survey import OpenSurvey, answers_sent


def rows(survey: OpenSurvey, table: str) -> int:
    with survey.store.reading() as db:
        return int(db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - a test's own word


def waiting(survey: OpenSurvey, codes: int = 1) -> tuple[Typist, str]:
    """A first typist who has keyed the first forms, and the number on her slip."""
    first = typist(survey)
    number = first.begin_batch()
    for code in survey.codes[:codes]:
        first.key(code)
        assert "The form is kept, sealed." in first.text
    return first, number


def test_a_form_is_keyed_twice_and_sent(survey: OpenSurvey) -> None:
    _first, number = waiting(survey)
    assert (rows(survey, "draft"), rows(survey, "response")) == (1, 0)
    second = typist(survey, "ben@example.org").take_up(number).key(survey.codes[0])
    assert "The two keyings agree." in second.text
    second.settle()
    assert "Tear off its strip, and destroy it now." in second.text
    assert (rows(survey, "draft"), rows(survey, "response"), rows(survey, "spent")) == (0, 1, 1)
    [sent] = answers_sent(survey)
    assert (sent["mode"], sent["partial"], sent["consent"], sent["hospital"]) == ("paper", False, True, "RXQ")
    answers = sent["answers"]
    assert answers["dx_month"] == "2024-03"
    assert answers["dx_where"] == "here"
    assert answers["help_more"] == ["tired", "breath"]
    assert answers["best_thing"] == "The nurses"
    assert answers["call_night"] is None  # seen, and left empty
    assert "pain_help" not in answers  # off the path of this form
    assert "nurse_else" not in answers


def test_differences_are_shown_and_settled(survey: OpenSurvey) -> None:
    _first, number = waiting(survey)
    second = typist(survey, "ben@example.org").take_up(number)
    second.key(
        survey.codes[0],
        {**FORM, "dx_first": "1", "plan_say": "3", "told_with": "4", "best_thing": "the  nurses"},
    )
    names = re.findall(r'name="settle-(\w+)"', second.text)
    assert names == ["dx_first", "told_with", "plan_say"]  # capitals and spaces are no difference
    assert "First keying: <strong>No</strong>" in second.text
    assert "Second keying: <strong>Yes</strong>" in second.text
    second.settle(settle__dx_first="1")
    assert (second.status, second.text.count("Key 1 for the first keying")) == (422, 4)
    second.settle(settle__dx_first="1", settle__told_with="2", settle__plan_say="3", plan_say="4")
    assert "The form is sent." in second.text
    answers = answers_sent(survey)[0]["answers"]
    assert (answers["dx_first"], answers["told_with"], answers["plan_say"]) == ("no", "dk", "dk")


def test_a_difference_in_a_filter_brings_up_what_it_opens(survey: OpenSurvey) -> None:
    first = typist(survey)
    number = first.begin_batch()
    first.key(survey.codes[0], {**FORM, "pain_any": "2", "pain_help": "1"})
    second = typist(survey, "ben@example.org").take_up(number)
    second.key(survey.codes[0], {**FORM, "pain_any": "2", "pain_help": "2"})
    assert "The two keyings agree." in second.text  # both off the path, so neither counts
    second.settle()
    assert "pain_help" not in answers_sent(survey)[0]["answers"]


def test_what_stands_on_paper_but_is_no_answer(survey: OpenSurvey) -> None:
    entries = {**FORM, "dx_first": "*", "plan_say": "/", "dx_month": "/", "overall": "+", "priorities": "*"}
    first = typist(survey)
    number = first.begin_batch()
    first.key(survey.codes[0], entries)
    typist(survey, "ben@example.org").take_up(number).key(survey.codes[0], entries).settle()
    [sent] = answers_sent(survey)
    assert sent["unclear"] == {
        "dx_first": "several",
        "plan_say": "unreadable",
        "dx_month": "unreadable",
        "priorities": "several",
    }
    assert sent["answers"]["dx_first"] is None
    assert sent["answers"]["overall"] == "dk"


def test_without_consent_or_a_code_that_lives_nothing_is_kept(survey: OpenSurvey) -> None:
    ann = typist(survey)
    ann.begin_batch()
    ann.open(f"{HOME}/form").press(f"{HOME}/form", {"code": survey.codes[0]})
    assert (ann.status, "Without a tick in the consent box" in ann.text) == (422, True)
    assert survey.codes[0] in ann.text
    ann.lay_down("7777-7777-7777")
    assert ann.status == 422
    assert rows(survey, "draft") == 0


def test_notes_in_the_margin_go_to_the_last_words(survey: OpenSurvey) -> None:
    _ann, number = first_with_notes(survey)
    ben = typist(survey, "ben@example.org").take_up(number).lay_down(survey.codes[0])
    keyed_with_notes(ben)
    assert "The two keyings agree." in ben.text
    ben.settle()
    assert answers_sent(survey)[0]["answers"]["change_thing"] == "Parking\nsee over\nwas fine"


def keyed_with_notes(officer: Typist) -> None:
    notes = {"Your diagnosis": "see over", "Your nurse": "was fine"}
    while officer.is_on_screen:
        title = re.search(r"<h1[^>]*>([^<]+)<", officer.text)
        assert title
        officer.screen({**FORM, "change_thing": "Parking"}, **{"margin-notes": notes.get(title.group(1), "")})


def first_with_notes(survey: OpenSurvey) -> tuple[Typist, str]:
    ann = typist(survey)
    number = ann.begin_batch()
    keyed_with_notes(ann.lay_down(survey.codes[0]))
    return ann, number


def test_counts_of_a_batch_and_what_is_written_down(survey: OpenSurvey) -> None:
    ann, number = waiting(survey, 3)
    ann.open(HOME).press(f"{HOME}/end", {})
    assert "3 keyed." in ann.text
    row = re.search(
        r'<tr><th scope="row">(\w+)</th>.*?"Keyed">(\d+)</td><td data-head="Waiting">(\d+)</td></tr>',
        ann.open(HOME).text,
    )
    assert row
    assert row.groups() == (number[:4], "3", "3")
    ben = typist(survey, "ben@example.org").take_up(number)
    for code in survey.codes[:2]:
        ben.key(code).settle()
    ben.open(HOME).press(f"{HOME}/end", {})
    assert '"Keyed">3</td><td data-head="Waiting">1</td></tr>' in ann.open(HOME).text
    with survey.store.reading() as db:
        noted = [(one.actor, one.event, one.details) for one in audit.entries(db) if "paper" in one.event]
    assert noted == [
        ("ann@example.org", "paper forms keyed", '{"count": 3, "wave": "W1"}'),
        ("ben@example.org", "paper forms sent", '{"count": 2, "wave": "W1"}'),
    ]
