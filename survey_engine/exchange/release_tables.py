"""The tables of a bundle beside its rows. They take only what disclosure control has made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from survey_engine.analysis.codebook import COMMENTS, RESULTS, Variable
from survey_engine.analysis.comments import Comments
from survey_engine.analysis.crosswalk import Join
from survey_engine.analysis.disclosure import ALL_HOSPITALS, SafeResult, SafeResults
from survey_engine.analysis.groups import GroupRow, SafeGroups
from survey_engine.exchange.tables import Column, write_table
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.definition import Questionnaire

CODEBOOK, CROSSWALK, GROUPS = "codebook.csv", "crosswalk.csv", "results_groups.csv"

RESULT_COLUMNS = (
    Column("question"),
    Column("hospital", is_text=True),
    Column("hospital_name", is_text=True),
    Column("wave", is_text=True),
    Column("text", is_text=True),
    Column("standard", is_text=True),
    Column("eligible"),
    Column("answered"),
    Column("scored"),
    Column("counts"),
    Column("score"),
    Column("interval_low"),
    Column("interval_high"),
    Column("mean"),
    Column("withheld"),
    Column("audience"),
)
CODEBOOK_COLUMNS = (
    Column("name"),
    Column("question"),
    Column("label", is_text=True),
    Column("kind"),
    Column("code"),
    Column("code_label", is_text=True),
    Column("score"),
    Column("flags"),
    Column("inherited_flags"),
    Column("standards", is_text=True),
    Column("core"),
    Column("section", is_text=True),
    Column("position"),
    Column("files"),
    Column("left_out", is_text=True),
    Column("comparison"),
    Column("earlier_question"),
    Column("joined_as"),
)
CROSSWALK_COLUMNS = (
    Column("joined_as"),
    Column("version"),
    Column("question"),
    Column("earlier_version"),
    Column("earlier_question"),
    Column("comparison"),
    Column("why", is_text=True),
    Column("code"),
    Column("joined_code"),
)
GROUP_COLUMNS = (
    Column("trait"),
    Column("group"),
    Column("group_label", is_text=True),
    Column("question"),
    Column("wave", is_text=True),
    Column("text", is_text=True),
    Column("answered"),
    Column("counts"),
    Column("withheld"),
    Column("audience"),
)
COMMENT_COLUMNS = (
    Column("question"),
    Column("hospital", is_text=True),
    Column("comment", is_text=True),
    Column("status"),
)


def write_results(folder: Path, results: SafeResults, questionnaire: Questionnaire, facts: WaveFacts) -> None:
    """results.csv: one row for each question and hospital, and one for all hospitals together."""
    audience = results.policy.audience.value
    rows = ((*_result_row(result, questionnaire, facts), audience) for result in results.rows)
    write_table(folder / RESULTS, RESULT_COLUMNS, rows)


def _result_row(result: SafeResult, questionnaire: Questionnaire, facts: WaveFacts) -> Sequence[str]:
    question, figure = questionnaire.question(result.question), result.figure
    name = "" if result.hospital == ALL_HOSPITALS else facts.hospitals.get(result.hospital, "")
    return (
        result.question,
        result.hospital,
        name,
        facts.code,
        question.text if question else "",
        " ".join(question.standards) if question else "",
        _number(figure.eligible),
        _number(figure.answered),
        _number(figure.base),
        "; ".join(f"{option}={shown}" for option, shown in figure.counts),
        figure.score,
        _number(figure.low),
        _number(figure.high),
        figure.mean,
        " ".join(figure.withheld),
    )


def write_groups(folder: Path, groups: SafeGroups, questionnaire: Questionnaire, facts: WaveFacts) -> None:
    """results_groups.csv: one row for each question and group of a trait, of all hospitals together."""
    audience = groups.policy.audience.value
    rows = ((*_group_row(row, questionnaire, facts), audience) for row in groups.rows)
    write_table(folder / GROUPS, GROUP_COLUMNS, rows)


def _group_row(row: GroupRow, questionnaire: Questionnaire, facts: WaveFacts) -> Sequence[str]:
    question = questionnaire.question(row.question)
    return (
        row.trait,
        row.group.id,
        row.group.label,
        row.question,
        facts.code,
        question.text if question else "",
        _number(row.base),
        "; ".join(f"{option}={shown}" for option, shown in row.counts),
        row.withheld.value if row.withheld else "",
    )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def write_comments(folder: Path, comments: Comments) -> None:
    """comments.csv: one row a text."""
    rows = ((each.question, each.hospital, each.text, each.status) for each in comments.rows)
    write_table(folder / COMMENTS, COMMENT_COLUMNS, rows)


def write_codebook(folder: Path, variables: Sequence[Variable]) -> None:
    """codebook.csv: one row for each column and code, and one for what a blank means."""
    rows = (row for variable in variables for row in codebook_rows(variable))
    write_table(folder / CODEBOOK, CODEBOOK_COLUMNS, rows)


def write_crosswalk(folder: Path, joins: Sequence[Join]) -> None:
    """crosswalk.csv: one row for each question of each pair of versions, and one for each code to change."""
    rows = (
        (
            join.joined_as,
            str(join.version),
            join.question or "",
            str(join.earlier_version),
            join.earlier or "",
            join.comparison,
            join.why,
            join.code,
            join.joined_code,
        )
        for join in joins
    )
    write_table(folder / CROSSWALK, CROSSWALK_COLUMNS, rows)


def codebook_rows(variable: Variable) -> Iterator[Sequence[str]]:
    """The lines of one variable: one for each code, and one for what a blank means."""
    before = (variable.name, variable.question or "", variable.label, variable.kind)
    after = (
        " ".join(variable.flags),
        " ".join(variable.inherited),
        " ".join(variable.standards),
        "yes" if variable.core else "no",
        variable.section,
        _number(variable.position),
        " ".join(variable.files),
        variable.left_out,
        variable.comparison,
        variable.earlier,
        variable.joined_as,
    )
    for code in variable.codes:
        yield (*before, code.value, code.label, code.score, *after)
    yield (*before, "", variable.missing, "missing", *after)
