"""What results_groups.csv tells a reader: groups of a trait add up to all hospitals together."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from survey_engine.analysis.groups import GroupCounts, GroupRow, GroupWithheld, SafeGroups
from survey_engine.analysis.knowledge import Cell, Knowledge, Protected
from survey_engine.analysis.policy import Policy
from survey_engine.analysis.reading import Cells, around_5, read_hes, true_cells
from survey_engine.analysis.results import Count, empty_count
from survey_engine.analysis.suppression import FEW_BY_HES

_VALUES = 3  # a trait is flagged, so a hidden cell keeps three values


def read_groups(
    groups: SafeGroups,
    counts: GroupCounts,
    hospitals: Sequence[str],
    known: Knowledge,
    truth: dict[Cell, int],
    only: Collection[str] | None = None,
) -> None:
    """Adds what the groups show (of the questions `only`), and what they hide. `hospitals` are all there are.

    Where none of a trait's groups is shown for a question, the file tells nothing of it: who said nothing of
    the trait can be anybody, so any numbers of the groups fit. There is nothing to attack then.
    """
    shown: dict[tuple[str, str], list[GroupRow]] = {}
    for row in groups.rows:
        shown.setdefault((row.trait, row.question), []).append(row)
    for (trait, name), by_place in counts.counts.items():
        question, rows = counts.questionnaire.question(name), shown.get((trait, name), [])
        if (
            question is None
            or (only is not None and name not in only)
            or all(row.base is None for row in rows)
        ):
            continue
        answers: dict[str, Count] = {"": empty_count(question)}
        for (answer, _hospital), count in by_place.items():
            answers.setdefault(answer, empty_count(question)).add(count)
        cells = {answer: Cells(question, f"{trait}={answer}") for answer in answers}
        for answer, count in answers.items():
            truth |= true_cells(cells[answer], count)
        _add_up(list(cells.values()), [Cells(question, hospital) for hospital in hospitals], known)
        for row in rows:
            several = [cells[answer] for answer in row.group.options if answer in cells]
            _try(row, several, groups.policy, known)


def _add_up(groups: Sequence[Cells], hospitals: Sequence[Cells], known: Knowledge) -> None:
    first = groups[0]
    for name in first.names:
        parts = {each.option(name): 1 for each in groups} | {each.option(name): -1 for each in hospitals}
        known.weigh(parts, 0, 0)
    if first.is_apart:
        own = {cell: 1 for each in groups for cell in each.answered}
        known.weigh(own | {cell: -1 for each in hospitals for cell in each.answered}, 0, 0)
        for each in groups:
            for name in each.names:
                known.weigh({each.option(name): 1, each.answered[0]: -1}, None, 0)


def _try(row: GroupRow, several: Sequence[Cells], policy: Policy, known: Knowledge) -> None:
    """Reads a group, or notes that the program cannot."""
    try:
        _read(row, several, policy, known)
    except ValueError:
        weights = {cell: 1 for cells in several for cell in cells.answered}
        known.unread.append(Protected(weights, _VALUES, row.question, row.group.label, row.trait))


def _read(row: GroupRow, several: Sequence[Cells], policy: Policy, known: Knowledge) -> None:
    answered = [cell for cells in several for cell in cells.answered]
    who = f'the group "{row.group.label}" of {row.trait}'
    if row.base is not None:
        known.tell(answered, *around_5(row.base, policy.pooled))
    elif row.withheld is GroupWithheld.UNDER_50:
        known.tell(answered, None, policy.pooled - 1)
    shown = dict(row.counts)
    for name in several[0].names if several else ():
        cells = [each.option(name) for each in several]
        if name in shown:
            read_hes(cells, shown[name], known)
        if shown.get(name, FEW_BY_HES) == FEW_BY_HES:
            known.protect(cells, _VALUES, row.question, who, row.trait)
