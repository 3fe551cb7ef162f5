"""`report`: what one hospital, or all together, are given of a release bundle, as one file to read."""

from __future__ import annotations

from pathlib import Path

import click

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import Findings
from survey_engine.cli.installation import known_catalogue
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import write_private_file
from survey_engine.cli.terminal import RefusedError, say
from survey_engine.exchange.comment_files import MOST_BYTES, CommentFileError, read_released
from survey_engine.exchange.findings_bundle import findings_of
from survey_engine.exchange.report import FORMATS, make_report, write_report
from survey_engine.exchange.report_ground import (
    beside_wave_before,
    may_stand_beside,
    voices_of,
    words_asked,
)
from survey_engine.exchange.report_source import ReportSource, Voices, demand_report
from survey_engine.exchange.report_wording import ENGLISH, report_languages, report_words
from survey_engine.questionnaire.definition import AnsweredBy
from survey_engine.questionnaire.loading import Catalogue

ALL = "all"
BUNDLE = click.Path(exists=True, path_type=Path)


def _known_ending(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    if out.suffix.lower() not in FORMATS:
        endings = ", ".join(FORMATS)
        raise click.BadParameter(f"A report ends in one of {endings}. {out.name} does not.")
    return out


@click.command()
@click.option("--bundle", type=BUNDLE, required=True, metavar="DIR", help="The release bundle, or its .zip.")
@click.option("--hospital", "typed", required=True, metavar="H",
              help="The hospital's code, or `all` for the charity's report of all together.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", callback=_known_ending,
              help="A new file: .html, .docx or .pdf.")  # fmt: skip
@click.option("--language", type=click.Choice(report_languages()), default=ENGLISH, show_default=True)
@click.option("--comments", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="comments_released.csv of the wave, as the review of comments saved it.")  # fmt: skip
@click.option("--earlier", type=BUNDLE, metavar="DIR",
              help="The bundle of an earlier wave, beside what compares with it.")  # fmt: skip
@click.option("--staff", type=BUNDLE, metavar="DIR", help="The bundle of a survey of staff.")
@click.pass_obj
def report(
    outside: Outside,
    bundle: Path,
    typed: str,
    out: Path,
    language: str,
    comments: Path | None,
    earlier: Path | None,
    staff: Path | None,
) -> None:
    """Write the report of one hospital from a release bundle: its results, and nobody else's.

    Every bundle is compared with its manifest first; `verify` says whose key signed it. A hospital that sent
    fewer than 30 invitations, or of which fewer than 10 people answered, has no report of its own. Needs no
    key and no server.
    """
    if out.exists():
        raise RefusedError(f"{out} exists already and stays as it is. Choose another name.")
    configuration, findings = outside.configuration(), findings_of(bundle)
    hospital = _hospital(findings, typed)
    demand_report(findings, hospital)
    catalogue = known_catalogue(configuration)
    asked = words_asked(findings, hospital, language, catalogue, configuration.translation_folders)
    if asked.language != language:
        click.echo("Warning: the questions are not all translated. They stand in English.", err=True)
    source = ReportSource(
        findings=_with_earlier(findings, earlier, catalogue),
        hospital=hospital,
        words=report_words(language),
        asked=asked,
        voices=_voices(findings, hospital, comments),
        staff=_of_staff(staff),
    )
    made = make_report(source)
    write_private_file(out, write_report(made, out))
    say(f"Wrote {made.title!r} to {out}. {made.audience}")


def _hospital(findings: Findings, typed: str) -> str:
    """The code that was meant; `all` is no hospital unless one has this code and it was typed like it."""
    code = typed.strip()
    if code == ALL or (code.lower() == ALL and findings.hospital(code.upper()) is None):
        return ALL_HOSPITALS
    return code.upper()


def _with_earlier(findings: Findings, bundle: Path | None, catalogue: Catalogue) -> Findings:
    if bundle is None:
        return findings
    earlier = findings_of(bundle)
    if not may_stand_beside(earlier, findings):
        raise RefusedError(
            f"Wave {earlier.wave} is no earlier wave of the questionnaire that {findings.wave} asked."
        )
    return beside_wave_before(findings, earlier, catalogue)


def _of_staff(bundle: Path | None) -> Findings | None:
    found = findings_of(bundle) if bundle is not None else None
    if found is not None and found.answered_by is not AnsweredBy.STAFF:
        raise RefusedError(f"Wave {found.wave} was no survey of staff.")
    return found


def _voices(findings: Findings, hospital: str, file: Path | None) -> tuple[Voices, ...]:
    if file is None:
        return ()
    with file.open("rb") as stream:
        table = stream.read(MOST_BYTES + 1)
    if len(table) > MOST_BYTES:
        raise CommentFileError("The file of comments is too large.")
    released = read_released(table, findings.wave, {one.code for one in findings.hospitals})
    return voices_of(released, hospital)
