"""The file as charity staff write it: one pydantic model for each thing it can say.

`building` turns it into the frozen model of `definition`; what must be true between parts is in the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    Tag,
    model_validator,
)  # fmt: skip

from survey_engine.questionnaire.definition import Kind

Words = Annotated[StrictStr, StringConstraints(min_length=1, max_length=1000, pattern=r"^\S[\s\S]*\S$|^\S$")]
Name = Annotated[StrictStr, StringConstraints(min_length=1, max_length=200)]
Numeral = StrictInt | Decimal
Wanted = StrictStr | StrictInt
ScoreName = Literal["positive", "negative", "none", "unscored"]
RuleName = Literal[
    "long_sentence", "grade", "contraction", "two_in_one", "many_options", "distress_in_a_row",
    "cannot_be_skipped", "length", "minutes",
]  # fmt: skip
Accepted = dict[RuleName, Words]  # a warning of the check, and why it is accepted here
FlagName = Literal["quasi_identifier", "high_risk", "sensitive", "free_text", "descriptive"]


class Part(BaseModel):
    """What every part of the file has in common: frozen, and no name that the format does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OptionSource(Part):
    """One answer a person can choose."""

    id: Name
    label: Words
    score: ScoreName = "unscored"
    exclusive: StrictBool = False
    escape: StrictBool = False
    since: StrictInt | None = None
    retired_in: StrictInt | None = None


class ExtendedOptions(Part):
    """A set of options with some added at the end, or scored in another way."""

    set: Name
    add: tuple[OptionSource, ...] = ()
    score: dict[str, ScoreName] = {}


def _form_of_options(value: Any) -> str:
    if isinstance(value, str):
        return "(set)"
    return "(list)" if isinstance(value, (tuple, list)) else "(extended)"


Options = Annotated[
    Annotated[Name, Tag("(set)")]
    | Annotated[tuple[OptionSource, ...], Tag("(list)")]
    | Annotated[ExtendedOptions, Tag("(extended)")],
    Discriminator(_form_of_options),
]


