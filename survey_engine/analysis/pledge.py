"""The pledge: what patients said, what the hospital will do about it, and whether it was done."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from survey_engine.analysis.identifying import Trace, identifying
from survey_engine.analysis.quoted import quoting_faults
from survey_engine.analysis.released import ReleasedScore

FEW_ACTIONS: Final = 5  # docs: a short list is kept, a long one is not; more needs a reason
MOST_ACTIONS: Final = 7
REVIEW_MONTHS: Final = (6, 12, 18)  # after the pledge was published
MOST_LETTERS: Final = 1000  # of one text
SHORT_LETTERS: Final = 120  # of a title or a role
MOST_PEOPLE: Final = 500  # who agreed: a meeting, not a survey


class Status(StrEnum):
    """How far an action has come. The values stand in files and scripts and never change."""

    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    DELAYED = "delayed"  # with a reason
    DROPPED = "dropped"  # with a reason


class Opinion(StrEnum):
    """What a patient representative says of an action."""

    DONE = "done"
    NOT_YET = "not_yet"
    DISAGREE = "disagree"  # with her reason


NEEDS_REASON: Final = frozenset({Status.DELAYED, Status.DROPPED})
FINISHED: Final = frozenset({Status.DONE, Status.DROPPED})


@dataclass(frozen=True, slots=True)
class Review:
    """A look at an action, `months` after the pledge was published: on which day, and what was found."""

    months: int
    held_on: date
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One promise.

    baselines are figures of the public release, copied when the questions and standards were chosen. owner is
    a role, never a name. we_did is for the public; evidence is for the charity and the representatives alone.
    """

    id: str
    you_said: str = ""
    we_will: str = ""
    standards: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    baselines: tuple[ReleasedScore, ...] = ()
    owner: str = ""
    due: date | None = None
    status: Status = Status.AGREED
    reason: str = ""
    we_did: str = ""
    evidence: str = ""
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Pledge:
    """What one hospital promises after one wave. published_on is the first day on which it was public."""

    hospital: str
    wave: str
    title: str = ""
    actions: tuple[Action, ...] = ()
    more_reason: str = ""  # why there are more than five actions
    agreed_patients: int | None = None
    agreed_staff: int | None = None
    published_on: date | None = None

    def action(self, action_id: str) -> Action | None:
        """The action of this id, or None."""
        return next((one for one in self.actions if one.id == action_id), None)


