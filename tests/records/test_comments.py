"""The review queue in the database: always sealed, two people, and a purge that leaves what was released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from survey_engine.analysis.comments import Comment
from survey_engine.analysis.released_comments import ReleasedComments, ReviewCounts, Themes
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.records import closing, comment_lists, comment_steps, comment_themes, comments, hospitals
from survey_engine.records import staff as accounts
from survey_engine.records.comments import ChangedMeanwhileError, CommentsError, QueuedComment, State
from survey_engine.records.database import session_factory
from survey_engine.records.scrubbing import scrub
from survey_engine.records.staff import Role
from survey_engine.records.staff_tables import CommentRecord
from tests.records.rounds import CLOSES, MASTER_KEY, WAVE, open_round, seeded
from tests.records.test_canary import Search, search, traces

__all__ = ["search"]  # a fixture

DAY = date(2027, 3, 3)
MARK = "CanaryWordsZQX"


def texts(count: int, hospital: str = "", question: str = "best_thing") -> list[Comment]:
    return [Comment(QuestionId(question), hospital, f"{MARK} number {one}") for one in range(count)]


def queue(session: Session, rows: Iterable[Comment]) -> tuple[bytes, bytes]:
    """A closed wave with comments; (who reads, the second person)."""
    open_round(session)
    closing.close_wave(session, WAVE, today=CLOSES)
    assert comments.take_in(session, WAVE, rows, master_key=MASTER_KEY) > 0
    people = [
        accounts.add_staff(session, f"{name}@example.org", [role], None, seeded(number).randbytes).id
        for number, (name, role) in enumerate([("ann", Role.ANALYST), ("ben", Role.READER)], start=50)
    ]
    return people[0], people[1]


def first(session: Session, state: State = State.WAITING) -> QueuedComment:
    found = comments.every(session, WAVE, MASTER_KEY, state=state)
    assert found
    return found[0]


def test_only_a_closed_wave_gives_comments_and_only_once(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        open_round(session)
        with pytest.raises(CommentsError, match="is open"):
            comments.take_in(session, WAVE, texts(1), master_key=MASTER_KEY)
        closing.close_wave(session, WAVE, today=CLOSES)
        with pytest.raises(CommentsError, match="ZZZ"):
            comments.take_in(session, WAVE, texts(1, "ZZZ"), master_key=MASTER_KEY)
        assert comments.take_in(session, WAVE, texts(3), master_key=MASTER_KEY) == 3
        with pytest.raises(CommentsError, match="already"):
            comments.take_in(session, WAVE, texts(1), master_key=MASTER_KEY)


def test_a_hospital_keeps_its_name_from_ten_comments_on_a_question(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        hospitals.add_hospital(session, "SMALL", "Small Hospital")
        queue(session, [*texts(10, "RXQ"), *texts(9, "SMALL"), *texts(9, "RXQ", "other")])
        assert comment_lists.named(session, WAVE) == {
            ("best_thing", "RXQ"): 10, ("best_thing", ""): 9, ("other", ""): 9,
        }  # fmt: skip


def test_nobody_releases_her_own_and_nothing_is_written_over(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, texts(1))
        found = first(session)
        comment_steps.change_text(session, found, "New words", by=ann, master_key=MASTER_KEY)
        with pytest.raises(ChangedMeanwhileError):  # drawn before the change
            comment_steps.give_to_second(session, found, by=ann, master_key=MASTER_KEY, today=DAY)
        with pytest.raises(CommentsError, match="not with the second"):
            comment_steps.release(session, first(session), by=ben, master_key=MASTER_KEY)
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        waiting = first(session, State.SECOND)
        with pytest.raises(CommentsError, match="Somebody else"):
            comment_steps.release(session, waiting, by=ann, master_key=MASTER_KEY)
        with pytest.raises(CommentsError, match="not waiting"):
            comment_steps.change_text(session, waiting, "x", by=ann, master_key=MASTER_KEY)
        comment_steps.release(session, waiting, by=ben, master_key=MASTER_KEY)
        released = comment_themes.released_comments(session, WAVE, MASTER_KEY)
        assert [one.text for one in released.comments] == ["New words"]


def test_whoever_changed_a_word_never_releases_it_though_somebody_else_gave_it_on(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, texts(1))
        comment_steps.change_text(session, first(session), "Words of Ben", by=ben, master_key=MASTER_KEY)
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        waiting = first(session, State.SECOND)
        with pytest.raises(CommentsError, match="worked on this comment yourself"):
            comment_steps.release(session, waiting, by=ben, master_key=MASTER_KEY)
        comment_steps.send_back(session, waiting, "Look again.", master_key=MASTER_KEY)
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        with pytest.raises(CommentsError, match="worked on this comment yourself"):  # a hand is not forgotten
            comment_steps.release(session, first(session, State.SECOND), by=ben, master_key=MASTER_KEY)


def test_alone_only_when_48_hours_are_over_whatever_the_hour(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, _ben = queue(session, texts(1))
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        for days in (0, 1, 2):
            later = DAY + timedelta(days=days)
            assert comment_lists.overdue(session, WAVE, later) == []
            with pytest.raises(CommentsError, match="48 hours"):
                comment_steps.release_alone(
                    session, first(session, State.SECOND), by=ann, master_key=MASTER_KEY, today=later
                )
        later = DAY + timedelta(days=3)
        assert len(comment_lists.overdue(session, WAVE, later)) == 1
        found = first(session, State.SECOND)
        comment_steps.release_alone(session, found, by=ann, master_key=MASTER_KEY, today=later)
        assert comment_themes.released_comments(session, WAVE, MASTER_KEY).counts.alone == 1


def test_a_worry_keeps_it_back_until_the_lead_has_decided(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, _ben = queue(session, texts(1))
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        comment_steps.raise_concern(session, first(session, State.SECOND), master_key=MASTER_KEY)
        assert comment_lists.ids_of(session, WAVE, State.WAITING) == []
        assert len(comment_lists.worries(session, WAVE)) == 1
        with pytest.raises(CommentsError, match="lead decides"):
            comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        comment_steps.settle_concern(session, first(session), master_key=MASTER_KEY)
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)


def test_a_purge_leaves_released_words_and_nothing_of_any_other(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, texts(5))
        comment_themes.add_theme(session, WAVE, "Waiting")
        theme = comment_themes.frame(session, WAVE)[0].id
        for one in comments.every(session, WAVE, MASTER_KEY):
            comment_themes.set_themes(session, one, [theme])
        comment_steps.change_text(session, first(session), "Kept words", by=ann, master_key=MASTER_KEY)
        changed = next(
            one for one in comments.every(session, WAVE, MASTER_KEY) if one.work.text == "Kept words"
        )
        comment_steps.give_to_second(session, changed, by=ann, master_key=MASTER_KEY, today=DAY)
        comment_steps.release(session, first(session, State.SECOND), by=ben, master_key=MASTER_KEY)
        comment_steps.put_aside(session, first(session), "Says a name.", by=ann, master_key=MASTER_KEY)
        comment_steps.give_to_second(session, first(session), by=ann, master_key=MASTER_KEY, today=DAY)
        assert comment_lists.unfinished(session, WAVE) == 3
        closing.purge_wave(session, WAVE, today=DAY)
    with session_factory(engine).begin() as session:
        (left,) = comments.every(session, WAVE, MASTER_KEY)
        assert (left.original, left.work.text, left.state) == (None, "Kept words", State.RELEASED)
        (released,) = comment_themes.released_comments(session, WAVE, MASTER_KEY).comments
        assert (released.text, released.themes) == ("Kept words", ("Waiting",))


def test_words_are_found_nowhere_and_rows_have_one_length(engine: Engine, search: Search) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, [*texts(12), replace(texts(1)[0], text=MARK + "long " * 700)])
        comment_themes.add_theme(session, WAVE, "Waiting")
    for step in ("change", "give", "release"):
        with session_factory(engine).begin() as session:
            found = first(session, State.SECOND if step == "release" else State.WAITING)
            if step == "change":
                comment_steps.change_text(session, found, MARK + " new", by=ann, master_key=MASTER_KEY)
            elif step == "give":
                comment_steps.give_to_second(session, found, by=ann, master_key=MASTER_KEY, today=DAY)
            else:
                comment_steps.release(session, found, by=ben, master_key=MASTER_KEY)
        assert traces(search(), {"words": MARK.encode()}) == []
    scrub(engine)
    assert traces(search(), {"words": MARK.encode()}) == []
    with session_factory(engine).begin() as session:
        rows = session.query(CommentRecord).all()
        assert len({(len(one.work), len(one.original or b"")) for one in rows}) == 1


def test_words_that_were_released_are_changed_only_before_a_second_person_again(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, texts(1))

        def release(by: bytes) -> None:
            waiting = first(session)
            comment_steps.give_to_second(session, waiting, by=ann, master_key=MASTER_KEY, today=DAY)
            comment_steps.release(session, first(session, State.SECOND), by=by, master_key=MASTER_KEY)

        release(ben)
        found = first(session, State.RELEASED)
        with pytest.raises(CommentsError, match="not waiting"):
            comment_steps.change_text(session, found, "Other words", by=ann, master_key=MASTER_KEY)
        summary = comments.add_summary(session, WAVE, "best_thing", master_key=MASTER_KEY)
        comment_steps.change_text(session, summary, "Some waited.", by=ann, master_key=MASTER_KEY)
        release(ben)
        summary = comments.add_summary(session, WAVE, "best_thing", master_key=MASTER_KEY)
        comment_steps.change_text(session, summary, "Many waited.", by=ann, master_key=MASTER_KEY)
        shown = comment_themes.released_comments(session, WAVE, MASTER_KEY)
        assert (len(shown.comments), dict(shown.summaries)) == (1, {})


def test_texts_lie_in_the_database_in_an_order_of_their_own(engine: Engine) -> None:
    """In that of their random ids: the order of a file could be the order in which people answered."""
    with session_factory(engine).begin() as session:
        queue(session, texts(40))
    with session_factory(engine).begin() as session:
        stored = [bytes(one) for one in session.scalars(text("SELECT id FROM comment"))]
        assert stored == sorted(stored)


def test_themes_are_few_and_two_can_become_one(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        queue(session, texts(2))
        for number in range(comment_themes.MOST_THEMES):
            comment_themes.add_theme(session, WAVE, f"Theme {number}")
        for name in ("Theme 99", "", "theme 1"):
            with pytest.raises(comment_themes.ThemeError):
                comment_themes.add_theme(session, WAVE, name)
        one, two, *_others = comment_themes.frame(session, WAVE)
        both, alone = comments.every(session, WAVE, MASTER_KEY)
        comment_themes.set_themes(session, both, [one.id, two.id])
        comment_themes.set_themes(session, alone, [one.id])
        comment_themes.join_themes(session, WAVE, one.id, two.id)
        assert comment_themes.themes_of(session, both.id) == {two.id}
        assert comment_themes.themes_of(session, alone.id) == {two.id}
        assert len(comment_themes.frame(session, WAVE)) == comment_themes.MOST_THEMES - 1
        comment_themes.rename_theme(session, WAVE, two.id, "Waiting")
        assert "Waiting" in {each.name for each in comment_themes.frame(session, WAVE)}


def test_nothing_but_the_gate_makes_what_a_report_takes() -> None:
    with pytest.raises(TypeError):
        ReleasedComments(WAVE, (), {}, ReviewCounts(0, 0, {}, 0), object())
    with pytest.raises(TypeError):
        Themes(WAVE, (), object())


def test_themes_are_counted_from_twenty_comments_on(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        ann, ben = queue(session, [*texts(20, "RXQ"), *texts(19, "", "other")])
        comment_themes.add_theme(session, WAVE, "Waiting")
        comment_themes.add_theme(session, WAVE, "Kindness")
        kindness, waiting = comment_themes.frame(session, WAVE)
        for one in comments.every(session, WAVE, MASTER_KEY):
            of_first = one.question == "best_thing"
            comment_themes.set_themes(session, one, [waiting.id] if of_first else [kindness.id])
            comment_steps.give_to_second(session, one, by=ann, master_key=MASTER_KEY, today=DAY)
        for one in comments.every(session, WAVE, MASTER_KEY):
            comment_steps.release(session, one, by=ben, master_key=MASTER_KEY)
        rows = comment_themes.themes(session, WAVE, MASTER_KEY).rows
        assert {(one.question, one.hospital, one.theme, one.count, one.base) for one in rows} == {
            ("best_thing", "", "Waiting", "20", 20), ("best_thing", "RXQ", "Waiting", "20", 20),
        }  # fmt: skip
