"""Focus-group slips outside the server: a file of sealed ones, and the list that their key makes of it."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from survey_engine.exchange.tables import Column
from survey_engine.sealing.envelope import EnvelopeError, open_envelope

FORMAT: Final = "survey-engine-slips-1"
MOST_BYTES: Final = 64 * 1024 * 1024
COLUMNS: Final = (
    Column("name", is_text=True),
    Column("telephone", is_text=True),
    Column("email", is_text=True),
    Column("activities"),
    Column("best_time", is_text=True),
    Column("access_needs", is_text=True),
    Column("hospital", is_text=True),
    Column("language"),
    Column("delete_on"),
    Column("check_before_you_call"),
    Column("no_longer_able"),
    Column("do_not_contact"),
)
_TO_FILL_IN: Final = 3  # the last columns: whoever calls writes there, since health can change fast


class SlipFileError(ValueError):
    """A file is not one of released slips."""


@dataclass(frozen=True, slots=True)
class OpenedSlips:
    """Rows of the list in random order, and how many slips would not open."""

    rows: list[tuple[str, ...]]
    refused: int


def slips_file(wave: str, sealed: Iterable[bytes]) -> bytes:
    """The file of a wave's released slips, still sealed."""
    slips = [base64.b64encode(one).decode() for one in sealed]
    return json.dumps({"format": FORMAT, "wave": wave, "slips": slips}, indent=1).encode()


def read_slips(data: bytes) -> tuple[str, list[bytes]]:
    """The wave and the sealed slips of such a file. Raises SlipFileError."""
    try:
        content = json.loads(data[: MOST_BYTES + 1])
        if content["format"] != FORMAT:
            raise SlipFileError("this is a file of another kind")
        return str(content["wave"]), [base64.b64decode(one, validate=True) for one in content["slips"]]
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise SlipFileError("this is not a file of slips that `contacts release` wrote") from error


def open_slips(sealed: Sequence[bytes], identity_secret: str) -> OpenedSlips:
    """Open slips with the contacts key; a slip that does not open is counted, never fatal to the rest."""
    rows = []
    for one in sealed:
        try:
            rows.append(_row(json.loads(open_envelope(one, identity_secret))))
        except (EnvelopeError, ValueError, AttributeError):
            continue
    secrets.SystemRandom().shuffle(rows)
    return OpenedSlips(rows, len(sealed) - len(rows))


@dataclass(frozen=True, slots=True)
class CallSheet:
    """People to call: (id of the slip, its fields by column) in random order; and what did not open."""

    people: list[tuple[bytes, dict[str, str]]] = field(repr=False)
    refused: int


def open_call_sheet(slips: Sequence[tuple[bytes, bytes]], identity_secret: str) -> CallSheet:
    """Open slips that still have their ids; one that does not open is counted, never fatal to the rest."""
    people = []
    names = [column.name for column in COLUMNS]
    for slip_id, sealed in slips:
        try:
            row = _row(json.loads(open_envelope(sealed, identity_secret)))
        except (EnvelopeError, ValueError, AttributeError):
            continue
        people.append((slip_id, dict(zip(names, row, strict=True))))
    secrets.SystemRandom().shuffle(people)
    return CallSheet(people, len(slips) - len(people))


def _row(slip: dict[str, Any]) -> tuple[str, ...]:
    activities = slip.get("activities", [])
    values = {**slip, "activities": "; ".join(map(str, activities))}
    asked = COLUMNS[:-_TO_FILL_IN]
    return (*(str(values.get(column.name, "")) for column in asked), *[""] * _TO_FILL_IN)
