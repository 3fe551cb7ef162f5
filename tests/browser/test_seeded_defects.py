"""Each kind of defect, put into a good page, is found by its gate, and the good page passes it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.browser.album import SavedPage
from tests.browser.defects.kinds import KINDS, Defect, spoilt
from tests.browser.defects.seen import SEEN_DEFECTS
from tests.browser.defects.written import WRITTEN_DEFECTS
from tests.browser.gates import LOADED, SEEN, SLOW, UNSCRIPTED, WRITTEN
from tests.browser.serving import serve_here
from tests.browser.telling import Phone, some
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import Clock, OpenSurvey, prepare

TINY = Path(__file__).parent.parent / "questionnaires" / "every_kind" / "1.yaml"


def test_there_are_26_kinds_and_each_is_seeded() -> None:
    assert len(KINDS) == len(set(KINDS)) == 26
    assert {defect.kind for defect in (*WRITTEN_DEFECTS, *SEEN_DEFECTS)} == set(KINDS)


def test_each_gate_is_proved_by_a_defect() -> None:
    """A gate that nothing proves may have stopped to see."""
    gates = {*WRITTEN, *SEEN, *LOADED, *UNSCRIPTED, *SLOW}
    assert {defect.gate for defect in (*WRITTEN_DEFECTS, *SEEN_DEFECTS)} == gates


@pytest.mark.parametrize("defect", WRITTEN_DEFECTS, ids=str)
def test_a_defect_in_what_is_written_is_found(saved_pages: tuple[SavedPage, ...], defect: Defect) -> None:
    [page] = some(saved_pages, [defect.page], defect.language)
    good, bad = spoilt(defect, page).pages
    assert WRITTEN[defect.gate](good) == []
    assert any(defect.finding in problem for problem in WRITTEN[defect.gate](bad))


@pytest.mark.parametrize("defect", SEEN_DEFECTS, ids=str)
def test_a_defect_in_what_is_seen_is_found(
    phone: Phone, saved_pages: tuple[SavedPage, ...], defect: Defect
) -> None:
    [page] = some(saved_pages, [defect.page], defect.language)
    shelf = spoilt(defect, page)
    gate = {**SEEN, **LOADED, **UNSCRIPTED, **SLOW}[defect.gate]
    context = phone(width=NARROW, scripts="off" if defect.gate in UNSCRIPTED else "on")
    with serve_here(shelf.application) as shelf.base:
        good, bad = (gate(tab) for _page, tab in shelf.turn(context, shelf.pages))
    assert good == []
    assert any(defect.finding in problem for problem in bad), bad


def answered_to_none_and_another(folder: Path, definition: str) -> int:
    """What the server says to both at once, where a questionnaire is defined like this."""
    questionnaires = folder / "questionnaires"
    (questionnaires / "every_kind").mkdir(parents=True)
    (questionnaires / "every_kind" / "1.yaml").write_text(definition, encoding="utf-8")
    path = folder / "survey.sqlite"
    codes, refs = prepare(f"sqlite:///{path}", "every_kind", questionnaires)
    survey = OpenSurvey(path, codes, refs, Clock(), random.Random(7), folders=(questionnaires,))
    patient = survey.patient().begin(codes[0]).walk_to_question("kind_multiple")
    status = patient.answer(kind_multiple=["tea", "none"]).status
    survey.store.engine.dispose()
    return status


@pytest.mark.parametrize(("exclusive", "status"), [(", exclusive: true", 422), ("", 200)])
def test_none_beside_another_answer_is_refused_unless_the_definition_forgot(
    tmp_path: Path, exclusive: str, status: int
) -> None:
    definition = TINY.read_text("utf-8")
    assert ", exclusive: true" in definition
    spoilt_one = definition.replace(", exclusive: true", exclusive)
    assert answered_to_none_and_another(tmp_path, spoilt_one) == status
