"""`staff add`, `list`, `reset` and `end`: accounts, and the way back when nobody can sign in."""

from __future__ import annotations

import click

from survey_engine.cli.installation import Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import HANDLE, as_json, say, say_json, say_table
from survey_engine.records import representatives
from survey_engine.records import staff as accounts
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.sealing.invitations import make_invitation

email_argument = click.argument("email")


@click.group()
def staff() -> None:
    """Invite, list and end accounts of staff."""


@staff.command()
@email_argument
@click.option("--role", "roles", type=click.Choice([one.value for one in Role]), multiple=True, required=True,
              help="What they will do; may be given more than once.")  # fmt: skip
@click.option("--hospital", type=HANDLE, metavar="H", help="For the roles hospital and representative.")
@click.pass_obj
def add(outside: Outside, email: str, roles: tuple[str, ...], hospital: str | None) -> None:
    """Invite somebody: prints a link that works once, for seven days. Give it to nobody else."""
    with Installation.at(outside) as installation, installation.writing() as session:
        chosen = [Role(one) for one in roles]
        record = accounts.add_staff(session, email, chosen, hospital, outside.random)
        name = representatives.name_in_chain(record)
        details = {"email": name, "roles": record.roles, "hospital": record.hospital}
        installation.note(session, "account invited", **details)
        link = _link(installation, record)
    say(link)


@staff.command()
@email_argument
@click.pass_obj
def reset(outside: Outside, email: str) -> None:
    """Print a new link for somebody who lost her password or her second step. What she had stops working."""
    with Installation.at(outside) as installation, installation.writing() as session:
        record = accounts.staff(session, email)
        accounts.invite_again(session, record)
        installation.note(session, "account invited again", email=representatives.name_in_chain(record))
        link = _link(installation, record)
    say(link)


@staff.command()
@email_argument
@click.pass_obj
def end(outside: Outside, email: str) -> None:
    """End an account at once."""
    with Installation.at(outside) as installation, installation.writing() as session:
        record = accounts.staff(session, email)
        name = representatives.name_in_chain(record)
        accounts.end(session, record)
        installation.note(session, "account ended", email=name)
    say(f"The account of {email} has ended.")


@staff.command("list")
@as_json
@click.pass_obj
def list_(outside: Outside, as_json: bool) -> None:
    """List accounts."""
    with Installation.at(outside) as installation, installation.reading() as session:
        rows = [(one.email, one.roles, one.hospital or "", one.state) for one in accounts.list_staff(session)]
    heads = ("EMAIL", "ROLES", "HOSPITAL", "STATE")
    if as_json:
        say_json([dict(zip((one.lower() for one in heads), row, strict=True)) for row in rows])
    elif rows:
        say_table(heads, rows)
    else:
        say("There is no account yet. Add one: survey-engine staff add EMAIL --role admin")


def _link(installation: Installation, record: StaffRecord) -> str:
    settings = installation.settings
    token = make_invitation(record.id, record.epoch, settings.secret_keys[0])
    return f"{settings.base_url}/staff/invitation/{token}"
