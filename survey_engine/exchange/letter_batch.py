"""The sheet that goes with a batch of letters to the hospital: English, for its staff. It holds no code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey_engine.exchange.letter_words import Mailing, letter_site, shown_date

CHECK_DEATHS = "Check deaths on the day you post"


def batch_sheet(
    refs: Sequence[str],
    mailing: Mailing,
    replaced: Mapping[str, str] | None = None,
    *,
    with_codes: bool = True,
) -> dict[str, Any]:
    """What it says: which batch, what to do before posting, and what becomes of letters left over.

    replaced: old refs by new ones; without codes, the letters are reminders.
    """
    thing = "letter" if with_codes else "reminder"
    count = f"{len(refs)} {thing}" if len(refs) == 1 else f"{len(refs)} {thing}s"
    old = replaced or {}
    return {
        "heading": f"For the staff: {count}",
        "lead": [
            f"Hospital: {mailing.hospital}",
            f"Wave: {mailing.wave}",
            f"People can answer until {shown_date(mailing.closes_on, 'en')}.",
        ],
        "first": {
            "heading": CHECK_DEATHS,
            "lead": [
                "A letter to someone who has died hurts the people who loved them.",
                "Check every name on the day you post. Take out the letter of anyone who has died.",
            ],
        },
        "parts": [_before(mailing, with_codes=with_codes), _left_over(), _wrong(mailing)],
        "refs_heading": "The references in this batch",
        "refs_lead": _lead(is_replacing=bool(old), with_codes=with_codes),
        "refs": [f"{ref} for {old[ref]}" if ref in old else ref for ref in refs],
    }


def _lead(*, is_replacing: bool, with_codes: bool) -> str:
    if not with_codes:
        return (
            "Each reminder is for the person who has this reference in your own records. "
            "Tick each one as you post it."
        )
    if is_replacing:
        return (
            "Each letter is for the person whose letter was lost: the old reference stands second. "
            "Write the new one in its place in your own records. Tick each one as you post it."
        )
    return (
        "Write each reference beside its patient in your own records. "
        "You need it to stop a letter. Tick each one as you post it."
    )


def _before(mailing: Mailing, *, with_codes: bool) -> dict[str, Any]:
    if not with_codes:
        return _reminding()
    return _printing() if mailing.is_merge else _sealed()


def _reminding() -> dict[str, Any]:
    return {
        "heading": "Before you post",
        "items": [
            "No code is in these letters. They go to everyone, because nobody knows who has answered.",
            "Put the address label above the reference. Leave the reference in sight.",
            "Ask which references were stopped since these were printed. Take out their reminders.",
            "Is a reference not in your records? Nobody has that letter. Shred its reminder.",
        ],
    }


def _sealed() -> dict[str, Any]:
    return {
        "heading": "Before you post",
        "items": [
            "Keep every envelope closed. The code inside is for the patient alone.",
            "Put the address label above the reference. Leave the reference in sight.",
            "Ask which references are on the “do not write again” list. Take those people off your list.",
        ],
    }


def _printing() -> dict[str, Any]:
    return {
        "heading": "Before you post",
        "items": [
            "You printed the codes. Nobody may copy, keep or try one. Delete the file when all are posted.",
            "Print on both sides. Fold each letter so that the reference is outside and the code is inside.",
            "Ask which references are on the “do not write again” list. Take those people off your list.",
        ],
    }


def _left_over() -> dict[str, Any]:
    return {
        "heading": "Letters left over",
        "items": [
            "Do not open a letter that is left over, and do not give it to somebody else.",
            "Tell the charity its reference, so that its code is stopped. Then shred it, still closed.",
            "Do the same with letters that the post brings back.",
        ],
    }


def _wrong(mailing: Mailing) -> dict[str, Any]:
    return {
        "heading": "If somebody calls about a letter that should not have come",
        "items": [
            "Say sorry. Ask for the reference on the outside, if it is at hand. Do not write again.",
            f"They can also tell us at {letter_site(mailing)}. They need no code.",
        ],
    }
