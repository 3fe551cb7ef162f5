"""What changed between two versions of a questionnaire, and what each change does to a trend."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from survey_engine.questionnaire.definition import (
    Comparison,
    Option,
    Question,
    QuestionId,
    Questionnaire,
    Score,
)


class ChangeKind(StrEnum):
    """The kinds of change. The values stand in files and scripts and never change."""

    NEW = "new"
    RETIRED = "retired"
    REPLACED = "replaced"  # a new meaning under a new id
    TYPE_REPLACED = "type_replaced"  # asked in another way under a new id, joined by a derived variable
    REWORDED = "reworded"
    OPTION_ADDED = "option_added"
    SCORED_OPTION_ADDED = "scored_option_added"
    OPTION_RETIRED = "option_retired"
    OPTION_RELABELLED = "option_relabelled"
    SCORING = "scoring"
    MOVED = "moved"
    ROUTING = "routing"
    LIMITS = "limits"
    STANDARDS = "standards"
    FLAGS = "flags"
    SHORT_FORM = "short_form"


class Trend(StrEnum):
    """What a change does to a trend over versions."""

    KEPT = "kept"
    WITH_CAUTION = "with_caution"
    RESTATED = "restated"  # older answers are scored again by the newer rule, and both are shown
    FREQUENCIES_ONLY = "frequencies_only"
    BROKEN = "broken"
    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `part` is a question id, or the questionnaire's own for the list of standards."""

    kind: ChangeKind
    part: str
    trend: Trend
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A change that cannot be what the newer file says it is: what, and what to write instead."""

    part: str
    text: str


@dataclass
class Difference:
    """Every change in the order of the newer version, then what is gone; and every contradiction."""

    changes: list[Change] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)

    def note(self, kind: ChangeKind, part: str, trend: Trend, text: str) -> None:
        """Add a change."""
        self.changes.append(Change(kind, part, trend, text))

    def refuse(self, part: str, text: str) -> None:
        """Add a contradiction."""
        self.contradictions.append(Contradiction(part, text))


def compare(old: Questionnaire, new: Questionnaire) -> Difference:
    """What changed from one version to a later one of the same questionnaire."""
    found = Difference()
    if old.standards != new.standards:
        text = f"The list of standards was {old.standards} and is {new.standards}. The roll-up starts anew."
        found.note(ChangeKind.STANDARDS, new.id, Trend.BROKEN, text)
    moved = _moved(old, new)
    for question in new.asked():
        before = old.question(question.id)
        if before is None:
            _new(found, old, new, question)
        else:
            _same_id(found, old, new, before, question, question.id in moved)
    _gone(found, old, new)
    return found


def _new(found: Difference, old: Questionnaire, new: Questionnaire, question: Question) -> None:
    if question.id in old.retired:
        found.refuse(question.id, "This id was retired before. An id never comes back: choose a new one.")
    if question.since is None or question.since <= old.version:
        since = f"`since: {new.version}`"
        found.refuse(question.id, f"This question is not in version {old.version}. Mark it {since}.")
    if question.replaces is None:
        found.note(ChangeKind.NEW, question.id, Trend.STARTS, "A new question.")
        return
    before = old.question(question.replaces)
    if before is None:
        text = f"It says that it replaces `{question.replaces}`, which version {old.version} does not ask."
        found.refuse(question.id, text + " Correct `replaces`.")
    elif question.derives is not None:
        text = f"Replaces `{before.id}`; both are joined as {question.derives.name}. {question.compares_why}"
        found.note(ChangeKind.TYPE_REPLACED, question.id, Trend.WITH_CAUTION, text)
    elif question.compares is Comparison.BROKEN:
        text = f"Replaces `{before.id}` with another meaning. {question.compares_why}"
        found.note(ChangeKind.REPLACED, question.id, Trend.BROKEN, text.strip())
    else:
        text = f"It replaces `{before.id}`: write `compares: broken`, or join both by `derives`."
        found.refuse(question.id, text)


def _same_id(
    found: Difference, old: Questionnaire, new: Questionnaire, before: Question, now: Question, moved: bool
) -> None:
    if now.since is not None and now.since > old.version:
        found.refuse(now.id, f"It says `since: {now.since}`, but version {old.version} asks it. Correct it.")
    if now.compares is Comparison.BROKEN:
        text = "A question that no longer compares needs a new id, and `replaces` with the old one."
        found.refuse(now.id, text)
    if before.kind is not now.kind:
        text = f"It was of type {before.kind} and is of type {now.kind}. Another type needs a new id."
        found.refuse(now.id, text)
        return
    if before.text != now.text:
        _reworded(found, now)
    _options(found, before, now, old)
    _limits(found, before, now)
    if moved:
        _cautious(found, ChangeKind.MOVED, now, "It stands at another place, after other questions.")
    if old.shown_when(before) != new.shown_when(now):
        _cautious(found, ChangeKind.ROUTING, now, "Other people are asked: its condition changed.")
    if before.standards != now.standards and old.standards == new.standards:
        text = f"Its standards were {_names(before.standards)} and are {_names(now.standards)}."
        found.note(ChangeKind.STANDARDS, now.id, Trend.KEPT, text)
    if before.flags != now.flags:
        text = f"Its flags were {_names(sorted(before.flags))} and are {_names(sorted(now.flags))}."
        found.note(ChangeKind.FLAGS, now.id, Trend.KEPT, text)
    if before.core != now.core:
        text = "It is in the short form now." if now.core else "It is no longer in the short form."
        found.note(ChangeKind.SHORT_FORM, now.id, Trend.KEPT, text)


def _reworded(found: Difference, now: Question) -> None:
    """New words: with caution unless the file says why they are the same."""
    if now.compares is Comparison.WITH_CAUTION:
        found.note(ChangeKind.REWORDED, now.id, Trend.WITH_CAUTION, f"New words. {now.compares_why}")
    elif now.compares_why:
        found.note(ChangeKind.REWORDED, now.id, Trend.KEPT, f"New words. {now.compares_why}")
    elif now.compares is Comparison.SAME:
        text = (
            "Its words changed and nothing says why it still compares. Write `compares` and `compares_why`."
        )
        found.refuse(now.id, text)


def _cautious(found: Difference, kind: ChangeKind, now: Question, text: str) -> None:
    if now.compares is Comparison.WITH_CAUTION:
        found.note(kind, now.id, Trend.WITH_CAUTION, f"{text} {now.compares_why}")
    else:
        found.refuse(now.id, f"{text} Write `compares: with_caution` and `compares_why`.")


def _options(found: Difference, before: Question, now: Question, old: Questionnaire) -> None:
    earlier = {option.id: option for option in before.options}
    for option in now.options:
        if option.id not in earlier:
            _added(found, now, option, old)
        else:
            _kept(found, now, earlier[option.id], option)
    listed = {option.id for option in now.options}
    for gone in (option for option in before.options if option.id not in listed):
        text = f"The option `{gone.id}` (“{gone.label}”) is not offered any more."
        found.note(ChangeKind.OPTION_RETIRED, now.id, Trend.FREQUENCIES_ONLY, text)
    rescored = [o.id for o in now.options if o.id in earlier and earlier[o.id].score is not o.score]
    if rescored:
        text = (
            f"Scored in another way: {', '.join(rescored)}. Older answers are scored again by the new rule."
        )
        found.note(ChangeKind.SCORING, now.id, Trend.RESTATED, text)


def _added(found: Difference, now: Question, option: Option, old: Questionnaire) -> None:
    if f"{now.id}.{option.id}" in old.retired:
        found.refuse(now.id, f"The option id `{option.id}` was retired before and never comes back.")
    if option.since is None or option.since <= old.version:
        found.refuse(now.id, f"The option `{option.id}` is new. Mark it `since: {old.version + 1}` or later.")
    if option.score in (Score.POSITIVE, Score.NEGATIVE):
        text = f"The option `{option.id}` is new and counts as {option.score}: the score keeps its trend."
        found.note(ChangeKind.SCORED_OPTION_ADDED, now.id, Trend.KEPT, text)
    else:
        text = f"The option `{option.id}` is new: the base of the single options changed."
        found.note(ChangeKind.OPTION_ADDED, now.id, Trend.FREQUENCIES_ONLY, text)


def _kept(found: Difference, now: Question, was: Option, option: Option) -> None:
    if was.label == option.label:
        return
    relabelled = f"The option `{option.id}` read “{was.label}” and reads “{option.label}”"
    if was.score is not option.score or was.escape != option.escape:
        text = f"{relabelled}, and counts in another way: that is another answer. Give it a new id."
        found.refuse(now.id, text)
    elif not (option.escape or now.compares_why or _share_words(was.label, option.label)):
        text = f"{relabelled}, without a word in common. Give it a new id, or say `compares_why`."
        found.refuse(now.id, text)
    else:
        found.note(ChangeKind.OPTION_RELABELLED, now.id, Trend.KEPT, f"{relabelled}.")


def _share_words(before: str, after: str) -> bool:
    """Whether two labels have a word in common, short ones left aside where both have longer ones."""
    both = [re.findall(r"\w+", label.casefold()) for label in (before, after)]
    longer = [[word for word in found if len(word) > 3 or word.isdecimal()] for found in both]
    first, second = longer if all(longer) else both
    return bool(set(first) & set(second))


def _limits(found: Difference, before: Question, now: Question) -> None:
    was, is_now = before.scale, now.scale
    if was and is_now and (was.low, was.high) != (is_now.low, is_now.high):
        text = f"Its scale went from {was.low} to {was.high} and goes from {is_now.low} to {is_now.high}."
        found.refuse(now.id, f"{text} Another scale needs a new id.")
    elif was != is_now or (before.number, before.max_choices) != (now.number, now.max_choices):
        _cautious(found, ChangeKind.LIMITS, now, "What can be entered changed.")


def _gone(found: Difference, old: Questionnaire, new: Questionnaire) -> None:
    replaced = {question.replaces for question in new.asked()}
    for question in old.asked():
        if new.question(question.id) is not None or question.id in replaced:
            continue
        if question.id in new.retired:
            found.note(ChangeKind.RETIRED, question.id, Trend.ENDS, "It is not asked any more.")
        else:
            mark = f"`retired_in: {new.version}`"
            text = f"It is gone without a word. Keep it and mark it {mark}, or name it in `replaces`."
            found.refuse(question.id, text)


def _moved(old: Questionnaire, new: Questionnaire) -> set[QuestionId]:
    """The fewest questions whose moving explains the new order, and those in another section."""
    places = {question.id: place for place, question in enumerate(old.asked())}
    common = [question.id for question in new.asked() if question.id in places]
    kept = _longest_rising([places[name] for name in common])
    moved = {name for place, name in enumerate(common) if place not in kept}
    return moved | {name for name in common if _section(old, name) != _section(new, name)}


def _section(questionnaire: Questionnaire, name: QuestionId) -> str:
    return next(page.section for page in questionnaire.pages for q in page.questions if q.id == name)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    top_places: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(top_places[pile - 1] if pile else None)
        tops[pile : pile + 1] = [number]
        top_places[pile : pile + 1] = [place]
    here = top_places[-1] if top_places else None
    found: set[int] = set()
    while here is not None:
        found.add(here)
        here = before[here]
    return found


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def in_order(versions: Sequence[Questionnaire]) -> Iterator[tuple[Questionnaire, Questionnaire]]:
    """Each version with the one after it, the oldest first."""
    ordered = sorted(versions, key=lambda version: version.version)
    yield from pairwise(ordered)
