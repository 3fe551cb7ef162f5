"""What there is to translate, how far each language has come, and what is wrong with a translation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

from survey_engine.exchange.po_files import Domain, Entry
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.wording import PLACE, texts

INTERFACE = "messages"
_PACKAGE = Path(__file__).parent.parent
_METHODS = [("templates/**.jinja", "jinja2"), ("**.py", "python")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
_VALUE = re.compile(r"%\((\w+)\)[sd]|%[sd%]")
_TURNS = "\u202a\u202b\u202c\u202d\u202e"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one domain has come in one language, in numbers of texts."""

    total: int
    translated: int
    missing: int
    stale: int

    @property
    def is_complete(self) -> bool:
        """Whether every text has a translation that may be shown."""
        return self.translated == self.total

    @property
    def percent(self) -> int:
        """Translated texts of 100, rounded down so that 100 is all of them."""
        return 100 * self.translated // self.total if self.total else 100


@cache
def interface_texts() -> tuple[Entry, ...]:
    """Every text of the pages, once each, in the order of the alphabet."""
    found = extract_from_dir(str(_PACKAGE), method_map=_METHODS, keywords=_KEYWORDS)
    unique: dict[str, Entry] = {}
    for _file, _line, message, _comments, _context in found:
        source, plural = message if isinstance(message, tuple) else (message, "")
        unique.setdefault(str(source), Entry("", str(source), str(plural)))
    return tuple(unique[source] for source in sorted(unique))


def questionnaire_texts(versions: Iterable[Questionnaire]) -> tuple[Entry, ...]:
    """Every text of all these versions of one questionnaire, once for each context and wording."""
    found = (text for version in versions for text in texts(version))
    return tuple(dict.fromkeys(Entry(text.context, text.text) for text in found))


def merged(domain: Domain, sources: Sequence[Entry]) -> Domain:
    """The domain with exactly these texts.

    A translation stays with its context and English. Where the English of a context changed, the old
    translation is kept as stale (fuzzy), beside the English it was made of; it is never matched by likeness.
    Words whose English is gone are set aside, and come back with it.
    """
    by_context = {entry.context: entry for entry in domain.entries if entry.context and entry.words}
    known = {(entry.context, entry.source): entry for entry in (*domain.obsolete, *domain.entries)}
    entries = tuple(_merged(known.get((one.context, one.source)), by_context, one) for one in sources)
    asked = {(one.context, one.source) for one in sources}
    gone = (entry for key, entry in known.items() if key not in asked and entry.words)
    return with_entries(domain, entries, obsolete=tuple(gone))


def with_entries(
    domain: Domain, entries: tuple[Entry, ...], *, obsolete: tuple[Entry, ...] | None = None
) -> Domain:
    """The domain with these entries, and under whose name: only if every word in it was looked at.

    A name at the head stands for all words as they were. Once one differs, names beside entries count alone.
    """
    names = {entry.reviewed_by for entry in entries}
    if entries and "" not in names:
        reviewed_by = ", ".join(sorted(names))
    else:
        before = {(entry.context, entry.source): entry.words for entry in domain.entries}
        as_before = all(
            entry.is_usable and before.get((entry.context, entry.source)) == entry.words for entry in entries
        )
        reviewed_by = domain.reviewed_by if as_before else ""
    kept = domain.obsolete if obsolete is None else obsolete
    return replace(domain, entries=entries, reviewed_by=reviewed_by, obsolete=kept)


def _merged(known: Entry | None, by_context: dict[str, Entry], source: Entry) -> Entry:
    if known is not None and (known.words or known.reviewed_by):
        stale = known.is_fuzzy or bool(known.plural) != bool(source.plural)
        return replace(known, plural=source.plural, note=source.note or known.note, is_fuzzy=stale)
    before = by_context.get(source.context)
    if before is None:
        return source
    return replace(source, words=before.words, is_fuzzy=True, previous=before.source)


def coverage(domain: Domain | None, sources: Sequence[Entry]) -> Coverage:
    """How many of these texts the domain has a translation for."""
    known = domain.by_text if domain else {}
    entries = [known.get((one.context, one.source)) for one in sources]
    translated = sum(entry is not None and entry.is_usable for entry in entries)
    stale = sum(entry is not None and entry.is_fuzzy and bool(entry.words) for entry in entries)
    return Coverage(len(entries), translated, len(entries) - translated - stale, stale)


def faults(domain: Domain) -> Iterator[tuple[Entry, str]]:
    """Every translation that would break a page, with a sentence that says what to do."""
    for entry in domain.entries:
        for words in entry.words if entry.is_usable else ():
            if fault := fault_of(entry, words):
                yield entry, fault


def fault_of(entry: Entry, words: str) -> str:
    """What is wrong with one translation; empty where nothing is."""
    wanted = _places(entry, entry.source) | (_places(entry, entry.plural) if entry.plural else set())
    given = _places(entry, words)
    # A plural form for one or two may leave its number out: "one question".
    missing = () if entry.plural else sorted(wanted - given)
    if missing:
        return f"It leaves out {', '.join(missing)}. Put it where the number or name belongs."
    if extra := sorted(given - wanted):
        return f"It has {', '.join(extra)}, which the English has not. Take it out."
    if words != words.strip():
        return "It begins or ends with a space. Take it out."
    if found := next((letter for letter in words if _is_unseen(letter)), None):
        return (
            f"It has a letter that nobody sees (U+{ord(found):04X}) and that turns words round. Take it out."
        )
    return ""


def _places(entry: Entry, text: str) -> set[str]:
    """What is filled in, or would be read as if it were: in questionnaires {places}, on pages %(values)s."""
    if not entry.context:
        signs = _VALUE.sub("", text).count("%")
        return {match[0] for match in _VALUE.finditer(text)} | ({"a “%” alone"} if signs else set())
    places = {f"{{{match[1]}|…}}" if match[2] else f"{{{match[1]}}}" for match in PLACE.finditer(text)}
    rest = PLACE.sub("", text)
    return places | {f"a “{brace}” alone" for brace in "{}" if brace in rest}


def _is_unseen(letter: str) -> bool:
    """Whether a letter turns the direction of those after it, or controls a device."""
    return letter in _TURNS or (unicodedata.category(letter) == "Cc" and letter != "\n")
