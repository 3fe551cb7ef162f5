"""`pledge add`, `list`, `update` and `publish`: pledges under the same rules as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

import click
from pydantic import TypeAdapter

from survey_engine.analysis.pledge import (
    Action,
    Pledge,
    Review,
    Status,
    overdue,
    reviews_due,
    with_baselines,
)
from survey_engine.cli.installation import ACTOR, Installation
from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import DAY, HANDLE, RefusedError, as_json, say, say_json, say_table
from survey_engine.records import pledges, released_scores, waves
from survey_engine.records.pledge_history import Hand
from survey_engine.records.pledges import KeptPledge, mark_of
from survey_engine.records.store import Session

_PLEDGE: Final = TypeAdapter(Pledge)
Command = TypeVar("Command", bound=Callable[..., object])
hospital_option = click.option("--hospital", type=HANDLE, required=True, metavar="H", help="Its code.")
wave_option = click.option("--wave", type=HANDLE, required=True, metavar="W", help="After which wave.")


def _action_options(command: Command) -> Command:
    """What an action is made of, for `add` and `update` alike."""
    for option in reversed(
        (
            click.option("--you-said", metavar="TEXT", help="What patients said."),
            click.option("--we-will", metavar="TEXT", help="What the hospital will do."),
            click.option("--owner", metavar="ROLE", help="Whose task it is: a role, never a name."),
            click.option("--due", type=DAY, help="By when."),
            click.option(
                "--question", "questions", multiple=True, metavar="ID", help="A question it is about."
            ),
            click.option("--standard", "standards", multiple=True, metavar="CODE", help="A standard."),
        )
    ):
        command = option(command)
    return command


@click.group()
def pledge() -> None:
    """Write, list, update and publish pledges. Figures are copied from the public release, never typed."""


@pledge.command()
@hospital_option
@wave_option
@click.option("--title", metavar="TEXT", help="Of the pledge.")
@click.option("--agreed-patients", type=click.IntRange(0, 500), metavar="N", help="Patients who agreed.")
@click.option("--agreed-staff", type=click.IntRange(0, 500), metavar="N", help="Staff who agreed.")
@click.option("--more-reason", metavar="TEXT", help="Why there are more than five actions.")
@_action_options
@as_json
@click.pass_obj
def add(outside: Outside, /, hospital: str, wave: str, as_json: bool, **given: Any) -> None:
    """Begin a pledge, or add an action to it; prints the id of the action."""
    heading = {name: given.pop(name) for name in ("title", "agreed_patients", "agreed_staff", "more_reason")}
    with Installation.at(outside) as installation, installation.writing() as session:
        waves.wave(session, wave)
        pledges.begin(session, hospital, wave)
        now = _kept(session, hospital, wave).pledge
        changed = {name: value for name, value in heading.items() if value is not None}
        if changed:
            pledges.save_heading(session, replace(now, **changed), _hand(outside))
        action = None
        if any(given.values()):
            made = _with_figures(installation, session, _changed(Action(""), given), hospital, wave)
            action = pledges.add_action(session, hospital, wave, made, _hand(outside), outside.random)
        installation.note(session, "pledge changed", hospital=hospital, wave=wave)
        shown = _told(_kept(session, hospital, wave), outside.clock().date())
    if as_json:
        say_json(shown)
    else:
        say(f"Added action {action.id}." if action else f"The pledge of {hospital} after {wave} is saved.")


@pledge.command("list")
@click.option("--hospital", type=HANDLE, metavar="H", help="One hospital only.")
@as_json
@click.pass_obj
def list_(outside: Outside, hospital: str | None, as_json: bool) -> None:
    """List pledges, their actions, and which reviews are overdue."""
    today = outside.clock().date()
    with Installation.at(outside) as installation, installation.reading() as session:
        found = pledges.every(session, hospital)
    if as_json:
        say_json([_told(one, today) for one in found])
        return
    rows = [
        (kept.pledge.hospital, kept.pledge.wave, _state(kept), one.id, one.status.value, one.due or "", late)
        for kept in found
        for one in kept.pledge.actions
        for late in [next((str(due.due) for due in overdue(kept.pledge, today) if due.action == one.id), "")]
    ]
    if rows:
        say_table(("HOSPITAL", "WAVE", "STATE", "ACTION", "STATUS", "DUE", "REVIEW OVERDUE SINCE"), rows)
    else:
        say("There is no action yet. Add one: survey-engine pledge add --hospital H --wave W ...")


@pledge.command()
@click.argument("action", metavar="ACTION")
@_action_options
@click.option("--status", type=click.Choice([one.value for one in Status]), help="How far it is.")
@click.option("--reason", metavar="TEXT", help="Why it is delayed or dropped.")
@click.option("--we-did", metavar="TEXT", help="What was done; the public reads it.")
@click.option("--evidence", metavar="TEXT", help="Where the proof is; the public never reads it.")
@click.option("--review", type=int, metavar="MONTHS", help="This is the review after 6, 12 or 18 months.")
@click.option("--note", metavar="TEXT", default="", help="What the review found; not public.")
@as_json
@click.pass_obj
def update(
    outside: Outside, /, action: str, review: int | None, note: str, as_json: bool, **given: Any
) -> None:
    """Change an action, say how far it is, or hold a review. Nothing is public before `pledge publish`."""
    with Installation.at(outside) as installation, installation.writing() as session:
        kept = pledges.of_action(session, action)
        old = kept.pledge.action(action)
        assert old is not None  # noqa: S101 - of_action found it
        changed = _changed(old, given)
        if review is not None:
            changed = _reviewed(kept.pledge, changed, review, note, outside.clock().date())
        place = (kept.pledge.hospital, kept.pledge.wave)
        made = _with_figures(installation, session, changed, *place)
        pledges.save_action(session, made, _hand(outside), before=mark_of(old))
        installation.note(session, "pledge changed", hospital=place[0], wave=place[1])
        shown = _told(_kept(session, *place), outside.clock().date())
    if as_json:
        say_json(shown)
    else:
        say(f"Action {action} is saved. The public sees it after `survey-engine pledge publish`.")


@pledge.command()
@hospital_option
@wave_option
@as_json
@click.pass_obj
def publish(outside: Outside, hospital: str, wave: str, as_json: bool) -> None:
    """Make a pledge public as it stands now."""
    with Installation.at(outside) as installation, installation.writing() as session:
        kept = pledges.find(session, hospital, wave)
        before = mark_of(kept.pledge) if kept is not None else ""
        shown = pledges.publish(session, hospital, wave, _hand(outside), before=before)
        installation.note(
            session, "pledge published", hospital=hospital, wave=wave, actions=len(shown.actions)
        )
        told = _told(_kept(session, hospital, wave), outside.clock().date())
        address = f"{installation.settings.base_url}/pledges/{hospital.lower()}"
    if as_json:
        say_json(told)
    else:
        say(f"Published: {address}")


def _hand(outside: Outside) -> Hand:
    return Hand(ACTOR, outside.clock().date())


def _kept(session: Session, hospital: str, wave: str) -> KeptPledge:
    kept = pledges.find(session, hospital, wave)
    assert kept is not None  # noqa: S101 - it was begun or read just before
    return kept


def _changed(action: Action, given: dict[str, Any]) -> Action:
    real = {name: value for name, value in given.items() if value not in (None, ())}
    if "status" in real:
        real["status"] = Status(real["status"])
    return replace(action, **real)


def _reviewed(pledge: Pledge, action: Action, months: int, note: str, today: date) -> Action:
    if months not in {one.months for one in reviews_due(pledge) if one.action == action.id}:
        raise RefusedError("There is no such review to hold. A pledge is reviewed once it is published.")
    return replace(action, reviews=(*action.reviews, Review(months, today, action.status, note)))


def _with_figures(
    installation: Installation, session: Session, action: Action, hospital: str, wave: str
) -> Action:
    """The action with its public figures; refuses a question or standard that was not asked."""
    record = waves.wave(session, wave)
    asked = installation.catalogue.get(record.questionnaire, record.version)
    known = {str(one.id) for one in asked.asked()}
    codes = {str(code) for one in asked.asked() for code in one.standards}
    strange = [one for one in action.questions if one not in known]
    strange += [one for one in action.standards if one not in codes]
    if strange:
        raise RefusedError(f"Wave {wave} asked nothing called {strange[0]}.")
    return with_baselines(action, released_scores.scores(session, hospital), wave)


def _state(kept: KeptPledge) -> str:
    if kept.public is None:
        return "offered" if kept.is_offered else "draft"
    return "published, changed" if kept.has_news else "published"


def _told(kept: KeptPledge, today: date) -> dict[str, Any]:
    late = [
        {"action": one.action, "months": one.months, "due": str(one.due)}
        for one in overdue(kept.pledge, today)
    ]
    content: dict[str, Any] = _PLEDGE.dump_python(kept.pledge, mode="json")
    return {**content, "state": _state(kept), "overdue": late}
