"""What the tests of the patient's door share: an open survey, and a patient who presses its buttons."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from survey_engine import create_app
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.records import hospitals, invitations, publishing, responses, waves
from survey_engine.records.database import upgrade
from survey_engine.records.store import Store
from survey_engine.sealing.codes import show_code
from survey_engine.sealing.envelope import new_identity, open_envelope
from survey_engine.settings import Organisation, Settings
from tests.inspecting_client import InspectingClient

MASTER_KEY = b"m" * 32
SECRET_KEY = b"s" * 32
WAVE = "W1"
HOSPITAL = "RXQ"
OPENS, CLOSES, ENTRY_UNTIL = date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 28)
CHARITY, RECOVERY = new_identity(), new_identity()
CODES = 6
TINY = Path(__file__).parent.parent / "questionnaires"


class Clock:
    """Stands still at noon of a day in the wave until a test moves it."""

    def __init__(self) -> None:
        """Begin on 10 November 2026."""
        self.now = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def forward(self, **span: float) -> None:
        """Move on, as timedelta takes it: `forward(hours=25)`."""
        self.now += timedelta(**span)


def prepare_database(path: Path) -> tuple[list[str], list[str]]:
    """Make a file with an open wave, one hospital and six codes: (codes as shown, refs)."""
    return prepare(f"sqlite:///{path}")


def prepare(
    url: str,
    questionnaire: str = "sbc_patient",
    folder: Path | None = None,
    *,
    short_form: bool = False,
    pilot: bool = False,
    contacts: str | None = None,
) -> tuple[list[str], list[str]]:
    """The same in any database, and with any questionnaire of a folder; a pilot needs no publishing.

    `contacts`: to whom focus-group slips are sealed.
    """
    upgrade(url)
    store = Store(url)
    catalogue = Catalogue.read([folder or builtin_folder("questionnaires")])
    chance = random.Random(1)
    with store.writing() as db:
        if not pilot:
            publishing.publish(db, catalogue.get(questionnaire, 1))
        hospitals.add_hospital(db, HOSPITAL, "Northfield Hospital")
        new = waves.NewWave(
            id=WAVE,
            questionnaire=questionnaire,
            version=1,
            short_form=short_form,
            opens_on=OPENS,
            closes_on=CLOSES,
            entry_until=ENTRY_UNTIL,
            posting=waves.Posting.PILOT if pilot else waves.Posting.SEALED,
            recipients=() if pilot else (CHARITY.recipient, RECOVERY.recipient),
            contacts_recipient=contacts,
        )
        waves.open_wave(db, new, MASTER_KEY, chance.randbytes)
        issued = invitations.issue(db, WAVE, HOSPITAL, CODES, MASTER_KEY, chance.randbytes)
    store.engine.dispose()
    return [show_code(one.code) for one in issued], [one.ref for one in issued]


class OpenSurvey:
    """An application over a database of its own."""

    def __init__(
        self,
        path: Path,
        codes: list[str],
        refs: list[str],
        clock: Clock,
        chance: random.Random,
        url: str = "",
        folders: tuple[Path, ...] = (),
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        """`codes` as a letter shows them; `url` of a database that is not the file at `path`.

        `folders` of questionnaires beside the built-in ones; the first of `languages` is that of every page.
        """
        self.folders, self.languages = folders, languages
        self.path, self.codes, self.refs, self.clock = path, codes, refs, clock
        self.url = url or f"sqlite:///{path}"
        self.chance = chance
        self.app = self.build(chance)
        self.store = Store(self.url)

    def build(self, chance: random.Random, wait_seconds: float = 10.0) -> Flask:
        """Make the application, as the server would."""
        app = create_app(
            replace(settings_for(self.url, self.folders), languages=self.languages),
            clock=self.clock,
            random=chance.randbytes,
            wait_seconds=wait_seconds,
        )
        app.test_client_class = InspectingClient
        return app

    def patient(self) -> Patient:
        """A patient with a fresh browser."""
        return Patient(self.app)


def settings_for(database_url: str, folders: tuple[Path, ...] = ()) -> Settings:
    """Settings as on this machine alone, English."""
    return Settings(
        database_url=database_url,
        secret_key_file=Path("unused"),
        master_key_file=Path("unused"),
        base_url="http://localhost",
        trusted_hosts=("localhost",),
        proxies=0,
        limiter_url="memory://",
        languages=("en",),
        questionnaire_folders=(builtin_folder("questionnaires"), *folders),
        translation_folders=(builtin_folder("translations"),),
        organisation=Organisation(name="The Charity"),
        smtp_url=None,
        web_opening=False,
        passphrase_file=None,
        secret_keys=(SECRET_KEY,),
        master_key=MASTER_KEY,
    )


Tiny = Callable[..., OpenSurvey]  # opens a wave of a tiny questionnaire by its name


class Patient:
    """Presses buttons of the page she is on, without scripts, following redirects as a browser does."""

    def __init__(self, app: Flask) -> None:
        """Open a browser with no cookies."""
        self.client = app.test_client()
        self.page: TestResponse | None = None

    @property
    def text(self) -> str:
        """The page she is on."""
        assert self.page is not None
        return self.page.get_data(as_text=True)

    @property
    def status(self) -> int:
        """The HTTP status of the page she is on."""
        assert self.page is not None
        return self.page.status_code

    @property
    def where(self) -> str:
        """The address she is at, without a query."""
        assert self.page is not None
        return self.page.request.path

    @property
    def token(self) -> str:
        """The form token of the page she is on."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        return found.group(1) if found else ""

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found.group(1) if found else ""

    def open(self, address: str) -> Patient:
        """Follow a link."""
        self.page = self.client.get(address, follow_redirects=True)
        return self

    def press(self, address: str, fields: Mapping[str, str | Sequence[str]]) -> Patient:
        """Press a button of the form that posts to `address`."""
        data = {"csrf_token": self.token, **fields}
        self.page = self.client.post(address, data=data, follow_redirects=True)
        return self

    def press_again(self) -> Patient:
        """Press "Try again", which posts what the page still holds."""
        form = re.search(r'<form method="post" action="([^"]+)".*?Try again', self.text, re.DOTALL)
        assert form, self.text
        data = MultiDict(
            (unescape(name), unescape(value))
            for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form.group(0))
        )
        self.page = self.client.post(unescape(form.group(1)), data=data, follow_redirects=True)
        return self

    def enter(self, code: str, **fields: str) -> Patient:
        """Open the code box and type the code."""
        return self.open("/i").press("/start", {"code": code, **fields})

    def begin(self, code: str, *, shared: bool = False) -> Patient:
        """Type the code, agree, start."""
        fields = {"consent": "yes", "action": "start"} | ({"shared_computer": "yes"} if shared else {})
        return self.enter(code).press("/welcome", fields)

    def answer(self, action: str = "next", **values: str | Sequence[str]) -> Patient:
        """Fill in the page she is on, and press a button of it."""
        found = re.search(r'action="(/q/[^"]+)"', self.text)
        assert found, f"{self.where} is no page of the survey:\n{self.text[:2000]}"
        return self.press(found.group(1).replace("&amp;", "&"), {"action": action, **values})

    def first_options(self) -> dict[str, str]:
        """The first radio of each group on the page."""
        found: dict[str, str] = {}
        for name, value in re.findall(r'name="(\w+)" type="radio" value="([^"]+)"', self.text):
            found.setdefault(name, value)
        return found

    def walk_to(self, address: str, answers: Mapping[str, str | Sequence[str]] | None = None) -> Patient:
        """Answer page after page, the first option where `answers` says nothing, until at `address`."""
        for _page in range(80):
            if self.where == address:
                return self
            shown = self.text
            given = {key: value for key, value in (answers or {}).items() if f'name="{key}"' in shown}
            self.answer(**{**self.first_options(), **given})
        raise AssertionError(f"never came to {address}; stopped at {self.where}")

    def walk_to_question(self, question: str) -> Patient:
        """The same, until the page that asks this question."""
        for _page in range(80):
            if f'name="{question}"' in self.text:
                return self
            self.answer(**self.first_options())
        raise AssertionError(f"never came to {question}; stopped at {self.where}")


def answers_sent(survey: OpenSurvey, secret: str = CHARITY.secret) -> list[dict[str, Any]]:
    """Every answer in the box, opened."""
    with survey.store.reading() as db:
        return [json.loads(open_envelope(one.sealed, secret)) for one in responses.envelopes(db, WAVE)]
