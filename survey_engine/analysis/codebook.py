"""The data dictionary: one Variable for each column that is exported, and for each question that is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from survey_engine.analysis.crosswalk import Join
from survey_engine.analysis.disclosure import ALL_HOSPITALS, OTHER_HOSPITALS, Release
from survey_engine.analysis.flags import Standing, Treatment, standings
from survey_engine.analysis.rows import CHOSEN, HOSPITAL, NOT_CHOSEN, columns_of
from survey_engine.questionnaire.bands import Band
from survey_engine.questionnaire.definition import DATED, Kind, Question, QuestionId, Questionnaire

RESPONSES, RESULTS, COMMENTS = "responses.csv", "results.csv", "comments.csv"

ONE_BLANK = (
    "Blank: not shown, not reached, skipped, not sure, or did not need it; on paper also more than one box "
    "ticked, or not to be read. These are one code on purpose: each alone would say something of a person."
)
NO_TEXT = "No row: nothing was written, or the question was not shown."
NO_TRAIT = "Blank: not said, or hidden because fewer than 10 people share the groups."
NOT_POOLED = "The rows name no hospital, and this could give one of them, or a person, away."
COUNTED_ONLY = "People without an answer are in no count."


@dataclass(frozen=True, slots=True)
class Code:
    """One value a column can have: the code in the file, its words, and how it is scored."""

    value: str
    label: str
    score: str


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of responses.csv, or one question that stands only in other files.

    flags and inherited are those disclosure control obeys; files names where its answers are, and left_out
    says why they are not in responses.csv; comparison, earlier and joined_as how it joins the version before
    (crosswalk.py), all empty in a first version. Position counts questions from 1 in their order.
    """

    name: str
    question: QuestionId | None
    label: str
    kind: str
    codes: tuple[Code, ...]
    missing: str
    flags: tuple[str, ...]
    inherited: tuple[str, ...]
    standards: tuple[str, ...]
    core: bool
    section: str
    position: int | None
    files: tuple[str, ...]
    left_out: str
    comparison: str = ""
    earlier: str = ""
    joined_as: str = ""


def codebook(
    questionnaire: Questionnaire, hospitals: Mapping[str, str], joins: Sequence[Join] = ()
) -> list[Variable]:
    """Every column and question in the order of the questionnaire, the hospital's column first.

    `hospitals` are the names of the wave's hospitals by code; `joins` the crosswalk up to this version.

    Raises ValueError where two columns would have one name (names are compared without regard to case).
    """
    variables = [_hospital(hospitals)]
    known = standings(questionnaire)
    position = 0
    for section in questionnaire.sections:
        for question in (q for page in section.pages for q in page.questions if q.kind is not Kind.STATEMENT):
            position += 1
            variables.extend(_variables(question, known[question.id], section.title, position))
    joined = {
        join.question: join for join in joins if join.version == questionnaire.version and not join.code
    }
    variables = [_with_join(variable, joined.get(variable.question)) for variable in variables]
    names = Counter(variable.name.lower() for variable in variables)
    if twice := sorted(name for name, count in names.items() if count > 1):
        raise ValueError(f"two columns would have the same name: {', '.join(twice)}")
    return variables


def for_pooled_rows(variables: Sequence[Variable], release: Release) -> list[Variable]:
    """The same entries where the rows name no hospital: traits as groups, and what else is in the rows."""
    pooled, columns = release.pooled, set(release.columns)
    if pooled is None:
        return list(variables)
    steps = {trait.question: (trait, step) for trait, step in zip(pooled.traits, pooled.steps, strict=True)}
    found: list[Variable] = []
    for variable in variables:
        several = [name for name in release.columns if name.startswith(f"{variable.name}__")]
        if variable.name in steps:
            trait, step = steps[variable.name]
            groups = trait.ladder[step] if step < len(trait.ladder) else ()
            codes = tuple(Code(group.id, group.label, "") for group in groups)
            told = replace(variable, codes=codes, missing=NO_TRAIT, kind=Kind.SINGLE.value)
            found.append(replace(told, files=(RESPONSES, RESULTS), left_out=""))
        elif variable.name in columns:
            found.append(replace(variable, missing=ONE_BLANK, files=(RESPONSES, RESULTS), left_out=""))
        elif several:
            named = {f"{variable.name}__{code.value}": code.label for code in variable.codes}
            in_rows = replace(variable, missing=ONE_BLANK, files=(RESPONSES, RESULTS), left_out="")
            found.extend(_chosen(in_rows, name, named[name]) for name in several)
        elif RESPONSES in variable.files:
            files = tuple(name for name in variable.files if name != RESPONSES)
            found.append(replace(variable, files=files, left_out=variable.left_out or NOT_POOLED))
        else:
            found.append(variable)
    return found


