"""What the file says -> the frozen model, with the place of every part in the file.

Building never refuses: what is wrong with a part is said by the rules, which look at the result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from survey_engine.questionnaire.conditions import both, condition_of
from survey_engine.questionnaire.definition import (
    AnsweredBy,
    Comparison,
    Condition,
    Flag,
    Kind,
    NumberRange,
    Option,
    OptionId,
    Page,
    PageId,
    Question,
    QuestionId,
    Questionnaire,
    QuestionnaireId,
    Scale,
    Score,
    Section,
    SectionId,
    StandardCode,
)  # fmt: skip
from survey_engine.questionnaire.history import derived, is_past, options_in, retired
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.source import (
    DateSource,
    ExtendedOptions,
    FileSource,
    MatrixSource,
    MonthYearSource,
    MultipleSource,
    NumberSource,
    OptionSource,
    PageSource,
    QuestionSource,
    RowSource,
    ScaleQuestionSource,
    ScaleSource,
    SectionSource,
    SingleSource,
    TextSource,
)  # fmt: skip
from survey_engine.questionnaire.yaml_source import Lines, Loc

HEAD = "_start"  # the id of the statement at the head of a distressing part ends so


@dataclass(frozen=True)
class Blueprint:
    """A questionnaire as far as it could be built, and where its parts stand in the file.

    `section_locs`, `page_locs` and `question_locs` run beside `questionnaire.sections`, `.pages` and
    `.questions`. `lost` are the ids of questions that could not be read: nothing more is said of those.
    """

    questionnaire: Questionnaire
    source: FileSource
    lines: Lines
    section_locs: tuple[Loc, ...]
    page_locs: tuple[Loc, ...]
    question_locs: tuple[Loc, ...]
    lost: frozenset[str] = frozenset()

    def placed_questions(self) -> Iterator[tuple[Question, Loc]]:
        """Every readable question with its place, heads of parts left out."""
        for question, loc in zip(self.questionnaire.questions, self.question_locs, strict=True):
            if len(loc) > 2 and question.id not in self.lost:
                yield question, loc

    def error(self, loc: Loc, text: str) -> Problem:
        """An error at a place of the file."""
        return self.lines.error(loc, text)


@dataclass(frozen=True)
class _Placed:
    """One page of the file before the pages are counted."""

    page: Page
    loc: Loc
    question_locs: tuple[Loc, ...]


def build(source: FileSource, digest: str, lines: Lines, lost: frozenset[str] = frozenset()) -> Blueprint:
    """Build everything that can be built."""
    builder = _Builder(source)
    parts = [list(builder.pages(section, ("sections", i))) for i, section in enumerate(source.sections)]
    digits = 2 if sum(map(len, parts)) <= 99 else 3
    sections: list[Section] = []
    placed: list[_Placed] = []
    for section, pages in zip(source.sections, parts, strict=True):
        first = len(placed) + 1
        placed.extend(pages)
        numbered = (
            replace(item.page, id=PageId(f"p{number:0{digits}}")) for number, item in enumerate(pages, first)
        )
        sections.append(_section(section, tuple(numbered)))
    return Blueprint(
        _questionnaire(source, tuple(sections), digest),
        source,
        lines,
        tuple(("sections", i) for i in range(len(sections))),
        tuple(item.loc for item in placed),
        tuple(loc for item in placed for loc in item.question_locs),
        lost,
    )


def _questionnaire(source: FileSource, sections: tuple[Section, ...], content_hash: str) -> Questionnaire:
    return Questionnaire(
        id=QuestionnaireId(source.questionnaire),
        version=source.version,
        title=source.title,
        public_name=source.public_name,
        alias=source.alias,
        standards=source.standards,
        sections=sections,
        minutes=source.minutes,
        plaintext_bytes=source.plaintext_bytes,
        content_hash=content_hash,
        retired=frozenset(retired(source)),
        answered_by=AnsweredBy(source.answered_by),
    )


def _section(source: SectionSource, pages: tuple[Page, ...]) -> Section:
    return Section(
        id=SectionId(source.id),
        title=source.title,
        pages=pages,
        short_title=source.short_title or source.title,
        intro=source.intro or "",
        distressing=source.distressing,
        after_check=source.after_check,
    )


class _Builder:
    """Builds pages and questions of one file."""

    def __init__(self, source: FileSource) -> None:
        self._source = source

    def pages(self, section: SectionSource, loc: Loc) -> Iterator[_Placed]:
        if section.distressing:
            yield _Placed(_head_page(section), loc, (loc,))
        for i, page in enumerate(section.pages):
            yield from self._shared_page(section, page, (*loc, "pages", i))
        for i, question in enumerate(section.questions):
            yield from self._own_page(section, question, (*loc, "questions", i))

    def _shared_page(self, section: SectionSource, page: PageSource, loc: Loc) -> Iterator[_Placed]:
        questions: list[Question] = []
        locs: list[Loc] = []
        for i, source in enumerate(page.questions):
            for question in self.questions(source):
                questions.append(question)
                locs.append((*loc, "questions", i))
        if questions:
            condition = both(section.show_if, page.show_if)
            yield _Placed(_page(page.id, section, tuple(questions), condition), loc, tuple(locs))

    def _own_page(
        self, section: SectionSource, source: QuestionSource | MatrixSource, loc: Loc
    ) -> Iterator[_Placed]:
        # The condition of a question alone on its page is the page's: nothing of the page would be left.
        questions = tuple(replace(question, show_if=None) for question in self.questions(source))
        if questions:
            condition = both(section.show_if, source.show_if)
            key = source.rows[0].id if isinstance(source, MatrixSource) else source.id
            yield _Placed(_page(key, section, questions, condition), loc, (loc,) * len(questions))

    def questions(self, source: QuestionSource | MatrixSource) -> Iterator[Question]:
        if is_past(source, self._source):
            return
        if isinstance(source, MatrixSource):
            asked = (row for row in source.rows if not is_past(row, self._source))
            yield from (self._question(_row_as_single(row, source)) for row in asked)
        else:
            yield self._question(source)

    def _question(self, source: QuestionSource) -> Question:
        question = Question(
            id=QuestionId(source.id),
            kind=Kind(source.type),
            text=source.text,
            short_title=source.short_title,
            hint=source.hint or "",
            standards=tuple(StandardCode(code) for code in source.standards),
            flags=frozenset(Flag(name) for name in source.flags),
            inherits=tuple(QuestionId(name) for name in source.inherits),
            shared=source.shared,
            core=source.core,
            show_if=condition_of(source.show_if),
            compares=Comparison(source.compares),
            compares_why=source.compares_why or "",
            replaces=QuestionId(source.replaces) if source.replaces else None,
            derives=derived(source),
            since=source.since,
            retired_in=source.retired_in,
        )
        match source:
            case SingleSource():
                return replace(question, options=self.options(source.options), band=source.band)
            case MultipleSource():
                return replace(question, options=self.options(source.options), max_choices=source.max)
            case ScaleQuestionSource():
                options = (*scale_options(source.scale), *self.options(source.options))
                return replace(question, options=options, scale=_scale(source.scale))
            case NumberSource():
                numbers = NumberRange(str(source.min), str(source.max), str(source.step))
                return replace(question, options=self.options(source.options), number=numbers)
            case MonthYearSource() | DateSource():
                return replace(question, options=self.options(source.options))
            case TextSource():
                return replace(question, long=source.long, max_bytes=source.max_bytes)
            case _:
                return question

    def options(self, source: str | tuple[OptionSource, ...] | ExtendedOptions) -> tuple[Option, ...]:
        listed = options_in(source, self._source.option_sets)
        return tuple(_option(option) for option in listed if not is_past(option, self._source))


def _option(source: OptionSource) -> Option:
    return Option(
        OptionId(source.id), source.label, Score(source.score), source.exclusive, source.escape, source.since,
        source.retired_in,
    )  # fmt: skip


def _scale(source: ScaleSource) -> Scale:
    return Scale(source.low, source.high, source.low_label, source.high_label)


def scale_options(source: ScaleSource) -> Iterator[Option]:
    """The numbers of a scale as options; a scale wider than 0 to 100 is refused by the rules, so cut here."""
    for number in range(source.low, min(source.high, source.low + 100) + 1):
        score = Score.UNSCORED
        if source.positive_from is not None:
            score = Score.POSITIVE if number >= source.positive_from else Score.NEGATIVE
        yield Option(OptionId(str(number)), _scale(source).label_of(number), score)


def _row_as_single(row: RowSource, matrix: MatrixSource) -> SingleSource:
    given: dict[str, Any] = matrix.model_dump(exclude={"type", "rows", "options", "show_if", "accept"})
    own = row.model_dump(exclude_none=True)  # a row came and goes with its matrix, or has its own version
    return SingleSource.model_construct(
        type="single", options=matrix.options, show_if=matrix.show_if, **given | own
    )


def _head_page(section: SectionSource) -> Page:
    statement = Question(
        id=QuestionId(section.id + HEAD),
        kind=Kind.STATEMENT,
        text=section.intro or section.title,
        short_title=section.short_title or section.title,
    )
    return Page(PageId(""), section.id, SectionId(section.id), (statement,), None, starts_part=True)


def _page(
    key: str, section: SectionSource, questions: tuple[Question, ...], condition: Condition | None
) -> Page:
    return Page(PageId(""), key, SectionId(section.id), questions, condition)
