"""What is keyed: numbers of boxes read as a page would read them, and two keyings made into one form."""

from __future__ import annotations

import random
from datetime import date

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Fault, Value, json_bytes, read_answer
from survey_engine.questionnaire.definition import Kind, QuestionId
from survey_engine.questionnaire.double_entry import differences, settled, to_response, to_settle
from survey_engine.questionnaire.keying import (
    Entry,
    Keying,
    UnreadableKeyingError,
    keyed_as,
    keying_from_bytes,
    margin_question,
    read_entry,
    read_screen,
    with_margins,
)
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.modes import Mode, Unclear
from survey_engine.questionnaire.routing import answers_on_path, path, prune
from survey_engine.questionnaire.screens import screens
from survey_engine.questionnaire.synthetic import synthetic_answers

TODAY = date(2027, 1, 10)
SURVEY = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)


def entry(question: str, keyed: str) -> Entry:
    found = SURVEY.question(question)
    assert found
    return read_entry(found, keyed, latest=TODAY)


@pytest.mark.parametrize(
    ("question", "keyed", "value"),
    [
        ("dx_first", "1", "yes"),
        ("dx_first", " 2 ", "no"),
        ("dx_first", "02", "no"),
        ("dx_first", "\u0663", "pns"),  # a digit of another script
        ("dx_first", "", None),
        ("dx_month", "3 2024", "2024-03"),
        ("dx_month", "3/2024", "2024-03"),
        ("dx_month", "03.2024", "2024-03"),
        ("dx_month", "032024", "2024-03"),
        ("dx_month", "2024", "2024"),
        ("dx_month", "march 2024", "2024-03"),
        ("help_more", "135", ("tired", "breath", "memory")),
        ("help_more", "1 3 5", ("tired", "breath", "memory")),
        ("help_more", "5,1", ("tired", "memory")),
        ("help_more", "8", ("none",)),  # it stands after "or", and is numbered last
        ("priorities", "1 10", ("told", "trials")),
        ("priorities", "11", ("none",)),
        ("overall", "10", "10"),
        ("overall", "0", "0"),
        ("overall", "+", "dk"),
        ("overall", "+1", "dk"),
        ("best_thing", "The nurses", "The nurses"),
        ("best_thing", "1", "1"),
    ],
)
def test_what_is_keyed_is_read(question: str, keyed: str, value: Value | None) -> None:
    assert entry(question, keyed) == Entry(value=value)


@pytest.mark.parametrize("question", ["dx_first", "dx_month", "help_more", "overall"])
def test_two_keys_say_why_there_is_no_answer(question: str) -> None:
    assert entry(question, "*") == Entry(unclear=Unclear.SEVERAL)
    assert entry(question, "/") == Entry(unclear=Unclear.UNREADABLE)


@pytest.mark.parametrize(
    ("question", "keyed", "fault"),
    [
        ("dx_first", "4", Fault.NOT_AN_OPTION),
        ("dx_first", "0", Fault.NOT_AN_OPTION),
        ("dx_first", "yes", Fault.NOT_AN_OPTION),  # an id is nobody's number
        ("dx_first", "1 2", Fault.SEVERAL_FOR_ONE),
        ("dx_month", "13 2024", Fault.NOT_A_MONTH),
        ("dx_month", "2028", Fault.YEAR_OUT_OF_RANGE),
        ("help_more", "18", Fault.EXCLUSIVE_WITH_OTHERS),
        ("help_more", "9", Fault.NOT_AN_OPTION),
        ("priorities", "1 2 3 4", Fault.TOO_MANY),
        ("priorities", "123", Fault.NOT_AN_OPTION),  # with ten boxes or more, a space between them
        ("overall", "11", Fault.NOT_AN_OPTION),
        ("overall", "+2", Fault.NOT_AN_OPTION),
    ],
)
def test_what_cannot_be_is_said(question: str, keyed: str, fault: Fault) -> None:
    assert entry(question, keyed).fault is fault


def test_every_answer_can_be_keyed_and_is_shown_as_it_was_keyed() -> None:
    chance = random.Random(3)
    for _person in range(40):
        for name, value in synthetic_answers(SURVEY, chance, 0.5).items():
            question = SURVEY.question(name)
            assert question
            keyed = keyed_as(question, Entry(value=value))
            assert read_entry(question, keyed, latest=TODAY).value == value
            assert (
                read_answer(question, [value] if isinstance(value, str) else value, latest=TODAY).value
                == value
            )


