"""`hospital add` and `hospital list`."""

from __future__ import annotations

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import HANDLE, as_json, say, say_json, say_table
from survey_engine.records import hospitals


@click.group()
def hospital() -> None:
    """Add and list hospitals."""


@hospital.command()
@click.argument("code", type=HANDLE)
@click.argument("name")
@click.pass_obj
def add(outside: Outside, code: str, name: str) -> None:
    """Add a hospital: a short CODE, printed on its letters (RXQ), and its NAME as patients know it."""
    with Installation.at(outside) as installation, installation.writing() as session:
        added = hospitals.add_hospital(session, code, name)
        installation.note(session, "hospital added", hospital=added.id)
        told = (added.id, added.name)
    say(f"Added hospital {told[0]}: {told[1]}.")


@hospital.command("list")
@as_json
@click.pass_obj
def list_(outside: Outside, as_json: bool) -> None:
    """List hospitals."""
    with Installation.at(outside) as installation, installation.reading() as session:
        rows = [(one.id, one.name) for one in hospitals.list_hospitals(session)]
    if as_json:
        say_json([{"code": code, "name": name} for code, name in rows])
    elif rows:
        say_table(("CODE", "NAME"), rows)
    else:
        say("There is no hospital yet. Add one: survey-engine hospital add CODE NAME.")
