"""Drafts and versions of the browser, in both databases: two people, and a catalogue that finds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue, UnknownQuestionnaireError
from survey_engine.records import definition_drafts, publishing, staff
from survey_engine.records.definition_drafts import (
    AlreadyPublishedError,
    NotTheSecondError,
    PublishedShelf,
    UnknownDraftError,
    built,
)
from survey_engine.records.staff import Role, State
from survey_engine.records.staff_tables import StaffRecord
from survey_engine.records.store import Session, Store

TODAY = date(2027, 3, 1)
FOLDER = builtin_folder("questionnaires")
TEXT = (FOLDER / "site_facts" / "1.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 7", 1)
FOUND = built("site_facts", 7, TEXT, ())
LEAD, SECOND = "lead@example.org", "second@example.org"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def hire(db: Session, email: str, *roles: Role) -> StaffRecord:
    record = staff.add_staff(db, email, roles, None, lambda size: email.encode()[:size].ljust(size, b"."))
    record.state = State.ACTIVE.value
    db.flush()
    return record


def publish(store: Store) -> None:
    with store.writing() as db:
        hire(db, LEAD, Role.ADMIN)
        definition_drafts.keep_draft(db, FOUND, TEXT, LEAD, TODAY)
        definition_drafts.propose(db, FOUND, LEAD, ())
        definition_drafts.agree(db, FOUND, hire(db, SECOND, Role.ADMIN), TODAY)


def test_a_catalogue_that_was_read_before_finds_it(store: Store) -> None:
    catalogue = Catalogue.read([FOLDER], PublishedShelf(store, [FOLDER]))
    with pytest.raises(UnknownQuestionnaireError):
        catalogue.get("site_facts", 7)
    publish(store)
    assert catalogue.get("site_facts", 7).content_hash == FOUND.content_hash
    assert catalogue.by_alias("site", 7).id == "site_facts"
    assert [one.version for one in catalogue.versions("site_facts")][-1] == 7
    with store.reading() as db:
        assert publishing.check_published(db, catalogue) == []


def test_a_version_that_is_known_asks_the_database_nothing(store: Store) -> None:
    asked: list[int] = []

    def later(_known: object) -> list[object]:
        asked.append(1)
        return []

    catalogue = Catalogue.read([FOLDER], later)  # type: ignore[arg-type]
    catalogue.get("site_facts", 1)
    catalogue.get("sbc_patient", 1, short=True)
    catalogue.by_alias("site", 1)
    assert asked == []
    next(iter(catalogue))
    assert asked == [1]


def test_the_same_version_twice_is_refused(store: Store) -> None:
    publish(store)
    with store.writing() as db, pytest.raises(AlreadyPublishedError):
        definition_drafts.keep_draft(db, FOUND, TEXT, LEAD, TODAY)


def test_who_cannot_agree(store: Store) -> None:
    with store.writing() as db:
        lead = hire(db, LEAD, Role.ADMIN, Role.ANALYST)
        analyst = hire(db, "analyst@example.org", Role.ANALYST)
        reader = hire(db, "reader@example.org", Role.READER)
        definition_drafts.keep_draft(db, FOUND, TEXT, LEAD, TODAY)
        with pytest.raises(UnknownDraftError):
            definition_drafts.agree(db, FOUND, analyst, TODAY)  # nobody proposes it
        definition_drafts.propose(db, FOUND, LEAD, ())
        for person in (lead, reader):
            with pytest.raises(NotTheSecondError):
                definition_drafts.agree(db, FOUND, person, TODAY)
        hire(db, SECOND, Role.ADMIN)
        with pytest.raises(NotTheSecondError):
            definition_drafts.agree(db, FOUND, analyst, TODAY)
        assert not publishing.is_published(db, "site_facts", 7)


def test_an_account_that_ended_is_no_second_admin(store: Store) -> None:
    with store.writing() as db:
        hire(db, LEAD, Role.ADMIN)
        hire(db, SECOND, Role.ADMIN).state = State.ENDED.value
        definition_drafts.keep_draft(db, FOUND, TEXT, LEAD, TODAY)
        definition_drafts.propose(db, FOUND, LEAD, ())
        analyst = hire(db, "analyst@example.org", Role.ANALYST)
        assert definition_drafts.agree(db, FOUND, analyst, TODAY) == LEAD
