"""Opening in the browser: bad envelopes are named, the bundle is handed over once, no key is kept."""

from __future__ import annotations

import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from survey_engine.records import audit, comments, handouts, releases, waves
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import HandoutRecord
from survey_engine.records.tables import ResponseRecord
from survey_engine.sealing.envelope import new_identity, protect_identity
from survey_engine.sealing.recovery_sheet import sheet_lines
from survey_engine.sealing.signing import public_key
from tests.patient.survey import CHARITY, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.staff.boxes import PASSPHRASE, allow, fill_and_close, opens, wait_for_bundle
from tests.staff.crowd import crowd_and_close
from tests.staff.office import Officer, hired


@pytest.fixture
def analyst(survey: OpenSurvey) -> Officer:
    """Who opens the answers."""
    return hired(allow(survey), "analyst@example.org", Role.ANALYST)


def names_in(officer: Officer) -> set[str]:
    page = officer.open("/charity/opening/bundle.zip").page
    assert page is not None
    assert page.mimetype == "application/zip", officer.text
    with zipfile.ZipFile(io.BytesIO(page.get_data())) as packed:
        return set(packed.namelist())


def test_answers_are_opened_saved_and_forgotten(survey: OpenSurvey, analyst: Officer) -> None:
    printed = fill_and_close(survey)
    opens(analyst, fingerprint=printed)
    assert analyst.where == "/charity/opening/ready", analyst.text
    assert "12 answers of wave W1 were opened" in wait_for_bundle(analyst).text
    assert "was not compared" not in analyst.text
    assert {"responses.csv", "methods.md", "manifest.json", "comments.csv"} <= names_in(analyst)
    with survey.store.reading() as db:
        [kept] = db.query(HandoutRecord).all()
        assert b"responses.csv" not in kept.sealed
        release = releases.released(db, WAVE)
        assert release is not None
        assert (release.shape, release.fingerprint) == ("by-hospital", printed)
        assert json.loads(release.manifest)["wave"] == WAVE
        [entry] = [one for one in audit.entries(db) if one.event == "answers opened"]
        assert (entry.actor, json.loads(entry.details)["where"]) == (analyst.email, "browser")
    analyst.open("/charity/opening/ready").press("/charity/opening/done", {})
    assert analyst.where == "/charity/opening"
    assert analyst.open("/charity/opening/bundle.zip").status == 410
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0


def test_bad_envelopes_are_named_and_the_rest_is_opened(survey: OpenSurvey, analyst: Officer) -> None:
    fill_and_close(survey)
    with survey.store.writing() as db:
        first, *_others = db.scalars(select(ResponseRecord).order_by(ResponseRecord.id)).all()
        first.sealed, spoiled = first.sealed[:-1] + bytes([first.sealed[-1] ^ 1]), first.id.hex()
    text = wait_for_bundle(opens(analyst)).text
    assert "11 answers of wave W1 were opened" in text
    assert "1 of the answers counted at close are not here as they were." in text
    assert "1: does not open with this key, or was altered after it was sealed" in text
    assert f"{spoiled[:16]}<wbr>{spoiled[16:]}" in text
    assert "The fingerprint printed at close was not compared." in text


def test_what_was_typed_wrong_is_said_and_never_comes_back(survey: OpenSurvey, analyst: Officer) -> None:
    fill_and_close(survey)
    wrong = opens(analyst, passphrase="CANARY wrong one")
    assert (wrong.status, "does not open this key file" in wrong.text) == (422, True)
    assert "CANARY" not in wrong.text
    assert opens(analyst, b"no key at all").status == 422
    missing = opens(analyst, b"", passphrase="", wave="W9")
    for sentence in ("Choose the charity key file", "Type the passphrase", "Choose a wave."):
        assert sentence in missing.text
    with survey.store.reading() as db:
        assert db.query(HandoutRecord).count() == 0


def test_the_lines_of_the_recovery_sheet_open_and_the_comments_wait_to_be_read(
    survey: OpenSurvey, analyst: Officer
) -> None:
    printed = crowd_and_close(survey)
    lines = list(sheet_lines(RECOVERY.secret, PASSPHRASE, survey.chance.randbytes))
    slip = lines[0][:-1] + ("B" if lines[0][-1] != "B" else "C")
    for typed, said in [
        ("\n".join([slip, *lines[1:]]), "Look at line 1 of the sheet again"),
        ("CANARY", "all nine lines of the recovery sheet"),
    ]:
        wrong = opens(analyst, b"", secret_lines=typed)
        assert (wrong.status, said in wrong.text, typed in wrong.text) == (422, True, False)
    both = opens(analyst, secret_lines="\n".join(lines))
    assert "but not both" in both.text
    opens(analyst, b"", secret_lines="\n".join(lines), fingerprint=printed, comments="yes")
    text = " ".join(wait_for_bundle(analyst).text.split())
    assert "181 answers of wave W1 were opened" in text
    with survey.store.reading() as db:
        waiting = comments.every(db, WAVE, MASTER_KEY)
        release = releases.released(db, WAVE)
        assert release is not None
        assert json.loads(release.manifest)["public_key"] == public_key(RECOVERY.secret)
        [entry] = [one for one in audit.entries(db) if one.event == "comments taken in"]
        assert json.loads(entry.details)["count"] == len(waiting)
    assert f"{len(waiting)} comments wait to be read" in text
    assert len(waiting) > 100
    analyst.press("/charity/opening/done", {})
    opens(analyst, comments="yes")
    assert "are in the queue already" in wait_for_bundle(analyst).text  # and the bundle is there


