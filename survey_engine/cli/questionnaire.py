"""The commands on questionnaires, each loaded when it is called: a check needs no database, and is quick."""

from __future__ import annotations

import click

from survey_engine.cli.lazy import Entry, LazyGroup

ENTRIES = (
    Entry("check", "survey_engine.cli.checking:check", "List every problem of a questionnaire."),
    Entry("diff", "survey_engine.cli.versions:diff", "Say what changed between two versions."),
    Entry("list", "survey_engine.cli.versions:list_", "List versions, and which are published."),
    Entry("publish", "survey_engine.cli.versions:publish", "Freeze a version."),
    Entry("export", "survey_engine.cli.interchange:export", "Write another format, or the form on paper."),
    Entry("import", "survey_engine.cli.interchange:import_", "Make a questionnaire of another format."),
)


@click.group(cls=LazyGroup, entries=ENTRIES)
def questionnaire() -> None:
    """Check, compare, list, publish, export and import questionnaires."""
