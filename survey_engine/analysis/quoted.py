"""Numbers in a public text of a pledge: only figures that were released to the public may be quoted.

A text that quotes a figure which the release withheld would undo the whole of disclosure control. So every
number is refused unless it stands in a figure of the action's own questions, or is plainly of another kind: a
day, a time, an amount of money, a number of nurses. In doubt it is refused, with what to write in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from survey_engine.analysis.released import ReleasedScore

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_PEOPLE = (
    "patients?|people|persons?|women|woman|men|man|respondents?|responders?|answers?|replies|repl(?:y|ied)|"
    "returns?|responses?|forms?|surveys?|comments?|carers?|families|relatives|you|us|them|those|said|says?|"
    "felt|told|agreed|answered|wrote|reported|asked"
)
_THINGS = (
    "minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?|o.clock|"
    "nurses?|posts?|wte|clinics?|sessions?|visits?|appointments?|leaflets?|posters?|booklets?|copies|pages?|"
    "rooms?|chairs?|beds?|meetings?|calls?|telephones?|phones?|lines?|courses?|workshops?|steps?|staff|"
    "consultants?|doctors?|coordinators?|pounds?|miles?|metres?|ways?|languages?|sites?|wards?|teams?|"
    "departments?|promises|actions?|options?|parts?|topics?|times (?:a|an|per|each|every)|sisters?"
)
_SUCH = (
    "weekly|monthly|whole|full|part|time|new|more|extra|working|information|support|training|study|drop|in|"
    "evening|afternoon|morning|minute|hour|day|week|month|year|specialist|senior|clinical|ward|other|further"
)
_LABELS = "room|clinic|ward|phase|band|level|stage|page|step|grade|section|floor|zone|extension|suite|quarter"
_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|dozen"
)
_WORD = rf"(?:{_ONES})(?:[ -](?:and )?(?:{_ONES}))*"
_TO = rf"(?:\s*(?:to|or|and|-)\s*(?:\d+|{_WORD}))?"  # "2 to 4 weeks"
_SAID = r"(?:said|says?|felt|told us|agreed|answered|replied|wrote|reported|thought|were (?:un)?happy)"

_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_CLAIM: Final = re.compile(
    rf"\s*(?:%|per[ -]?cents?\b|percentage|pc\b|p\.c\.|/|out of\b|in (?:every |each )?(?:\d|(?:{_ONES})\b)|"
    rf"of (?:the |our |your |all |every |these |those |\d|(?:{_ONES})\b)?|(?:of )?(?:the |our |all )?"
    rf"(?:\w+ ){{0,2}}?(?:{_PEOPLE})\b)",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(
    rf"(?:/|\bout of|(?:\d|\b(?:{_ONES}))\s*(?:in(?: every| each)?|of(?: the| all)?))\s*\Z", re.IGNORECASE
)
_KIND: Final = re.compile(
    rf"(?:[ -]?(?:st|nd|rd|th))?{_TO}[ -]?(?:(?:{_SUCH})[ -]){{0,4}}(?:{_THINGS}|{_MONTHS})\b(?! {_SAID})",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(rf"(?:£|\b(?:{_LABELS})s?\.? (?:no\.? )?|\b(?:{_MONTHS})\.? )\s*\Z", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20|21)\d\d\Z")
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3])[.:][0-5]\d\Z")
_HOUR: Final = re.compile(r"(?:0?[1-9]|1[0-2])(?:[.:][0-5]\d)?\Z")
_HALF_OF_DAY: Final = re.compile(r" ?[ap]\.?m\b", re.IGNORECASE)
_AT: Final = re.compile(r"\b(?:at|from|to|until|till|by|before|after|between|and)\s*\Z", re.IGNORECASE)
_IN_WORDS: Final = re.compile(
    rf"\b(?:{_WORD})\s*(?:%|per[ -]?cents?\b|percent|(?:out of|in|of) (?:every |each |the |our |all )?"
    rf"(?:\d|(?:{_ONES})\b)|(?:of )?(?:the |our |all )?(?:{_PEOPLE})\b|of (?:the |our |your |those |these )"
    rf"(?:\w+ ){{0,2}}(?:{_PEOPLE})\b|[ -]?(?:thirds?|quarters?|fifths?|tenths?|halves)\b)",
    re.IGNORECASE,
)
_ABOUT = r"(?:(?:over|under|about|almost|nearly|around|more than|less than|exactly|just over|just under) )?"
_SHARE: Final = re.compile(
    rf"\b{_ABOUT}"
    r"(?:a |an |one )?(?:half|thirds?|quarters?|fifths?|tenths?)\b(?! an? hour| hour| day)"
    rf"(?= of\b|,? (?:the |our |all )?(?:{_PEOPLE})\b|[.,;!?]|\s*\Z| (?:did|do|were|was|had|have|could) )"
    r"|\b(?:majority|minority)\b",
    re.IGNORECASE,
)
_EVERYONE: Final = re.compile(
    r"\b(?:(?:nearly |almost )?(?:all|none|most|every|each|hardly any|not one|only one|only a few|few|no)"
    rf" (?:(?:of )?(?:the |our |your )?(?:\w+ )?(?:{_PEOPLE})\b)|nobody|no[ -]one|everyone|everybody|a single"
    r"|(?:none|nil|most|few) (?:had|have|was|were|did|knew|said|felt)"
    r"|neb|pawb|pob un|y rhan fwyaf|(?<!\w)(?:کوئی نہیں|سب نے|اکثر نے|ہر ایک)(?!\w))",
    re.IGNORECASE,
)
_NUMBER_WORD: Final = re.compile(rf"\b(?!one\b(?![ -](?:{_ONES})\b))(?:{_WORD})s?\b", re.IGNORECASE)
_CLAIMED: Final = re.compile(  # in a hospital's own words too
    rf"\b(?:(?:both|zero|(?:a )?(?:couple|pair|handful)(?: of)?) (?:the |our |your )?(?:\w+ )?(?:{_PEOPLE})\b"
    rf"|{_ABOUT}(?:half|(?:a |one )?(?:third|quarter|fifth|tenth))"
    rf"(?= (?:of )?(?:the |our |all )?(?:{_PEOPLE})\b)"
    rf"|(?:most|hardly any|nearly all|almost all) (?:of )?(?:the |our |your )?(?:{_PEOPLE})\b"
    r"|(?:twice|double|treble|triple|[\w-]+ times) (?:as (?:many|much)|the (?:number|share))"
    r"|fifty[ -]fifty|majority|minority"
    r"|[IVXLCDM]{2,} ?(?:%|per ?cent|out of|of (?:you|the|our|all|every))"
    # Welsh: per cent, half, a third, a quarter, most, "of patients"
    r"|y cant|(?:hanner|traean|chwarter)(?! awr)|mwyafrif|lleiafrif|\w+ o (?:gleifion|bobl|fenywod))",
    re.IGNORECASE,
)
# Numbers in words of the two other languages of our pages. Welsh ones that English has too ("pump", "cant",
# "un") count beside another Welsh word alone.
_ELSEWHERE: Final = re.compile(
    r"\b(?:dau|dwy|tri|tair|pedwar|pedair|chwech|chwe|saith|wyth|naw|deg|deuddeg|pymtheg|deunaw|ugain|deugain|"
    r"trigain)\b(?!-)|\b(?:un|pump|cant)(?= (?:o|ar|allan|deg|claf|person)\b)|\bhanner cant\b|"
    r"(?<!\w)(?:ایک|دو|تین|چار|پانچ|چھ|چھے|سات|آٹھ|نو|دس|گیارہ|بارہ|پندرہ|بیس|تیس|چالیس|پچاس|ساٹھ|ستر|اسی|نوے|"
    r"سو|درجن|نصف|آدھا|آدھے|آدھی|تہائی|چوتھائی|فیصد|اکثریت|اقلیت)(?!\w)",
    re.IGNORECASE,
)
_COUNTING_SIGNS: Final = re.compile(r"[\U0001F4AF\U0001F51F\U0001F550-\U0001F567]")

_INSTEAD = (
    "Write it without a number, or choose the question below: its figure is then shown beside the words."
)


def quoting_faults(text: str, figures: Sequence[ReleasedScore], *, is_voice: bool) -> tuple[str, ...]:
    """Each number of a text that is not among `figures`, as a sentence that says what to do.

    is_voice: the text says what patients said, so "nobody" and "half" are numbers too. It reads
    English, and numbers in words of Welsh and Urdu; digits of any script.
    """
    plain = _plain(text)
    shown = [_plain(f"{one.shown} {one.interval}") for one in figures]
    bases = [_plain(one.base) for one in figures]
    found = dict.fromkeys((*_digits(plain, shown, bases), *_words(plain, shown, is_voice=is_voice)))
    return tuple(
        f"“{words}” may be a number from the answers that was not published for these questions. {_INSTEAD}"
        for words in found
    )


def _plain(text: str) -> str:
    """One form of each sign: no full-width or circled digits, none of another script, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2044", "/").replace("\u066a", "%")
    signs = (
        _sign(one) for one in folded if unicodedata.category(one) not in ("Cf", "Mn", "Cc") or one in "\n\t"
    )
    return re.sub(r"[\s\u2010-\u2015]+", lambda found: "-" if found[0].strip() else " ", "".join(signs))


