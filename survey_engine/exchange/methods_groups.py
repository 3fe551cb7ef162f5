"""The part of methods.md that tells of results_groups.csv: which traits, which groups, what was withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from survey_engine.analysis.groups import SafeGroups
from survey_engine.exchange.methods_files import plain
from survey_engine.questionnaire.definition import QuestionId, Questionnaire


def groups_section(questionnaire: Questionnaire, groups: SafeGroups) -> Iterator[str]:
    """The lines of the section."""
    yield from ("", "## The groups", "")
    by_trait: dict[QuestionId, dict[str, None]] = {}
    for row in groups.rows:
        by_trait.setdefault(row.trait, {})[row.group.label] = None
    if not by_trait:
        yield (
            "results_groups.csv is empty: no file beside this questionnaire says by which questions people "
            "may be told apart."
        )
        return
    yield (
        "results_groups.csv tells answers apart by who gave them, for all hospitals together and never for "
        "one. Two traits are never crossed: two together could single a person out. A group is shown for a "
        "question from 50 answers, beside 10 of others, from 3 hospitals or more with none over half. "
        "Each trait is told apart in one way in the whole file, since two ways could be subtracted. "
        "People who did not say are in no group."
    )
    yield ""
    for trait, labels in by_trait.items():
        question = questionnaire.question(trait)
        yield f"- {plain(question.text if question else trait)} (`{trait}`): {plain('; '.join(labels))}."
    yield ""
    reasons = Counter(row.withheld for row in groups.rows if row.withheld)
    if not reasons:
        yield "No group was withheld."
    for reason, count in sorted(reasons.items()):
        yield f"- `{reason.value}` ({count} rows of results_groups.csv): {reason.words}"
