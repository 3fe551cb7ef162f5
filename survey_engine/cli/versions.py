"""`questionnaire diff`, `list` and `publish`: versions beside each other, and frozen ones."""

from __future__ import annotations

import click

from survey_engine.cli.installation import Installation, known_catalogue
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError, as_json, counted, say, say_json, say_table
from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.difference import Difference
from survey_engine.questionnaire.standards import StandardsCrosswalk
from survey_engine.records import definition_drafts, publishing


@click.command()
@click.argument("questionnaire_id", metavar="ID")
@click.argument("old", type=int)
@click.argument("new", type=int)
@as_json
@click.pass_obj
def diff(outside: Outside, questionnaire_id: str, old: int, new: int, as_json: bool) -> None:
    """Say what changed between two versions, and what each change does to a trend.

    The exit code is 1 where the newer file contradicts itself, such as a new meaning under an old id.
    """
    if old >= new:
        raise click.UsageError(f"OLD is the earlier version: diff {questionnaire_id} {new} {old}")
    catalogue = known_catalogue(outside.configuration())
    before, after = catalogue.get(questionnaire_id, old), catalogue.get(questionnaire_id, new)
    found = compare(before, after, catalogue.versions(questionnaire_id, until=new - 1))
    pairs = catalogue.crosswalk(before.standards, after.standards)
    if as_json:
        say_json(_difference_as_json(found, pairs))
    else:
        for change in found.changes:
            say(f"{change.part}: {change.kind} ({change.trend}): {change.text}")
        for pair in pairs.pairs if pairs else ():
            why = f" {pair.why}" if pair.why else ""
            say(f"standard {pair.before} -> {', '.join(pair.after)} ({pair.compares}).{why}")
        say(f"{counted(len(found.changes), 'change')} from version {old} to version {new}.")
    if before.standards != after.standards and pairs is None:
        say(f"No crosswalk says how {before.standards} leads on to {after.standards}.")
    if found.contradictions:
        raise RefusedError(_refused(found, old, new))


def _refused(found: Difference, old: int, new: int) -> str:
    lines = "\n".join(f"{one.part}: {one.text}" for one in found.contradictions)
    return f"Version {new} cannot follow version {old} as it is.\n{lines}"


def _difference_as_json(found: Difference, pairs: StandardsCrosswalk | None) -> dict[str, object]:
    return {
        "changes": [
            {"kind": one.kind.value, "part": one.part, "trend": one.trend.value, "text": one.text}
            for one in found.changes
        ],
        "contradictions": [{"part": one.part, "text": one.text} for one in found.contradictions],
        "standards": [
            {"from": one.before, "to": list(one.after), "compares": one.compares.value, "why": one.why}
            for one in (pairs.pairs if pairs else ())
        ],
    }


@click.command("list")
@as_json
@click.pass_obj
def list_(outside: Outside, as_json: bool) -> None:
    """List every questionnaire version, and which are published."""
    with Installation.at(outside) as installation:
        with installation.reading() as session:
            frozen = {(one.questionnaire, one.version) for one in publishing.published(session)}
            in_browser = definition_drafts.drafts(session)
        versions = list(installation.catalogue)
    if as_json:
        say_json([_version_as_json(one, (one.id, one.version) in frozen) for one in versions])
        return
    rows = [
        (str(one.id), one.version, "published" if (one.id, one.version) in frozen else "draft", one.title)
        for one in versions
    ]
    rows += [(one.questionnaire, one.version, "draft in the browser", "") for one in in_browser]
    say_table(("ID", "VERSION", "STATE", "TITLE"), rows)


def _version_as_json(one: Questionnaire, is_published: bool) -> dict[str, object]:
    return {
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "published": is_published,
        "questions": sum(1 for _ in one.asked()),
        "content_hash": one.content_hash,
    }


@click.command()
@click.argument("questionnaire_id", metavar="ID")
@click.argument("version", type=int)
@click.pass_obj
def publish(outside: Outside, questionnaire_id: str, version: int) -> None:
    """Publish a version: freeze its file for ever. A wave can only be opened with a published version.

    Whoever has the server publishes alone here. In the browser it takes two people, and it is written down.
    """
    with Installation.at(outside) as installation:
        chosen = installation.catalogue.get(questionnaire_id, version)
        earlier = installation.catalogue.versions(questionnaire_id, until=version - 1)
        if earlier and (found := compare(earlier[-1], chosen, earlier)).contradictions:
            raise RefusedError(_refused(found, earlier[-1].version, version))
        with installation.writing() as session:
            if publishing.publish(session, chosen):
                installation.note(session, "questionnaire published", id=chosen.id, version=chosen.version)
    say(f"Published {chosen.id} version {chosen.version}, {sum(1 for _ in chosen.asked())} questions.")
    say(f"Its file is frozen (SHA-256 {chosen.content_hash}). To change a word, write the next version.")
