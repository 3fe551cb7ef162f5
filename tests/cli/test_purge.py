"""`purge` lists first, with reasons, and then deletes; warnings of `wave open` and `wave close`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from survey_engine.records import audit, contacts, drafts, handouts, waves
from survey_engine.records.staff_tables import HandoutRecord
from survey_engine.records.tables import DraftRecord, ResponseRecord, SlipRecord
from tests.cli.person import Person


def test_a_closed_wave_is_purged_when_its_weeks_are_over(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    assert "Nothing has come to the end" in answered.does("purge")
    assert "Backups from before 10 March 2027" in answered.does("purge", "--dry-run")
    answered.today = datetime(2027, 9, 8, 12, tzinfo=UTC)  # the last day on which they are kept
    assert "Nothing has come to the end" in answered.does("purge")
    answered.today += timedelta(days=1)
    listed = answered.does("purge", "--dry-run")
    assert "sealed answers of wave W1" in listed
    assert "kept for 26 weeks after the close, until 8 September 2027" in listed
    assert answered.reads("purge", "--dry-run")["due"] == [  # type: ignore[call-overload, index]
        {
            "what": "sealed answers of wave W1",
            "count": 12,
            "why": "They were kept for 26 weeks after the close, until 8 September 2027.",
            "wave": "W1",
        }
    ]
    assert "purged" not in answered.does("wave", "list")
    assert "Deleted, and scrubbed." in answered.does("purge")
    assert "purged" in answered.does("wave", "list")
    assert "Nothing has come to the end" in answered.does("purge")
    with answered.store().reading() as session:
        assert audit.latest(session, "wave purged") is not None
        assert waves.wave(session, "W1").symbol is None


def test_what_was_never_sent_fetched_or_called_goes_with_its_time_and_nothing_earlier(
    answered: Person,
) -> None:
    store = answered.store()
    with store.writing() as session:
        for id_, week in ((b"d" * 16, drafts.expires_week(date(2027, 3, 31))), (b"e" * 16, "2027-W40")):
            assert drafts.create(session, id_, "W1", b"sealed", week)
        for id_, day in ((b"s" * 16, date(2027, 4, 11)), (b"t" * 16, date(2027, 10, 3))):
            assert contacts.add_slip(session, id_, "W1", b"sealed", day)
        for id_, moment in ((b"x" * 16, answered.today), (b"y" * 16, datetime(2027, 4, 20, 1, tzinfo=UTC))):
            handouts.keep(session, id_, "RXQ", "W1", b"sealed", int(moment.timestamp()))
    answered.today = datetime(2027, 4, 20, 12, tzinfo=UTC)
    listed = answered.reads("purge", "--dry-run")["due"]  # type: ignore[call-overload, index]
    assert [(one["count"], one["what"].split(" ")[0]) for one in listed] == [
        (1, "answers"), (1, "slips"), (1, "files")
    ]  # fmt: skip
    answered.does("purge")
    with store.reading() as session:
        assert session.scalars(select(DraftRecord.id)).all() == [b"e" * 16]
        assert session.scalars(select(SlipRecord.id)).all() == [b"t" * 16]
        assert session.scalars(select(HandoutRecord.id)).all() == [b"y" * 16]
        assert audit.latest(session, "purged") is not None
    store.close()


def test_backups_from_before_a_close_are_asked_for_until_they_must_be_gone(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    for days, said in ((35, "Delete them by 14 April 2027."), (36, "They should be gone: delete them now.")):
        answered.today = datetime(2027, 3, 10, 12, tzinfo=UTC) + timedelta(days=days)
        assert said in answered.does("purge", "--dry-run")


def test_a_purge_beside_a_running_server_leaves_no_sealed_answer_in_any_file(answered: Person) -> None:
    server = answered.store()  # holds the database open, so that its log outlives the command
    with server.reading() as session:
        piece = session.scalars(select(ResponseRecord.sealed)).all()[0][200:400]
    answered.does("wave", "close", "W1")
    answered.does("purge", "--wave", "W1")
    assert [one.name for one in answered.home.rglob("*") if one.is_file() and piece in one.read_bytes()] == []
    server.close()


def test_one_wave_is_purged_early_when_it_is_named(answered: Person) -> None:
    assert "only a closed wave is purged" in answered.is_refused("purge", "--wave", "W1")
    answered.does("wave", "close", "W1")
    listed = answered.does("purge", "--wave", "w1", "--dry-run")
    assert "You asked for this wave. They may be kept until 8 September 2027." in listed
    answered.does("purge", "--wave", "W1")
    assert "purged" in answered.does("wave", "list")
    assert "no wave W9" in answered.is_refused("purge", "--wave", "W9")


def test_how_long_answers_are_kept_is_a_setting(answered: Person) -> None:
    answered.settings["SURVEY_ENGINE_KEEP_WEEKS"] = "4"
    answered.does("wave", "close", "W1")
    answered.today = datetime(2027, 4, 9, tzinfo=UTC)
    assert "until 7 April 2027" in answered.does("purge", "--dry-run")
    answered.settings["SURVEY_ENGINE_KEEP_WEEKS"] = "0"
    assert "a number of weeks" in answered.is_refused("purge")


def test_the_command_line_warns_of_what_the_browser_would_refuse(person: Person) -> None:
    person.opens_a_wave()
    said = person.runs(*person.words_to_open("W2"))
    assert said.exit_code == 0
    assert "Warning: Nobody has shown that the answers could be opened." in said.stderr
    assert "Warning: Wave W1 asks the same questionnaire from 1 March 2027 to 31 March 2027." in said.stderr
    assert "Warning: No backup was ever made." in said.stderr
    assert "Warning" not in said.stdout
    assert "Warning: No backup was ever made." in person.runs("wave", "close", "W2", "--yes").stderr
    with person.store().reading() as session:
        assert len(waves.signing_keys(waves.wave(session, "W1"))) == 2
