"""`questionnaire export --to paper` and `--to large-print`: the form as a PDF, in one language and size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import click

from survey_engine.cli.installation import known_catalogue
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import write_private_file
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.exchange.paper import LARGE_PRINT, SIZES, Look, PaperError, paper
from survey_engine.exchange.paper_cover import Invitation
from survey_engine.organisation import Organisation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.directions import Translate
from survey_engine.sealing.codes import CodeError, read_code, show_code, sign_link
from survey_engine.web.printed_language import incomplete, is_draft, missed_texts, translator
from survey_engine.web.translations import ENGLISH, Language, Languages

FORMS = {"paper": SIZES[0], "large-print": LARGE_PRINT[0]}  # and the size where none is given

LOOK = " Or look at it by --preview."


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """What is asked of a form on paper beside its questionnaire; empty where nothing was said."""

    points: int | None
    language: str | None
    hospital: str | None
    code: str | None
    is_short: bool
    is_preview: bool

    def require_fit(self, form: str) -> None:
        """Refuse, as wrong usage, options that the format has no use for."""
        given = {
            "--size": self.points, "--language": self.language, "--hospital": self.hospital,
            "--code": self.code, "--short-form": self.is_short, "--preview": self.is_preview,
        }  # fmt: skip
        unfit = [name for name, value in given.items() if value]
        if form not in FORMS and unfit:
            raise click.UsageError(f"{', '.join(unfit)} can only go with --to paper or --to large-print.")
        if form == "large-print" and self.points not in (None, *LARGE_PRINT):
            raise click.UsageError(f"Large print has {' or '.join(map(str, LARGE_PRINT))} points.")


def paper_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a form on paper, as one argument `wanted`."""

    @click.option(
        "--size", type=click.Choice([str(one) for one in SIZES]), help="Points, of a form on paper."
    )
    @click.option("--language", metavar="LANG", help="The language of a form on paper [default: en].")
    @click.option("--hospital", metavar="NAME", help="The hospital's name, for a form on paper.")
    @click.option("--code", metavar="CODE", help="One person's code, to print on a form on paper.")
    @click.option("--short-form", is_flag=True, help="The core questions alone, for a form on paper.")
    @click.option("--preview", is_flag=True, help="Also where a translation is not complete.")
    @wraps(command)
    def with_options(
        *arguments: object,
        size: str | None,
        language: str | None,
        hospital: str | None,
        code: str | None,
        short_form: bool,
        preview: bool,
        **others: object,
    ) -> None:
        points = int(size) if size else None
        wanted = PaperOptions(points, language, hospital, code, short_form, preview)
        command(*arguments, wanted=wanted, **others)

    return with_options


def write_paper(
    outside: Outside, questionnaire_id: str, version: int, form: str, wanted: PaperOptions, out: Path | None
) -> None:
    """Write the form, and say what is still missing on it."""
    configuration = outside.configuration()
    catalogue = known_catalogue(configuration)
    chosen = catalogue.get(questionnaire_id, version, short=wanted.is_short)
    if not chosen.questions:
        raise RefusedError(
            f"{questionnaire_id} version {version} has no short form: no question is marked core."
        )
    points = wanted.points or FORMS[form]
    target = out or Path(_file_name(chosen, points, wanted))
    if target.exists():
        raise RefusedError(f"{target} is there already. Choose another name by --out.")
    languages = Languages(configuration.translation_folders, configuration.languages)
    language = _language(languages, wanted, chosen)
    invitation = _invitation(outside, wanted.code)
    look = Look(language.code, language.direction, points, wanted.is_short, is_draft(language))
    _write(target, _pdf(chosen, configuration.organisation, language, look, invitation, wanted), invitation)
    say(f"Wrote {questionnaire_id} version {version} to {target}.")
    if invitation.code:
        say("Only you can read it. Who holds it can answer in this person's place.")
    if look.is_draft:
        say("It says on its first page that the translation is a draft.")
    if not configuration.organisation.freepost_address:
        say("The address to send it back to is missing: set freepost_address in the organisation file.")


def _pdf(
    chosen: Questionnaire,
    organisation: Organisation,
    language: Language,
    look: Look,
    invitation: Invitation,
    wanted: PaperOptions,
) -> bytes:
    worded, hospital = language.worded(chosen), wanted.hospital or ""
    made: list[bytes] = []

    def say(words: Translate) -> None:
        made.append(paper(worded, look, organisation, invitation, words, hospital=hospital))

    try:
        missing = len(missed_texts(language, say))
        if not made:
            say(translator(language))
    except PaperError as error:
        raise RefusedError(str(error)) from error
    if missing and not wanted.is_preview:
        raise RefusedError(incomplete(language, "texts around the questions", missing) + LOOK)
    return made[0]


def _file_name(questionnaire: Questionnaire, points: int, wanted: PaperOptions) -> str:
    parts = [questionnaire.id, str(questionnaire.version)]
    parts += ["short"] if wanted.is_short else []
    parts += [wanted.language] if wanted.language not in (None, ENGLISH) else []
    parts += [f"{points}pt"] if points != SIZES[0] else []
    return "-".join(map(str, parts)) + ".pdf"


def _language(languages: Languages, wanted: PaperOptions, chosen: Questionnaire) -> Language:
    """The language that is wanted, if it has every text of the questionnaire."""
    found = languages.get(wanted.language or ENGLISH)
    if found is None:
        raise RefusedError(
            f"There is no translation into {wanted.language}. Begin one: translation extract LANG"
        )
    if not found.covers(chosen) and not wanted.is_preview:
        counted = found.coverage(chosen)
        missing = counted.total - counted.translated
        raise RefusedError(incomplete(found, "texts of the questions", missing) + LOOK)
    return found


def _invitation(outside: Outside, typed: str | None) -> Invitation:
    """The way online: for one person with her code and the link that fills it in, else for anyone."""
    configuration = outside.configuration()
    address = f"{configuration.base_url}/i"
    if typed is None:
        return Invitation(address)
    try:
        code = read_code(typed)
    except CodeError:
        raise RefusedError(
            "This is not a code. It has 12 letters and numbers, like 7KQM-2D9F-XA4T."
        ) from None
    shown = show_code(code)
    return Invitation(address, shown, f"{address}#{shown}.{sign_link(code, outside.settings().secret_keys)}")


def _write(target: Path, pdf: bytes, invitation: Invitation) -> None:
    if invitation.code:
        write_private_file(target, pdf)
    else:
        target.write_bytes(pdf)
