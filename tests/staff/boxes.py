"""A closed wave with answers that can really be opened, at the charity's desk."""

from __future__ import annotations

import io
import json
import random
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from werkzeug.datastructures import FileStorage, MultiDict

from survey_engine import create_app
from survey_engine.questionnaire.answers import Response, to_payload
from survey_engine.questionnaire.loading import Catalogue
from survey_engine.questionnaire.synthetic import as_sent, synthetic_answers
from survey_engine.records import closing, responses, waves
from survey_engine.sealing.codes import read_code
from survey_engine.sealing.envelope import protect_identity, seal_envelope
from survey_engine.sealing.keys import derive_code_keys
from tests.inspecting_client import InspectingClient
from tests.patient.survey import CHARITY, HOSPITAL, MASTER_KEY, RECOVERY, WAVE, OpenSurvey, settings_for
from tests.staff.answering import give_out
from tests.staff.office import Officer

PASSPHRASE: Final = "CANARY harbour violin kettle"
SAID: Final = "CANARY-WORDS-OF-A-PATIENT"


def key_file() -> bytes:
    """The charity key file, under PASSPHRASE."""
    return protect_identity(CHARITY.secret, PASSPHRASE)


def fill_and_close(survey: OpenSurvey, count: int = 12) -> str:
    """Let real answers be in the box, and close the wave; the fingerprint that is printed then."""
    questionnaire = Catalogue.read(settings_for("").questionnaire_folders).get("sbc_patient", 1)
    rng, recipients = random.Random(4), (CHARITY.recipient, RECOVERY.recipient)
    codes = [code for _ref, code in give_out(survey, count)]
    with survey.store.writing() as db:
        pepper = waves.pepper(waves.wave(db, WAVE), MASTER_KEY)
        for code in codes:
            own = rng.randbytes(16)
            sent = as_sent(questionnaire, synthetic_answers(questionnaire, rng, 0.7))
            about = (questionnaire.id, 1, questionnaire.content_hash, WAVE, HOSPITAL, "en", "web")
            response = Response(*about, partial=False, consent=True, answers=sent, id=own.hex())
            payload = json.dumps(to_payload(response)).encode()
            assert responses.send(
                db, nullifier=derive_code_keys(read_code(code), pepper, WAVE).nullifier, wave=WAVE,
                hospital=HOSPITAL, response_id=own, draft_id=b"",
                sealed=seal_envelope(payload, recipients, questionnaire.plaintext_bytes),
            )  # fmt: skip
    with survey.store.writing() as db:
        tallies = closing.close_wave(db, WAVE, today=survey.clock.now.date())
        return tallies[0].digest


def allow(survey: OpenSurvey) -> OpenSurvey:
    """Let the server open answers in the browser."""
    app = create_app(
        replace(settings_for(survey.url), web_opening=True),
        clock=survey.clock,
        random=survey.chance.randbytes,
        wait_seconds=10.0,
    )
    app.test_client_class = InspectingClient
    survey.app = app
    return survey


def opens(officer: Officer, key: bytes | None = None, **fields: str) -> Officer:
    """Choose the key file, type the passphrase, press the button."""
    officer.open("/charity/opening")
    given: Mapping[str, str] = {"wave": WAVE, "passphrase": PASSPHRASE, "fingerprint": "", **fields}
    file = FileStorage(io.BytesIO(key_file() if key is None else key), filename="charity.key")
    data = MultiDict([("csrf_token", officer.token), *given.items(), ("key", file)])
    officer.page = officer.client.post(
        "/charity/opening", data=data, content_type="multipart/form-data", follow_redirects=True
    )
    return officer


def wait_for_bundle(officer: Officer, seconds: float = 240) -> Officer:
    """Press "See whether they are ready" until they are, or were refused."""
    ends = time.monotonic() + seconds
    while "being opened" in officer.open("/charity/opening/ready").text:
        assert time.monotonic() < ends, "opening takes too long"
        time.sleep(0.3)
    return officer
