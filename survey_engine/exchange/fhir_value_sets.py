"""Value sets that a FHIR resource carries inside itself, as the codes that they hold."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.exchange.fhir_json import Item
from survey_engine.exchange.foreign_text import Tell, shown
from survey_engine.exchange.importing import MOST_ITEMS, ImportRefusedError
from survey_engine.exchange.loops import find_loop


class ValueSets:
    """The value sets and code systems of one resource. Raises ImportRefusedError for those in a circle."""

    def __init__(self, resource: Item, tell: Tell) -> None:
        contained = resource.get("contained", ())
        self._sets = {one.get("id", ""): one for one in contained if one.get("resourceType") == "ValueSet"}
        self._systems = {
            one["url"]: one for one in contained if one.get("resourceType") == "CodeSystem" and "url" in one
        }
        self._tell = tell
        if loop := find_loop({name: set(_referred(one)) for name, one in self._sets.items()}):
            names = " -> ".join(f"#{shown(name)}" for name in loop[:6])
            raise ImportRefusedError(f"Its value sets refer to each other in a circle: {names}.")

    def codes(self, address: str, where: str) -> list[Item]:
        """The codings of a value set; what of it is not in the resource is told."""
        found = list(self._codes(address, where, 0))
        if len(found) > MOST_ITEMS:
            raise ImportRefusedError(f"`{shown(where)}` has more than {MOST_ITEMS} options. Offer fewer.")
        return found

    def _codes(self, address: str, where: str, depth: int) -> Iterator[Item]:
        chosen = self._sets.get(address.removeprefix("#")) if address.startswith("#") else None
        if chosen is None or depth > len(self._sets):
            self._tell(f"{where}: the value set {shown(address)} is not in the file, so it is not carried.")
            return
        if "expansion" in chosen:
            yield from _flat(chosen["expansion"].get("contains", ()), "contains")
            return
        compose = chosen.get("compose", {})
        if "exclude" in compose:
            self._tell(f"{where}: what the value set {shown(address)} excludes is not carried.")
        for include in compose.get("include", ()):
            yield from self._included(include, address, where, depth)

    def _included(self, include: Item, address: str, where: str, depth: int) -> Iterator[Item]:
        system = include.get("system", "")
        if "filter" in include:
            self._tell(f"{where}: a filter of the value set {shown(address)} is not carried.")
        elif "concept" in include:
            yield from ({"system": system, **one} for one in include["concept"])
        elif system in self._systems:
            codes = _flat(self._systems[system].get("concept", ()), "concept")
            yield from ({"system": system, **one} for one in codes)
        elif system:
            self._tell(f"{where}: the codes of {shown(system)} are not in the file, so they are not carried.")
        for other in include.get("valueSet", ()):
            yield from self._codes(other, where, depth + 1)


def _referred(value_set: Item) -> Iterator[str]:
    for include in value_set.get("compose", {}).get("include", ()):
        yield from (other[1:] for other in include.get("valueSet", ()) if other.startswith("#"))


def _flat(concepts: list[Item] | tuple[()], inner: str) -> Iterator[Item]:
    """Concepts and those inside them, in the order of reading; headings without a code are passed over."""
    for one in concepts:
        if one.get("code"):
            yield one
        yield from _flat(one.get(inner, ()), inner)
