"""What is known of a closed wave without opening an answer. It goes with the envelopes and the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from survey_engine.sealing.counted import Hashes


@dataclass(frozen=True, slots=True)
class HospitalTally:
    """One hospital's counts of invitations, as kept at close. replaced: letters that replaced others."""

    hospital: str
    issued: int
    replaced: int
    stopped: int
    used: int

    @property
    def invited(self) -> int:
        """The number of people invited: a replacement goes to somebody already counted."""
        return self.issued - self.replaced


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """A wave's facts. hospitals: names by code; posting: "sealed" or "merge"; recipients: two public keys;
    hashes: of each envelope in the box when the wave closed, 32 bytes each, sorted; digest: the fingerprint
    of all of them, which the trustee has on paper too."""

    code: str
    questionnaire: str
    version: int
    hospitals: Mapping[str, str]
    posting: str
    opens_on: date
    closes_on: date
    recipients: tuple[str, ...]
    digest: str
    hashes: Hashes = field(default_factory=Hashes)
    tally: tuple[HospitalTally, ...] = ()
    short_form: bool = False  # the core questions alone were asked
    reminders: str = "everyone"  # or "unused": letters whose code was not used


def facts_to_json(facts: WaveFacts) -> dict[str, Any]:
    """The facts as values that JSON can hold; of the hashes only how many there are."""
    return {
        "code": facts.code,
        "questionnaire": facts.questionnaire,
        "version": facts.version,
        "short_form": facts.short_form,
        "hospitals": dict(sorted(facts.hospitals.items())),
        "posting": facts.posting,
        "reminders": facts.reminders,
        "opens_on": facts.opens_on.isoformat(),
        "closes_on": facts.closes_on.isoformat(),
        "recipients": list(facts.recipients),
        "digest": facts.digest,
        "counted": len(facts.hashes),
        "tally": [
            [each.hospital, each.issued, each.replaced, each.stopped, each.used] for each in facts.tally
        ],
    }


def facts_from_json(data: Mapping[str, Any], hashes: Hashes) -> WaveFacts:
    """The facts as `facts_to_json` wrote them. Raises KeyError, TypeError or ValueError for anything else."""
    if data["counted"] != len(hashes):
        raise ValueError("another number of hashes")
    return WaveFacts(
        code=_text(data["code"]),
        questionnaire=_text(data["questionnaire"]),
        version=int(data["version"]),
        short_form=data.get("short_form") is True,
        hospitals={_text(code): _text(name) for code, name in data["hospitals"].items()},
        posting=_text(data["posting"]),
        reminders=_text(data.get("reminders", "everyone")),
        opens_on=date.fromisoformat(data["opens_on"]),
        closes_on=date.fromisoformat(data["closes_on"]),
        recipients=tuple(_text(recipient) for recipient in data["recipients"]),
        digest=_text(data["digest"]),
        hashes=hashes,
        tally=tuple(HospitalTally(_text(code), *map(int, numbers)) for code, *numbers in data["tally"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value
