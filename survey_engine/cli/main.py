"""The command `survey-engine`: which commands there are, and how a refusal ends one of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from survey_engine.cli.lazy import Entry, LazyGroup
from survey_engine.cli.outside import Outside

ENTRIES = (
    Entry(
        "init", "survey_engine.cli.start:init", "Make the keys and the database, or bring them up to date."
    ),
    Entry("serve", "survey_engine.cli.start:serve", "Run the server."),
    Entry("questionnaire", "survey_engine.cli.questionnaire:questionnaire", "Check, list and publish."),
    Entry("translation", "survey_engine.cli.translation:translation", "Texts for translators."),
    Entry("keygen", "survey_engine.cli.keys:keygen", "Make the keys that open answers and slips."),
    Entry("hospital", "survey_engine.cli.hospital:hospital", "Add and list hospitals."),
    Entry("wave", "survey_engine.cli.wave:wave", "Open, extend, close and list waves."),
    Entry("codes", "survey_engine.cli.codes:codes", "Issue, stop, replace and count invitations."),
    Entry("staff", "survey_engine.cli.staff:staff", "Invite, list and end accounts of staff."),
    Entry(
        "papers", "survey_engine.cli.papers:papers", "Papers for a hospital: approval sheet, poster, texts."
    ),
    Entry("contacts", "survey_engine.cli.contacts:contacts", "Release and open focus-group slips."),
    Entry("pledge", "survey_engine.cli.pledge:pledge", "Write, list, update and publish pledges."),
    Entry("envelopes", "survey_engine.cli.answers:envelopes", "Write sealed answers for opening elsewhere."),
    Entry("open", "survey_engine.cli.answers:open_wave", "Open a closed wave's answers into the bundle."),
    Entry(
        "verify", "survey_engine.cli.bundles:verify", "Check that a bundle is whole and as it was written."
    ),
    Entry("report", "survey_engine.cli.report:report", "Write a hospital's report from a bundle."),
    Entry("scrub", "survey_engine.cli.upkeep:scrub", "Remove the order in which answers came."),
    Entry("backup", "survey_engine.cli.backups:backup", "Write a locked copy of the database."),
    Entry("restore", "survey_engine.cli.backups:restore", "Put such a copy back."),
    Entry("purge", "survey_engine.cli.purge:purge", "Delete what has come to the end of its time."),
    Entry(
        "audit-anonymity",
        "survey_engine.cli.anonymity:audit_anonymity",
        "Attack our own database and copies.",
    ),
    Entry("move-database", "survey_engine.cli.moving:move_database", "Move to another database."),
    Entry("doctor", "survey_engine.cli.upkeep:doctor", "Check that everything is as it must be."),
)


@click.group(
    "survey-engine",
    cls=LazyGroup,
    entries=ENTRIES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="survey-engine", prog_name="survey-engine")
@click.pass_context
def command_line(context: click.Context) -> None:
    """Accessible, anonymous surveys of hospital care.

    Settings come from the environment (SURVEY_ENGINE_...) or the file named by SURVEY_ENGINE_CONFIG. Every
    command ends with 0 when it did its work, 1 when it refused and says why, 2 when it was called wrongly.
    """
    if context.obj is None:
        context.obj = Outside(environ=os.environ, clock=lambda: datetime.now(UTC), random=os.urandom)


def main() -> None:
    """Run the command line: the entry point of the installed command."""
    command_line.main()
