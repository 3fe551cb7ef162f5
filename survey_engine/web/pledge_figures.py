"""The figures of a pledge: where it began, what the next surveys say, what can honestly be said of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from survey_engine.analysis.pledge import Action
from survey_engine.analysis.pledge_progress import Progress, Verdict, comparison_over, progress
from survey_engine.analysis.released import ReleasedScore
from survey_engine.questionnaire.definition import Comparison, Questionnaire
from survey_engine.questionnaire.loading import UnknownQuestionnaireError
from survey_engine.records import released_scores, waves
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as a page shows it: "42 %", of about how many people, between which ends ("": none)."""

    figure: str
    base: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class LaterLine:
    """The same figure in a later survey (None where it is not shown), and what can be said of the two."""

    wave: str
    year: int
    shown: Shown | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure that an action began with; words are those of the question, in English."""

    words: str
    shown: Shown
    later: tuple[LaterLine, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the pages of one hospital's pledge are filled from: read once."""

    scores: tuple[ReleasedScore, ...]
    released: tuple[WaveRecord, ...]  # the oldest first


def figures_of(db: Session, hospital: str) -> Figures:
    """Everything of one hospital that was released to the public."""
    kept = {one.id: one for one in waves.list_waves(db)}
    found = tuple(kept[one] for one in released_scores.waves_released(db) if one in kept)
    return Figures(released_scores.scores(db, hospital), found)


def figure_lines(figures: Figures, wave: str, action: Action) -> tuple[FigureLine, ...]:
    """Each figure that an action of the pledge after `wave` began with, and what came after it."""
    begun = next((one for one in figures.released if one.id == wave), None)
    after = _after(figures.released, begun) if begun is not None else ()
    return tuple(
        FigureLine(one.words, shown(one), _later(figures, one, begun, after)) for one in action.baselines
    )


def _after(released: Sequence[WaveRecord], begun: WaveRecord) -> tuple[WaveRecord, ...]:
    same = [one for one in released if one.questionnaire == begun.questionnaire]
    return tuple(same[same.index(begun) + 1 :])


def _later(
    figures: Figures, baseline: ReleasedScore, begun: WaveRecord | None, after: Sequence[WaveRecord]
) -> tuple[LaterLine, ...]:
    if begun is None or not after:
        return (_line(None, progress(baseline, None, Comparison.SAME, asked_again=False)),)
    return tuple(
        _line(
            wave,
            progress(
                baseline, _same(figures, baseline, wave), _compared(baseline, begun, wave), asked_again=True
            ),
        )
        for wave in after
    )


def _same(figures: Figures, baseline: ReleasedScore, wave: WaveRecord) -> ReleasedScore | None:
    wanted = (wave.id, baseline.kind, baseline.code)
    return next((one for one in figures.scores if (one.wave, one.kind, one.code) == wanted), None)


def _compared(baseline: ReleasedScore, begun: WaveRecord, wave: WaveRecord) -> Comparison:
    old, new = asked_in(begun), asked_in(wave)
    if old is None or new is None:
        return Comparison.BROKEN
    versions = house().catalogue.versions(old.id)
    return comparison_over(baseline.kind, baseline.code, old, new, versions)


def asked_in(wave: WaveRecord) -> Questionnaire | None:
    """The questionnaire of a wave, where it is still there."""
    try:
        return house().catalogue.get(wave.questionnaire, wave.version)
    except UnknownQuestionnaireError:
        return None


def _line(wave: WaveRecord | None, found: Progress) -> LaterLine:
    sentences = [sentence_of(found.verdict)]
    if found.with_caution:
        sentences.append(_("The question changed a little, so compare with care."))
    later = shown(found.later) if found.later is not None else None
    name, year = (wave.id, wave.closes_on.year) if wave is not None else ("", 0)
    return LaterLine(name, year, later, tuple(sentences))


def sentence_of(verdict: Verdict) -> str:
    """What can be honestly said of two figures."""
    match verdict:
        case Verdict.NOT_YET:
            return _("The next survey will ask this again.")
        case Verdict.WITHHELD:
            return _("Too few people answered to say.")
        case Verdict.CHANGED:
            return _("The question has changed, so the two cannot be compared.")
        case Verdict.BANDS:
            return _("These are rough numbers from few people. We cannot say if it has changed.")
        case Verdict.CHANCE:
            return _("The difference may be chance.")
        case Verdict.HIGHER:
            return _("It is better now. Chance alone would seldom do this.")
        case Verdict.LOWER:
            return _("It is worse now. Chance alone would seldom do this.")
        case _:
            assert_never(verdict)


def shown(score: ReleasedScore) -> Shown:
    """One figure in the words of the page's language."""
    known = {
        "under half": _("under half"),
        "about half": _("about half"),
        "over half": _("over half"),
        "under 10 %": _("under 10 %"),
        "10 % or under": _("10 % or under"),
        "over 90 %": _("over 90 %"),
        "90 % or over": _("90 % or over"),
    }
    figure = known.get(score.shown, score.shown)
    base = score.base.removeprefix("about ").replace(" to ", "–")
    if not score.interval or score.low is None or score.high is None:
        return Shown(figure, base, "", "")
    return Shown(figure, base, f"{score.low} %", f"{score.high} %")
