"""The pack on paper for a patient representative: the pledge, boxes to tick, and where to send it."""

from __future__ import annotations

from typing import Final

from survey_engine.analysis.pledge import NEEDS_REASON, Action, Pledge
from survey_engine.exchange.paper_facts import written
from survey_engine.exchange.sheet import Line, Sheet, SheetPart
from survey_engine.organisation import Organisation

PACK_POINTS: Final = 14.0  # large, for tired eyes


def pledge_pack(pledge: Pledge, hospital: str, organisation: Organisation) -> Sheet:
    """The pack as a paper that `sheet_pdf` prints, with no name and no number: nobody is asked who she is."""
    name = written(organisation.name, "the charity’s name")
    return Sheet(
        title=f"The pledge of {hospital}",
        lead=(
            f"{pledge.title}. Here is what the hospital promises. Please tick what you think of each action.",
            "Say as much or as little as you like. Do not write your name.",
            "The charity reads it first, and the hospital never learns who said it.",
        ),
        parts=(
            *(_part(number, action) for number, action in enumerate(pledge.actions, start=1)),
            SheetPart(
                "Where to send it",
                f"Please post this paper to {name}, never to the hospital:",
                (Line(written(", ".join(organisation.freepost_address), "the address to send papers to")),),
            ),
            SheetPart(
                "If you would like to stop",
                "Tell us, or let somebody else do it. You need not say why. Thank you for all you did.",
            ),
        ),
        points=PACK_POINTS,
    )


def _part(number: int, action: Action) -> SheetPart:
    due = f"{action.due.day} {action.due:%B} {action.due.year}" if action.due else ""
    told = (
        ("You said:", action.you_said),
        ("We will:", action.we_will),
        ("By when:", due),
        ("We did:", action.we_did),
        ("Why it is late or dropped:", action.reason if action.status in NEEDS_REASON else ""),
    )
    return SheetPart(
        f"Action {number}",
        lines=tuple(Line(words, lead) for lead, words in told if words),
        boxes=("Done", "Not yet", "I disagree, because:"),
        rules=2,
    )
