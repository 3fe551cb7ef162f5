"""`papers`: the approval sheet, the poster and the texts for one hospital."""

from __future__ import annotations

from pathlib import Path

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import HANDLE, RefusedError, say
from survey_engine.exchange.approval_sheet import approval_sheet
from survey_engine.exchange.controller_texts import controller_texts
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.paper_facts import PaperFacts, missing_entries
from survey_engine.exchange.poster import MOST_ASK, PosterPaper, poster
from survey_engine.exchange.sheet import Sheet, sheet_pdf, sheet_word
from survey_engine.web.papers import look_of, missing_words, paper_facts
from survey_engine.web.printed_language import incomplete
from survey_engine.web.translations import ENGLISH, Language, Languages

hospital_option = click.option("--hospital", type=HANDLE, required=True, metavar="H", help="Its code.")
wave_option = click.option(
    "--wave", type=HANDLE, metavar="W", help="For its days and way of posting [default: the latest open]."
)
out_path = click.Path(path_type=Path, dir_okay=False)


@click.group()
def papers() -> None:
    """Papers for a hospital: its approval sheet, a poster for patients, texts for its own documents."""


@papers.command("approval-sheet")
@hospital_option
@wave_option
@click.option("--out", type=out_path, required=True, metavar="FILE.pdf", help="A new file.")
@click.pass_obj
def approval(outside: Outside, hospital: str, wave: str | None, out: Path) -> None:
    """Two pages for the hospital's information-governance lead."""
    facts = _facts(outside, hospital, wave)
    _write(out, _printed(approval_sheet(facts)))
    _say_what_is_missing(facts)


@papers.command("controller-texts")
@hospital_option
@wave_option
@click.option("--out", type=out_path, required=True, metavar="FILE.docx", help="A new file, .docx or .pdf.")
@click.pass_obj
def texts(outside: Outside, hospital: str, wave: str | None, out: Path) -> None:
    """Texts for the hospital's privacy notice, record of processing and impact assessment."""
    if out.suffix not in (".docx", ".pdf"):
        raise click.UsageError("--out must end in .docx or .pdf.")
    facts = _facts(outside, hospital, wave)
    sheet = controller_texts(facts)
    _write(out, sheet_word(sheet) if out.suffix == ".docx" else _printed(sheet))
    _say_what_is_missing(facts)


@papers.command("poster")
@hospital_option
@wave_option
@click.option("--language", metavar="LANG", default=ENGLISH, show_default=True, help="Its language.")
@click.option(
    "--paper", type=click.Choice([one.value for one in PosterPaper]), default="a4", show_default=True
)
@click.option("--ask", default="", metavar="TEXT", help="Whom to ask at the hospital [default: a line].")
@click.option("--out", type=out_path, required=True, metavar="FILE.pdf", help="A new file.")
@click.pass_obj
def notice(
    outside: Outside, hospital: str, wave: str | None, language: str, paper: str, ask: str, out: Path
) -> None:
    """A poster that tells patients what will come, that it is their choice, and how to say no."""
    if len(ask) > MOST_ASK:
        raise click.UsageError(f"--ask has {MOST_ASK} letters at most.")
    facts = _facts(outside, hospital, wave)
    chosen = _language(outside, language, facts)
    try:
        made = poster(facts, look_of(chosen), PosterPaper(paper), ask, chosen.translate)
    except PaperError as error:
        raise RefusedError(str(error)) from None
    _write(out, made)
    if look_of(chosen).is_draft:
        say("It says that its translation is a draft.")


def _facts(outside: Outside, hospital: str, wave: str | None) -> PaperFacts:
    with Installation.at(outside) as installation, installation.reading() as session:
        return paper_facts(session, installation.settings, installation.catalogue, hospital, wave)


def _language(outside: Outside, code: str, facts: PaperFacts) -> Language:
    configuration = outside.configuration()
    found = Languages(configuration.translation_folders, configuration.languages).get(code)
    if found is None:
        raise RefusedError(f"There is no translation into {code}. Begin one: translation extract LANG")
    if missing := missing_words(found, facts):
        raise RefusedError(incomplete(found, "texts of the poster", missing, "poster"))
    return found


def _printed(sheet: Sheet) -> bytes:
    try:
        return sheet_pdf(sheet)
    except PaperError as error:
        raise RefusedError(str(error)) from None


def _write(out: Path, data: bytes) -> None:
    if out.exists():
        raise RefusedError(f"{out} is there already. Choose another name by --out.")
    out.write_bytes(data)
    say(f"Wrote {out}.")


def _say_what_is_missing(facts: PaperFacts) -> None:
    if missing := missing_entries(facts.organisation):
        say(f"Blanks are left to fill in. The organisation file lacks: {', '.join(missing)}.")
