"""The key that the makers of Findings hold: the gate, and the reader of a signed file. A test names both."""

from __future__ import annotations


class GateKey:
    """What proves that a value came through the gate; it has no content."""


GATE_KEY = GateKey()
