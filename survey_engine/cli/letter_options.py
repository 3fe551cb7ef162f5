"""What the command line is asked of letters, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.terminal import RefusedError, counted, say
from survey_engine.exchange.letter_wording import Wording, read_wording
from survey_engine.exchange.paper import Look
from survey_engine.questionnaire.problem import Level
from survey_engine.records import waves
from survey_engine.records.waves import Posting
from survey_engine.web.letter_press import MOST_LETTERS, LetterPress, Office, Printing
from survey_engine.web.translations import ENGLISH, Languages


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


def press_for(installation: Installation, wave: str, wanted: LetterOptions, count: int) -> LetterPress:
    """A press for what is wanted. Raises RefusedError, LetterRefusedError, UnknownWaveError."""
    configuration = installation.settings
    languages = Languages(configuration.translation_folders, configuration.languages)
    office = Office(configuration, installation.catalogue, languages)
    with installation.reading() as session:
        posting = waves.wave(session, wave).posting
    if wanted.merge and posting == Posting.SEALED:
        raise RefusedError(
            f"Wave {wave} is posted as sealed letters: no hospital may hold its codes. Print them by "
            "--letters. Mail merge is chosen when a wave is opened, by --posting merge."
        )
    if wanted.letters and count > MOST_LETTERS:
        raise RefusedError(f"One PDF holds {MOST_LETTERS} letters at most. Issue the codes in portions.")
    language = wanted.language or ENGLISH
    wording = checked_wording(wanted.wording) if wanted.wording else None
    printing = Printing(language, wanted.points or Look().points, wording)
    with installation.reading() as session:
        press = LetterPress.ready(office, session, wave, printing)
    if wording is not None and wording.language != language:
        raise RefusedError(
            f"The words of {wanted.wording} are in {wording.language}, and the letters in {language}."
        )
    return press


def checked_wording(file: Path) -> Wording:
    """The words of a file, its problems said; RefusedError where one of them is an error."""
    wording, problems = read_wording(file)
    for problem in problems:
        say(str(problem))
    if wording is None:
        errors = sum(problem.level is Level.ERROR for problem in problems)
        raise RefusedError(f"{counted(errors, 'error')} in {file}. Nothing was printed.")
    return wording