class ConditionSource(Part):
    """When something is shown. Exactly one of the five names is used."""

    is_: dict[Name, Wanted | tuple[Wanted, ...]] | None = Field(None, alias="is")
    answered: Name | None = None
    all_: tuple[ConditionSource, ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple[ConditionSource, ...] | None = Field(None, alias="any", min_length=1)
    not_: ConditionSource | None = Field(None, alias="not")

    @model_validator(mode="after")
    def _exactly_one(self) -> ConditionSource:
        parts = (self.is_, self.answered, self.all_, self.any_, self.not_)
        if sum(part is not None for part in parts) != 1:
            raise ValueError("A condition uses exactly one of `is`, `answered`, `all`, `any` and `not`.")
        if self.is_ is not None and len(self.is_) != 1:
            raise ValueError("`is` names exactly one question. Put several into `all` or `any`.")
        return self


class ScaleSource(Part):
    """Whole numbers with labelled ends. From `positive_from` on they count for the care, below against it."""

    low: StrictInt
    high: StrictInt
    low_label: Words
    high_label: Words
    positive_from: StrictInt | None = None


class DerivedSource(Part):
    """A variable that joins this question with the one it replaces: its name, and own option -> its value."""

    name: Name
    values: dict[Name, Name]


class PlacedSource(Part):
    """What a question and a matrix can say of their place in the survey."""

    standards: tuple[Name, ...] = ()
    flags: tuple[FlagName, ...] = ()
    inherits: tuple[Name, ...] = ()
    shared: StrictBool = False
    core: StrictBool = False
    show_if: ConditionSource | None = None
    since: StrictInt | None = None
    retired_in: StrictInt | None = None
    accept: Accepted = {}


class AskedSource(Part):
    """What a question and a row of a matrix can say of their words, and of the version before."""

    id: Name
    text: Words
    short_title: Words
    hint: Words | None = None
    compares: Literal["same", "with_caution", "broken"] = "same"
    compares_why: Words | None = None
    replaces: Name | None = None
    since: StrictInt | None = None
    retired_in: StrictInt | None = None


class QuestionSource(AskedSource, PlacedSource):
    """What every kind of question can say; each kind narrows its `type`."""

    type: str
    derives: DerivedSource | None = None


class SingleSource(QuestionSource):
    """One of several options."""

    type: Literal["single"]
    options: Options
    band: StrictBool = False


class MultipleSource(QuestionSource):
    """As many options as apply, or up to `max`."""

    type: Literal["multiple"]
    options: Options
    max: StrictInt | None = None


class ScaleQuestionSource(QuestionSource):
    """A number on a scale with labelled ends; `options` adds the ways out."""

    type: Literal["scale"]
    scale: ScaleSource
    options: Options = ()


class NumberSource(QuestionSource):
    """A number typed in; `options` adds the ways out."""

    type: Literal["number"]
    min: Numeral
    max: Numeral
    step: Numeral = 1
    options: Options = ()


class MonthYearSource(QuestionSource):
    """A month and a year, of which the year is enough; `options` adds the ways out."""

    type: Literal["month_year"]
    options: Options = ()


class DateSource(QuestionSource):
    """A day, a month and a year; `options` adds the ways out."""

    type: Literal["date"]
    options: Options = ()


class TextSource(QuestionSource):
    """An answer in the person's own words."""

    type: Literal["text"]
    long: StrictBool = True
    max_bytes: StrictInt = Field(4096, ge=200, le=16384)


class StatementSource(QuestionSource):
    """Something to read, without an answer."""

    type: Literal["statement"]


class RowSource(AskedSource):
    """One row of a matrix: a question of its own, with a history of its own."""


class MatrixSource(PlacedSource):
    """Several questions with the same options, on one page. Each row becomes a single choice."""

    type: Literal["matrix"]
    rows: tuple[RowSource, ...] = Field(min_length=1)
    options: Options


KINDS = (*(kind.value for kind in Kind), "matrix")


def _kind_of_question(value: Any) -> str | None:
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return f"({kind})" if kind in KINDS else None


AnyQuestion = Annotated[
    Annotated[SingleSource, Tag("(single)")]
    | Annotated[MultipleSource, Tag("(multiple)")]
    | Annotated[ScaleQuestionSource, Tag("(scale)")]
    | Annotated[NumberSource, Tag("(number)")]
    | Annotated[MonthYearSource, Tag("(month_year)")]
    | Annotated[DateSource, Tag("(date)")]
    | Annotated[TextSource, Tag("(text)")]
    | Annotated[StatementSource, Tag("(statement)")]
    | Annotated[MatrixSource, Tag("(matrix)")],
    Discriminator(_kind_of_question),
]


class PageSource(Part):
    """Questions that stand on one page together."""

    id: Name
    show_if: ConditionSource | None = None
    questions: tuple[AnyQuestion, ...] = Field(min_length=1)


class SectionSource(Part):
    """A part of the questionnaire: `questions`, each on a page of its own, or `pages`."""

    id: Name
    title: Words
    short_title: Words | None = None
    intro: Words | None = None
    distressing: StrictBool = False
    after_check: StrictBool = False
    show_if: ConditionSource | None = None
    accept: Accepted = {}
    questions: tuple[AnyQuestion, ...] = ()
    pages: tuple[PageSource, ...] = ()

    @model_validator(mode="after")
    def _one_way_of_paging(self) -> SectionSource:
        if bool(self.questions) == bool(self.pages):
            raise ValueError("A section has `questions`, each on its own page, or `pages`. Use one.")
        return self


class FileSource(Part):
    """One version of one questionnaire: the whole file."""

    questionnaire: Name
    version: StrictInt = Field(ge=1, le=999)
    title: Words
    public_name: Words
    alias: Name
    standards: Name
    answered_by: Literal["patients", "staff", "lead"] = "patients"
    minutes: tuple[StrictInt, StrictInt]
    plaintext_bytes: StrictInt = Field(15360, ge=2048, le=65536)
    accept: Accepted = {}
    option_sets: dict[str, tuple[OptionSource, ...]] = {}
    sections: tuple[SectionSource, ...] = Field(min_length=1)


def questions_in(file: FileSource) -> Iterator[tuple[tuple[str | int, ...], AnyQuestion]]:
    """Every question of a file with its place, retired ones too."""
    for i, section in enumerate(file.sections):
        for j, question in enumerate(section.questions):
            yield ("sections", i, "questions", j), question
        for j, page in enumerate(section.pages):
            for k, question in enumerate(page.questions):
                yield ("sections", i, "pages", j, "questions", k), question