@dataclass(frozen=True, slots=True)
class PledgeProblem:
    """What must be mended: the field, the action it is in ("" for the pledge itself), and a sentence."""

    field: str
    text: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A review that is to be held, and its day."""

    action: str
    months: int
    due: date


def with_baselines(action: Action, scores: Sequence[ReleasedScore], wave: str) -> Action:
    """The action with the public figures of its questions and standards in the pledge's own wave.

    Only what was released is copied; nobody types a number.
    """
    wanted = {("question", one) for one in action.questions} | {("standard", one) for one in action.standards}
    found = tuple(one for one in scores if one.wave == wave and (one.kind.value, one.code) in wanted)
    return replace(action, baselines=found)


def too_many_reason(count: int, reason: str) -> str:
    """Why there may not be `count` actions; "" where there may."""
    if count > MOST_ACTIONS:
        return f"A pledge has at most {MOST_ACTIONS} actions. Take one away first."
    if count > FEW_ACTIONS and not reason.strip():
        return f"A pledge has about {FEW_ACTIONS} actions. Say first why this one has more."
    return ""


def draft_faults(action: Action) -> tuple[PledgeProblem, ...]:
    """What even a draft cannot hold: what is too long, a number or a name in a public text."""
    return tuple(PledgeProblem(field, text, action.id) for field, text in _text_faults(action))


def publishing_faults(pledge: Pledge) -> tuple[PledgeProblem, ...]:
    """Everything that must be mended before the pledge may be public, in the order of the form."""
    return (*_pledge_faults(pledge), *(one for action in pledge.actions for one in _action_faults(action)))


def baseline_faults(pledge: Pledge, released: Sequence[ReleasedScore]) -> tuple[PledgeProblem, ...]:
    """Each figure of the pledge that does not stand in the public release, word for word."""
    return tuple(
        PledgeProblem("questions", f"The figure “{one.shown}” was not released to the public.", action.id)
        for action in pledge.actions
        for one in action.baselines
        if one not in released
    )


def title_faults(pledge: Pledge) -> tuple[PledgeProblem, ...]:
    """What even a draft cannot hold of the pledge itself."""
    quoted = (PledgeProblem("title", text) for text in _public_faults(pledge.title, (), SHORT_LETTERS))
    counts = (("agreed_patients", pledge.agreed_patients), ("agreed_staff", pledge.agreed_staff))
    numbers = (
        PledgeProblem(field, f"Write a number from 0 to {MOST_PEOPLE}, or leave it empty.")
        for field, count in counts
        if count is not None and not 0 <= count <= MOST_PEOPLE
    )
    return (*quoted, *numbers)


def _pledge_faults(pledge: Pledge) -> Iterator[PledgeProblem]:
    yield from title_faults(pledge)
    if not pledge.title.strip():
        yield PledgeProblem("title", "Give the pledge a title.")
    if not pledge.actions:
        yield PledgeProblem("actions", "Add at least one action.")
    if reason := too_many_reason(len(pledge.actions), pledge.more_reason):
        yield PledgeProblem("more_reason", reason)


def _action_faults(action: Action) -> Iterator[PledgeProblem]:
    yield from draft_faults(action)
    needed = (
        ("you_said", action.you_said, "Write what patients said."),
        ("we_will", action.we_will, "Write what the hospital will do."),
        ("owner", action.owner, "Write whose task it is: a role, such as lead nurse."),
        ("due", action.due, "Write by when it will be done."),
    )
    for field, value, sentence in needed:
        if not value:
            yield PledgeProblem(field, sentence, action.id)


def _text_faults(action: Action) -> Iterator[tuple[str, str]]:
    public = (
        ("you_said", action.you_said, MOST_LETTERS),
        ("we_will", action.we_will, MOST_LETTERS),
        ("owner", action.owner, SHORT_LETTERS),
        ("reason", action.reason, MOST_LETTERS),
        ("we_did", action.we_did, MOST_LETTERS),
    )
    for field, text, most in public:
        for sentence in _public_faults(text, action.baselines, most, is_voice=field == "you_said"):
            yield field, sentence
    if len(action.evidence) > MOST_LETTERS:
        yield "evidence", f"Use at most {MOST_LETTERS} letters."
    if action.status in NEEDS_REASON and not action.reason.strip():
        yield "reason", "Say why. Patients will read it."
    if action.status is Status.DONE and not action.we_did.strip():
        yield "we_did", "Write what was done. Patients will read it."


def _public_faults(
    text: str, figures: Sequence[ReleasedScore], most: int, *, is_voice: bool = False
) -> Iterator[str]:
    if len(text) > most:
        yield f"Use at most {most} letters."
    rest = text
    for found in identifying(text):
        if found.trace is not Trace.DATE:  # of a promise, not of a patient
            yield f"“{found.words}” may say who somebody is. Write a role in its place, such as lead nurse."
            rest = rest.replace(found.words, " ")
    yield from quoting_faults(rest, figures, is_voice=is_voice)


def review_day(published_on: date, months: int) -> date:
    """The same day of the month `months` later, or the last one of a shorter month."""
    ahead = published_on.month - 1 + months
    year, month = published_on.year + ahead // 12, ahead % 12 + 1
    return date(year, month, min(published_on.day, monthrange(year, month)[1]))


def reviews_due(pledge: Pledge) -> tuple[ReviewDue, ...]:
    """Every review still to be held, by day. A finished action is looked at once more, then no longer."""
    if pledge.published_on is None:
        return ()
    found = [
        ReviewDue(action.id, months, review_day(pledge.published_on, months))
        for action in pledge.actions
        for months in _open_reviews(action)
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.action)))


def _open_reviews(action: Action) -> Iterator[int]:
    last = max((one.months for one in action.reviews), default=0)
    if action.reviews and action.status in FINISHED:
        return
    yield from (months for months in REVIEW_MONTHS if months > last)


def overdue(pledge: Pledge, today: date) -> tuple[ReviewDue, ...]:
    """The reviews whose day is over: one for each action, its latest, since it stands for those before."""
    late = {one.action: one for one in reviews_due(pledge) if one.due < today}
    return tuple(sorted(late.values(), key=lambda one: (one.due, one.action)))


def public_view(pledge: Pledge) -> Pledge:
    """The pledge as the public may read it: without evidence, notes of reviews and reasons for its length."""
    actions = tuple(
        replace(
            one,
            evidence="",
            reason=one.reason if one.status in NEEDS_REASON else "",
            reviews=tuple(replace(review, note="") for review in one.reviews),
        )
        for one in pledge.actions
    )
    return replace(pledge, actions=actions, more_reason="")
