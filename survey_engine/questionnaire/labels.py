"""Words of options that changed: an id never changes its meaning, so other words need a reason.

Some words can never mean the same, whatever the reason: those of another option, other numbers, and a label
that turned into its opposite. Ways out are told apart by their words, in English as other rules on words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from survey_engine.questionnaire.definition import Option
from survey_engine.questionnaire.difference import ChangeKind, Difference, Pair, Trend
from survey_engine.questionnaire.numerals import latin_digits


class WayOut(Enum):
    """What a way out says, by the words that say it."""

    NOT_KNOWN = r"not (know|sure|remember|certain)|cannot (remember|say)|unsure|no idea"
    NOT_APPLICABLE = r"not (apply|applicable|relevant)"
    NOT_SAID = r"(rather|prefer) not|not want to (say|answer)"


NUMBER_WORDS = {
    "once": "1 time", "twice": "2 times", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
NEGATIONS = frozenset(
    ["no", "not", "never", "none", "nothing", "nobody", "nowhere", "neither", "nor", "without", "cannot"]
)
OPPOSITES = ("un", "dis", "in", "im", "ir", "il", "non", "mis")  # kind, unkind
DASH = re.compile("[\u2010-\u2015\u2212]")
STOPS = re.escape(".,;:!?…'\"‘’“”()")  # a label without them reads the same; + or < would not
SHORTEST = 4  # letters of a word that such a beginning turns into its opposite
NEW_ID = "An id never changes its meaning: give it a new id."


def compare_labels(found: Difference, pair: Pair, was: Option, now: Option) -> None:
    """One option of both versions: the same words, other words for the same, or another answer."""
    told = f"The option `{now.id}` read “{was.label}” and reads “{now.label}”"
    if was.label == now.label:
        return
    if was.score is not now.score or was.escape != now.escape:
        found.refuse(pair.now.id, f"{told}, and counts in another way: that is another answer. {NEW_ID}")
        return
    others = {str(option.id): option.label for option in pair.before.options if option.id != now.id}
    _judge(found, pair, told, _Labels(was.label, now.label, others, was.escape))


def compare_ends(found: Difference, pair: Pair) -> None:
    """The words at both ends of a scale that has the same numbers in both versions."""
    was, now = pair.before.scale, pair.now.scale
    if was is None or now is None:
        return
    ends = [(was.low, was.low_label, now.low_label), (was.high, was.high_label, now.high_label)]
    for (end, before, after), other in zip(ends, reversed(ends), strict=True):
        told = f"The end {end} of the scale read “{before}” and reads “{after}”"
        if before != after:
            _judge(found, pair, told, _Labels(before, after, {str(other[0]): other[1]}))


@dataclass(frozen=True, slots=True)
class _Labels:
    """What one option read and reads, and what the others read before, by their ids."""

    was: str
    now: str
    others: Mapping[str, str]
    is_way_out: bool = False


def _judge(found: Difference, pair: Pair, told: str, labels: _Labels) -> None:
    if _words(labels.was) == _words(labels.now):
        found.note(ChangeKind.OPTION_RELABELLED, pair.now.id, Trend.KEPT, f"{told}.")
    elif fault := _other_meaning(labels):
        found.refuse(pair.now.id, f"{told}, {fault}. {NEW_ID}")
    elif labels.is_way_out and _ways_out(labels.was) and _ways_out(labels.now):
        found.note(ChangeKind.OPTION_RELABELLED, pair.now.id, Trend.KEPT, f"{told}.")
    elif pair.why:
        found.note_as_declared(ChangeKind.OPTION_RELABELLED, pair, f"{told}.")
    else:
        say = "Say in `compares_why` why it means the same, or give it a new id."
        found.refuse(pair.now.id, f"{told}. {say}")


def _other_meaning(labels: _Labels) -> str:
    """Why no reason could make these two the same answer; empty where one could."""
    was, now = _words(labels.was), _words(labels.now)
    for name, label in labels.others.items():
        if _words(label) == now:
            return f"as `{name}` did"
    ways = (_ways_out(labels.was), _ways_out(labels.now))
    if labels.is_way_out and all(ways):
        return "" if ways[0] == ways[1] else "which says something else"
    if _numbers(was) != _numbers(now):
        return "with other numbers"
    opposite = _is_negative(was) != _is_negative(now) or _are_opposites(was, now)
    return "which turns it round" if opposite else ""


def _ways_out(label: str) -> set[WayOut]:
    return {kind for kind in WayOut if re.search(kind.value, " ".join(_words(label)))}


def _words(label: str) -> list[str]:
    """The words and signs of a label, without capitals and stops; numbers in the digits that we write."""
    apart = re.sub(r"n['’]t\b", " not", DASH.sub("-", latin_digits(label).casefold()))
    words = re.findall(rf"\d+(?:[.,]\d+)*|\w+|[^\w\s{STOPS}]", apart)
    return [part for word in words for part in NUMBER_WORDS.get(word, word).split()]


def _numbers(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[0].isdecimal()]


def _is_negative(words: Iterable[str]) -> bool:
    return not NEGATIONS.isdisjoint(words)


def _are_opposites(was: Iterable[str], now: Iterable[str]) -> bool:
    """Whether a word of one stands in the other with a beginning that turns it round."""
    return any(
        len(word) >= SHORTEST and beginning + word in there
        for here, there in ((set(was), set(now)), (set(now), set(was)))
        for word in here
        for beginning in OPPOSITES
    )
