"""Opening a closed wave's envelopes: what opens is kept without its id, what does not is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from survey_engine.exchange.counted_box import CountedBox, Reason
from survey_engine.exchange.kept_responses import shuffle_of_responses
from survey_engine.exchange.scratch import Chance
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.answers import (
    Response,
    ResponseFormatError,
    Value,
    clean_text,
    from_payload,
    json_bytes,
    read_answer,
)
from survey_engine.questionnaire.definition import Kind, Question, Questionnaire
from survey_engine.sealing.envelope import (
    Envelope,
    EnvelopeError,
    open_envelope,
    recipient_of,
)

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,34}")  # of a mode or a language: it is printed
_ANY_DAY = date.max  # whether a date was in the future was checked when it was entered


class SetRefusedError(Exception):
    """The set of envelopes as a whole cannot be trusted. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One envelope that was refused: the id it is filed under, in hexadecimal, and why."""

    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening gave: responses without ids in random order, and refusals sorted.

    responses: can be gone through again and again, in one order; they wait in a scratch file.
    missing: envelopes that were counted at close and are not there as they were: taken away, or changed.
    compared: whether the fingerprint printed at close was given, and was the same.
    """

    responses: Collection[Response]
    refused: tuple[Refusal, ...]
    missing: int = 0
    compared: bool = False


def open_envelopes(
    envelopes: Iterable[Envelope],
    facts: WaveFacts,
    identity_secret: str,
    questionnaire: Questionnaire,
    random: Chance | None = None,
    *,
    fingerprint: str | None = None,
    scratch: Path | None = None,
) -> Opened:
    """Opens a closed wave's envelopes one at a time, in memory that does not grow with them.

    But for 33 bytes an envelope (its hash and a mark), and what is said of each that was refused. What was
    opened waits in a scratch file that only this process can read, made in the folder `scratch`.

    `fingerprint` is the one printed for the trustee at close, which nobody can change afterwards. Raises
    SetRefusedError where the list of envelopes is not the one made at close, or the wave names other keys
    than two with this one among them; EnvelopeError where `identity_secret` is no key at all. `random`
    is SystemRandom where none is given.
    """
    demand_trusted(facts, recipient_of(identity_secret), fingerprint)
    box = CountedBox(facts.hashes, scratch)
    responses = shuffle_of_responses(questionnaire, facts.code, random, scratch)
    refused: list[Refusal] = []
    for envelope in envelopes:
        is_counted = box.take(envelope)
        outcome = _open(envelope, facts, identity_secret, questionnaire)
        if not is_counted:
            box.suspect(envelope.id, outcome if isinstance(outcome, Reason) else Reason.NOT_COUNTED)
        elif isinstance(outcome, Reason):
            refused.append(Refusal(envelope.id.hex(), outcome))
        else:
            responses.add(outcome)
    refused += [Refusal(name.hex(), reason) for name, reason in box.suspects()]
    named = tuple(sorted(refused, key=lambda each: (each.id, each.reason)))
    return Opened(responses.shuffled(), named, missing=box.missing, compared=fingerprint is not None)


def demand_trusted(facts: WaveFacts, recipient: str, fingerprint: str | None = None) -> None:
    """Raises SetRefusedError where the facts do not fit together, or name other keys."""
    if facts.hashes.digest != facts.digest:
        raise SetRefusedError(
            "This is not the list of sealed answers that was made when the wave closed. Somebody changed it. "
            "Nothing was opened. Ask for the file again, and ask who could change it."
        )
    if fingerprint is not None and fingerprint.strip().lower() != facts.digest:
        raise SetRefusedError(
            "The fingerprint is not the one that was printed when the wave closed. Nothing was opened. "
            "Compare every letter of it; if it is typed right, somebody changed these answers."
        )
    if len(facts.recipients) != 2:
        raise SetRefusedError(
            "The wave does not name exactly two keys. Nothing was opened. Ask who changed the wave's keys."
        )
    if recipient not in facts.recipients:
        raise SetRefusedError(
            "This key is not one of the two that this wave's answers are locked with. Nothing was opened. "
            "Look if it is the right key file; if it is, ask who changed the wave's keys."
        )


def _open(
    envelope: Envelope, facts: WaveFacts, identity_secret: str, questionnaire: Questionnaire
) -> Response | Reason:
    """One response without its id, or why there is none."""
    try:
        plaintext = open_envelope(envelope.sealed, identity_secret)
    except EnvelopeError:
        return Reason.DOES_NOT_OPEN
    return read_plaintext(plaintext, envelope, facts, questionnaire)


def read_plaintext(
    plaintext: bytes, envelope: Envelope, facts: WaveFacts, questionnaire: Questionnaire
) -> Response | Reason:
    """The response in the plaintext of an envelope, without its id; or why it is none of this wave."""
    try:
        response = from_payload(json.loads(plaintext))
    except (ValueError, RecursionError, ResponseFormatError):
        return Reason.UNREADABLE
    where = (response.id, response.wave, response.hospital)
    if where != (envelope.id.hex(), facts.code, envelope.hospital):
        return Reason.MOVED
    asked = (response.questionnaire, response.version, response.definition_hash)
    if asked != (questionnaire.id, questionnaire.version, questionnaire.content_hash):
        return Reason.OTHER_QUESTIONNAIRE
    if response.hospital not in facts.hospitals or not _is_readable(response, questionnaire):
        return Reason.UNREADABLE
    return _with_clean_texts(response) if response.consent else Reason.NO_CONSENT


def _with_clean_texts(response: Response) -> Response:
    """The response without its id, its texts as every file format can hold them.

    A patient's page cleans texts too; doing it again means that a later, stricter rule never costs an answer.
    """
    answers = {
        name: (clean_text(value) or None) if isinstance(value, str) else value
        for name, value in response.answers.items()
    }
    return replace(response, id="", answers=answers)


def _is_readable(response: Response, questionnaire: Questionnaire) -> bool:
    """Whether every part is one the engine itself could have sealed: anybody can seal to a public key."""
    if not all(_PLAIN_NAME.fullmatch(name) for name in (response.mode, response.language)):
        return False
    for name, value in response.answers.items():
        question = questionnaire.question(name)
        if question is None or (value is not None and not _is_answer(question, value)):
            return False
    return True


def _is_answer(question: Question, value: Value) -> bool:
    """Whether reading a stored answer again gives just that answer; of a text, whether it is one at all."""
    if question.kind is Kind.TEXT:
        return isinstance(value, str) and _is_short(value, question.max_bytes)
    raw = (value,) if isinstance(value, str) else value
    return read_answer(question, raw, latest=_ANY_DAY).value == value


def _is_short(text: str, most: int) -> bool:
    try:
        return json_bytes(text) <= most
    except UnicodeEncodeError:  # half a character: no browser sends it
        return False
