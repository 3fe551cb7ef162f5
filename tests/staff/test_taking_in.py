"""A release that was made on another computer is taken in where it fits the wave, and only there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from survey_engine.exchange.manifest import write_manifest
from survey_engine.records import audit, closing, releases, waves
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import HandoutRecord
from survey_engine.sealing.envelope import new_identity
from survey_engine.sealing.keys import recipients_seal
from survey_engine.sealing.signing import public_key
from tests.browser.serving import serve_here
from tests.browser_tools.fitting import NARROW
from tests.patient.survey import CHARITY, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.staff.comment_files import sends
from tests.staff.elsewhere import NAMES, Closed, opened_elsewhere
from tests.staff.hands import Hands, faults_of, seated
from tests.staff.office import PASSWORD, Officer, hired

ADDRESS = "/charity/opening/release"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Closed:
    """Made once."""
    return opened_elsewhere(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def survey(closed: Closed, tmp_path: Path) -> Iterator[OpenSurvey]:
    """The server, which knows nothing of the bundle."""
    opened = closed.server(tmp_path)
    yield opened
    opened.store.engine.dispose()


@pytest.fixture
def analyst(survey: OpenSurvey) -> Officer:
    """Who takes it in."""
    return hired(survey, "analyst@example.org", Role.ANALYST)


def knows(survey: OpenSurvey, *secrets: str) -> None:
    """Let the wave have been opened with a list of signing keys."""
    with survey.store.writing() as db:
        wave, keys = waves.wave(db, WAVE), [public_key(one) for one in secrets]
        wave.signing_keys = json.dumps(keys)
        every = [*waves.recipients(wave), *(f"signing {one}" for one in keys)]
        wave.recipients_seal = recipients_seal(every, MASTER_KEY, WAVE)


def brings(officer: Officer, files: Files, wave: str = WAVE) -> Officer:
    """Choose the three files, and press the button."""
    officer.open(ADDRESS)
    fields = {"csrf_token": officer.token, "wave": wave}
    return sends(officer, ADDRESS, fields, {name.partition(".")[0]: data for name, data in files.items()})


def signed(closed: Closed, folder: Path, secret: str = CHARITY.secret, **changes: Any) -> Files:
    """The three files with a manifest that says something else, and is signed."""
    told = json.loads((closed.bundle / "manifest.json").read_text("utf-8"))
    facts = {
        name: told[name]
        for name in told
        if name not in ("format", "version", "files", "public_key", "signature")
    }
    folder.mkdir()
    for name in NAMES[1:]:
        shutil.copy(closed.bundle / name, folder)
    write_manifest(folder, {**facts, **changes}, secret)
    return {name: (folder / name).read_bytes() for name in NAMES}


def ledger(survey: OpenSurvey) -> releases.Released | None:
    """What is in the ledger of the wave."""
    with survey.store.reading() as db:
        return releases.released(db, WAVE)


def test_a_release_with_a_key_of_the_wave_is_in_at_once(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    knows(survey, CHARITY.secret, RECOVERY.secret)
    assert "Take in a release" in analyst.open("/charity/opening").text
    brings(analyst, closed.files())
    assert (analyst.status, "4 hospitals, about 180 answers" in analyst.text) == (200, True), analyst.text
    found = ledger(survey)
    assert found is not None
    assert found.shape == "by-hospital"
    assert [found.manifest, found.findings, found.findings_public] == [
        data.decode() for data in closed.files().values()
    ]
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "release taken in"]
        assert entry.actor == analyst.email
        assert json.loads(entry.details)["key"] == "a signing key of the wave"
        assert json.loads(found.manifest)["envelopes"]["digest_at_close"] == found.fingerprint
    assert "Northfield Hospital" in analyst.open(f"/charity/results/{WAVE}").text
    assert "Take in a release" not in analyst.open("/charity/opening").text
    assert "There is no wave whose release could be taken in." in analyst.open(ADDRESS).text


def test_where_the_wave_knows_no_key_she_compares_it_first(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    brings(analyst, closed.files())
    key = public_key(CHARITY.secret)
    assert (analyst.where, ledger(survey)) == (f"{ADDRESS}/key", None)
    assert f"<strong>{key[:16]}</strong>" in unescape(analyst.text)
    assert "No release here was signed with it before." in analyst.text
    analyst.press(f"{ADDRESS}/key", {"action": "other"})
    assert (analyst.where, ledger(survey)) == ("/charity/opening", None)
    brings(analyst, closed.files())
    analyst.press(f"{ADDRESS}/key", {"action": "same"})
    assert "The release is in" in analyst.text
    assert ledger(survey) is not None
    with survey.store.reading() as db:
        told = {one.event: json.loads(one.details) for one in audit.entries(db)}
        assert "compared by eye" in told["release taken in"]["key"]
        assert told["release taken in"]["signed by"] == key
        assert "release refused" in told
        assert db.query(HandoutRecord).count() == 0


def test_a_foreign_key_is_refused_where_the_wave_knows_its_own(
    survey: OpenSurvey, analyst: Officer, closed: Closed, tmp_path: Path
) -> None:
    knows(survey, CHARITY.secret, RECOVERY.secret)
    brings(analyst, signed(closed, tmp_path / "foreign", new_identity().secret))
    assert (analyst.status, "not signed with a key of this wave" in analyst.text) == (422, True)
    brings(analyst, signed(closed, tmp_path / "recovery", RECOVERY.secret))
    assert "The release is in" in analyst.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wave": "W9"}, "not the charity&#39;s bundle of wave W1"),
        ({"audience": "hospital"}, "not the charity&#39;s bundle of wave W1"),
        ({"envelopes": {"digest_at_close": "0" * 64}}, "made of other sealed answers"),
        ({"envelopes": None}, "made of other sealed answers"),
        ({"policy": "1999-1"}, "made by other rules"),
        ({"questionnaire": {"id": "sbc_patient", "version": 1}}, "of another questionnaire"),
        ({"rows": ["by-hospital"]}, "in which shape"),
    ],
)
def test_a_manifest_that_does_not_fit_the_wave_is_refused(
    survey: OpenSurvey,
    analyst: Officer,
    closed: Closed,
    tmp_path: Path,
    changes: dict[str, Any],
    said: str,
) -> None:
    knows(survey, CHARITY.secret)
    brings(analyst, signed(closed, tmp_path / "changed", **changes))
    assert (analyst.status, said in analyst.text) == (422, True), analyst.text
    assert ledger(survey) is None


def test_files_that_were_changed_swapped_or_left_out_are_refused(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    knows(survey, CHARITY.secret)
    manifest, findings, public = closed.files().values()
    for given, said in [
        ((manifest, findings + b" ", public), "findings.json was changed"),
        ((manifest, public, findings), "findings.json was changed"),
        ((manifest, findings, b""), "Choose the file findings_public.json"),
        ((b"[]", findings, public), "It holds no manifest"),
        ((manifest.replace(b"by-hospital", b"pooled"), findings, public), "or was not signed"),
    ]:
        brings(analyst, dict(zip(NAMES, given, strict=True)))
        assert (analyst.status, said in analyst.text) == (422, True), (said, analyst.text)
    brings(analyst, closed.files(), wave="W9")
    assert "Choose a wave." in analyst.text
    assert ledger(survey) is None


@pytest.mark.parametrize("other", ["findings_public.json", "text", "utf-16", "wave", "policy"])
def test_findings_must_say_themselves_whose_they_are(
    survey: OpenSurvey, analyst: Officer, closed: Closed, tmp_path: Path, other: str
) -> None:
    knows(survey, CHARITY.secret)
    bundle = Path(shutil.copytree(closed.bundle, tmp_path / "bundle"))
    text = (bundle / "findings.json").read_text("utf-8")
    content = {"text": b"{}", "utf-16": text.encode("utf-16")}.get(other)
    if other in ("wave", "policy"):
        content = json.dumps(json.loads(text) | {other: "W9"}).encode()
    content = content or (bundle / other).read_bytes()
    (bundle / "findings.json").write_bytes(content)
    brings(analyst, signed(Closed(closed.database, bundle), tmp_path / "signed"))
    assert (analyst.status, "findings.json" in analyst.text) == (422, True)
    assert ledger(survey) is None


def test_findings_of_a_hospital_that_sent_no_letters_are_refused(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    knows(survey, CHARITY.secret)
    with survey.store.writing() as db:
        gone = next(one for one in closing.tallies(db, WAVE) if one.used > 20)
        db.delete(gone)
    brings(analyst, closed.files())
    assert (analyst.status, "hospitals that sent no letters" in analyst.text) == (422, True)
    assert ledger(survey) is None


def test_a_wave_whose_keys_were_changed_takes_nothing_in(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    with survey.store.writing() as db:
        waves.wave(db, WAVE).signing_keys = json.dumps([public_key(CHARITY.secret)])
    brings(analyst, closed.files())
    assert (analyst.status, "Somebody changed the keys of this wave" in analyst.text) == (409, True)
    assert ledger(survey) is None


def test_a_purged_wave_may_still_have_its_release(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    knows(survey, CHARITY.secret)
    with survey.store.writing() as db:
        closing.purge_wave(db, WAVE, today=survey.clock.now.date())
    assert "Take in a release" in analyst.open("/charity/opening").text
    brings(analyst, closed.files())
    assert ledger(survey) is not None


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_the_screens_keep_the_gates(
    survey: OpenSurvey, analyst: Officer, closed: Closed, phone: Callable[..., BrowserContext], width: int
) -> None:
    with serve_here(survey.app.wsgi_app) as base:
        page = seated(analyst, phone(width=width, scripts="blocked"), base)
        hands = Hands(page)
        hands.follow("Open answers")
        faults = faults_of(page)
        hands.follow("Take in a release")
        faults += faults_of(page)
        hands.press("Check and take in")
        faults += faults_of(page)
        for name in NAMES:
            page.get_by_label(f"The file {name}").set_input_files(closed.bundle / name)
        hands.press("Check and take in")
        faults += faults_of(page)
        hands.press("It is the same: take it in")
        faults += faults_of(page)
        hands.follow("Go to the results")
    assert (faults, ledger(survey) is not None) == ([], True)


def test_who_took_too_long_types_her_password_and_chooses_the_files_again(
    survey: OpenSurvey, analyst: Officer, closed: Closed
) -> None:
    knows(survey, CHARITY.secret)
    analyst.open(ADDRESS)
    survey.clock.forward(minutes=11)
    large = {**closed.files(), "manifest.json": closed.files()["manifest.json"] + b" " * 600_000}
    fields = {"csrf_token": analyst.token, "wave": WAVE}
    sends(analyst, ADDRESS, fields, {name.partition(".")[0]: data for name, data in large.items()})
    assert (analyst.status, "Type your password again" in analyst.text) == (403, True)
    analyst.press(ADDRESS, {"wave": WAVE, "password_again": PASSWORD})
    assert "Choose the file manifest.json" in analyst.text
    brings(analyst, closed.files())
    assert ledger(survey) is not None
