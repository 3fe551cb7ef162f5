"""One page of a questionnaire as its template draws it, whoever answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from survey_engine.questionnaire.answers import Fault, Reading
from survey_engine.questionnaire.definition import Flag, Kind, Page, QuestionId
from survey_engine.questionnaire.progress import PageReading, part_number, read_page
from survey_engine.questionnaire.routing import shown_questions
from survey_engine.web.answering import Answering
from survey_engine.web.care import look_again_on
from survey_engine.web.fields import QuestionView, view_of
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _
from survey_engine.web.language import language
from survey_engine.web.moment import today
from survey_engine.web.page_remarks import can_be_shorter, is_half_way, length_of


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as the template draws it."""

    id: str
    caption: str
    part_title: str
    heading: str | None  # of a page without a question of its own to be the heading
    intro: str
    is_part_start: bool
    questions: tuple[QuestionView, ...]
    length: str  # on the first page of a part: how long it takes
    has_back: bool
    can_skip_part: bool
    action_url: str
    return_line: str | None
    offers_short: bool  # half way: the rest can be made shorter
    unanswered: bool  # pressed Continue on a sensitive page without an answer
    look_again: tuple[str, ...]  # what in her own words may say who somebody is, after Continue


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be said or asked once more on a page: where it posts to, and why it is shown again."""

    action_url: str
    return_line: str | None = None
    unanswered: bool = False
    look_again: bool = False


def would_cut(reading: PageReading, *, besides: str = "") -> bool:
    """A text that is too long is not saved whole: whatever was pressed, she is told before a word is lost.

    `besides`: a question whose text she takes away herself.
    """
    faults = (one.fault for name, one in reading.readings.items() if name != besides)
    return Fault.TEXT_TOO_LONG in faults


def asks_twice(page: Page, reading: PageReading) -> bool:
    """On a sensitive page an empty Continue is said aloud before it counts as a skip."""
    sensitive = any(Flag.SENSITIVE in question.flags for question in page.questions)
    return sensitive and reading.is_empty and bool(reading.readings)


def page_view(
    answering: Answering, page: Page, readings: Mapping[QuestionId, Reading], asked: Asked
) -> PageView:
    """The page with what is saved, or with what was just typed where `readings` has a fault of it."""
    questionnaire = answering.questionnaire
    section = questionnaire.section_of(page)
    number, total = part_number(questionnaire, answering.path, page)
    if total:
        caption = _("Part %(number)s of %(total)s", number=number, total=total)
    else:
        caption = _("Part %(number)s", number=number) if number else ""
    first = next((one for one in answering.path if one.section == section.id), page)
    is_first = first.id == page.id
    title = answering.filled(section.title)
    alone = len(page.questions) == 1 and not page.starts_part
    return PageView(
        id=page.id,
        caption=caption,
        part_title=title,
        heading=None if alone else title,
        intro=answering.filled(section.intro) if is_first and not page.starts_part else "",
        is_part_start=page.starts_part,
        questions=_questions(page, answering, readings or _mended(answering, page)),
        length=length_of(answering, section) if is_first and not section.after_check else "",
        has_back=bool(answering.path) and answering.path[0].id != page.id,
        can_skip_part=page.starts_part,
        action_url=asked.action_url,
        return_line=asked.return_line,
        offers_short=is_half_way(answering, page) and can_be_shorter(answering),
        unanswered=asked.unanswered,
        look_again=look_again_on(page, answering) if asked.look_again else (),
    )


def _questions(
    page: Page, answering: Answering, readings: Mapping[QuestionId, Reading]
) -> tuple[QuestionView, ...]:
    """Every question that the page shows."""
    known, filled = answering.progress, answering.filled
    return tuple(
        view_of(one, known.answers.get(one.id), known.typed.get(one.id), readings.get(one.id), filled)
        for one in shown_questions(page, answering.live)
    )


def _mended(answering: Answering, page: Page) -> Mapping[QuestionId, Reading]:
    """What is wrong with entries that were saved but cannot be accepted yet."""
    progress = answering.progress
    typed: dict[str, tuple[str, ...]] = {
        one.id: progress.typed[one.id] for one in page.questions if one.id in progress.typed
    }
    if not typed:
        return {}
    readings = read_page(
        progress, page, typed, latest=today(house().clock()), months=language().months, live=answering.live
    ).readings
    return {name: reading for name, reading in readings.items() if name in progress.typed}


def errors_of(view: PageView, sentence: str = "") -> tuple[PageView, tuple[PageError, ...]]:
    """(the page, the lines of its summary); `sentence` comes first, at the page's first control."""
    found = tuple(PageError(one.error_href, one.error) for one in view.questions if one.error)
    if not sentence:
        return view, found
    view, place = _with_sentence(view, sentence)
    return view, (PageError(place, sentence), *(one for one in found if one.href != place))


def _with_sentence(view: PageView, sentence: str) -> tuple[PageView, str]:
    """(the page with the sentence at its first control, where that is); a page of words alone has none."""
    first = next((one for one in view.questions if one.kind != Kind.STATEMENT), None)
    if first is None:
        return view, ""
    marked = replace(first, error=sentence, wrong_box="")
    return replace(
        view, questions=tuple(marked if one is first else one for one in view.questions)
    ), marked.error_href
