"""What in a comment may say who somebody is, for those who review it, and the tags that go in its place.

English only. It suggests and never decides: a person reads every comment, and a second one after her. Wider
than what a writer is shown of her own text (`identifying`), where a false alarm would trouble her.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from survey_engine.analysis.identifying import Trace, identifying


class Reason(StrEnum):
    """Why words were taken out or changed. The last five only a person can see."""

    NAME = "name"
    STAFF = "staff"
    TELEPHONE = "telephone"
    EMAIL = "email"
    WEB_ADDRESS = "web_address"
    NHS_NUMBER = "nhs_number"
    NI_NUMBER = "ni_number"
    POSTCODE = "postcode"
    STREET = "street"
    DATE = "date"
    AGE = "age"
    HOSPITAL = "hospital"
    WARD = "ward"
    PLACE = "place"
    ILLNESS = "illness"
    FAMILY = "family"
    EVENT = "event"
    WORDING = "wording"


# (what is put in the place of the words, what the words are). NHS surveys use such tags.
_SAID: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.NAME: ("[name removed]", "a name"),
    Reason.STAFF: ("[staff name removed]", "a name of hospital staff"),
    Reason.TELEPHONE: ("[telephone number removed]", "a telephone number"),
    Reason.EMAIL: ("[e-mail address removed]", "an e-mail address"),
    Reason.WEB_ADDRESS: ("[web address removed]", "a web address"),
    Reason.NHS_NUMBER: ("[NHS number removed]", "an NHS number"),
    Reason.NI_NUMBER: ("[National Insurance number removed]", "a National Insurance number"),
    Reason.POSTCODE: ("[postcode removed]", "a postcode"),
    Reason.STREET: ("[street removed]", "a street"),
    Reason.DATE: ("[date removed]", "a date"),
    Reason.AGE: ("[age removed]", "an age"),
    Reason.HOSPITAL: ("[hospital removed]", "a hospital"),
    Reason.WARD: ("[ward removed]", "a ward or unit"),
    Reason.PLACE: ("[place removed]", "another place"),
    Reason.ILLNESS: ("[detail of illness removed]", "a rare detail of the illness or treatment"),
    Reason.FAMILY: ("[detail of family removed]", "a detail of family or work"),
    Reason.EVENT: ("[detail of events removed]", "an event that others would remember"),
    Reason.WORDING: ("[words removed]", "something else"),
}
MOST_HIGHLIGHTS: Final = 40

_TRACES: Final = {
    Trace.TELEPHONE: Reason.TELEPHONE,
    Trace.EMAIL: Reason.EMAIL,
    Trace.NHS_NUMBER: Reason.NHS_NUMBER,
    Trace.NAME: Reason.NAME,
    Trace.DATE: Reason.DATE,
    Trace.POSTCODE: Reason.POSTCODE,
}
_STAFF: Final = (
    "dr dr. doctor consultant surgeon oncologist registrar nurse sister matron prof prof. professor"
)
_OF_STAFF: Final = frozenset(_STAFF.split())
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_WORD: Final = r"[A-Z][\w'’.-]{1,30}"
_NAMED: Final = r"([A-Z][a-z'’-]{1,30}(?: [A-Z][a-z'’-]{1,30})?)"
_STREETS: Final = "Street|Road|Avenue|Lane|Drive|Crescent|Terrace|Mews"
_ADULT: Final = r"(?:1[6-9]|[2-9]\d|10\d)"
# A National Insurance number: HMRC's manual NIM39110, prefixes that are never given left out.
_PATTERNS: Final[Sequence[tuple[Reason, re.Pattern[str]]]] = (
    (
        Reason.WEB_ADDRESS,
        re.compile(
            r"\b(?:https?://|www\.)[^\s<>()]{3,200}"
            r"|\b[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,2}\.(?:com|net|org|uk)\b(?:/[^\s<>()]{0,200})?",
            re.IGNORECASE,
        ),
    ),
    (
        Reason.NI_NUMBER,
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d\d ?){3}[A-D]\b",
            re.IGNORECASE,
        ),
    ),
    (
        Reason.STREET,
        re.compile(
            rf"\b\d{{1,4}}[A-Za-z]?,? (?:{_WORD} ){{1,2}}"
            rf"(?:{_STREETS}|St|Rd|Ave|Close|Court|Gardens|Grove|Hill|Place|Square|Way|Walk|Row|Park|Green)\b"
            rf"|\b(?:{_WORD} ){{1,2}}(?:{_STREETS})\b"
        ),
    ),
    (Reason.HOSPITAL, re.compile(rf"\b(?:{_WORD} ){{1,3}}(?:Hospital|Infirmary|Hospice)\b")),
    (
        Reason.WARD,
        re.compile(rf"\b[Ww]ard (?:\d{{1,3}}[A-Za-z]?|[A-Z]\d{{0,2}})\b|\b{_WORD} (?:Ward|Suite|Unit)\b"),
    ),
    (
        Reason.DATE,
        re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?(?:{_MONTHS})(?: (?:19|20)\d\d)\b"
                   rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\b"),
    ),
    (
        Reason.AGE,
        re.compile(
            rf"\b(?:aged?|I am|I'm|I’m|I was|she is|he is|turned) {_ADULT}\b(?! (?:minutes|days|weeks|miles))"
            rf"|\b{_ADULT}[ -]years?[ -]old\b",
        ),
    ),
)  # fmt: skip
_AFTER: Final[Sequence[tuple[Reason, re.Pattern[str]]]] = (
    (
        Reason.STAFF,
        re.compile(
            r"\b(?i:nurse|doctor|consultant|surgeon|oncologist|receptionist|radiographer|sister|matron|porter|"
            rf"secretary|assistant)(?:,| is| was)?(?: called| named)? {_NAMED}"
        ),
    ),
    (
        Reason.NAME,
        re.compile(
            r"\b(?:called|named|name is|name was|[Mm]y (?:husband|wife|partner|daughter|son|sister|brother|"
            rf"mum|mother|dad|father|friend|carer)),? {_NAMED}"
        ),
    ),
)
_NOT_NAMES: Final = """
The They This That There Then We She He It My Our And But Because When If NHS GP MRI CT Macmillan Specialist
Monday Tuesday Wednesday Thursday Friday Saturday Sunday English Welsh Urdu Christmas Easter
"""
_NOT_PLACES: Final = "The This That My Our Your A An Chemotherapy Chemo Oncology Radiotherapy Day Care High"
_NO_NAME: Final = frozenset([*_NOT_NAMES.split(), *_MONTHS.split("|")])
_NO_PLACE: Final = frozenset(_NOT_PLACES.split())
_TAG: Final = re.compile(r"(\[[^\[\]\n]{2,60} removed\])")


@dataclass(frozen=True, slots=True)
class Highlight:
    """One place in a comment: why it may identify somebody, the words as they stand, and where they begin."""

    reason: Reason
    words: str
    start: int


def tag_of(reason: Reason) -> str:
    """The bracketed tag that stands in the place of what was taken out."""
    return _SAID[reason][0]


def words_of(reason: Reason) -> str:
    """What the words are, to say to a reviewer: "a name"."""
    return _SAID[reason][1]


def highlights(text: str, hospitals: Iterable[str] = ()) -> tuple[Highlight, ...]:
    """What may identify somebody, in the order of the text, no two overlapping, at most MOST_HIGHLIGHTS.

    `hospitals`: the names of the hospitals that take part, found in any case. Nothing is found in a tag.
    """
    taken: list[tuple[int, int]] = [match.span() for match in _TAG.finditer(text)]
    found: list[Highlight] = []
    for one in _all(text, hospitals):
        end = one.start + len(one.words)
        if not any(one.start < other_end and start < end for start, other_end in taken):
            taken.append((one.start, end))
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))[:MOST_HIGHLIGHTS]


def _all(text: str, hospitals: Iterable[str]) -> Iterator[Highlight]:
    """Every find, those first that say most."""
    for name in sorted(filter(None, hospitals), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            yield Highlight(Reason.HOSPITAL, match[0], match.start())
    for one in identifying(text):
        is_staff = one.trace is Trace.NAME and one.words.split()[0].casefold() in _OF_STAFF
        yield Highlight(Reason.STAFF if is_staff else _TRACES[one.trace], one.words, one.start)
    for reason, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if (
                reason not in (Reason.WARD, Reason.HOSPITAL, Reason.STREET)
                or match[0].split()[0] not in _NO_PLACE
            ):
                yield Highlight(reason, match[0], match.start())
    for reason, pattern in _AFTER:
        for match in pattern.finditer(text):
            if match[1].split()[0] not in _NO_NAME:
                yield Highlight(reason, match[1], match.start(1))


def segments(text: str, found: Sequence[Highlight]) -> list[tuple[str, Reason | None]]:
    """The text cut into pieces, each with the reason it is highlighted for, or None; together they are it."""
    pieces: list[tuple[str, Reason | None]] = []
    place = 0
    for one in found:
        pieces += [(text[place : one.start], None), (one.words, one.reason)]
        place = one.start + len(one.words)
    return [piece for piece in [*pieces, (text[place:], None)] if piece[0]]


def take_out(text: str, words: str, reason: Reason) -> tuple[str, int]:
    """The text with a tag where these words stand as whole words, and in how many places. Tags stay whole."""
    if not words.strip():
        return text, 0
    pattern = re.compile(rf"(?<!\w){re.escape(words.strip())}(?!\w)")
    count, pieces = 0, []
    for number, piece in enumerate(_TAG.split(text)):
        if number % 2:
            pieces.append(piece)
            continue
        changed, times = pattern.subn(lambda _match: tag_of(reason), piece)
        pieces.append(changed)
        count += times
    return "".join(pieces), count
