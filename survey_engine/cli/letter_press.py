"""Everything letters need beside their codes, gathered and refused before the first code is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.printed_language import MissedTexts, incomplete, is_draft, translator
from survey_engine.cli.terminal import RefusedError, counted, say
from survey_engine.exchange.letter_wording import Wording, default_wording, read_wording
from survey_engine.exchange.letter_words import Mailing, OtherLanguage, letter_words, other_language_line
from survey_engine.exchange.letters import Letter, letters
from survey_engine.exchange.mail_merge import merge_files
from survey_engine.exchange.paper import Look, PaperError
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.questionnaire.problem import Level
from survey_engine.records import hospitals, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Posting
from survey_engine.settings import Configuration
from survey_engine.web.translations import ENGLISH, Language, Languages

MOST_LETTERS = 500  # in one PDF: each takes about 1.2 MB of memory while it is made
INCOMPLETE = "texts of the letter"


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """What is asked for beside the codes; None and the usual size where nothing was said."""

    letters: Path | None = None
    merge: Path | None = None
    language: str | None = None
    points: int | None = None
    wording: Path | None = None
    slips: Path | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to print."""
        return self.letters is not None or self.merge is not None

    def require_fit(self) -> None:
        """Refuse, as wrong usage, what only letters have, where there are none."""
        given: dict[str, object] = {"--size": self.points, "--wording": self.wording}
        if not self.slips:
            given["--language"] = self.language
        unfit = [name for name, value in given.items() if value]
        if unfit and not self.is_wanted:
            raise click.UsageError(f"{', '.join(unfit)} can only go with --letters or --merge.")


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

    @classmethod
    def ready(cls, installation: Installation, wave: str, wanted: LetterOptions, count: int) -> Self:
        """Gather and check it all; RefusedError where letters cannot be made as they are wanted."""
        configuration = installation.settings
        with installation.reading() as session:
            record = waves.wave(session, wave)
            names = {one.id: one.name for one in hospitals.list_hospitals(session)}
        _require_posting(record, wanted)
        _require_patients(installation, record)
        if wanted.letters and count > MOST_LETTERS:
            raise RefusedError(f"One PDF holds {MOST_LETTERS} letters at most. Issue the codes in portions.")
        asked = installation.catalogue.get(record.questionnaire, record.version, short=record.short_form)
        languages = Languages(configuration.translation_folders, configuration.languages)
        language = offered_language(languages, wanted.language or ENGLISH, asked)
        look = Look(language.code, language.direction, wanted.points or Look().points)
        wording = _wording(wanted.wording, language)
        others = tuple(_others(languages, language, asked))
        press = cls(configuration, record, asked, names, language, look, wording, others)
        press.require_whole_language()
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

    def require_whole_language(self) -> None:
        """Refuse a letter that would be partly in English."""
        missed = MissedTexts()
        self.language.interface.add_fallback(missed)
        default_wording(self.language.code, translator(self.language))
        self.said(hospital="")
        if missed.texts and self.language.code != ENGLISH:
            raise RefusedError(incomplete(self.language, INCOMPLETE, len(missed.texts), "letter"))

    def said(self, hospital: str) -> dict[str, Any]:
        """Every word of a letter of this hospital but its ref and code."""
        words, organisation = translator(self.language), self.configuration.organisation
        return letter_words(self.mailing(hospital), self.wording, organisation, self.others, words)

    def pdf(self, people: Sequence[Letter], hospital: str, *, with_batch_sheet: bool) -> bytes:
        """The letters to print. Raises RefusedError."""
        try:
            return letters(
                people,
                self.mailing(hospital),
                self.look,
                self.said(hospital),
                translator(self.language),
                with_batch_sheet=with_batch_sheet,
            )
        except PaperError as error:
            raise RefusedError(str(error)) from None

    def merge_files(self, people: Sequence[Letter], hospital: str) -> dict[str, bytes]:
        """The files of a folder for mail merge."""
        return merge_files(people, self.said(hospital), self.look)


def _require_posting(wave: WaveRecord, wanted: LetterOptions) -> None:
    if wave.posting == Posting.PILOT:
        raise RefusedError(
            f"Wave {wave.id} is a pilot: nobody posts its letters. Hand out its codes yourself."
        )
    if wanted.merge and wave.posting != Posting.MERGE:
        raise RefusedError(
            f"Wave {wave.id} is posted as sealed letters: no hospital may hold its codes. Print them by "
            "--letters. Mail merge is chosen when a wave is opened, by --posting merge."
        )


def _require_patients(installation: Installation, wave: WaveRecord) -> None:
    if installation.catalogue.get(wave.questionnaire, wave.version).answered_by is not AnsweredBy.PATIENTS:
        raise RefusedError(f"Wave {wave.id} asks staff, who get slips and no letters: --slips FILE.pdf.")


def offered_language(languages: Languages, code: str, asked: Questionnaire) -> Language:
    """A language in which the survey is offered, with every text of its questions."""
    found = languages.get(code)
    if found is None:
        raise RefusedError(f"There is no translation into {code}. Begin one: translation extract LANG")
    if code != ENGLISH and code not in languages.offered:
        raise RefusedError(
            f"The survey is not offered in {code}, so a letter must not promise it. "
            "Add it to SURVEY_ENGINE_LANGUAGES."
        )
    if not found.covers(asked):
        missing = found.coverage(asked)
        texts = missing.total - missing.translated
        raise RefusedError(incomplete(found, "texts of the questions", texts, "letter"))
    return found


def _wording(file: Path | None, language: Language) -> Wording:
    if file is None:
        return default_wording(language.code, translator(language))
    wording = checked_wording(file)
    if wording.language != language.code:
        raise RefusedError(
            f"The words of {file} are in {wording.language}, and the letters in {language.code}."
        )
    return wording


def checked_wording(file: Path) -> Wording:
    """The words of a file, its problems said; RefusedError where one of them is an error."""
    wording, problems = read_wording(file)
    for problem in problems:
        say(str(problem))
    if wording is None:
        errors = sum(problem.level is Level.ERROR for problem in problems)
        raise RefusedError(f"{counted(errors, 'error')} in {file}. Nothing was printed.")
    return wording


def _others(languages: Languages, own: Language, asked: Questionnaire) -> Iterator[OtherLanguage]:
    """One line for each other language in which this survey can really be answered."""
    for code in dict.fromkeys((ENGLISH, *languages.offered)):
        other = languages[code]
        if code == own.code or not other.covers(asked):
            continue
        line = other_language_line(other.name, translator(other))
        if code == ENGLISH or line != other_language_line(other.name, translator(languages[ENGLISH])):
            yield OtherLanguage(code, other.direction, line)


def people_of(rows: Iterable[tuple[str, str, str]]) -> list[Letter]:
    """Rows of ref, code and link as letters."""
    return [Letter(*row) for row in rows]
