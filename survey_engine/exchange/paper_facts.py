"""What the papers for a hospital are filled from: who runs the survey, how it is posted, what is set here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from survey_engine.organisation import UNNAMED, Organisation

SEALED: Final = "sealed"
MERGE: Final = "merge"


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One hospital and one installation.

    hospital: its name; address: https://survey.example.org; posting: "sealed", "merge", or "" before a survey
    is opened; opens_on and closes_on: of that survey; web_opening: answers may be opened on the server; the
    days and weeks are what the program keeps to.
    """

    hospital: str
    organisation: Organisation
    address: str
    posting: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    web_opening: bool = False
    grace_days: int = 7
    entry_days: int = 28
    backup_days: int = 35
    slip_weeks: int = 52

    @property
    def is_merge(self) -> bool:
        """Whether the hospital prints the codes."""
        return self.posting == MERGE

    @property
    def site(self) -> str:
        """The address as a person types it."""
        return self.address.partition("://")[2]


def written(text: str, what: str) -> str:
    """An entry of the organisation file, or a bracket that says what is still to be written there."""
    return text if text and text != UNNAMED else f"[to be filled in: {what}]"


def missing_entries(organisation: Organisation) -> tuple[str, ...]:
    """The entries of the organisation file that papers for a hospital still lack."""
    needed = (
        "name",
        "controller",
        "data_protection_contact",
        "operator",
        "server_place",
        "lawful_basis",
        "results_kept",
    )
    return tuple(name for name in needed if getattr(organisation, name) in ("", UNNAMED))