def _with_join(variable: Variable, join: Join | None) -> Variable:
    if join is None or variable.question is None:
        return variable
    name = join.joined_as if join.joined_as != join.question else variable.name
    return replace(variable, comparison=join.comparison, earlier=join.earlier or "", joined_as=name)


def _hospital(hospitals: Mapping[str, str]) -> Variable:
    names = [Code(code, name, "") for code, name in sorted(hospitals.items())]
    together = (
        Code(OTHER_HOSPITALS, "In responses.csv: hospitals with under 20 answers each", ""),
        Code(ALL_HOSPITALS, "In results.csv: the figure of several hospitals together", ""),
    )
    return Variable(
        name=HOSPITAL,
        question=None,
        label="The hospital that sent the invitation",
        kind="code",
        codes=(*names, *together),
        missing="Blank only in comments.csv: too few people of the hospital wrote on the question, or it is "
        "protected.",
        flags=(),
        inherited=(),
        standards=(),
        core=False,
        section="",
        position=None,
        files=(RESPONSES, RESULTS, COMMENTS),
        left_out="",
    )


def _variables(question: Question, standing: Standing, section: str, position: int) -> list[Variable]:
    whole = Variable(
        name=question.id,
        question=question.id,
        label=question.text,
        kind=question.kind.value,
        codes=_codes(question),
        missing=_missing(standing),
        flags=tuple(sorted(flag.value for flag in question.flags)),
        inherited=tuple(sorted(flag.value for flag in standing.inherited)),
        standards=tuple(question.standards),
        core=question.core,
        section=section,
        position=position,
        files=_files(standing),
        left_out=why_not_in_rows(standing),
    )
    if question.kind is not Kind.MULTIPLE or not standing.may_be_in_rows:
        return [whole]
    columns = zip(columns_of(question), question.options, strict=True)
    return [_chosen(whole, name, option.label) for name, option in columns]


def _chosen(whole: Variable, name: str, option: str) -> Variable:
    """The column of one option of a question with several choices."""
    codes = (Code(CHOSEN, f"Chosen: {option}", ""), Code(NOT_CHOSEN, f"Not chosen: {option}", ""))
    return replace(whole, name=name, codes=codes)


def _codes(question: Question) -> tuple[Code, ...]:
    codes = tuple(Code(option.id, option.label, option.score.value) for option in question.options)
    if question.kind in DATED:
        return tuple(Code(band.value, f"{band.label} before the wave opened", "") for band in Band) + codes
    return codes


def _missing(standing: Standing) -> str:
    if standing.treatment is Treatment.COMMENT:
        return NO_TEXT
    return ONE_BLANK if standing.may_be_in_rows else COUNTED_ONLY


def _files(standing: Standing) -> tuple[str, ...]:
    if standing.treatment is Treatment.COMMENT:
        return (COMMENTS,)
    return (RESPONSES, RESULTS) if standing.may_be_in_rows else (RESULTS,)


def why_not_in_rows(standing: Standing) -> str:
    """Why a question is not in the file of rows, in plain words; empty where it is."""
    match standing.treatment:
        case Treatment.EVALUATIVE | Treatment.DESCRIPTIVE:
            return ""
        case Treatment.COMMENT:
            return "Words of a person's own could show who wrote them, and would join the row to the comment."
        case Treatment.FIGURE:
            return "A number that a person typed can be unusual enough to point to that person."
        case Treatment.POOLED:
            return "It could give a person away in any file with hospitals: shown only for all together."
        case Treatment.GUARDED | Treatment.GUARDED_SCORE:
            if standing.own:
                return "It is sensitive or could help to recognise a person."
            if standing.inherited:
                return "That it was answered tells how an earlier, protected question was answered."
            return "It is not scored, and nobody has said that it is harmless."
        case _:
            assert_never(standing.treatment)
