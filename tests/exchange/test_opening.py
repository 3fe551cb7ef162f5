"""Opening refuses each bad envelope by name and opens the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from survey_engine.exchange.opening import Opened, Reason, Refusal, SetRefusedError, open_envelopes
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.sealing.envelope import Envelope, EnvelopeError, new_identity, seal_envelope
from tests.analysis.made_up import TINY, response
from tests.exchange.sealed_wave import charity, facts_of, number, recipients, recovery, seal_all, sealed

GOOD = [response(overall=str(n % 11), words=f"text {n}") for n in range(12)]


def opened(
    envelopes: Iterable[Envelope], facts: WaveFacts | None = None, fingerprint: str | None = None
) -> Opened:
    envelopes, key = list(envelopes), charity().secret
    known = facts or facts_of(envelopes)
    return open_envelopes(envelopes, known, key, TINY, Random(1), fingerprint=fingerprint)


def test_what_was_sealed_is_opened_without_ids_in_another_order() -> None:
    result = opened(seal_all(GOOD))
    assert (result.refused, result.missing) == ((), 0)
    assert {each.id for each in result.responses} == {""}
    assert list(result.responses) != GOOD
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
    assert result.missing == 0


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
    assert result.missing == 0
    assert result.refused[0].reason.words


def test_a_text_is_cleaned_again_and_never_costs_an_answer() -> None:
    """A rule of cleaning can grow stricter between sending and opening."""
    envelope = with_answers(words="a\x00b\ufffe")
    found = open_envelopes([envelope], facts_of([envelope]), charity().secret, TINY, Random(1))
    assert found.refused == ()
    assert next(iter(found.responses)).answers[QuestionId("words")] == "ab"


def test_a_repeated_id_is_refused_and_the_first_stays() -> None:
    envelopes = seal_all(GOOD)
    again = sealed(response(kind="no"), number(3))
    result = opened([*envelopes, again], facts_of(envelopes))
    assert result.refused == (Refusal(number(3).hex(), Reason.REPEATED),)
    assert sum(each.answers.get("kind") == "no" for each in result.responses) == 0  # type: ignore[call-overload]
    assert result.missing == 0


def test_a_copy_under_a_new_id_is_refused() -> None:
    envelopes = seal_all(GOOD)
    copy = replace(envelopes[0], id=number(50))
    assert opened([*envelopes, copy]).refused == (Refusal(number(50).hex(), Reason.MOVED),)


def test_an_unknown_hospital_is_refused() -> None:
    envelopes = seal_all([*GOOD, response("ZZZ")])
    result = opened(envelopes, facts_of(envelopes, RXQ="One"))
    assert [refusal.reason for refusal in result.refused] == [Reason.UNREADABLE]


def test_an_answer_that_was_added_after_the_close_is_refused_by_name() -> None:
    """Anybody can seal an answer to a public key, and write it into a file."""
    envelopes = seal_all(GOOD)
    forged = sealed(response(kind="no"), number(77))
    result = opened([*envelopes, forged], facts_of(envelopes))
    assert result.refused == (Refusal(number(77).hex(), Reason.NOT_COUNTED),)
    assert (len(result.responses), result.missing) == (12, 0)


def test_a_forgery_under_the_id_of_another_does_not_push_that_one_out() -> None:
    envelopes = seal_all(GOOD)
    forged = sealed(response(kind="no"), number(3))
    result = opened([forged, *envelopes], facts_of(envelopes))
    assert result.refused == (Refusal(number(3).hex(), Reason.NOT_COUNTED),)
    assert (len(result.responses), result.missing) == (12, 0)


@pytest.mark.parametrize("missing", [0, 11])
def test_what_was_taken_away_is_counted(missing: int) -> None:
    envelopes = seal_all(GOOD)
    facts = facts_of(envelopes)
    del envelopes[missing]
    result = opened(envelopes, facts)
    assert (len(result.responses), result.missing) == (11, 1)


def test_an_altered_answer_is_refused_and_missing() -> None:
    envelopes = seal_all(GOOD)
    facts = facts_of(envelopes)
    envelopes[4] = flipped(envelopes[4])
    result = opened(envelopes, facts)
    assert result.refused == (Refusal(number(4).hex(), Reason.DOES_NOT_OPEN),)
    assert (len(result.responses), result.missing) == (11, 1)


def test_a_list_that_does_not_fit_the_fingerprint_is_refused_whole() -> None:
    envelopes = seal_all(GOOD)
    facts = facts_of(envelopes)
    for changed in (replace(facts, hashes=facts.hashes[1:]), replace(facts, digest="")):
        with pytest.raises(SetRefusedError, match="not the list"):
            opened(envelopes, changed)


def test_the_printed_fingerprint_finds_a_file_that_was_written_anew() -> None:
    envelopes = seal_all(GOOD)
    printed = facts_of(envelopes).digest
    assert opened(envelopes, fingerprint=f" {printed.upper()}\n").compared
    assert not opened(envelopes).compared
    anew = [*envelopes, sealed(response(kind="no"), number(77))]
    with pytest.raises(SetRefusedError, match="printed when the wave closed"):
        opened(anew, facts_of(anew), fingerprint=printed)


def test_other_recipients_are_refused_whole() -> None:
    envelopes = seal_all(GOOD)
    third = new_identity().recipient
    for others in ((*recipients(), third), recipients()[:1], (third, recipients()[1])):
        with pytest.raises(SetRefusedError, match=r"two keys|one of the two"):
            opened(envelopes, replace(facts_of(envelopes), recipients=others))


def test_another_key_is_refused_and_what_is_no_key_is_an_error() -> None:
    envelopes = seal_all(GOOD)
    with pytest.raises(SetRefusedError, match="not one of the two"):
        open_envelopes(envelopes, facts_of(envelopes), new_identity().secret, TINY)
    with pytest.raises(EnvelopeError):
        open_envelopes(envelopes, facts_of(envelopes), "not a key", TINY)
