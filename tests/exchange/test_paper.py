"""What a form on paper says: every question and answer, where to go next, and words that are easy to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from survey_engine.exchange.translating import interface_texts, questionnaire_texts
from survey_engine.questionnaire.definition import Kind
from survey_engine.questionnaire.directions import numbers, ordered
from tests.exchange.paper_samples import BLANK, CODE, PERSONAL, Form, asked
from tests.patient.reading import grade, long_sentences

PATIENTS = asked("sbc_patient", 2)
ENGLISH = {entry.source for entry in (*interface_texts(), *questionnaire_texts([PATIENTS]))}


def items(form: Form) -> dict[str, dict[str, Any]]:
    """Each question as it is printed, by its id."""
    return {item["id"]: item for part in form.printed()["sections"] for item in part["items"] if "id" in item}


def labels(item: dict[str, Any]) -> list[str]:
    return [option["label"] for option in (*item["options"], *item["last"])]


def strings(value: object, key: str = "") -> Iterator[str]:
    """Every text that is printed, without names, links and settings."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"svg", "id", "mark", "language", "direction", "site", "code", "calls"}:
                yield from strings(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str) and value:
        yield value


@pytest.mark.parametrize("name", ["sbc_patient", "sp_patient", "staff_ready", "every_kind", "a_matrix"])
def test_every_question_and_every_answer_is_printed_once_in_order(name: str) -> None:
    questionnaire = asked(name)
    printed = items(Form(questionnaire, hospital="your hospital"))
    assert list(printed) == [question.id for question in ordered(questionnaire)]
    assert [item["number"] for item in printed.values()] == list(numbers(questionnaire).values())
    for question in ordered(questionnaire):
        known = [option.label.replace("{hospital}", "your hospital") for option in question.options]
        row = printed[question.id]["entry"].get("row", [])
        assert len(row) + len(labels(printed[question.id])) == len(known), question.id
        assert set(labels(printed[question.id])) <= set(known)


def test_an_answer_says_where_it_leads_and_a_notice_says_for_whom_the_next_questions_are() -> None:
    printed = items(Form(PATIENTS))
    [nurse] = [item for item in printed.values() if item["number"] == 10]
    assert [option["go"] for option in nurse["options"]] == ["", "", "Go to question 14", "Go to question 14"]
    [eleven] = [item for item in printed.values() if item["number"] == 11]
    assert eleven["notice"]["words"] == "Questions 11 to 13 are for you only if:"
    assert eleven["notice"]["otherwise"] == "If not, go to question 14."
    [thirteen] = [item for item in printed.values() if item["number"] == 13]
    assert thirteen["then"] == "Now go to question 15."


def test_the_last_questions_lead_to_the_end() -> None:
    questionnaire = asked("hard_part")
    hard_last = replace(questionnaire, sections=questionnaire.sections[:2])
    parts = Form(hard_last).printed()["sections"]
    assert parts[1]["skip"] == "To leave out this part, go to the end."
    assert parts[1]["items"][0]["notice"]["otherwise"] == "If not, go to the end."
    assert [option["go"] for option in parts[0]["items"][0]["options"]] == [
        "",
        "Go to the end",
        "Go to the end",
    ]
    assert Form(hard_last).printed()["ending"]["heading"] == "The end"


def test_a_hard_part_can_be_left_out_and_the_questions_at_the_end_too() -> None:
    parts = Form(asked("hard_part")).printed()["sections"]
    assert parts[1]["skip"] == "To leave out this part, go to question 4."
    assert parts[1]["intro"] == ["The next questions may be hard to read. You can skip this part."]
    assert [item.get("statement") for item in parts[1]["items"]] == [None, None]
    assert parts[3]["intro"] == ["These questions come at the end. You can leave them out."]


