"""Many at once: one code gives one answer, and tabs that write together lose nothing."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.patient.survey import OpenSurvey, Patient, answers_sent

TOGETHER = 16


def beside(survey: OpenSurvey, patient: Patient) -> Patient:
    """The same browser's other tab, for another thread: a client of its own with the same cookies."""
    other = survey.patient()
    for cookie in patient.client._cookies.values():
        other.client.set_cookie(cookie.key, cookie.value)
    other.page = patient.page
    return other


def test_sixteen_sends_of_one_code_store_one_answer_and_thank_sixteen_times(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check")
    tabs = [beside(survey, patient) for _tab in range(TOGETHER)]
    gate = Barrier(TOGETHER)

    def press_send(tab: Patient) -> str:
        gate.wait()
        return tab.press("/send", {}).where

    with ThreadPoolExecutor(TOGETHER) as pool:
        ended = list(pool.map(press_send, tabs))
    assert ended == ["/done"] * TOGETHER
    assert len(answers_sent(survey)) == 1


def test_tabs_that_save_together_lose_no_answer(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/q/p06", {"dx_where": "here"})
    pages = {"p02": ("dx_first", "no"), "p03": ("dx_where", "phone"), "p04": ("gp_times", "twice")}
    tabs = [(beside(survey, patient).open(f"/q/{page}"), *entry) for page, entry in pages.items()]
    gate = Barrier(len(tabs))

    def save(tab: tuple[Patient, str, str]) -> None:
        gate.wait()
        tab[0].answer(**{tab[1]: tab[2]})

    with ThreadPoolExecutor(len(tabs)) as pool:
        list(pool.map(save, tabs))
    for page, (_question, value) in pages.items():
        assert re.search(rf'value="{value}" checked', patient.open(f"/q/{page}").text)


def test_a_change_saved_while_send_is_pressed_is_sent_or_comes_too_late_but_is_never_half(
    survey: OpenSurvey,
) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check", {"best_thing": "first"})
    address = re.search(r'href="(/q/\w+)\?from=check"[^>]*>[^<]*<span[^>]*>[^<]*best thing', patient.text)
    assert address
    changing = beside(survey, patient).open(address.group(1))
    gate = Barrier(2)

    def change() -> int:
        gate.wait()
        return changing.answer(best_thing="second").status

    def press_send() -> str:
        gate.wait()
        return patient.press("/send", {}).where

    with ThreadPoolExecutor(2) as pool:
        changed, ended = pool.submit(change), pool.submit(press_send)
    assert ended.result() == "/done"
    assert changed.result() == 200
    (payload,) = answers_sent(survey)
    assert payload["answers"]["best_thing"] in ("first", "second")
    with sqlite3.connect(survey.path) as connection:
        assert connection.execute("SELECT count(*) FROM draft").fetchone() == (0,)
    connection.close()
