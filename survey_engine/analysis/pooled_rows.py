"""Rows without hospitals: traits so coarse that each combination is shared by 10 people or more (rule 4).

k-anonymity and distinct l-diversity: at least k people in each combination of traits, and at least l answers
to each sensitive question among them. Source: Samarati and Sweeney 1998; Machanavajjhala et al. 2007. The
loss is the normalised certainty penalty (Xu et al. 2006). Few ladders have few steps, so all are tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from survey_engine.analysis.bands import band
from survey_engine.analysis.flags import Standing, Treatment, standings
from survey_engine.analysis.passes import reached
from survey_engine.analysis.policy import Policy
from survey_engine.analysis.rows import BLANK, columns_of, row_cells, told_in
from survey_engine.questionnaire.answers import Response
from survey_engine.questionnaire.definition import DATED, Flag, Question, QuestionId, Questionnaire
from survey_engine.questionnaire.ladders import answers_of
from survey_engine.questionnaire.routing import prune
from survey_engine.questionnaire.traits import Trait

K, L = 10, 2

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PooledRows:
    """The rows before they are shuffled, and how they were made.

    steps: for each trait the step of its ladder that was taken, counted from 0 (as many as there are: all
    together); hidden_traits: rows whose traits are blank, so that they hide each other; told_of: for each
    question the hospitals whose answers are in the rows; blanked: questions blank in the rows of some
    hospitals; left_out: columns of sensitive questions in which a combination of traits has one answer only.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    traits: tuple[Trait, ...]
    steps: tuple[int, ...]
    hidden_traits: int
    told_of: Mapping[QuestionId, tuple[str, ...]]
    blanked: tuple[QuestionId, ...]
    left_out: tuple[str, ...]
    dropped: tuple[QuestionId, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One choice of steps: the traits of each row, the sensitive columns left out, and what it costs."""

    steps: tuple[int, ...]
    keys: tuple[_Key, ...]
    left_out: frozenset[int]
    loss: float


def pool_rows(
    responses: Collection[Response],
    questionnaire: Questionnaire,
    opens_on: date,
    shown: Mapping[QuestionId, Collection[str]],
    dropped: Collection[QuestionId],
    policy: Policy,
) -> PooledRows:
    """The rows with the least loss. `shown` names the hospitals whose figure is shown, by question.

    A hospital that is hidden for a question could be found by subtraction: its rows are blank there unless
    such hospitals hide each other (rule 3). `dropped` are questions left out whole.
    """
    known = standings(questionnaire)
    traits = tuple(t for t in questionnaire.traits if t.ladder and questionnaire.question(t.question))
    questions = [q for q in questionnaire.asked() if _may_be_in(known[q.id], q) and q.id not in dropped]
    told = _hospitals_told(responses, questionnaire, questions, shown, policy)
    cells = [
        tuple(row_cells(each, questionnaire, questions, _blank_in(each.hospital, told))) for each in responses
    ]
    column_of = [(name, question) for question in questions for name in columns_of(question)]
    names = [name for name, _ in column_of]
    sensitive = [n for n, (_, question) in enumerate(column_of) if not known[question.id].may_be_in_rows]
    answers = [_answers(each, questionnaire, traits, opens_on) for each in responses]
    way = _best(answers, cells, sensitive, traits, questionnaire)
    kept = [place for place in range(len(names)) if place not in way.left_out]
    all_hospitals = {each.hospital for each in responses}
    return PooledRows(
        columns=(*(trait.question for trait in traits), *(names[place] for place in kept)),
        rows=tuple((*key, *(row[place] for place in kept)) for key, row in zip(way.keys, cells, strict=True)),
        traits=traits,
        steps=way.steps,
        hidden_traits=sum(not any(key) and any(given) for key, given in zip(way.keys, answers, strict=True)),
        told_of={name: tuple(sorted(hospitals)) for name, hospitals in told.items()},
        blanked=tuple(name for name, hospitals in told.items() if set(hospitals) < all_hospitals),
        left_out=tuple(names[place] for place in sorted(way.left_out)),
        dropped=tuple(sorted(dropped)),
    )


def _may_be_in(standing: Standing, question: Question) -> bool:
    """Answers without a flag, and those that are sensitive and nothing more."""
    if standing.may_be_in_rows:
        return True
    treated = standing.treatment in (Treatment.GUARDED, Treatment.GUARDED_SCORE)
    is_sensitive = standing.carried == {Flag.SENSITIVE} and not standing.promised_pooled
    return treated and is_sensitive and question.kind not in DATED


def _hospitals_told(
    responses: Collection[Response],
    questionnaire: Questionnaire,
    questions: Sequence[Question],
    shown: Mapping[QuestionId, Collection[str]],
    policy: Policy,
) -> dict[QuestionId, frozenset[str]]:
    told: Counter[tuple[QuestionId, str]] = Counter()
    asked = {question.id for question in questions}
    for response in responses:
        on_path = reached(response, questionnaire)
        told.update((name, response.hospital) for name in told_in(on_path, asked))
    hospitals = {response.hospital for response in responses}
    found: dict[QuestionId, frozenset[str]] = {}
    for question in questions:
        hidden = [name for name in hospitals if name not in shown.get(question.id, ())]
        bases = [told[question.id, name] for name in hidden if told[question.id, name]]
        together = not bases or policy.hide_each_other(bases)
        found[question.id] = frozenset(hospitals if together else hospitals - set(hidden))
    return found


def _blank_in(hospital: str, told: Mapping[QuestionId, Collection[str]]) -> frozenset[QuestionId]:
    return frozenset(name for name, hospitals in told.items() if hospital not in hospitals)


def _answers(
    response: Response, questionnaire: Questionnaire, traits: Sequence[Trait], opens_on: date
) -> _Key:
    """What a person said of each trait, as an option or a band; blank where nothing that tells anything."""
    given = prune(questionnaire, {name: value for name, value in response.answers.items() if value})
    found: list[str] = []
    for trait in traits:
        question = questionnaire.question(trait.question)
        value = given.get(QuestionId(trait.question))
        if question is None or not isinstance(value, str):
            found.append(BLANK)
        elif question.option(value) is None and question.kind in DATED:
            found.append(band(value, opens_on).value)
        else:
            found.append(value if value in answers_of(question) else BLANK)
    return tuple(found)


def _best(
    answers: Sequence[_Key],
    cells: Sequence[tuple[str, ...]],
    sensitive: Sequence[int],
    traits: Sequence[Trait],
    questionnaire: Questionnaire,
) -> _Way:
    """The way with the least loss; of two alike the one with finer steps on the earlier traits."""
    sizes = [len(answers_of(q)) for t in traits if (q := questionnaire.question(t.question)) is not None]
    poor = frozenset(place for place in sensitive if len({row[place] for row in cells} - {BLANK}) < L)
    ways: list[_Way] = []
    for steps in product(*(range(len(trait.ladder) + 1) for trait in traits)):
        keys = [
            tuple(
                _group(trait, step, answer) for trait, step, answer in zip(traits, steps, given, strict=True)
            )
            for given in answers
        ]
        rich = [place for place in sensitive if place not in poor]
        alone = poor | {place for place in rich if _is_uniform(_hidden(keys, cells, ()), cells, place)}
        for left_out in dict.fromkeys((poor, alone)):
            hidden = _hidden(keys, cells, [place for place in sensitive if place not in left_out])
            loss = sum(_loss(key, given, traits, sizes) for key, given in zip(hidden, answers, strict=True))
            price = len(left_out) / len(sensitive) if sensitive else 0.0
            ways.append(_Way(steps, tuple(hidden), left_out, loss / (len(answers) * len(traits)) + price))
    return min(ways, key=lambda way: (way.loss, way.steps))


def _group(trait: Trait, step: int, answer: str) -> str:
    if step == len(trait.ladder):
        return BLANK
    return next((group.id for group in trait.ladder[step] if answer in group.options), BLANK)


def _hidden(keys: Sequence[_Key], cells: Sequence[tuple[str, ...]], sensitive: Sequence[int]) -> list[_Key]:
    """The traits with those blank that too few share, or whose people all gave one sensitive answer.

    Those who are blank must be enough too, so the smallest combinations join them until they are.
    """
    blank = tuple(BLANK for _ in keys[0]) if keys else ()
    people: dict[_Key, list[int]] = {}
    for place, key in enumerate(keys):
        people.setdefault(key, []).append(place)
    joined = people.pop(blank, [])
    for key in [key for key, places in people.items() if not _is_enough(places, cells, sensitive)]:
        joined += people.pop(key)
    for key in sorted(people, key=lambda each: (len(people[each]), each)):
        if not joined or _is_enough(joined, cells, sensitive):
            break
        joined += people.pop(key)
    hidden = set(joined)
    return [blank if place in hidden else key for place, key in enumerate(keys)]


def _is_enough(places: Sequence[int], cells: Sequence[tuple[str, ...]], sensitive: Sequence[int]) -> bool:
    return len(places) >= K and all(
        len({cells[place][column] for place in places} - {BLANK}) >= L for column in sensitive
    )


def _is_uniform(keys: Sequence[_Key], cells: Sequence[tuple[str, ...]], column: int) -> bool:
    """Whether some combination of traits has fewer than l answers in a column."""
    told: dict[_Key, set[str]] = {}
    for key, row in zip(keys, cells, strict=True):
        told.setdefault(key, set()).add(row[column])
    return any(len(values - {BLANK}) < L for values in told.values())


def _loss(key: _Key, given: _Key, traits: Sequence[Trait], sizes: Sequence[int]) -> float:
    """From 0, every trait as it was answered, to the number of traits, nothing told."""
    lost = 0.0
    for value, answer, trait, size in zip(key, given, traits, sizes, strict=True):
        if not answer:
            continue
        groups = (group for step in trait.ladder for group in step if group.id == value)
        width = next((len(group.options) for group in groups if answer in group.options), size)
        lost += (width - 1) / (size - 1)
    return lost
