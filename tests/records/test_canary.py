"""Marked codes, answers and return codes leave no trace in any file or log: at issue, on the way or after."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_engine.records import drafts, invitations, responses, waves
from survey_engine.records.closing import close_wave
from survey_engine.records.database import session_factory
from survey_engine.records.scrubbing import scrub
from survey_engine.sealing.codes import Code, new_return_code, show_code, show_return_code
from survey_engine.sealing.envelope import seal_draft, seal_envelope
from survey_engine.sealing.keys import CodeKeys, DraftKeys, derive_code_keys, derive_draft_keys
from tests.records.rounds import CLOSES, MASTER_KEY, PLAINTEXT_BYTES, RECIPIENTS, WAVE, open_round, seeded

ANSWER = b"CANARY-nobody told me where to turn-CANARY"
RETURN_CODE = new_return_code(seeded(4).randbytes)

Search = Callable[[], bytes]


@pytest.fixture
def search(engine: Engine, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Search:
    """Everything that was written anywhere: the database's files and logs, and our own log at its loudest."""
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "sqlalchemy.orm"):
        caplog.set_level(logging.DEBUG, logger=name)

    def everything() -> bytes:
        if engine.dialect.name == "sqlite":
            folder = Path(str(engine.url.database)).parent
        else:
            server: Any = request.getfixturevalue("postgres_server")
            server.flush()
            folder = server.folder
        files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        return b"\n".join([*files, caplog.text.encode()])

    return everything


def traces(found: bytes, marks: dict[str, bytes]) -> list[str]:
    return [name for name, mark in marks.items() if mark in found]


def test_codes_leave_no_trace_at_issue(engine: Engine, search: Search):
    with session_factory(engine).begin() as session:
        wave = open_round(session)
        issued = invitations.issue(session, WAVE, "RXQ", 5, MASTER_KEY, seeded(3).randbytes)
        new = invitations.replace(session, WAVE, issued[0].ref, MASTER_KEY, seeded(6).randbytes)
        pepper = waves.pepper(wave, MASTER_KEY)
    marks = {"pepper": pepper}
    for number, one in enumerate([*issued, new]):
        marks |= {f"code {number}": one.code.encode(), f"shown {number}": show_code(one.code).encode()}
    found = search()
    assert issued[0].ref.encode() in found  # the search finds what is there
    assert traces(found, marks) == []


def marks_of(code: Code, pepper: bytes, code_keys: CodeKeys, draft_keys: DraftKeys) -> dict[str, bytes]:
    """Everything of one patient that must be found nowhere."""
    return {
        "code": code.encode(),
        "shown code": show_code(code).encode(),
        "answer": ANSWER,
        "return code": RETURN_CODE.encode(),
        "shown return code": show_return_code(RETURN_CODE).encode(),
        "pepper": pepper,
        "device key": code_keys.device_key,
        "resume salt": code_keys.resume_salt,
        "draft key": draft_keys.draft_key,
    }


def test_answers_and_codes_leave_no_trace_on_the_way_or_after(engine: Engine, search: Search):
    factory = session_factory(engine)
    with factory.begin() as session:
        wave = open_round(session)
        (one,) = invitations.issue(session, WAVE, "RXQ", 1, MASTER_KEY, seeded(3).randbytes)
        pepper = waves.pepper(wave, MASTER_KEY)
    code_keys = derive_code_keys(one.code, pepper, WAVE)
    draft_keys = derive_draft_keys(RETURN_CODE, code_keys.resume_salt, WAVE)
    marks = marks_of(one.code, pepper, code_keys, draft_keys)

    def on_the_way(session: Session) -> None:
        sealed = [
            seal_draft(state, draft_keys.draft_key, draft_keys.draft_id, WAVE, 1, PLAINTEXT_BYTES)
            for state in (b"{}", ANSWER)
        ]
        assert drafts.create(session, draft_keys.draft_id, WAVE, sealed[0], "2027-W05")
        assert drafts.swap(session, draft_keys.draft_id, sealed[0], sealed[1])

    def at_send(session: Session) -> None:
        for number in range(2):  # the second finds the code used
            sent = responses.send(
                session,
                nullifier=code_keys.nullifier,
                wave=WAVE,
                hospital="RXQ",
                response_id=seeded(number).randbytes(16),
                sealed=seal_envelope(ANSWER, RECIPIENTS, PLAINTEXT_BYTES),
                draft_id=draft_keys.draft_id,
            )
            assert sent is (number == 0)

    for step in (on_the_way, at_send, lambda session: close_wave(session, WAVE, today=CLOSES)):
        with factory.begin() as session:
            step(session)
        assert traces(search(), marks) == []
    scrub(engine)
    assert traces(found := search(), marks) == []
    if engine.dialect.name == "sqlite":  # PostgreSQL's log of changes keeps hashes for a while
        left = {"nullifier": code_keys.nullifier, "lookup": code_keys.lookup, "draft": draft_keys.draft_id}
        assert traces(found, left) == []
