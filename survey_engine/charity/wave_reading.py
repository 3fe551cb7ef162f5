"""What was typed for a new wave, read; and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from wtforms import StringField

from survey_engine.charity.wave_days import Days
from survey_engine.charity.wave_words import named, shown_day
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.records import keysets, publishing, waves
from survey_engine.records.staff_tables import KeysetRecord
from survey_engine.records.store import Session
from survey_engine.records.waves import NewWave, Posting, Reminders
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.translations import ENGLISH
from survey_engine.web.wave_facts import offered_languages

ENTRY_DAYS: Final = 28  # how long paper may still come in, where nothing else is said


class PlanForm(Days):
    """What a new wave is to be."""

    code = StringField()
    asks = StringField()
    posting = StringField(default=Posting.SEALED.value)
    reminders = StringField(default=Reminders.EVERYONE.value)
    keyset = StringField()
    action = StringField()


@dataclass(frozen=True, slots=True)
class Plan:
    """What was typed, read: what waves.open_wave takes, what is asked, and the keys it is sealed to."""

    new: NewWave
    chosen: Questionnaire
    keyset: KeysetRecord | None


class PlanRefusedError(Exception):
    """What is wrong with what was typed, in lines of the error summary."""

    def __init__(self, errors: Sequence[PageError]) -> None:
        super().__init__()
        self.errors = errors


def set_words(one: KeysetRecord) -> str:
    contacts = "with a contacts key" if one.contacts_recipient else "without a contacts key"
    return f"The keys of {shown_day(one.proposed_on)}, {contacts}"


def choices(db: Session) -> list[tuple[str, str, Questionnaire]]:
    """What a wave may ask: each published version, and its short form where it has one; drafts for pilots."""
    published = {(one.questionnaire, one.version) for one in publishing.published(db)}
    found = []
    for one in house().catalogue:
        if one.answered_by is AnsweredBy.LEAD:
            continue
        state = "" if (one.id, one.version) in published else " (a draft, for a pilot alone)"
        words = f"{named(one)}, version {one.version}{state}: {_language_words(one)}"
        found.append((f"{one.id} {one.version}", words, one))
        short = house().catalogue.get(one.id, one.version, short=True)
        if short.pages:
            questions = sum(1 for _ in short.asked())
            words = f"{named(one)}, version {one.version}, short form of {questions} questions{state}"
            found.append((f"{one.id} {one.version} short", words, short))
    return found


def _language_words(questionnaire: Questionnaire) -> str:
    languages = house().languages
    found = ["English"] if ENGLISH in languages.offered else []
    for one in offered_languages(languages, questionnaire):
        lacks = one.missing + one.stale
        found.append(f"{one.name} ({lacks} texts missing or out of date)" if lacks else one.name)
    return ", ".join(found)


@dataclass
class _Reader:
    """Reads the form part by part, and keeps what is wrong."""

    form: PlanForm
    errors: list[PageError] = field(default_factory=list)

    def wrong(self, place: str, words: str) -> None:
        self.errors.append(PageError(place, words))

    def code(self) -> str:
        code = (self.form.code.data or "").strip().upper()
        if not waves.CODE.fullmatch(code):
            self.wrong("#code", "Write a short code with capital letters and digits, like 2027-A.")
        return code

    def days(self) -> tuple[date, date, date] | None:
        opens_on, closes_on = self.form.day("opens"), self.form.day("closes")
        if opens_on is None:
            self.wrong("#opens", "Write the first day, like 1 3 2027.")
        if closes_on is None or (opens_on is not None and closes_on < opens_on):
            self.wrong("#closes", "Write the last day, like 31 3 2027. It comes after the first.")
            return None
        entry_until: date | None = closes_on + timedelta(days=ENTRY_DAYS)
        if any(self.form.typed("entry")):
            entry_until = self.form.day("entry")
        if entry_until is None or entry_until < closes_on:
            self.wrong("#entry", "Write the last day for paper. It comes after the last day to begin.")
            return None
        return (opens_on, closes_on, entry_until) if opens_on is not None else None

    def posting(self) -> tuple[Posting, Reminders] | None:
        posting = {one.value: one for one in Posting}.get(self.form.posting.data or "")
        reminders = {one.value: one for one in Reminders}.get(self.form.reminders.data or "")
        if posting is None:
            self.wrong("#posting", "Choose how letters go out.")
        if reminders is None or (reminders is Reminders.UNUSED and posting is not Posting.MERGE):
            self.wrong("#reminders", "Choose “everyone”: only under mail merge does a hospital hold codes.")
            return None
        return (posting, reminders) if posting is not None else None


def read_plan(db: Session, form: PlanForm) -> Plan:
    """What was typed. Raises PlanRefusedError."""
    reader = _Reader(form)
    code = reader.code()
    chosen = {value: one for value, _words, one in choices(db)}.get(form.asks.data or "")
    if chosen is None:
        reader.wrong("#asks", "Choose what to ask.")
    days, ways = reader.days(), reader.posting()
    if reader.errors or chosen is None or days is None or ways is None:
        raise PlanRefusedError(reader.errors)
    keyset = None if ways[0] is Posting.PILOT else _chosen_keys(db, form)
    keys = keysets.public_keys(keyset) if keyset else None
    new = NewWave(
        id=code,
        questionnaire=chosen.id,
        version=chosen.version,
        short_form=(form.asks.data or "").endswith(" short"),
        opens_on=days[0],
        closes_on=days[1],
        entry_until=days[2],
        posting=ways[0],
        reminders=ways[1],
        recipients=(keys.charity, keys.recovery) if keys else (),
        contacts_recipient=keys.contacts if keys else None,
        signing_keys=keys.signing if keys else (),
    )
    return Plan(new, chosen, keyset)


def _chosen_keys(db: Session, form: PlanForm) -> KeysetRecord | None:
    """Those that were chosen, the only ones, or none."""
    sets = keysets.usable(db, house().settings.master_key)
    if len(sets) == 1:
        return sets[0]
    found = next((one for one in sets if one.id.hex() == form.keyset.data), None)
    if sets and found is None:
        raise PlanRefusedError([PageError("#keyset", "Choose the keys.")])
    return found
