"""What a stolen copy tells. Thresholds: docs/anonymity.md, "Rules a test must hold"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from survey_engine.analysis.linking import concordance, most_links, precision_by_marks
from survey_engine.records import contacts, drafts
from survey_engine.records.database import make_engine, session_factory, upgrade
from survey_engine.records.scrubbing import scrub
from survey_engine.records.stolen import Copy, copy_in_use
from survey_engine.sealing.envelope import seal_draft
from tests.records.rounds import PLAINTEXT_BYTES, WAVE, Patient, invite, open_round, save_draft, seeded, send

SENT = 200
INVITED = 240
# One length for all, and seeded keys, so that every run is the same: lining up at random gives one right link
# on average, but one line-up in fifty gives four, and there are many line-ups.
SEALED_BYTES = 15_750
MOST_LINKS = 3
MOST_PRECISION = 0.02
CHANCE, TOLERANCE = 0.5, 0.08
DELETED = date(2028, 2, 27)


@dataclass(frozen=True)
class Stolen:
    """A round of one hospital, copied before and after a scrub, with what really happened."""

    kind: str
    before: Copy
    after: Copy
    patients: list[Patient]  # in the order in which they sent
    slips: dict[bytes, bytes]  # nullifier -> slip
    drafts_left: list[bytes]  # in the order in which they were begun
    invitations: tuple[object, object]

    @property
    def answers(self) -> dict[bytes, bytes]:
        """The truth: nullifier -> answer."""
        return {one.code.nullifier: one.response_id for one in self.patients}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stolen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stolen]:
    kind = request.param
    server: Any = request.getfixturevalue("postgres_server") if kind == "postgresql" else None
    file = tmp_path_factory.mktemp("attack") / "survey.sqlite"
    url = server.new_database() if server else f"sqlite:///{file}"
    upgrade(url)
    engine = make_engine(url)

    def copied() -> Copy:
        if server is None:
            return copy_in_use(url)
        server.flush()
        return copy_in_use(url, Path(server.data))

    with session_factory(engine).begin() as session:
        open_round(session)
        patients = seeded(7).sample(invite(session, "RXQ", INVITED), k=INVITED)
    issued = invitations_of(engine)
    slips, left = live_through(engine, patients)
    before, unchanged = copied(), invitations_of(engine)
    scrub(engine)
    yield Stolen(kind, before, copied(), patients[:SENT], slips, left, (issued, unchanged))
    engine.dispose()


def live_through(engine: Any, patients: list[Patient]) -> tuple[dict[bytes, bytes], list[bytes]]:
    """Everyone begins; pages of several people interleave; 200 send; every fourth leaves her telephone."""
    factory, make = session_factory(engine), seeded(9)
    slips, left = {}, []
    for number, patient in enumerate(patients):
        with factory.begin() as session:
            save_draft(session, patient)
        if number >= SENT:
            left.append(patient.draft.draft_id)
        if 5 <= number < SENT + 5:
            sender = patients[number - 5]
            turn_a_page(factory, sender)
            with factory.begin() as session:
                assert send(session, sender, sealed=make.randbytes(SEALED_BYTES))
            if number % 4 == 0:
                slips[sender.code.nullifier] = make.randbytes(16)
                with factory.begin() as session:
                    contacts.add_slip(
                        session, slips[sender.code.nullifier], WAVE, make.randbytes(4300), DELETED
                    )
    return slips, left


def turn_a_page(factory: Any, patient: Patient) -> None:
    keys = patient.draft
    with factory.begin() as session:
        old = drafts.load(session, keys.draft_id) or b""
        new = seal_draft(b'{"q": 1}', keys.draft_key, keys.draft_id, WAVE, 1, PLAINTEXT_BYTES)
        assert drafts.swap(session, keys.draft_id, old, new)


def invitations_of(engine: Any) -> list[tuple[object, ...]]:
    query = "SELECT * FROM invitation ORDER BY lookup"
    if engine.dialect.name == "postgresql":
        query = "SELECT ctid::text, xmin::text, xmax::text, * FROM invitation ORDER BY lookup"
    with session_factory(engine, read_only=True)() as session:
        return [tuple(row) for row in session.execute(text(query))]


def links_in(copy: Copy, one: str, other: str, truth: dict[bytes, bytes]) -> tuple[int, str]:
    return most_links(copy.orders[one], copy.orders[other], truth)


def precision(copy: Copy, other: str, truth: dict[bytes, bytes]) -> float:
    return precision_by_marks(copy.marks["spent"], copy.marks[other], truth)


def test_the_attack_works_where_it_should(stolen: Stolen):
    """Before the scrub it links, so that its silence afterwards means something."""
    links, _how = links_in(stolen.before, "spent", "response", stolen.answers)
    assert links > SENT / 4
    if stolen.kind == "postgresql":
        assert precision(stolen.before, "response", stolen.answers) > 0.9


def test_no_order_in_a_copy_links_an_answer_to_a_code(stolen: Stolen):
    links, how = links_in(stolen.after, "spent", "response", stolen.answers)
    assert links <= MOST_LINKS, how


def test_no_order_in_a_copy_links_a_contact_slip_to_a_code_or_an_answer(stolen: Stolen):
    links, how = links_in(stolen.after, "spent", "slip", stolen.slips)
    assert links <= MOST_LINKS, how
    answers = {stolen.answers[nullifier]: slip for nullifier, slip in stolen.slips.items()}
    links, how = links_in(stolen.after, "response", "slip", answers)
    assert links <= MOST_LINKS, how


def test_no_mark_that_rows_share_links_them(stolen: Stolen):
    if stolen.kind == "sqlite":
        assert stolen.after.marks == {}
        return
    for other, truth in (("response", stolen.answers), ("slip", stolen.slips)):
        assert precision(stolen.after, other, truth) <= MOST_PRECISION


def test_no_copy_tells_the_order_of_sending(stolen: Stolen):
    as_sent = {
        "spent": list(stolen.answers),
        "response": list(stolen.answers.values()),
        "slip": list(stolen.slips.values()),
        "draft": stolen.drafts_left,
    }
    for table, keys in as_sent.items():
        tolerance = TOLERANCE * max(1, (SENT / len(keys)) ** 0.5)  # fewer rows, more chance
        for name, order in stolen.after.orders[table].items():
            if "xmin" not in name or len(set(stolen.after.marks[table].values())) > 1:
                assert abs(concordance(order, keys) - CHANCE) <= tolerance, f"{table} by {name}"


def test_postgresql_keeps_rows_in_the_order_of_their_keys_and_of_nothing_else(stolen: Stolen):
    if stolen.kind == "postgresql":
        for table, orders in stolen.after.orders.items():
            for name in {"ctid", "toast"} & set(orders):
                assert orders[name] == sorted(orders[name]), f"{table} by {name}"
                assert len(orders[name]) == len(orders["ctid"])
            assert len(set(stolen.after.marks[table].values())) == 1


def test_nothing_remains_of_drafts_that_were_sent(stolen: Stolen):
    assert all(one.draft.draft_id not in stolen.after.raw for one in stolen.patients)
    assert any(one.draft.draft_id in stolen.before.raw for one in stolen.patients)


def test_no_file_holds_an_older_copy_of_a_row(stolen: Stolen):
    """Each key stands once in its table and once in each index; a second place would be another order."""
    most = {"sqlite": (1, 2), "postgresql": (2, 2)}[stolen.kind]
    for one in stolen.patients:
        assert stolen.after.raw.count(one.code.nullifier) == most[0]
        assert stolen.after.raw.count(one.response_id) == most[1]


def test_a_scrubbed_file_is_the_same_whatever_the_order_of_sending(tmp_path: Path):
    """The proof behind the numbers: on SQLite the bytes of the file depend on what is kept alone."""
    files = []
    for seed in (1, 2):
        url = f"sqlite:///{tmp_path / f'{seed}.sqlite'}"
        upgrade(url)
        engine = make_engine(url)
        with session_factory(engine).begin() as session:
            open_round(session)
            patients = invite(session, "RXQ", 40)
        for patient in seeded(seed).sample(patients, k=40):
            with session_factory(engine).begin() as session:
                assert send(session, patient, sealed=patient.response_id * 980)
                contacts.add_slip(session, patient.draft.draft_id, WAVE, patient.response_id * 260, DELETED)
        scrub(engine)
        engine.dispose()
        files.append((tmp_path / f"{seed}.sqlite").read_bytes())
    assert without_counters(files[0]) == without_counters(files[1])


def without_counters(file: bytes) -> bytes:
    """A SQLite file but for the change counter and its copy in the header, which count writes."""
    return file[:24] + file[28:92] + file[96:]


def test_submissions_change_no_invitation(stolen: Stolen):
    issued, unchanged = stolen.invitations
    assert issued == unchanged
