"""Everything letters need beside their codes, gathered and refused before the first code is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from survey_engine.exchange.letter_reminders import reminder_wording, reminder_words
from survey_engine.exchange.letter_wording import Wording, default_wording
from survey_engine.exchange.letter_words import Mailing, OtherLanguage, letter_words, other_language_line
from survey_engine.exchange.letters import Letter, letters
from survey_engine.exchange.mail_merge import merge_files, word_letter
from survey_engine.exchange.paper import Look, PaperError
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.questionnaire.directions import Translate
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import hospitals, waves
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Posting, Reminders
from survey_engine.settings import Configuration
from survey_engine.web.printed_language import incomplete, is_draft, missed_texts, translator
from survey_engine.web.translations import ENGLISH, Language, Languages

MOST_LETTERS = 500  # in one PDF: each takes about 1.2 MB of memory while it is made


class LetterRefusedError(Exception):
    """Letters cannot be made as they are wanted; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How letters are wanted. wording: None for the built-in words, which reminders always have."""

    language: str = ENGLISH
    points: int = Look().points
    wording: Wording | None = None
    is_reminder: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """What an installation prints with: its settings, questionnaires and languages."""

    configuration: Configuration
    catalogue: Catalogue
    languages: Languages


@dataclass(frozen=True, slots=True)
class LetterPress:
    """Ready to print letters of one wave, in one language and size."""

    configuration: Configuration
    wave: WaveRecord
    questionnaire: Questionnaire
    hospital_names: dict[str, str]
    language: Language
    look: Look
    wording: Wording
    others: tuple[OtherLanguage, ...]
    is_reminder: bool

    @classmethod
    def ready(cls, office: Office, session: Session, wave: str, wanted: Printing) -> Self:
        """Gather and check it all. Raises LetterRefusedError, UnknownWaveError."""
        record = waves.wave(session, wave)
        if record.posting == Posting.PILOT:
            raise LetterRefusedError(
                f"Wave {wave} is a pilot: nobody posts its letters. Hand out its codes yourself."
            )
        if not is_of_patients(office.catalogue, record):
            raise LetterRefusedError(
                f"Wave {wave} asks staff, who get slips and no letters: --slips FILE.pdf."
            )
        asked = office.catalogue.get(record.questionnaire, record.version, short=record.short_form)
        language = offered_language(office.languages, wanted.language, asked)
        press = cls(
            configuration=office.configuration,
            wave=record,
            questionnaire=asked,
            hospital_names={one.id: one.name for one in hospitals.list_hospitals(session)},
            language=language,
            look=Look(language.code, language.direction, wanted.points),
            wording=wanted.wording or _built_in(record, language.code, translator(language), wanted),
            others=tuple(_others(office.languages, language, asked)),
            is_reminder=wanted.is_reminder,
        )
        press.require_whole_language(wanted)
        return press

    def mailing(self, hospital: str) -> Mailing:
        """What all letters of one hospital share."""
        return Mailing(
            hospital=self.hospital_names.get(hospital, hospital),
            wave=self.wave.id,
            closes_on=self.wave.closes_on,
            address=f"{self.configuration.base_url}/i",
            minutes=self.questionnaire.minutes,
            is_merge=self.wave.posting == Posting.MERGE,
            is_draft=is_draft(self.language),
        )

    def require_whole_language(self, wanted: Printing) -> None:
        """Refuse a letter that would be partly in English. Raises LetterRefusedError."""

        def say(words: Translate) -> None:
            _built_in(self.wave, self.language.code, words, wanted)
            self._said_in(words, hospital="")

        missing = len(missed_texts(self.language, say))
        if missing:
            raise LetterRefusedError(incomplete(self.language, "texts of the letter", missing, "letter"))

    def said(self, hospital: str) -> dict[str, Any]:
        """Every word of a letter of this hospital but its ref and code."""
        return self._said_in(translator(self.language), hospital)

    def _said_in(self, words: Translate, hospital: str) -> dict[str, Any]:
        mailing, organisation = self.mailing(hospital), self.configuration.organisation
        said = letter_words(mailing, self.wording, organisation, self.others, words)
        is_without_code = self.is_reminder and not mailing.is_merge
        return said | reminder_words(mailing, words) if is_without_code else said

    def pdf(
        self,
        people: Sequence[Letter],
        hospital: str,
        *,
        with_batch_sheet: bool,
        replaced: Mapping[str, str] | None = None,
    ) -> bytes:
        """The letters to print. replaced: old refs by new ones. Raises LetterRefusedError."""
        try:
            return letters(
                people,
                self.mailing(hospital),
                self.look,
                self.said(hospital),
                translator(self.language),
                with_batch_sheet=with_batch_sheet,
                replaced=replaced,
            )
        except PaperError as error:
            raise LetterRefusedError(str(error)) from None

    def merge_files(
        self, people: Sequence[Letter], hospital: str, replaced: Mapping[str, str] | None = None
    ) -> dict[str, bytes]:
        """The files of a folder for mail merge. replaced: old refs by new ones."""
        return merge_files(people, self.said(hospital), self.look, replaced)

    def word_letter(self, hospital: str) -> bytes:
        """The Word letter alone, with its fields, for a hospital that has its codes already."""
        return word_letter(self.said(hospital), self.look)


def is_of_patients(catalogue: Catalogue, wave: WaveRecord) -> bool:
    """Whether a wave asks patients, who get letters."""
    return catalogue.get(wave.questionnaire, wave.version).answered_by is AnsweredBy.PATIENTS


def _built_in(wave: WaveRecord, language: str, words: Translate, wanted: Printing) -> Wording:
    if wanted.is_reminder:
        return reminder_wording(language, words, to_everyone=wave.reminders == Reminders.EVERYONE)
    return default_wording(language, words)


def offered_language(languages: Languages, code: str, asked: Questionnaire) -> Language:
    """A language in which the survey is offered, with every text of its questions. LetterRefusedError."""
    found = languages.get(code)
    if found is None:
        raise LetterRefusedError(f"There is no translation into {code}. Begin one: translation extract LANG")
    if code != ENGLISH and code not in languages.offered:
        raise LetterRefusedError(
            f"The survey is not offered in {code}, so a letter must not promise it. "
            "Add it to SURVEY_ENGINE_LANGUAGES."
        )
    if not found.covers(asked):
        missing = found.coverage(asked)
        texts = missing.total - missing.translated
        raise LetterRefusedError(incomplete(found, "texts of the questions", texts, "letter"))
    return found


def languages_of_letters(languages: Languages, asked: Questionnaire) -> list[Language]:
    """The languages in which this survey can really be answered, English first."""
    codes = dict.fromkeys((ENGLISH, *languages.offered))
    return [languages[code] for code in codes if languages[code].covers(asked)]


def _others(languages: Languages, own: Language, asked: Questionnaire) -> Iterator[OtherLanguage]:
    """One line for each other language in which this survey can really be answered."""
    for other in languages_of_letters(languages, asked):
        if other.code == own.code:
            continue
        line = other_language_line(other.name, translator(other))
        if other.code == ENGLISH or line != other_language_line(other.name, translator(languages[ENGLISH])):
            yield OtherLanguage(other.code, other.direction, line)


def people_of(rows: Iterable[tuple[str, str, str]]) -> list[Letter]:
    """Rows of ref, code and link as letters."""
    return [Letter(*row) for row in rows]