def test_each_kind_has_its_boxes_and_its_way_out() -> None:
    printed = items(Form(asked("every_kind")))
    shape = {name: (item["how"], sorted(item["entry"]), item["or"]) for name, item in printed.items()}
    assert shape["kind_single"] == ("Tick one box.", [], "")
    assert shape["kind_band"] == ("Tick one box.", [], "")
    assert shape["kind_multiple"] == ("Tick up to 2 boxes.", [], "or")
    assert labels(printed["kind_multiple"])[-1] == "None of these"
    assert shape["kind_scale"] == ("Tick one box.", ["high", "low", "row"], "or")
    assert printed["kind_scale"]["entry"]["row"] == [str(number) for number in range(11)]
    assert shape["kind_number"] == ("A number from 0 to 20.", ["boxes"], "or")
    assert [box["name"] for box in printed["kind_month"]["entry"]["boxes"]] == ["Month", "Year"]
    assert printed["kind_month"]["how"] == "The year is enough if you do not know the month."
    assert [box["name"] for box in printed["kind_date"]["entry"]["boxes"]] == ["Day", "Month", "Year"]
    assert (printed["kind_text"]["entry"], printed["kind_line"]["entry"]) == ({"lines": 6}, {"lines": 2})
    assert Form(asked("every_kind")).printed()["sections"][0]["items"][0] == {
        "statement": ["Welcome to City Hospital."],
        "notice": None,
    }


def test_names_and_earlier_answers_are_filled_in() -> None:
    form = Form(asked("piping"), hospital="")
    part = form.printed()["sections"][0]
    assert (part["title"], part["intro"]) == (
        "Who helps you at your hospital",
        ["This is about your hospital in this survey."],
    )
    assert items(form)["enough"]["text"] == "Do you get enough help from the staff?"
    assert items(replace(form, hospital="St {wave} & Co"))["helper"]["options"][1]["label"] == (
        "a doctor at St {wave} & Co"
    )
    assert not [
        text for text in strings(Form(PATIENTS, hospital="").printed()) if "{" in text and "page" not in text
    ]


def test_a_short_form_says_so_on_each_sheet() -> None:
    short = Form(asked("short", short=True), is_short=True)
    assert list(items(short)) == ["asked", "told", "kind"]
    assert short.printed()["foot"] == ["Your care survey", "Version 1", "Short form"]
    assert Form(PATIENTS).printed()["foot"] == ["Your care survey", "Version 2"]


def test_a_blank_form_asks_for_the_code_and_opens_the_survey_without_one() -> None:
    blank, personal = Form(PATIENTS, invitation=BLANK).printed(), Form(PATIENTS).printed()
    assert (blank["strip"]["code"], personal["strip"]["code"]) == ("", CODE)
    assert blank["strip"]["site"] == "survey.example.org"
    ways = "Copy the code from your letter into the strip."
    assert ways in blank["cover"]["parts"][0]["items"][0]
    assert ways not in personal["cover"]["parts"][0]["items"][0]


@pytest.mark.parametrize("language", ["cy", "ur"])
@pytest.mark.parametrize("invitation", [BLANK, PERSONAL], ids=["blank", "personal"])
def test_no_english_is_left(language: str, invitation: Any) -> None:
    texts = set(strings(Form(PATIENTS, language, invitation=invitation).printed()))
    assert len(texts) > 200
    assert texts & ENGLISH == set()


def test_the_words_around_the_questions_are_easy_to_read() -> None:
    printed = Form(asked("every_kind"), invitation=BLANK).printed()
    words = [*strings(printed["cover"]), *strings(printed["strip"]), *strings(printed["ending"])]
    html = f"<main>{''.join(f'<p>{text}</p>' for text in words)}</main>"
    assert long_sentences(html) == []
    assert 0 < grade(html) <= 6
    assert not re.search(r"\b\w+n[’']t\b|\binvalid\b|\bfailed\b", html, re.IGNORECASE)


def test_the_promise_on_paper_is_the_one_that_can_be_kept() -> None:
    words = " ".join(strings(Form(PATIENTS).printed()["cover"]))
    for kept in (
        "The charity reads the answers, but not who gave them.",
        "Your hospital never sees your own form. It may be able to tell whether your invitation was used.",
        "Until then, your code stays with your form. After that, they destroy the strip with the code.",
        "In a small hospital, what you write could show who you are.",
        "Please do not write your name or address.",
    ):
        assert kept in words
    assert "Yes. The Example Charity can use my answers" in words


def test_nothing_on_every_sheet_names_the_illness() -> None:
    for name in ("sbc_patient", "sp_patient"):
        printed = Form(asked(name)).printed()
        assert not re.search("cancer", " ".join([*printed["foot"], printed["public_name"]]), re.IGNORECASE)


def test_a_statement_is_no_question() -> None:
    assert Kind.STATEMENT not in {question.kind for question in ordered(asked("every_kind"))}
    assert "hello" not in items(Form(asked("every_kind")))
