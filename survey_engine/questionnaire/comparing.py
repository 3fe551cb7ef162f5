"""What changed between two versions of a questionnaire, and what each change does to a trend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from survey_engine.questionnaire.choices import compare_options
from survey_engine.questionnaire.definition import AnsweredBy, Comparison, Kind, Question, Questionnaire
from survey_engine.questionnaire.difference import ChangeKind, Difference, Pair, Trend
from survey_engine.questionnaire.joining import joining_fault
from survey_engine.questionnaire.labels import compare_ends
from survey_engine.questionnaire.lineage import compare_lineage
from survey_engine.questionnaire.moves import moved_questions


def compare(old: Questionnaire, new: Questionnaire, earlier: Sequence[Questionnaire] = ()) -> Difference:
    """What changed from one version to a later one; `earlier` are all known versions before the later one."""
    found = Difference()
    _people(found, old, new)
    if old.standards != new.standards:
        text = f"The list of standards was {old.standards} and is {new.standards}. The roll-up starts anew."
        found.note(ChangeKind.STANDARDS, new.id, Trend.BROKEN, text)
    moved = moved_questions(old, new)
    _sections(found, old, new)
    for question in new.asked():
        before = old.question(question.id)
        if before is None:
            _new(found, old, new, question)
        else:
            _same_id(found, Pair(old, new, before, question), question.id in moved)
    _gone(found, old, new)
    compare_lineage(found, old, new, earlier)
    return found


def _people(found: Difference, old: Questionnaire, new: Questionnaire) -> None:
    """Other people are another survey. A file from before the key existed says "patients" of any people."""
    if old.answered_by == new.answered_by:
        return
    text = (
        f"Version {old.version} says it is answered by {old.answered_by}, and this one by {new.answered_by}."
    )
    if old.answered_by is AnsweredBy.PATIENTS and new.answered_by is AnsweredBy.STAFF:
        text = f"{text} Compare them only if the same people answered both."
        found.note(ChangeKind.ANSWERED_BY, new.id, Trend.WITH_CAUTION, text)
    else:
        found.refuse(new.id, f"{text} Other people need a questionnaire with an id of its own.")


def in_order(versions: Sequence[Questionnaire]) -> Iterator[tuple[Questionnaire, Questionnaire]]:
    """Each version with the one after it, the oldest first."""
    ordered = sorted(versions, key=lambda version: version.version)
    yield from pairwise(ordered)


def _sections(found: Difference, old: Questionnaire, new: Questionnaire) -> None:
    earlier = {section.id: section for section in old.sections}
    for now in new.sections:
        before = earlier.get(now.id, now)
        for what, was, reads in (("title", before.title, now.title), ("intro", before.intro, now.intro)):
            if was != reads:
                text = f"The {what} of this section read “{was}” and reads “{reads}”."
                found.note(ChangeKind.SECTION, now.id, Trend.KEPT, text)


def _new(found: Difference, old: Questionnaire, new: Questionnaire, question: Question) -> None:
    if question.since is None or question.since <= old.version:
        since = f"`since: {new.version}`"
        found.refuse(question.id, f"This question is not in version {old.version}. Mark it {since}.")
    if question.replaces is None:
        text = f"A new question. {question.compares_why}".strip()
        found.note(ChangeKind.NEW, question.id, Trend.STARTS, text)
        return
    before = old.question(question.replaces)
    if before is None or before.kind is Kind.STATEMENT:
        text = f"It says that it replaces `{question.replaces}`, which version {old.version} does not ask."
        found.refuse(question.id, text + " Correct `replaces`.")
    elif question.derives is not None:
        if fault := joining_fault(before, question.derives):
            found.refuse(question.id, fault)
        text = f"Replaces `{before.id}`; both are joined as {question.derives.name}. {question.compares_why}"
        found.note(ChangeKind.TYPE_REPLACED, question.id, Trend.WITH_CAUTION, text)
    elif question.compares is Comparison.BROKEN:
        text = f"Replaces `{before.id}` with another meaning. {question.compares_why}"
        found.note(ChangeKind.REPLACED, question.id, Trend.BROKEN, text.strip())
    else:
        text = f"It replaces `{before.id}`: write `compares: broken`, or join both by `derives`."
        found.refuse(question.id, text)


def _same_id(found: Difference, pair: Pair, moved: bool) -> None:
    old, before, now = pair.old, pair.before, pair.now
    if now.since is not None and now.since > old.version:
        found.refuse(now.id, f"It says `since: {now.since}`, but version {old.version} asks it. Correct it.")
    if before.kind is not now.kind:
        text = f"It was of type {before.kind} and is of type {now.kind}. Another type needs a new id."
        found.refuse(now.id, text)
        return
    _declared(found, pair)
    if (
        before.scale
        and now.scale
        and (before.scale.low, before.scale.high) != (now.scale.low, now.scale.high)
    ):
        was, goes = (f"{scale.low} to {scale.high}" for scale in (before.scale, now.scale))
        text = f"Its scale went from {was} and goes from {goes}. Another scale needs a new id."
        found.refuse(now.id, text)
        return
    _words(found, pair)
    compare_options(found, pair)
    compare_ends(found, pair)
    _entry(found, pair)
    _place(found, pair, moved)
    _roles(found, pair)
    cautious = {one.part for one in found.changes if one.trend is Trend.WITH_CAUTION}
    if pair.compares is Comparison.WITH_CAUTION and now.id not in cautious:
        text = "The file says that it compares with caution. Nothing else that changed calls for that."
        found.note(ChangeKind.DECLARED, now.id, Trend.WITH_CAUTION, f"{text} {pair.why}")


def _declared(found: Difference, pair: Pair) -> None:
    """What the file says of a question that both versions ask under one id."""
    before, now = pair.before, pair.now
    if pair.compares is Comparison.BROKEN:
        text = "A question that no longer compares needs a new id, and `replaces` with the old one."
        found.refuse(now.id, text)
    elif now.replaces is not None and now.replaces != before.replaces:
        text = f"Version {pair.old.version} asks it already, so it replaces nothing."
        found.refuse(now.id, f"{text} Take `replaces` out.")
    if before.derives is None:
        return
    kept = now.derives is not None and now.derives.name == before.derives.name
    if now.derives is None or not kept or not set(before.derives.values) <= _values(pair):
        text = (
            f"It derived {before.derives.name} in version {pair.old.version}. Keep `derives` as it was there"
        )
        found.refuse(now.id, f"{text}, and add new options alone.")


def _values(pair: Pair) -> set[tuple[str, str]]:
    """What the options become, those that are retired as they did before."""
    now = dict(pair.now.derives.values) if pair.now.derives else {}
    before = pair.before.derives.values if pair.before.derives else ()
    gone = {(code, value) for code, value in before if pair.now.option(code) is None}
    return {*now.items(), *gone}


def _words(found: Difference, pair: Pair) -> None:
    """New words: with caution, or the same for a reason. A hint alone keeps the trend."""
    if pair.before.text != pair.now.text:
        if pair.why or pair.compares is Comparison.WITH_CAUTION:
            found.note_as_declared(ChangeKind.REWORDED, pair, "New words.")
        elif pair.compares is Comparison.SAME:
            text = "Its words changed and nothing says why it still compares."
            found.refuse(pair.now.id, f"{text} Write `compares` and `compares_why`.")
    if pair.before.hint != pair.now.hint:
        was, reads = (f"“{hint}”" if hint else "nothing" for hint in (pair.before.hint, pair.now.hint))
        found.note_as_declared(ChangeKind.HINT, pair, f"Its hint said {was} and says {reads}.")


def _entry(found: Difference, pair: Pair) -> None:
    """What can be typed in, or chosen together."""
    before, now = pair.before, pair.now
    if (before.number, before.max_choices) != (now.number, now.max_choices):
        found.require_caution(ChangeKind.LIMITS, pair, "What can be entered changed.")
    if before.long != now.long:
        lines = "several lines" if now.long else "one line"
        found.note_as_declared(ChangeKind.LINES, pair, f"Its box has {lines} now.")
    if before.max_bytes != now.max_bytes:
        text = f"An answer could take {before.max_bytes} bytes and can take {now.max_bytes}."
        found.note_as_declared(ChangeKind.LENGTH, pair, text)
    if before.band != now.band:
        text = "It asks for a number in bands now." if now.band else "It is no longer a number in bands."
        found.note_as_declared(ChangeKind.BAND, pair, text)


def _place(found: Difference, pair: Pair, moved: bool) -> None:
    """Where it stands, and who is asked."""
    if moved:
        found.require_caution(ChangeKind.MOVED, pair, "It stands at another place, after other questions.")
    if pair.old.shown_when(pair.before) != pair.new.shown_when(pair.now):
        found.require_caution(ChangeKind.ROUTING, pair, "Other people are asked: its condition changed.")


def _roles(found: Difference, pair: Pair) -> None:
    """What its results are used for, which leaves the question as people see it alone."""
    before, now = pair.before, pair.now
    if before.shared != now.shared:
        text = (
            "the work of others too, and leaves the hospital's standards"
            if now.shared
            else "its own work alone"
        )
        found.note(ChangeKind.SHARED, now.id, Trend.KEPT, f"It is reported as {text}.")
    if before.standards != now.standards and pair.old.standards == pair.new.standards:
        text = f"Its standards were {_names(before.standards)} and are {_names(now.standards)}."
        found.note(ChangeKind.STANDARDS, now.id, Trend.KEPT, text)
    if before.flags != now.flags:
        text = f"Its flags were {_names(sorted(before.flags))} and are {_names(sorted(now.flags))}."
        found.note(ChangeKind.FLAGS, now.id, Trend.KEPT, text)
    if before.core != now.core:
        text = "It is in the short form now." if now.core else "It is no longer in the short form."
        found.note(ChangeKind.SHORT_FORM, now.id, Trend.KEPT, text)


def _gone(found: Difference, old: Questionnaire, new: Questionnaire) -> None:
    replaced = {question.replaces for question in new.asked()}
    for question in old.asked():
        now = new.question(question.id)
        if now is not None and now.kind is Kind.STATEMENT:
            text = f"It was of type {question.kind} and is a statement. Another type needs a new id"
            found.refuse(question.id, f"{text}, and this question its mark `retired_in: {new.version}`.")
        elif now is not None or question.id in replaced:
            continue
        elif question.id in new.retired:
            found.note(ChangeKind.RETIRED, question.id, Trend.ENDS, "It is not asked any more.")
        else:
            mark = f"`retired_in: {new.version}`"
            text = f"It is gone without a word. Keep it and mark it {mark}, or name it in `replaces`."
            found.refuse(question.id, text)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