def test_another_key_and_another_fingerprint_open_nothing(survey: OpenSurvey, analyst: Officer) -> None:
    fill_and_close(survey)
    foreign = protect_identity(new_identity().secret, PASSPHRASE)
    assert "This key is not one of the two" in wait_for_bundle(opens(analyst, foreign)).text
    analyst.press("/charity/opening/done", {})
    assert "The fingerprint is not the one" in wait_for_bundle(opens(analyst, fingerprint="0" * 64)).text
    assert analyst.open("/charity/opening/bundle.zip").where == "/charity/opening/ready"
    with survey.store.reading() as db:
        assert releases.all_released(db) == []


def test_before_the_close_nothing_is_offered(survey: OpenSurvey, analyst: Officer) -> None:
    assert "No wave is closed." in analyst.open("/charity/opening").text
    assert opens(analyst).status == 422
    analyst.open("/staff/account").press("/charity/opening/envelopes", {"wave": WAVE})
    assert analyst.status == 422


def test_a_wave_whose_keys_were_changed_in_the_database_is_not_opened(
    survey: OpenSurvey, analyst: Officer
) -> None:
    fill_and_close(survey)
    with survey.store.writing() as db:
        waves.wave(db, WAVE).signing_keys = json.dumps([public_key(new_identity().secret)])
    assert (opens(analyst).status, "Somebody changed the keys of this wave." in analyst.text) == (422, True)
    with survey.store.reading() as db:
        assert (db.query(HandoutRecord).count(), releases.all_released(db)) == (0, [])


def test_a_pilot_that_has_closed_has_nothing_to_open(survey: OpenSurvey, analyst: Officer) -> None:
    fill_and_close(survey)
    with survey.store.writing() as db:
        waves.wave(db, WAVE).posting = waves.Posting.PILOT.value
    assert "No wave is closed." in analyst.open("/charity/opening").text
    assert opens(analyst).status == 422


def test_where_it_is_off_the_sealed_answers_can_be_saved(survey: OpenSurvey) -> None:
    fill_and_close(survey)
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    assert "not opened in the browser" in analyst.open("/charity/opening").text
    assert "identity" not in analyst.text
    assert opens(analyst).status == 409
    analyst.open("/charity/opening").press("/charity/opening/envelopes", {"wave": WAVE})
    assert analyst.page is not None
    lines = analyst.page.get_data().splitlines()
    assert analyst.page.headers["Cache-Control"] == "no-store"
    analyst.page.close()
    assert json.loads(lines[0])["wave"]["code"] == WAVE
    assert json.loads(lines[-1]) == {"end": 12}
    with survey.store.reading() as db:
        [entry] = [one for one in audit.entries(db) if one.event == "sealed answers fetched"]
        assert json.loads(entry.details) == {"wave": WAVE, "count": 12}


def test_nobody_else_fetches_the_bundle_and_after_a_day_it_is_gone(
    survey: OpenSurvey, analyst: Officer
) -> None:
    fill_and_close(survey)
    wait_for_bundle(opens(analyst))
    ticket = analyst.client.get_cookie("opening")
    assert ticket is not None
    other = hired(survey, "other@example.org", Role.ANALYST)
    other.client.set_cookie("opening", ticket.value)
    assert other.open("/charity/opening/bundle.zip").status == 410
    survey.clock.forward(hours=25)
    with survey.store.writing() as db:
        assert handouts.delete_expired(db, int(survey.clock.now.timestamp())) == 1


def test_work_that_was_interrupted_is_said(survey: OpenSurvey, analyst: Officer) -> None:
    fill_and_close(survey)
    wait_for_bundle(opens(analyst))
    with survey.store.writing() as db:
        [kept] = db.query(HandoutRecord).all()
        kept.sealed = handouts.BEING_MADE  # as a process that ended leaves it
    assert "being opened" in analyst.open("/charity/opening/ready").text
    with survey.store.writing() as db:
        [kept] = db.query(HandoutRecord).all()
        kept.expires -= 61 * 60
    assert "The work was interrupted." in analyst.open("/charity/opening/ready").text


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A folder of our own for the server's temporary files."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path / "temporary")
    (tmp_path / "temporary").mkdir()
    yield tmp_path / "temporary"
    tempfile.tempdir = before


def test_nothing_of_key_or_passphrase_is_kept_or_logged(
    survey: OpenSurvey, analyst: Officer, temporary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill_and_close(survey)
    with caplog.at_level(logging.DEBUG):
        wait_for_bundle(opens(analyst))
    kept = b"".join(file.read_bytes() for file in survey.path.parent.rglob("*") if file.is_file())
    said = caplog.text.encode() + analyst.text.encode()
    for secret in (PASSPHRASE.encode(), CHARITY.secret.encode(), b"-> scrypt", b"AGE-SECRET-KEY-"):
        assert secret not in kept + said
    assert list(temporary.iterdir()) == []
