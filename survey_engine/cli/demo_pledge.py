"""The pledge of a demonstration: promised after the first wave, and half done by now."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from survey_engine.cli.demo_folder import DemoFolder

HOSPITAL: Final = "BIRCH"
WAVE: Final = "DEMO-1"
PROMISED_BEFORE: Final = 250  # days
LOOKED_BACK_BEFORE: Final = 60  # days: the review after six months

# What patients said, what the hospital will do, whose task it is, and the questions it is about.
_ACTIONS: Final = (
    (
        "We do not know whom to ring at night or at the weekend.",
        "We will put a telephone number for nights and weekends on every letter.",
        "Lead nurse",
        ("call_night",),
    ),
    (
        "We would like a plan on paper.",
        "We will write a plan for treatment and care with each patient who wants it.",
        "Consultant oncologist",
        ("plan_have",),
    ),
    (
        "We would like to know where to ask about money and benefits.",
        "We will ask each patient about money, and give a leaflet with the adviser\u2019s number.",
        "Support worker",
        ("money_told",),
    ),
)


def promise(folder: DemoFolder, say: Callable[[str], None]) -> None:
    """Write the pledge after the first wave, agreed at a goal meeting, and publish it."""
    then = folder.before(PROMISED_BEFORE)
    pledge = ("--hospital", HOSPITAL, "--wave", WAVE)
    for number, (said, will, owner, questions) in enumerate(_ACTIONS):
        heading = ("--title", "What we promise our patients", "--agreed-patients", 6, "--agreed-staff", 9)
        asked = [word for one in questions for word in ("--question", one)]
        then.run(
            *("pledge", "add", *pledge, *(heading if number == 0 else ()), "--you-said", said),
            *("--we-will", will, "--owner", owner, *asked),
            *("--due", f"{then.today + timedelta(days=180 + 60 * number)}"),
        )
    then.run("pledge", "publish", *pledge)
    say(f"{HOSPITAL}: a pledge of {len(_ACTIONS)} actions, published.")


def look_back(folder: DemoFolder, say: Callable[[str], None]) -> None:
    """Hold the review after six months: one action is done, one begun, one late; publish what was found."""
    then = folder.before(LOOKED_BACK_BEFORE)
    pledges = json.loads(then.run("pledge", "list", "--hospital", HOSPITAL, "--json"))
    first, second, third = (one["id"] for one in pledges[0]["actions"])
    held = ("--review", 6)
    then.run(
        *("pledge", "update", first, "--status", "done", *held),
        *("--we-did", "The number is on every letter, and on a card for the purse."),
        *("--evidence", "Letter template, and a test call on a Sunday."),
    )
    then.run("pledge", "update", second, "--status", "started", *held, "--note", "Two clinics of four do it.")
    why = "The adviser\u2019s post was empty for some months. It is filled now."
    then.run("pledge", "update", third, "--status", "delayed", "--reason", why, *held)
    then.run("pledge", "publish", "--hospital", HOSPITAL, "--wave", WAVE)
    say(f"{HOSPITAL}: the review after six months, one action done.")
