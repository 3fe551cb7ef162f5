"""The two pages that are read first: what patients valued, asked for, and what there is to talk about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from survey_engine.analysis.discussion import compared, flags_by_chance
from survey_engine.analysis.findings import QuestionFinding, Reason, StandardFinding
from survey_engine.analysis.report_choices import asked_for, to_discuss, valued, weakest
from survey_engine.exchange.report_document import Block, Heading, Items, Words
from survey_engine.exchange.report_scores import cell, shown_figure, shown_standard, spread, with_interval
from survey_engine.exchange.report_source import ReportSource

MOST_TO_DISCUSS: Final = 10
MOST_VOTED: Final = 5  # of those with no other reason than the patients' vote

REASONS: Final = {
    Reason.BELOW_OTHERS: "below_others",
    Reason.UNDER_HALF: "under_half",
    Reason.PATIENTS_VOTE: "patients_vote",
}


def summary(source: ReportSource) -> Iterator[Block]:
    """The summary's blocks."""
    words = source.words
    yield Heading(words("short"))
    yield Words(words("start_talk"), is_boxed=True)
    yield from _valued(source)
    yield from _asked_for(source)
    yield from _weakest(source)
    if not source.is_all:
        yield from _to_discuss(source)


def _valued(source: ReportSource) -> Iterator[Block]:
    words, best = source.words, valued(source.findings, source.hospital)
    yield Heading(words("valued"), 3)
    if not best:
        yield Words(words("nothing_valued"))
        return
    yield Words(words("valued_lead"))
    yield Items(tuple(_scored(source, one) for one in best), lead_language=source.asked_in)


def _scored(source: ReportSource, found: QuestionFinding) -> tuple[str, str]:
    asked = source.asked.question(source.asked_question(found.question))
    return asked, with_interval(shown_figure(found.figure, source.words), source.words)


def _asked_for(source: ReportSource) -> Iterator[Block]:
    words, vote = source.words, source.findings.vote_of(source.hospital)
    chosen = asked_for(source.findings, source.hospital)
    yield Heading(words("asked_for"), 3)
    if vote is None or not chosen:
        yield Words(words("no_vote"))
        return
    yield Words(words("asked_for_lead", base=vote.base))
    yield Items(
        tuple(
            (f"{source.asked.option(vote.question, one.option, one.label)}:", cell(one.shown, words))
            for one in chosen
        ),
        lead_language=source.asked_in,
    )


def _weakest(source: ReportSource) -> Iterator[Block]:
    words, weak = source.words, weakest(source.findings, source.hospital)
    yield Heading(words("weakest"), 3)
    if not weak:
        yield Words(words("no_standards"))
        return
    yield Words(words("weakest_lead"))
    lines = tuple((f"{one.title} ({one.standard}):", _standard_score(source, one)) for one in weak)
    yield Items(lines, lead_language=source.english)


def _standard_score(source: ReportSource, found: StandardFinding) -> str:
    score, around = shown_standard(found, source.words).words, spread(found, source.words)
    return source.words("score_line", score=score, interval=around) if around else score


def _to_discuss(source: ReportSource) -> Iterator[Block]:
    words, marked = source.words, to_discuss(source.findings, source.hospital)
    yield Heading(words("to_discuss"), 3)
    if marked:
        yield Words(words("to_discuss_lead"))
        shown = _first(source, marked)
        yield Items(tuple(_marked(source, one) for one in shown), lead_language=source.asked_in)
        if left := len(marked) - len(shown):
            yield Words(words("more_to_discuss", count=left))
    else:
        yield Words(words("nothing_to_discuss"))
    number, expected = compared(source.findings, source.hospital), 0.0
    if number:
        expected = flags_by_chance(source.findings, source.hospital)
        name = "chance_one" if expected < 1 else "chance"
        yield Words(words(name, compared=number, expected=round(expected)))


def _first(source: ReportSource, marked: Sequence[QuestionFinding]) -> Sequence[QuestionFinding]:
    """Those that fit: each with a reason of its own, then the lowest scores of what patients voted for."""
    own = [one for one in marked if one.reasons != (Reason.PATIENTS_VOTE,)]
    voted = [one for one in marked if one.reasons == (Reason.PATIENTS_VOTE,)]
    voted.sort(key=lambda one: 100 if one.figure.percent is None else one.figure.percent)
    return [*own, *voted[:MOST_VOTED]][:MOST_TO_DISCUSS]


def _marked(source: ReportSource, found: QuestionFinding) -> tuple[str, str]:
    words = source.words
    asked, score = _scored(source, found)
    reasons = [words(REASONS[reason]) for reason in found.reasons]
    if found.survives:
        reasons[found.reasons.index(Reason.BELOW_OTHERS)] = words("survives")
    return asked, words("marked", score=score, reasons="; ".join(reasons))
