"""What changed in what can be chosen: options that came, went, count otherwise or stand in another order."""

from __future__ import annotations

from survey_engine.questionnaire.definition import Kind, Option, Question, Score
from survey_engine.questionnaire.difference import ChangeKind, Difference, Pair, Trend
from survey_engine.questionnaire.labels import compare_labels

COUNTS = (Score.POSITIVE, Score.NEGATIVE)


def compare_options(found: Difference, pair: Pair) -> None:
    """Every option of both versions; the numbers of a scale, which stay, are told by their scores alone."""
    earlier = {option.id: option for option in pair.before.options}
    for option in pair.now.options:
        if option.id not in earlier:
            _added(found, pair, option)
        else:
            _kept(found, pair, earlier[option.id], option)
    for option in pair.before.options:
        if pair.now.option(option.id) is None:
            _gone(found, pair, option)
    _answers_left(found, pair)
    _scores(found, pair)
    _order(found, pair)


def _added(found: Difference, pair: Pair, option: Option) -> None:
    now = pair.now
    if option.since is None or option.since <= pair.old.version:
        mark = f"`since: {pair.new.version}`"
        found.refuse(now.id, f"The option `{option.id}` is new. Mark it {mark}.")
    if option.score in COUNTS:
        text = f"The option `{option.id}` is new and counts as {option.score}: the score keeps its trend."
        found.note(ChangeKind.SCORED_OPTION_ADDED, now.id, Trend.KEPT, text)
    else:
        text = f"The option `{option.id}` is new: the base of the single options changed."
        found.note(ChangeKind.OPTION_ADDED, now.id, Trend.FREQUENCIES_ONLY, text)


def _kept(found: Difference, pair: Pair, was: Option, option: Option) -> None:
    if pair.now.kind is not Kind.SCALE or option.escape:
        compare_labels(found, pair, was, option)
    if was.exclusive != option.exclusive:
        how = "only be chosen alone now" if option.exclusive else "be chosen beside others now"
        found.require_caution(
            ChangeKind.OPTION_EXCLUSIVE, pair, f"The option `{option.id}` (“{option.label}”) can {how}."
        )
    if was.escape != option.escape and was.label == option.label:
        how = "is a way out now" if option.escape else "is no way out any more"
        text = f"The option `{option.id}` (“{option.label}”) {how}: other answers count."
        found.require_caution(ChangeKind.OPTION_ESCAPE, pair, text)


def _gone(found: Difference, pair: Pair, gone: Option) -> None:
    told = f"The option `{gone.id}` (“{gone.label}”)"
    if f"{pair.now.id}.{gone.id}" not in pair.new.retired:
        mark = f"`retired_in: {pair.new.version}`"
        found.refuse(pair.now.id, f"{told} is gone without a word. Put its line back and mark it {mark}.")
    elif gone.score in COUNTS:
        found.require_caution(
            ChangeKind.OPTION_RETIRED, pair, f"{told} is not offered any more, and it counted in the score."
        )
    else:
        text = f"{told} is not offered any more."
        found.note(ChangeKind.OPTION_RETIRED, pair.now.id, Trend.FREQUENCIES_ONLY, text)


def _answers_left(found: Difference, pair: Pair) -> None:
    """A question of which no answer is left is another question, however its options are marked."""
    for answers in (_answers, _scored):
        was, now = answers(pair.before), answers(pair.now)
        if was and now and not was & now:
            text = "None of its answers is left: that is another question."
            found.refuse(pair.now.id, f"{text} Give it a new id, and name this one in `replaces`.")
            return


def _answers(question: Question) -> set[str]:
    return {option.id for option in question.options if not option.escape}


def _scored(question: Question) -> set[str]:
    return {option.id for option in question.options if option.score in COUNTS}


def _scores(found: Difference, pair: Pair) -> None:
    earlier = {option.id: option.score for option in pair.before.options}
    turns = {
        option.id: (earlier[option.id], option.score) for option in pair.now.options if option.id in earlier
    }
    rescored = [name for name, (was, now) in turns.items() if was is not now]
    told = f"Scored in another way: {', '.join(rescored)}."
    if not rescored:
        return
    if {(Score.POSITIVE, Score.NEGATIVE), (Score.NEGATIVE, Score.POSITIVE)} <= set(turns.values()):
        text = f"{told} What counted for the care counts against it, and the other way round."
        found.refuse(pair.now.id, f"{text} Correct the scores, or give the question a new id.")
    elif pair.before.is_scored and not pair.now.is_scored:
        text = "It is not scored any more: its score ends, and its answers are still counted."
        found.note(ChangeKind.SCORING, pair.now.id, Trend.FREQUENCIES_ONLY, text)
    else:
        text = f"{told} Older answers are scored again by the new rule."
        found.note(ChangeKind.SCORING, pair.now.id, Trend.RESTATED, text)


def _order(found: Difference, pair: Pair) -> None:
    was = [option.id for option in pair.before.options if pair.now.option(option.id)]
    now = [option.id for option in pair.now.options if pair.before.option(option.id)]
    if was != now:
        text = f"Its options stood as {', '.join(was)} and stand as {', '.join(now)}."
        found.require_caution(ChangeKind.OPTION_ORDER, pair, text)