def test_a_keying_is_kept_whole() -> None:
    keying = Keying(
        answers={QuestionId("dx_first"): "yes", QuestionId("help_more"): ("tired",)},
        unclear={QuestionId("plan_say"): Unclear.SEVERAL},
        done=frozenset(page.id for page in SURVEY.pages[:3]),
        language="cy",
        is_finished=True,
    )
    assert keying_from_bytes(keying.to_bytes()) == keying
    for damaged in (b"", b"{}", b'{"format":2}', keying.to_bytes().replace(b"several", b"some")):
        with pytest.raises(UnreadableKeyingError):
            keying_from_bytes(damaged)


def test_on_paper_a_screen_is_a_section_and_holds_every_question() -> None:
    sheets = screens(SURVEY, {}, Mode.PAPER)
    assert [len({page.section for page in one}) for one in sheets] == [1] * len(SURVEY.sections)
    asked = [q.id for one in sheets for page in one for q in page.questions if q.kind is not Kind.STATEMENT]
    assert sorted(asked) == sorted(q.id for q in SURVEY.asked())


def test_an_interview_asks_what_the_screens_of_a_patient_ask() -> None:
    """Screen after screen, as answers come; each in one breath that no answer inside it could change."""
    chance = random.Random(5)
    for _person in range(40):
        everything = synthetic_answers(SURVEY, chance, 0.5)
        said: dict[QuestionId, Value] = {}
        asked: list[str] = []
        place = 0
        while place < len(found := screens(SURVEY, said, Mode.TELEPHONE)):
            names = {question.id for page in found[place] for question in page.questions}
            said |= {name: value for name, value in everything.items() if name in names}
            again = screens(SURVEY, said, Mode.TELEPHONE)
            assert again[: place + 1] == found[: place + 1]
            asked += [page.id for page in found[place]]
            place += 1
        assert asked == [page.id for page in path(SURVEY, everything)]


def keyed(**entries: str) -> Keying:
    """A whole form on which these were keyed."""
    keying = Keying()
    for pages in screens(SURVEY, {}, Mode.PAPER):
        keying = read_screen(keying, pages, entries, "", SURVEY, latest=TODAY).keying
    return keying


def test_a_difference_off_every_path_needs_no_settling() -> None:
    one, other = (
        keyed(pain_any="2", pain_help="1", dx_first="1"),
        keyed(pain_any="2", pain_help="2", dx_first="2"),
    )
    assert [question.id for question in differences(SURVEY, one, other)] == ["dx_first", "pain_help"]
    assert [question.id for question in to_settle(SURVEY, one, other, {})] == ["dx_first"]
    opens = {QuestionId("pain_any"): Entry(value="yes")}
    assert [question.id for question in to_settle(SURVEY, one, other, opens)] == ["dx_first", "pain_help"]


def test_the_response_is_pruned_and_says_what_was_unclear() -> None:
    keying = settled(
        SURVEY, keyed(pain_any="2", pain_help="*", dx_first="*"), {QuestionId("plan_say"): Entry("no")}
    )
    response = to_response(SURVEY, keying, wave="W", hospital="H", mode=Mode.PAPER)
    assert response.unclear == {"dx_first": Unclear.SEVERAL}
    assert response.answers["plan_say"] == "no"
    assert response.answers == answers_on_path(SURVEY, prune(SURVEY, keying.answers), keying.done)
    assert not response.partial


def test_notes_that_are_too_long_are_not_kept() -> None:
    target = margin_question(SURVEY)
    assert target
    assert target.id == "change_thing"
    first = screens(SURVEY, {}, Mode.PAPER)[0]
    long = "x" * target.max_bytes
    refused = read_screen(Keying(), first, {"dx_first": "1"}, long, SURVEY, latest=TODAY)
    assert (refused.is_margin_too_long, refused.keying.margins, refused.keying.done) == (
        True,
        {},
        frozenset(),
    )
    assert refused.keying.answers == {"dx_first": "yes"}
    taken = read_screen(Keying(), first, {}, long[:-2], SURVEY, latest=TODAY).keying
    whole = with_margins(taken, SURVEY).answers[target.id]
    assert json_bytes(whole) == target.max_bytes
