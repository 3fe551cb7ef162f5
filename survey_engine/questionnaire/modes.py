"""How answers come in, and what an entry on paper can be beside an answer."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How answers came in."""

    WEB = "web"
    PAPER = "paper"
    TELEPHONE = "telephone"


class Unclear(StrEnum):
    """Why an entry on paper gives no answer though something stands there."""

    SEVERAL = "several"  # more than one box is ticked where one was asked for
    UNREADABLE = "unreadable"
