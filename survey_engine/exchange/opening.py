"""Opening a closed wave's envelopes: what opens is kept without its id, what does not is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from random import SystemRandom
from typing import Any, Protocol

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
    digest_of,
    open_envelope,
    recipient_of,
)

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,34}")  # of a mode or a language: it is printed
_ANY_MONTH = (9999, 12)  # whether a date was in the future was checked when it was entered


class Shuffler(Protocol):
    """A source of chance that puts a list into random order, such as random.SystemRandom()."""

    def shuffle(self, x: list[Any], /) -> None:
        """Puts the list into an order of its own, in place."""


class Reason(StrEnum):
    """Why an envelope was refused. `words` says each plainly."""

    DOES_NOT_OPEN = "does_not_open"
    UNREADABLE = "unreadable"
    MOVED = "moved"
    REPEATED = "repeated"
    OTHER_QUESTIONNAIRE = "other_questionnaire"
    NO_CONSENT = "no_consent"

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return _WORDS[self]


_WORDS = {
    Reason.DOES_NOT_OPEN: "does not open with this key, or was altered after it was sealed",
    Reason.UNREADABLE: "opens, but what is inside is not an answer to this questionnaire",
    Reason.MOVED: "was sealed under another id, wave or hospital than the one it is filed under",
    Reason.REPEATED: "has the id of another envelope",
    Reason.OTHER_QUESTIONNAIRE: "answers another questionnaire, version or wording",
    Reason.NO_CONSENT: "holds answers without consent",
}


class SetWarning(StrEnum):
    """What is wrong with the set of envelopes as a whole. All that opens is opened all the same."""

    OTHER_DIGEST = "other_digest"
    NO_DIGEST = "no_digest"
    OTHER_RECIPIENTS = "other_recipients"

    @property
    def words(self) -> str:
        """The warning in plain words."""
        return _SET_WORDS[self]


_SET_WORDS = {
    SetWarning.OTHER_DIGEST: "These are not exactly the envelopes that were counted when the wave closed. "
    "Some were added, taken away or changed since. Ask why before you use the results.",
    SetWarning.NO_DIGEST: "No fingerprint of the envelopes was taken when the wave closed. So nobody can "
    "show that they are complete.",
    SetWarning.OTHER_RECIPIENTS: "The wave does not name exactly two keys with yours among them. Somebody "
    "else may be able to open the answers.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One envelope that was refused: the id it is filed under, in hexadecimal, and why."""

    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening gave: responses without ids in random order, refusals sorted, warnings on the set."""

    responses: list[Response]
    refused: tuple[Refusal, ...]
    warnings: tuple[SetWarning, ...]


def open_envelopes(
    envelopes: Iterable[Envelope],
    facts: WaveFacts,
    identity_secret: str,
    questionnaire: Questionnaire,
    random: Shuffler | None = None,
) -> Opened:
    """Opens a closed wave's envelopes one at a time; memory holds the answers, never all envelopes.

    Of several envelopes with one id the first stays and the others are refused. `random` is SystemRandom
    where none is given. Raises EnvelopeError only where `identity_secret` is no key at all.
    """
    recipient = recipient_of(identity_secret)
    responses: list[Response] = []
    refused: list[Refusal] = []

    def opened_on_the_way() -> Iterator[Envelope]:
        seen: set[bytes] = set()
        for envelope in envelopes:
            first = envelope.id not in seen
            seen.add(envelope.id)
            outcome = _open(envelope, facts, identity_secret, questionnaire) if first else Reason.REPEATED
            if isinstance(outcome, Reason):
                refused.append(Refusal(envelope.id.hex(), outcome))
            else:
                responses.append(outcome)
            if first:
                yield envelope

    # The digest reads every envelope once, and each is opened as it passes.
    digest = digest_of(opened_on_the_way())
    (random or SystemRandom()).shuffle(responses)
    warnings = tuple(_warnings(facts, digest, recipient, refused))
    return Opened(responses, tuple(sorted(refused, key=lambda each: (each.id, each.reason))), warnings)


def _warnings(facts: WaveFacts, digest: str, recipient: str, refused: list[Refusal]) -> Iterator[SetWarning]:
    repeated = any(refusal.reason is Reason.REPEATED for refusal in refused)
    if not facts.digest:
        yield SetWarning.NO_DIGEST
    elif digest != facts.digest or repeated:
        yield SetWarning.OTHER_DIGEST
    if recipient not in facts.recipients or len(facts.recipients) != 2:
        yield SetWarning.OTHER_RECIPIENTS


def _open(
    envelope: Envelope, facts: WaveFacts, identity_secret: str, questionnaire: Questionnaire
) -> Response | Reason:
    """One response without its id, or why there is none."""
    try:
        response = from_payload(json.loads(open_envelope(envelope.sealed, identity_secret)))
    except EnvelopeError:
        return Reason.DOES_NOT_OPEN
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
    return read_answer(question, raw, latest=_ANY_MONTH).value == value


def _is_short(text: str, most: int) -> bool:
    try:
        return json_bytes(text) <= most
    except UnicodeEncodeError:  # half a character: no browser sends it
        return False
