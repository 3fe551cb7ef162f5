"""Double data entry: what two keyings of one form disagree about, and the one form that comes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Question, QuestionId, Questionnaire
from survey_engine.questionnaire.keying import Entry, Keying, with_entry, with_margins
from survey_engine.questionnaire.modes import Mode, Unclear
from survey_engine.questionnaire.routing import answers_on_path, path


def differences(questionnaire: Questionnaire, first: Keying, second: Keying) -> tuple[Question, ...]:
    """Every question that two keyings answer differently, in order; notes in the margin are counted in.

    Capitals and spaces of words written by hand are no difference.
    """
    one, other = with_margins(first, questionnaire), with_margins(second, questionnaire)
    return tuple(
        question
        for question in questionnaire.asked()
        if _plain(one.entry(question.id)) != _plain(other.entry(question.id))
    )


def _plain(entry: Entry) -> object:
    value = entry.value
    return (" ".join(value.split()).casefold() if isinstance(value, str) else value, entry.unclear)


def settled(questionnaire: Questionnaire, second: Keying, choices: Mapping[QuestionId, Entry]) -> Keying:
    """The second keying with what was chosen where the two differ."""
    keying = with_margins(second, questionnaire)
    for question, entry in choices.items():
        keying = with_entry(keying, question, entry)
    return keying


def to_settle(
    questionnaire: Questionnaire, first: Keying, second: Keying, choices: Mapping[QuestionId, Entry]
) -> tuple[Question, ...]:
    """The differences that matter: those on the path of either keying, or of what was chosen so far."""
    chosen = settled(questionnaire, second, choices)
    on_path = set(_on_path(questionnaire, first)) | set(_on_path(questionnaire, second))
    on_path |= set(_on_path(questionnaire, chosen))
    return tuple(one for one in differences(questionnaire, first, second) if one.id in on_path)


def _on_path(questionnaire: Questionnaire, keying: Keying) -> Iterator[QuestionId]:
    every = {page.id for page in questionnaire.pages}
    yield from answers_on_path(questionnaire, keying.answers, every)


def to_response(
    questionnaire: Questionnaire, keying: Keying, *, wave: str, hospital: str, mode: Mode
) -> Response:
    """The response that a keyed form becomes: pruned to the path, partial where a page was not come to."""
    whole = with_margins(keying, questionnaire)
    answers = answers_on_path(questionnaire, whole.answers, whole.done)
    unclear: dict[QuestionId, Unclear] = {
        name: reason for name, reason in whole.unclear.items() if name in answers and answers[name] is None
    }
    before_check = (
        page for page in path(questionnaire, whole.answers) if not questionnaire.section_of(page).after_check
    )
    return Response(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        definition_hash=questionnaire.content_hash,
        wave=wave,
        hospital=hospital,
        language=whole.language,
        mode=mode,
        partial=any(page.id not in whole.done for page in before_check if not page.starts_part),
        consent=True,
        answers=answers,
        unclear=unclear,
    )
