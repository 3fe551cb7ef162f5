"""Letters that were lost, as somebody at a hospital or the charity lists them: read, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wtforms import StringField

from survey_engine.records import replacing
from survey_engine.records.invitations import AlreadyReplacedError, TooManyReplacedError
from survey_engine.records.replacing import Letter
from survey_engine.records.store import Session
from survey_engine.web.forms import DoorForm

MOST_REFS: Final = 50
_LONGEST: Final = 20_000


class RefsForm(DoorForm):
    """Refs, one a line or with anything between them; allow_many: an admin agrees to over a tenth."""

    refs = StringField()
    allow_many = StringField()


@dataclass(frozen=True, slots=True)
class Lost:
    """Letters of one wave and hospital that can be replaced."""

    wave: str
    hospital: str
    refs: tuple[str, ...]


class LostListError(Exception):
    """The list cannot be used; the message is a sentence that says what to do."""


def refs_in(text: str | None) -> tuple[str, ...]:
    """What stands on each line of a box, or between commas or semicolons."""
    lines = (text or "")[:_LONGEST].replace(",", "\n").replace(";", "\n").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def read_lost(
    db: Session, typed: tuple[str, ...], takes: Callable[[Letter], bool], *, allow_many: bool = False
) -> Lost:
    """The letters of a list, each once. takes: whether a letter is one of those. Raises LostListError."""
    if not typed:
        raise LostListError("Write the reference of each lost letter. It looks like RXQ-7KQ2M4.")
    if len(typed) > MOST_REFS:
        raise LostListError(f"Write up to {MOST_REFS} references at a time.")
    found: dict[str, Letter] = {}
    unknown = []
    for line in typed:
        letter = replacing.find_letter(db, line)
        if letter is None or not takes(letter):
            unknown.append(line[:40])
        else:
            found[letter.ref] = letter
    if unknown:
        listed = ", ".join(unknown)
        raise LostListError(f"We did not find {listed}. Compare each with your list. Nothing was replaced.")
    if len({(one.wave, one.hospital) for one in found.values()}) > 1:
        raise LostListError("These letters are of two surveys or hospitals. Write those of one at a time.")
    first = next(iter(found.values()))
    lost = Lost(first.wave, first.hospital, tuple(found))
    _demand(db, lost, allow_many=allow_many)
    return lost


def _demand(db: Session, lost: Lost, *, allow_many: bool) -> None:
    try:
        replacing.demand_replaceable(db, lost.wave, lost.hospital, lost.refs, allow_many=allow_many)
    except AlreadyReplacedError as error:
        raise LostListError(f"{error}. Write the reference of the newer letter.") from None
    except TooManyReplacedError:
        raise LostListError(
            "More than one letter in ten would be replaced. Find out why so many are lost. "
            "An admin of the charity must agree."
        ) from None
