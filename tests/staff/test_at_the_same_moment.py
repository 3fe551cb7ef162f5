"""Two requests at the same moment: what works once works once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from survey_engine.records import closing, second_steps, staff, waves
from survey_engine.records.staff import Role
from survey_engine.records.store import Session
from survey_engine.records.waves import State, WaveClosedError
from tests.patient.survey import CLOSES, WAVE, Clock, OpenSurvey, prepare
from tests.staff.authenticator import Authenticator, options_in
from tests.staff.office import Officer, hired, invite

LEAD = "lead@example.org"
TOGETHER = 4
ROUNDS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def survey(
    request: pytest.FixtureRequest, prepared: tuple[Path, list[str], list[str]], tmp_path: Path
) -> Iterator[OpenSurvey]:
    """A survey in a database of its own, of either kind."""
    path, codes, refs = prepared
    url = ""
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
        codes, refs = prepare(url)
    else:
        path = Path(shutil.copy(path, tmp_path / "survey.sqlite"))
    opened = OpenSurvey(path, list(codes), list(refs), Clock(), random.Random(17), url=url)
    yield opened
    opened.store.engine.dispose()
    opened.app.extensions["survey_engine"].store.engine.dispose()


def together(officers: list[Officer], press: Callable[[Officer], Officer]) -> list[Officer]:
    """Everyone presses at once."""
    gate = Barrier(len(officers))

    def wait_and_press(officer: Officer) -> Officer:
        gate.wait()
        return press(officer)

    with ThreadPoolExecutor(len(officers)) as pool:
        return list(pool.map(wait_and_press, officers))


def browsers(officer: Officer) -> list[Officer]:
    """The same person at several computers, after the password."""
    found = []
    for _one in range(TOGETHER):
        other = Officer(officer.survey, officer.email)
        other.secret, other.passkey = officer.secret, officer.passkey
        found.append(other.type_password())
    return found


def test_a_link_gives_one_password(survey: OpenSurvey) -> None:
    for number in range(ROUNDS):
        first, link = invite(survey, f"lead{number}@example.org", [Role.READER])
        officers = [first, *(Officer(survey, first.email) for _one in range(TOGETHER - 1))]
        for one in officers:
            one.open(link)
        ended = together(officers, lambda one, to=link: one.press(to, {"password": f"moss kettle {id(one)}"}))
        assert sorted(one.status for one in ended) == [200, 410, 410, 410]


def test_a_number_of_the_app_lets_one_in(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    for _round in range(ROUNDS):
        survey.clock.forward(seconds=60)
        ended = together(browsers(officer), lambda one: one.type_code(officer.number()))
        assert [one.where for one in ended].count("/staff") == 1
        survey.clock.forward(minutes=16)


def test_an_answer_of_a_passkey_lets_one_in(survey: OpenSurvey) -> None:
    officer, link = invite(survey, LEAD, [Role.READER])
    officer.passkey.counts = False
    officer.take_up(link).set_up_passkey().press("/staff/sign-out", {})
    for _round in range(ROUNDS):
        officer.type_password()
        said = officer.passkey.use(options_in(officer.text, "/staff/second-step/passkey"))
        tabs = []
        for _one in range(TOGETHER):
            tab = Officer(survey, LEAD)
            for cookie in officer.client._cookies.values():
                tab.client.set_cookie(cookie.key, cookie.value)
            tab.page = officer.page
            tabs.append(tab)
        answer = {"passkey": said}
        ended = together(tabs, lambda tab, a=answer: tab.press("/staff/second-step/passkey", a))
        assert [one.where for one in ended].count("/staff") == 1
        survey.clock.forward(minutes=16)


def test_of_two_second_steps_taken_away_at_once_one_stays(survey: OpenSurvey) -> None:
    officer = hired(survey, LEAD, Role.READER)
    for number in range(ROUNDS):
        officer.passkey = Authenticator(id=b"a passkey of software %d" % number)
        officer.set_up_passkey("/staff/account/add")
    for _round in range(TOGETHER):
        with survey.store.reading() as db:
            record = staff.by_email(db, LEAD)
            assert record is not None
            kept = [one.id.hex() for one in second_steps.second_steps(db, record, "localhost").usable]
        wishes = [{"kind": "passkey", "which": one} for one in kept] + [{"kind": "app"}]
        tabs = []
        for _one in wishes:
            tab = Officer(survey, LEAD)
            for cookie in officer.client._cookies.values():
                tab.client.set_cookie(cookie.key, cookie.value)
            tab.page = officer.page
            tabs.append((tab, _one))
        wish_of = {id(tab): wish for tab, wish in tabs}
        together(
            [tab for tab, _wish in tabs],
            lambda tab, wishes=wish_of: tab.press("/staff/account/remove", wishes[id(tab)]),
        )
        with survey.store.reading() as db:
            record = staff.by_email(db, LEAD)
            assert record is not None
            assert second_steps.second_steps(db, record, "localhost").ways_in == 1


def test_two_admins_who_end_each_other_leave_one(survey: OpenSurvey) -> None:
    for number in range(ROUNDS):
        pair = [hired(survey, f"{name}{number}@example.org", Role.ADMIN) for name in ("a", "b")]
        with survey.store.writing() as db:
            for one in staff.list_staff(db):
                if one.email not in (pair[0].email, pair[1].email):
                    one.state = staff.State.ENDED.value
        for one in pair:
            one.open("/charity/accounts")
        other = {pair[0].email: pair[1].email, pair[1].email: pair[0].email}
        together(pair, lambda one, o=other: one.press("/charity/accounts/end", {"email": o[one.email]}))
        with survey.store.reading() as db:
            left = [one for one in staff.list_staff(db) if one.state == staff.State.ACTIVE]
        assert len(left) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda db: waves.end_entry(db, WAVE),
        lambda db: waves.extend_wave(db, WAVE, CLOSES + timedelta(days=7)),
    ],
)
def test_nothing_takes_a_close_back(survey: OpenSurvey, act: Callable[[Session], object]) -> None:
    def other() -> None:
        with survey.store.writing() as db:
            waves.wave(db, WAVE)  # as it was before the close
            act(db)

    with ThreadPoolExecutor(1) as pool:
        with survey.store.writing() as db:
            closing.close_wave(db, WAVE, today=survey.clock.now.date())
            slower = pool.submit(other)
            with pytest.raises(TimeoutError):
                slower.result(timeout=0.5)  # it waits
        with pytest.raises(WaveClosedError):
            slower.result(timeout=20)
    with survey.store.reading() as db:
        assert waves.wave(db, WAVE).state == State.CLOSED
