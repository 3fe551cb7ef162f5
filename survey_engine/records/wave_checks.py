"""The checklist before a wave is opened, made longer, closed or purged. Pure: it is told all it looks at.

What would harm is refused in the browser. The command line, where somebody may know better, warns of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from survey_engine.records.phases import Phase

BACKUP_DAYS = 7  # a copy of the database may be so old when something is done that cannot be undone
BACKUPS_GONE_DAYS = 35  # after a wave was closed, no copy from before may be left (docs/anonymity.md)


class Weight(StrEnum):
    """What a finding means for what is about to be done."""

    FINE = "fine"
    NOTE = "note"  # worth knowing
    ASK = "ask"  # to be ticked by whoever goes on all the same
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: what was found, and what to do about it."""

    weight: Weight
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is known of the keys a wave would be sealed to."""

    has_contacts: bool
    is_proved: bool  # both keys that open answers have opened a test answer
    contacts_proved: bool = False


@dataclass(frozen=True, slots=True)
class OfferedLanguage:
    """How far a language that patients can choose has come, for one questionnaire, in numbers of texts."""

    name: str
    missing: int
    stale: int
    is_draft: bool  # nobody has put a name under it


@dataclass(frozen=True, slots=True)
class Span:
    """Another wave that still takes answers, and its days."""

    code: str
    questionnaire: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is known before a wave is opened."""

    today: date
    code: str
    questionnaire: str
    version: int
    opens_on: date
    closes_on: date
    is_pilot: bool
    is_published: bool
    keys: Keys | None
    languages: Sequence[OfferedLanguage]
    others: Sequence[Span]
    backup_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is known before a wave is closed. keyed: forms on paper that wait for their second keying."""

    today: date
    phase: Phase
    keyed: int
    counts_agree: bool
    keys_intact: bool
    keys: Keys | None
    backup_on: date | None


def opening_checks(facts: Opening) -> list[Check]:
    """Return the checklist for a new wave."""
    if facts.is_pilot:
        return [Check(Weight.FINE, "It is a pilot: nothing is kept or counted, so it needs no keys.")]
    found = [*_published(facts), *_keys(facts.keys), *_languages(facts.languages)]
    return [*found, *overlaps(facts.others, facts.code, facts.questionnaire, facts.opens_on, facts.closes_on),
            *_last_day(facts), *backup_checks(facts.backup_on, facts.today)]  # fmt: skip


def _published(facts: Opening) -> Iterator[Check]:
    name = f"{facts.questionnaire} version {facts.version}"
    if facts.is_published:
        yield Check(Weight.FINE, f"{name} is published, and never changes.")
    else:
        yield Check(Weight.REFUSE, f"{name} is not published.", "Publish it first, or try it in a pilot.")


def _keys(keys: Keys | None) -> Iterator[Check]:
    if keys is None or not keys.is_proved:
        yield Check(
            Weight.REFUSE,
            "Nobody has shown that the answers could be opened.",
            "Open a test answer with the charity key file, and one with the recovery sheet, in the "
            "first-wave guide.",
        )
    else:
        yield Check(
            Weight.FINE, "The charity key file and the recovery sheet have each opened a test answer."
        )
    if keys is not None and not keys.has_contacts:
        yield Check(
            Weight.NOTE,
            "Patients will not be asked whether they want to do more: there is no contacts key.",
            "If you want focus groups, make keys with a contacts key first.",
        )
    elif keys is not None and not keys.contacts_proved:
        yield Check(
            Weight.NOTE, "The contacts key has not opened a test answer.", "Do so in the first-wave guide."
        )


def _languages(languages: Sequence[OfferedLanguage]) -> Iterator[Check]:
    whole = True
    for one in languages:
        if one.missing or one.stale:
            whole = False
            yield Check(
                Weight.REFUSE,
                f"{one.name} is offered, but {one.missing} texts are missing, and {one.stale} are stale.",
                "Have them translated, or take the language out of SURVEY_ENGINE_LANGUAGES.",
            )
        elif one.is_draft:
            yield Check(
                Weight.NOTE, f"{one.name} is a draft: nobody who grew up with it has put a name under it."
            )
    if whole:
        yield Check(Weight.FINE, "Every language that is offered has all its texts.")


def overlaps(
    others: Sequence[Span], code: str, questionnaire: str, opens_on: date, closes_on: date
) -> Iterator[Check]:
    """Refuse days that another wave of the same questionnaire has: a person could be counted twice."""
    found = [
        one
        for one in others
        if one.questionnaire == questionnaire
        and one.code != code
        and one.opens_on <= closes_on
        and opens_on <= one.closes_on
    ]
    for one in found:
        yield Check(
            Weight.REFUSE,
            f"Wave {one.code} asks the same questionnaire from {_shown(one.opens_on)} to "
            f"{_shown(one.closes_on)}.",
            "Choose days after it, or close it first: one person could answer both.",
        )
    if not found:
        yield Check(Weight.FINE, "No other wave asks the same questionnaire on these days.")


def _last_day(facts: Opening) -> Iterator[Check]:
    if facts.closes_on < facts.today:
        yield Check(Weight.REFUSE, "The last day for patients is over already.", "Choose a later day.")


def backup_checks(backup_on: date | None, today: date) -> Iterator[Check]:
    """Refuse what cannot be undone while there is no copy of the database of the last days."""
    if backup_on is not None and today - backup_on <= timedelta(days=BACKUP_DAYS):
        yield Check(Weight.FINE, f"The last backup was made on {_shown(backup_on)}.")
        return
    since = f"The last backup was made on {_shown(backup_on)}." if backup_on else "No backup was ever made."
    yield Check(
        Weight.REFUSE,
        since,
        "Ask whoever runs the server for one today: survey-engine backup --out FILE.",
    )


def closing_checks(facts: Closing) -> list[Check]:
    """Return the checklist for closing a wave."""
    return [
        *_time_to_close(facts.phase),
        *waiting_forms(facts),
        *_counts(facts),
        *_can_be_opened(facts.keys),
        *backup_checks(facts.backup_on, facts.today),
    ]


def _time_to_close(phase: Phase) -> Iterator[Check]:
    match phase:
        case Phase.NOT_YET | Phase.OPEN | Phase.GRACE:
            yield Check(Weight.ASK, "Patients can still answer. After this they cannot.")
        case Phase.ENTRY:
            yield Check(Weight.ASK, "Forms on paper can still be typed in. After this they cannot.")
        case Phase.ENTRY_ENDED | Phase.CLOSED | Phase.PURGED:
            yield Check(Weight.FINE, "Nobody can answer any more.")


def waiting_forms(facts: Closing) -> Iterator[Check]:
    """Refuse to lose forms on paper while they can still be sent; afterwards ask."""
    if not facts.keyed:
        yield Check(Weight.FINE, "No form on paper waits to be sent.")
        return
    text = f"Forms on paper that wait for their second keying, and would be lost: {facts.keyed} at most."
    if facts.phase in (Phase.OPEN, Phase.GRACE, Phase.ENTRY):
        yield Check(Weight.REFUSE, text, "Key them again and send them, under Paper and telephone.")
    else:
        yield Check(Weight.ASK, text)


def _counts(facts: Closing) -> Iterator[Check]:
    if not facts.counts_agree:
        yield Check(
            Weight.REFUSE,
            "There are not as many used codes as answers.",
            "Ask whoever runs the server to look into it with survey-engine doctor, before anything is lost.",
        )
    else:
        yield Check(Weight.FINE, "There are as many answers as used codes.")
    if not facts.keys_intact:
        yield Check(
            Weight.REFUSE,
            "The keys of this wave were changed in the database.",
            "Find out who did it, and restore a backup.",
        )


def _can_be_opened(keys: Keys | None) -> Iterator[Check]:
    if keys is None or not keys.is_proved:
        yield Check(
            Weight.NOTE,
            "Nobody has shown that the answers can be opened.",
            "Open a test answer first, in the first-wave guide.",
        )


def refuses(checks: Sequence[Check]) -> bool:
    """Say whether a checklist stops what is about to be done."""
    return any(one.weight is Weight.REFUSE for one in checks)


def asked(checks: Sequence[Check]) -> list[Check]:
    """Return what has to be ticked."""
    return [one for one in checks if one.weight is Weight.ASK]


def _shown(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
