"""Invented people of a demonstration: invited and sealed as real ones are, through the same rooms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Final

from survey_engine.cli.demo_comments import comments_on
from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import with_progress
from survey_engine.questionnaire.answers import Response, Value, to_json, to_payload
from survey_engine.questionnaire.definition import Kind, QuestionId, Questionnaire
from survey_engine.questionnaire.modes import Mode
from survey_engine.questionnaire.synthetic import MARK, as_sent, synthetic_answers
from survey_engine.records import invitations, responses, waves
from survey_engine.records.invitations import Drawn
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.codes import Code, new_code
from survey_engine.sealing.envelope import seal_envelope
from survey_engine.sealing.keys import CodeKeys, derive_code_keys

INVITED_FOR_EACH_ANSWER: Final = 1.15
_ID_BYTES: Final = 16
_WRITES: Final = 0.4  # of those who could write a comment
_ON_THE_WEB: Final = 0.65
_ON_PAPER: Final = 0.25  # the others by telephone


@dataclass(frozen=True, slots=True)
class Ward:
    """How one hospital does: how many people answer, and how often (0 to 1) they praise the care.

    least: the fewest it invites.
    """

    hospital: str
    answers: int
    favour: float
    least: int = 0

    @property
    def invited(self) -> int:
        """How many people are invited."""
        return max(self.least, round(self.answers * INVITED_FOR_EACH_ANSWER))


@dataclass(frozen=True, slots=True)
class Person:
    """One invented patient."""

    hospital: str
    answers: dict[QuestionId, Value]
    mode: Mode = Mode.WEB


def people(questionnaire: Questionnaire, wards: Iterable[Ward], seed: str) -> Iterator[Person]:
    """Invent everybody who answers; the same seed invents the same people."""
    for ward in wards:
        # Nothing secret is made with it: invented answers should be the same on every machine.
        rng = Random(f"{seed} {ward.hospital}")  # noqa: S311  # nosec B311
        for _number in range(ward.answers):
            answers = synthetic_answers(questionnaire, rng, ward.favour)
            yield Person(ward.hospital, _with_comments(questionnaire, answers, rng), _mode(rng))


def _with_comments(
    questionnaire: Questionnaire, answers: dict[QuestionId, Value], rng: Random
) -> dict[QuestionId, Value]:
    """The answers with comments that fit their questions, from fewer people: most write nothing."""
    for question in questionnaire.asked():
        if question.kind is not Kind.TEXT or question.id not in answers:
            continue
        if rng.random() < _WRITES:
            answers[question.id] = MARK + rng.choice(comments_on(question.id))
        else:
            del answers[question.id]
    return answers


def _mode(rng: Random) -> Mode:
    drawn = rng.random()
    if drawn < _ON_THE_WEB:
        return Mode.WEB
    return Mode.PAPER if drawn < _ON_THE_WEB + _ON_PAPER else Mode.TELEPHONE


def invite_and_answer(outside: Outside, wave: str, wards: Sequence[Ward], seed: str) -> None:
    """Invite each ward's people, and store the sealed answers of those who answer."""
    with Installation.at(outside) as installation:
        with installation.reading() as session:
            record = waves.wave(session, wave)
            waves.demand_intact(record, installation.settings.master_key)
            pepper = waves.pepper(record, installation.settings.master_key)
        count = sum(ward.invited for ward in wards)
        invited = iter(list(_draw(record.symbol or "", pepper, wave, count, outside)))
        questionnaire = installation.catalogue.get(
            record.questionnaire, record.version, short=record.short_form
        )
        for ward in wards:
            mine = [next(invited) for _ in range(ward.invited)]
            answering = list(zip(people(questionnaire, [ward], seed), mine, strict=False))
            with installation.writing() as session:
                drawn = [Drawn(code, keys.lookup) for code, keys in mine]
                invitations.store(session, wave, ward.hospital, drawn, outside.random)
                for person, (_code, keys) in answering:
                    _send(session, record, questionnaire, person, keys, outside)


def _draw(
    symbol: str, pepper: bytes, wave: str, count: int, outside: Outside
) -> Iterator[tuple[Code, CodeKeys]]:
    """Draw codes and derive their keys, in threads: the slow part lets go of the interpreter."""
    codes = [new_code(symbol, outside.random) for _ in range(count)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        made = pool.map(lambda code: (code, derive_code_keys(code, pepper, wave)), codes)
        yield from with_progress(made, f"Inviting {count} invented people", count)


def _send(
    session: Session,
    wave: WaveRecord,
    questionnaire: Questionnaire,
    person: Person,
    keys: CodeKeys,
    outside: Outside,
) -> None:
    response_id = outside.random(_ID_BYTES)
    payload = to_json(to_payload(_response(questionnaire, wave.id, person, response_id)))
    responses.send(
        session,
        nullifier=keys.nullifier,
        wave=wave.id,
        hospital=person.hospital,
        response_id=response_id,
        sealed=seal_envelope(payload, waves.recipients(wave), questionnaire.plaintext_bytes),
        draft_id=outside.random(_ID_BYTES),  # there was none
    )


def _response(questionnaire: Questionnaire, wave: str, person: Person, response_id: bytes) -> Response:
    return Response(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        definition_hash=questionnaire.content_hash,
        wave=wave,
        hospital=person.hospital,
        language="en",
        mode=person.mode.value,
        partial=False,
        consent=True,
        answers=as_sent(questionnaire, person.answers),
        id=response_id.hex(),
    )
