"""Opening refuses each bad envelope by name and opens the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from survey_engine.exchange.opening import Opened, Reason, Refusal, SetWarning, open_envelopes
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.sealing.envelope import Envelope, EnvelopeError, new_identity, seal_envelope
from tests.analysis.made_up import TINY, response
from tests.exchange.sealed_wave import charity, facts_of, number, recipients, recovery, seal_all, sealed

GOOD = [response(overall=str(n % 11), words=f"text {n}") for n in range(12)]


def opened(envelopes: Iterable[Envelope], facts: WaveFacts | None = None) -> Opened:
    envelopes = list(envelopes)
    return open_envelopes(envelopes, facts or facts_of(envelopes), charity().secret, TINY, Random(1))


def test_what_was_sealed_is_opened_without_ids_in_another_order() -> None:
    result = opened(seal_all(GOOD))
    assert (result.refused, result.warnings) == ((), ())
    assert {each.id for each in result.responses} == {""}
    assert result.responses != GOOD
    assert sorted(each.answers["words"] for each in result.responses) == sorted(  # type: ignore[index,type-var]
        each.answers["words"]
        for each in GOOD  # type: ignore[index]
    )
    assert all(each in GOOD for each in result.responses)


def test_the_recovery_key_opens_as_well() -> None:
    envelopes = seal_all(GOOD)
    result = open_envelopes(envelopes, facts_of(envelopes), recovery().secret, TINY, Random(1))
    assert len(result.responses) == len(GOOD)


def test_envelopes_are_opened_one_at_a_time() -> None:
    envelopes = seal_all(GOOD)
    result = open_envelopes(iter(envelopes), facts_of(envelopes), charity().secret, TINY)
    assert len(result.responses) == len(GOOD)
    assert result.warnings == ()


def flipped(envelope: Envelope) -> Envelope:
    last = envelope.sealed[-1] ^ 1
    return replace(envelope, sealed=envelope.sealed[:-1] + bytes([last]))


def strange(**changes: Any) -> Envelope:
    return sealed(GOOD[0], number(99), **changes)


def with_answers(**answers: Any) -> Envelope:
    return strange(answers=answers)


def raw(payload: bytes) -> Envelope:
    return Envelope(number(99), "RXQ", seal_envelope(payload, recipients(), TINY.plaintext_bytes))


BAD = {
    "altered": (lambda: flipped(strange()), Reason.DOES_NOT_OPEN),
    "not sealed": (lambda: Envelope(number(99), "RXQ", b"nothing"), Reason.DOES_NOT_OPEN),
    "empty": (lambda: Envelope(number(99), "RXQ", b""), Reason.DOES_NOT_OPEN),
    "other id": (lambda: strange(id=number(98).hex()), Reason.MOVED),
    "other wave": (lambda: strange(wave="W25"), Reason.MOVED),
    "other hospital": (lambda: replace(strange(), hospital="RYJ"), Reason.MOVED),
    "other questionnaire": (lambda: strange(questionnaire="other"), Reason.OTHER_QUESTIONNAIRE),
    "other version": (lambda: strange(version=2), Reason.OTHER_QUESTIONNAIRE),
    "other wording": (lambda: strange(definition_hash="cd" * 32), Reason.OTHER_QUESTIONNAIRE),
    "no consent": (lambda: strange(consent=False), Reason.NO_CONSENT),
    "no JSON": (lambda: raw(b"\xff{"), Reason.UNREADABLE),
    "a list": (lambda: raw(b"[]"), Reason.UNREADABLE),
    "nested": (lambda: raw(b"[" * 4000), Reason.UNREADABLE),
    "other format": (lambda: strange(format=2), Reason.UNREADABLE),
    "more fields": (lambda: strange(time="12:00"), Reason.UNREADABLE),
    "hostile mode": (lambda: strange(mode="=cmd|' /C calc'!A0"), Reason.UNREADABLE),
    "hostile language": (lambda: strange(language="en\n# Title"), Reason.UNREADABLE),
    "unknown question": (lambda: with_answers(shoe_size="5"), Reason.UNREADABLE),
    "unknown option": (lambda: with_answers(kind="perhaps"), Reason.UNREADABLE),
    "several for one": (lambda: with_answers(kind=["yes", "no"]), Reason.UNREADABLE),
    "unsorted choices": (lambda: with_answers(vote=["b", "a"]), Reason.UNREADABLE),
    "one text for several": (lambda: with_answers(vote="abc"), Reason.UNREADABLE),
    "no month": (lambda: with_answers(month="2021-13"), Reason.UNREADABLE),
    "a number": (lambda: with_answers(overall=7), Reason.UNREADABLE),
    "half a character": (lambda: with_answers(words="a\ud800b"), Reason.UNREADABLE),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_envelope_is_refused_by_name_and_the_rest_is_opened(name: str) -> None:
    make, reason = BAD[name]
    envelopes = [*seal_all(GOOD), make()]
    result = opened(envelopes, facts_of(envelopes, RXQ="One", RYJ="Two"))
    assert result.refused == (Refusal(number(99).hex(), reason),)
    assert len(result.responses) == len(GOOD)
    assert result.warnings == ()
    assert result.refused[0].reason.words


def test_a_text_is_cleaned_again_and_never_costs_an_answer() -> None:
    """A rule of cleaning can grow stricter between sending and opening."""
    envelope = with_answers(words="a\x00b\ufffe")
    found = open_envelopes([envelope], facts_of([envelope]), charity().secret, TINY, Random(1))
    assert found.refused == ()
    assert found.responses[0].answers[QuestionId("words")] == "ab"


def test_a_repeated_id_is_refused_and_the_first_stays() -> None:
    envelopes = seal_all(GOOD)
    again = sealed(response(kind="no"), number(3))
    result = opened([*envelopes, again], facts_of(envelopes))
    assert result.refused == (Refusal(number(3).hex(), Reason.REPEATED),)
    assert sum(each.answers.get("kind") == "no" for each in result.responses) == 0  # type: ignore[call-overload]
    assert result.warnings == (SetWarning.OTHER_DIGEST,)


def test_a_copy_under_a_new_id_is_refused() -> None:
    envelopes = seal_all(GOOD)
    copy = replace(envelopes[0], id=number(50))
    assert opened([*envelopes, copy]).refused == (Refusal(number(50).hex(), Reason.MOVED),)


def test_an_unknown_hospital_is_refused() -> None:
    envelopes = seal_all([*GOOD, response("ZZZ")])
    result = opened(envelopes, facts_of(envelopes, RXQ="One"))
    assert [refusal.reason for refusal in result.refused] == [Reason.UNREADABLE]


@pytest.mark.parametrize("missing", [0, 11])
def test_a_set_that_differs_from_the_digest_is_opened_with_a_warning(missing: int) -> None:
    envelopes = seal_all(GOOD)
    facts = facts_of(envelopes)
    del envelopes[missing]
    result = opened(envelopes, facts)
    assert len(result.responses) == 11
    assert result.warnings == (SetWarning.OTHER_DIGEST,)
    assert result.warnings[0].words


def test_a_set_without_a_digest_or_with_other_recipients_is_warned_of() -> None:
    envelopes = seal_all(GOOD)
    third = new_identity().recipient
    facts = replace(facts_of(envelopes), digest="", recipients=(*recipients(), third))
    assert opened(envelopes, facts).warnings == (SetWarning.NO_DIGEST, SetWarning.OTHER_RECIPIENTS)


def test_another_key_opens_nothing_and_what_is_no_key_is_an_error() -> None:
    envelopes = seal_all(GOOD)
    result = open_envelopes(envelopes, facts_of(envelopes), new_identity().secret, TINY)
    assert {refusal.reason for refusal in result.refused} == {Reason.DOES_NOT_OPEN}
    assert result.warnings == (SetWarning.OTHER_RECIPIENTS,)
    with pytest.raises(EnvelopeError):
        open_envelopes(envelopes, facts_of(envelopes), "not a key", TINY)