def _sign(one: str) -> str:
    number = unicodedata.numeric(one, None)
    return one if number is None or one.isascii() else f"{number:g}"


def _digits(text: str, shown: Sequence[str], bases: Sequence[str]) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        before, number, after = text[: match.start()], match[0], text[match.end() :]
        is_part, claim = _PART_OF.search(before) is not None, _CLAIM.match(after)
        if claim is None and not is_part and _is_harmless(before, number, after):
            continue
        is_share = bool(re.match(r"\s*(?:%|per[ -]?cent|percent|pc\b|p\.c\.)", after, re.IGNORECASE))
        if claim is not None and is_share and _stands_in(number, shown):
            continue
        if (
            not is_part
            and not is_share
            and _stands_in(number, bases)
            and not re.match(r"\s*(?:/|out of|in |of \d)", after)
        ):
            continue
        yield (number + (claim[0].rstrip() if claim else "")).strip()


def _is_harmless(before: str, number: str, after: str) -> bool:
    """A day, a time, money, a label, a number of nurses: nothing that patients answered."""
    return bool(
        _YEAR.match(number)
        or (_CLOCK.match(number) and _AT.search(before))
        or (_HOUR.match(number) and _HALF_OF_DAY.match(after))
        or _LABEL.search(before)
        or _KIND.match(after)
    )


def _stands_in(number: str, texts: Sequence[str]) -> bool:
    return any(number in _NUMBER.findall(text) for text in texts)


def _words(text: str, shown: Sequence[str], *, is_voice: bool) -> Iterator[str]:
    yield from (match[0] for match in _IN_WORDS.finditer(text))
    yield from (match[0] for match in _COUNTING_SIGNS.finditer(text))
    yield from (match[0] for match in _ELSEWHERE.finditer(text))
    for match in _NUMBER_WORD.finditer(text):
        if not _LABEL.search(text[: match.start()]) and not _KIND.match(text[match.end() :]):
            yield match[0]
    known = {one.strip().casefold() for one in shown}
    for pattern in (_CLAIMED, *((_SHARE, _EVERYONE) if is_voice else ())):
        for match in pattern.finditer(text):
            if match[0].casefold() not in known:
                yield match[0]
