"""The frozen model of one questionnaire version: Questionnaire > Section > Page > Question > Option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

from survey_engine.questionnaire.traits import Trait

QuestionnaireId = NewType("QuestionnaireId", str)
SectionId = NewType("SectionId", str)
PageId = NewType("PageId", str)
QuestionId = NewType("QuestionId", str)
OptionId = NewType("OptionId", str)
StandardCode = NewType("StandardCode", str)


class Kind(StrEnum):
    """The kinds of question. Adding one makes the type checker name every place that must know it."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    MONTH_YEAR = "month_year"
    DATE = "date"
    TEXT = "text"
    STATEMENT = "statement"


DATED = frozenset({Kind.MONTH_YEAR, Kind.DATE})  # released as bands alone
TYPED = DATED | {Kind.NUMBER}  # typed into boxes, beside ways out


class Score(StrEnum):
    """What an option says of the care: in the base (positive, negative), out of it (none), or unscored."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NONE = "none"
    UNSCORED = "unscored"


class Flag(StrEnum):
    """What disclosure control knows of a question (precedence: high_risk, sensitive, quasi_identifier)."""

    QUASI_IDENTIFIER = "quasi_identifier"
    HIGH_RISK = "high_risk"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free_text"
    DESCRIPTIVE = "descriptive"


class Comparison(StrEnum):
    """How a question compares with the version before."""

    SAME = "same"
    WITH_CAUTION = "with_caution"
    BROKEN = "broken"


class AnsweredBy(StrEnum):
    """Who answers. Staff are a small team, and their lead puts a name under the facts of the site."""

    PATIENTS = "patients"
    STAFF = "staff"
    LEAD = "lead"  # a signed-in form: never a wave, never sealed


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a person can choose. Its id is stable for ever and never changes meaning."""

    id: OptionId
    label: str
    score: Score = Score.UNSCORED
    exclusive: bool = False  # "None of these": last, after "or", alone
    escape: bool = False  # a way out: "I do not know", "Does not apply", "I would rather not say"
    since: int | None = None
    retired_in: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from low to high with labelled ends. They are also the question's first options."""

    low: int
    high: int
    low_label: str
    high_label: str

    def label_of(self, number: int) -> str:
        """What stands beside one number: the ends carry their words, so that colour need not."""
        words = {self.low: self.low_label, self.high: self.high_label}.get(number)
        return f"{number} – {words}" if words else str(number)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers a person can enter; step is written as in the file ("1", "0.1")."""

    minimum: str
    maximum: str
    step: str = "1"


@dataclass(frozen=True, slots=True)
class Is:
    """True when the answer to an earlier question is (for a multiple choice, holds) one of the options."""

    question: QuestionId
    options: tuple[OptionId, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """True when an earlier question has an answer."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is true."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false. An unanswered question makes `is` false, so its negation is true."""

    condition: Condition


Condition = Is | Answered | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Derived:
    """A variable that joins a question with the one it replaces: `values` pairs own options with its values.

    The old question's side is its bands (a month) or its option ids.
    """

    name: str
    values: tuple[tuple[OptionId, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or a statement without an answer."""

    id: QuestionId
    kind: Kind
    text: str
    short_title: str  # names neither the illness nor the hospital: seen on shared screens
    hint: str = ""
    options: tuple[Option, ...] = ()
    standards: tuple[StandardCode, ...] = ()
    flags: frozenset[Flag] = frozenset()
    inherits: tuple[QuestionId, ...] = ()  # flagged questions that decide, through any chain, if it is shown
    shared: bool = False  # the work of others too, as of a GP: reported, not in the hospital's standards
    core: bool = False  # in the short form
    show_if: Condition | None = None  # of a question on a page of several
    max_choices: int | None = None  # of a multiple choice
    scale: Scale | None = None
    number: NumberRange | None = None
    long: bool = False  # of a text: several lines
    max_bytes: int = 4096  # of a text: its JSON form in UTF-8, so that a draft always fits its padding
    band: bool = False  # a number asked as bands
    compares: Comparison = Comparison.SAME
    compares_why: str = ""
    replaces: QuestionId | None = None
    derives: Derived | None = None
    since: int | None = None
    retired_in: int | None = None

    @property
    def is_scored(self) -> bool:
        """Whether any option counts for or against the care."""
        return any(option.score in (Score.POSITIVE, Score.NEGATIVE) for option in self.options)

    def option(self, option_id: str) -> Option | None:
        """The option of this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at one address. `id` is the address ("p07": it says nothing of the content)."""

    id: PageId
    key: str  # the id in the file
    section: SectionId
    questions: tuple[Question, ...]
    show_if: Condition | None = None
    starts_part: bool = False  # the head of a distressing part: a warning, and a way to skip it whole


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire."""

    id: SectionId
    title: str
    pages: tuple[Page, ...]
    short_title: str = ""  # for page titles, neutral like a question's; the title where the file gives none
    intro: str = ""
    distressing: bool = False  # has a head page (starts_part) made from its intro
    after_check: bool = False  # equality questions: after "check your answers", optional


@dataclass(frozen=True)
class Questionnaire:
    """One version of one questionnaire, as published: frozen."""

    id: QuestionnaireId
    version: int
    title: str
    public_name: str  # neutral, for page titles: "Your care survey"
    alias: str  # neutral, for /questions/<alias>/<version>
    standards: str  # the list of standards its codes come from
    sections: tuple[Section, ...]
    minutes: tuple[int, int]  # honest least and most minutes for the whole
    plaintext_bytes: int  # the one length of every draft and envelope of this version
    content_hash: str  # SHA-256 of the file, line ends as LF, hexadecimal
    # What the file keeps but asks no more: question ids, and "<question id>.<option id>".
    retired: frozenset[str] = frozenset()
    answered_by: AnsweredBy = AnsweredBy.PATIENTS
    traits: tuple[Trait, ...] = ()  # from disclosure.yaml beside the file: not in the content hash

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page in order, those after the check included."""
        return tuple(page for section in self.sections for page in section.pages)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in order, statements included."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def ordered_pages(self) -> tuple[Page, ...]:
        """Every page in the order of asking: those after the check at the end."""
        return tuple(sorted(self.pages, key=lambda page: self.section_of(page).after_check))

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each page stands in the order of asking."""
        return {page.id: place for place, page in enumerate(self.ordered_pages)}

    @cached_property
    def _page_by_id(self) -> dict[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def _question_by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _page_by_question(self) -> dict[str, Page]:
        return {question.id: page for page in self.pages for question in page.questions}

    @cached_property
    def _section_by_id(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    def page(self, page_id: str) -> Page | None:
        """The page at this address, or None."""
        return self._page_by_id.get(page_id)

    def question(self, question_id: str) -> Question | None:
        """The question of this id, or None."""
        return self._question_by_id.get(question_id)

    def section_of(self, page: Page) -> Section:
        """The section a page of this questionnaire belongs to."""
        return self._section_by_id[page.section]

    def shown_when(self, question: Question) -> Condition | None:
        """When a question is shown: the condition of its page and its own together; None is always."""
        page = self._page_by_question[question.id]
        both = tuple(condition for condition in (page.show_if, question.show_if) if condition is not None)
        return both[0] if len(both) == 1 else All(both) if both else None

    def asked(self) -> Iterator[Question]:
        """Every question that takes an answer."""
        return (question for question in self.questions if question.kind is not Kind.STATEMENT)
