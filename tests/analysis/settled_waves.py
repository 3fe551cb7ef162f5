"""Made-up waves of the real questionnaires through the whole of disclosure control; drills.py tries many.

Each must come out settled: nothing can be worked out, nothing was misread, and it is released.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from random import Random

from survey_engine.analysis.checker import Made, attack
from survey_engine.analysis.disclosure import (
    Release,
    RowShape,
    SafeResults,
    release_pooled_rows,
    release_rows,
)
from survey_engine.analysis.groups import count_groups
from survey_engine.analysis.policy import policy_of
from survey_engine.analysis.results import count_results
from survey_engine.analysis.withholding import Settled, settle_with_rows
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from tests.analysis.made_up import leave_order

OPENS_ON = date(2026, 6, 1)
ASKED = (("sbc_patient", 1), ("sbc_patient", 2), ("staff_ready", 2), ("sp_patient", 1))
SIZES = (7, 12, 20, 25, 37, 40, 74, 120)
CATALOGUE = Catalogue.read([builtin_folder("questionnaires")])


def people(questionnaire: Questionnaire, sizes: Sequence[int], random: Random) -> list[Response]:
    """Responses of hospitals of these sizes, each with its own share of good answers."""
    found = []
    for place, size in enumerate(sizes):
        favour = random.uniform(0.3, 0.95)
        for number in range(size):
            answers = as_sent(questionnaire, synthetic_answers(questionnaire, random, favour))
            mode = ("web", "web", "paper", "telephone")[number % 4]
            found.append(
                Response(
                    questionnaire.id, questionnaire.version, questionnaire.content_hash, "W26",
                    f"H{place:02}", "en", mode, False, True, answers,
                )
            )  # fmt: skip
    return found


def settled(
    questionnaire: Questionnaire, sizes: Sequence[int], seed: int, shape: RowShape = RowShape.BY_HOSPITAL
) -> tuple[Settled, Made]:
    """One wave as it would be released."""
    wave, policy = people(questionnaire, sizes, Random(seed)), policy_of(questionnaire)
    results, counts = (
        count_results(wave, questionnaire, OPENS_ON),
        count_groups(wave, questionnaire, OPENS_ON),
    )

    def rows(safe: SafeResults, without: Collection[QuestionId]) -> Release:
        if shape is RowShape.POOLED:
            return release_pooled_rows(wave, questionnaire, leave_order, OPENS_ON, safe, without)
        return release_rows(wave, questionnaire, leave_order, policy=policy, blank=without)

    done, release = settle_with_rows(results, counts, policy, rows, shape)
    return done, Made(results, done.safe, counts, done.groups, release)


def fault_of(seed: int) -> str:
    """What is wrong with one wave, made from its seed alone; empty where nothing is."""
    random = Random(seed)
    name, version = random.choice(ASKED)
    questionnaire = CATALOGUE.get(name, version)
    sizes = [random.choice(SIZES) for _ in range(random.choice((1, 2, 3, 6, 12)))]
    if sum(sizes) < 10:
        return ""
    shape = random.choice(list(RowShape)) if questionnaire.traits else RowShape.BY_HOSPITAL
    done, made = settled(questionnaire, sizes, seed, shape)
    wrong = [*done.left, *done.misread, *attack(made)]
    return f"seed {seed}: {name} {version}, {shape}, {sizes}: {wrong[:3]}" if wrong else ""
