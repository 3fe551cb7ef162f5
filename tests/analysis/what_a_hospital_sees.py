"""The table of docs/disclosure.md: what the tables show of one hospital of 12, 25, 40 and 120 answers.

`python -m tests.analysis.what_a_hospital_sees` prints it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from survey_engine.analysis.disclosure import suppress
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Treatment, standings
from survey_engine.analysis.results import count_results
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import Question
from survey_engine.questionnaire.loading import load_questionnaire
from survey_engine.questionnaire.synthetic import synthetic_answers

SURVEY = load_questionnaire(builtin_folder("questionnaires") / "sbc_patient" / "1.yaml")
SIZES = {"RAA": 12, "RBB": 25, "RCC": 40, "RDD": 120}
KNOWN = standings(SURVEY)


def figures() -> dict[tuple[str, str], Figure]:
    random = Random(2026)
    people = [
        Response(
            SURVEY.id, SURVEY.version, SURVEY.content_hash, "W26", hospital, "en", "web", False, True,
            dict(synthetic_answers(SURVEY, random, favour=0.7)),
        )
        for hospital, size in SIZES.items()
        for _ in range(size)
    ]  # fmt: skip
    rows = suppress(count_results(people, SURVEY, date(2026, 6, 1))).rows
    return {(row.hospital, row.question): row.figure for row in rows}


def _treated(*treatments: Treatment) -> list[Question]:
    return [q for q in SURVEY.asked() if KNOWN[q.id].treatment in treatments]


def _has_options(figure: Figure) -> bool:
    return any(shown.isdecimal() for _, shown in figure.counts)


LINES: list[tuple[str, list[Question], Callable[[Figure], bool]]] = [
    ("Scored questions with a score", _treated(Treatment.EVALUATIVE), lambda one: bool(one.score)),
    ("... of these in words only, as \"over 90 %\"", _treated(Treatment.EVALUATIVE),
     lambda one: bool(one.score) and one.percent is None),
    ("... with the number of each option", _treated(Treatment.EVALUATIVE), _has_options),
    ("Scored and protected questions with a rounded score", _treated(Treatment.GUARDED_SCORE),
     lambda one: bool(one.score)),
    ("Harmless questions (the vote among them) with numbers", _treated(Treatment.DESCRIPTIVE), _has_options),
    ("Protected questions without a score, with rounded numbers", _treated(Treatment.GUARDED), _has_options),
    ("Questions about the person: age, ethnic group, diagnosis", _treated(Treatment.POOLED), _has_options),
]  # fmt: skip


def table() -> str:
    """The table as Markdown."""
    found = figures()
    head = ["What is shown", "of", *(f"{size} answers" for size in SIZES.values())]
    lines = [head, ["---"] * len(head)]
    for words, questions, holds in LINES:
        counted = [sum(holds(found[hospital, q.id]) for q in questions) for hospital in SIZES]
        lines.append([words, str(len(questions)), *map(str, counted)])
    standards = {name for q in SURVEY.asked() for name in q.standards}
    reached = [
        {name for q in SURVEY.asked() for name in q.standards if found.get((hospital, q.id), Figure()).score}
        for hospital in SIZES
    ]
    lines.append(["Standards with a score", str(len(standards)), *(str(len(each)) for each in reached)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(table())
