"""Pledges in a real database: nothing gets public that was withheld, and no change is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy.orm import Session

from survey_engine.analysis.pledge import Action, Opinion, Pledge, Status, with_baselines
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.released import public_scores
from survey_engine.records import hospitals, pledge_marks, pledges, released_scores
from survey_engine.records.pledge_history import Hand, history
from survey_engine.records.pledge_marks import MarkError
from survey_engine.records.pledges import PledgeChangedError, PledgeError, UnknownPledgeError, mark_of
from survey_engine.records.tables import WaveRecord
from tests.analysis.pledged import ACTION, NURSE, STANDARD
from tests.analysis.released import public_findings, release

PLACE = ("RXQ", "W1")
HOSPITAL = Hand("hospital", date(2027, 5, 1))
CHARITY = Hand("charity", date(2027, 6, 1))
DRAFT = replace(ACTION, id="", baselines=())


def waves_in(session: Session) -> None:
    """A wave that has closed; nothing of it but its days is read here."""
    session.add(
        WaveRecord(
            id="W1", symbol="7", questionnaire="sbc_patient", version=1, opens_on=date(2026, 11, 1),
            closes_on=date(2026, 11, 30), entry_until=date(2026, 12, 28), state="closed", posting="sealed",
            recipients="[]", recipients_seal=b"", pepper_wrapped=None,
        )
    )  # fmt: skip
    session.flush()


@pytest.fixture
def begun(session: Session) -> Session:
    """A hospital whose figures are out, with a pledge and no action."""
    hospitals.add_hospital(session, "RXQ", "Northfield Hospital")
    hospitals.add_hospital(session, "ZZZ", "Southfield Hospital")
    waves_in(session)
    release(session, "W1", {"RXQ": [NURSE, STANDARD], "ZZZ": []})
    pledges.begin(session, *PLACE)
    pledges.save_heading(session, Pledge(*PLACE, title="Our pledge", agreed_patients=5), HOSPITAL)
    return session


def add(session: Session, action: Action = DRAFT) -> Action:
    figures = released_scores.scores(session, "RXQ")
    return pledges.add_action(
        session,
        *PLACE,
        with_baselines(action, figures, "W1"),
        HOSPITAL,
        Random(len(action.you_said)).randbytes,
    )


def kept(session: Session) -> pledges.KeptPledge:
    found = pledges.find(session, *PLACE)
    assert found is not None
    return found


def publish(session: Session) -> Pledge:
    return pledges.publish(session, *PLACE, CHARITY, before=mark_of(kept(session).pledge))


def test_from_draft_to_public_and_what_follows(begun: Session) -> None:
    action = add(begun)
    assert action.baselines == (NURSE, STANDARD)
    assert (kept(begun).public, kept(begun).is_offered) == (None, False)
    pledges.offer(begun, *PLACE, HOSPITAL)
    assert kept(begun).is_offered
    shown = publish(begun)
    assert pledges.published(begun) == [shown]
    assert (shown.published_on, kept(begun).has_news, kept(begun).is_offered) == (CHARITY.today, False, False)
    done = replace(action, status=Status.DONE, we_did="A nurse is there.", evidence="Rota of May")
    pledges.save_action(begun, done, HOSPITAL, before=mark_of(action))
    assert pledges.published(begun) == [shown]  # the hospital changes nothing that is public
    assert kept(begun).has_news
    later = Hand("charity", date(2028, 1, 1))
    again = pledges.publish(begun, *PLACE, later, before=mark_of(kept(begun).pledge))
    assert (again.published_on, again.actions[0].we_did) == (CHARITY.today, "A nurse is there.")
    assert (again.actions[0].evidence, kept(begun).renewed_on) == ("", later.today)


def test_every_change_is_kept_with_day_and_role(begun: Session) -> None:
    action = add(begun)
    pledges.save_action(begun, action, HOSPITAL, before=mark_of(action))  # nothing changed: nothing is noted
    changed = replace(action, we_will="We will have two nurses by the telephone.")
    pledges.save_action(begun, changed, HOSPITAL, before=mark_of(action))
    pledges.offer(begun, *PLACE, HOSPITAL)
    publish(begun)
    found = history(begun, *PLACE)
    assert [(one.event, one.role) for one in reversed(found)] == [
        ("heading", "hospital"), ("added", "hospital"), ("changed", "hospital"), ("offered", "hospital"),
        ("published", "charity"),
    ]  # fmt: skip
    assert found[2].fields == {"we_will": (action.we_will, changed.we_will)}
    assert (found[0].on_date, found[2].action) == (CHARITY.today, action.id)


def test_a_sixth_action_wants_a_reason_and_an_eighth_is_refused(begun: Session) -> None:
    for number in range(5):
        add(begun, replace(DRAFT, you_said="Please." * (number + 1)))
    with pytest.raises(PledgeError, match="Say first why"):
        add(begun, replace(DRAFT, you_said="Once more."))
    heading = Pledge(*PLACE, title="Our pledge", more_reason="Two wards are one now.")
    pledges.save_heading(begun, heading, HOSPITAL)
    add(begun, replace(DRAFT, you_said="Once more."))
    add(begun, replace(DRAFT, you_said="And once again."))
    with pytest.raises(PledgeError, match="at most 7"):
        add(begun, replace(DRAFT, you_said="And yet once again."))


def test_two_at_once_write_over_nothing_unseen(begun: Session) -> None:
    action = add(begun)
    seen = kept(begun).pledge
    pledges.save_action(begun, replace(action, owner="Matron"), HOSPITAL, before=mark_of(action))
    with pytest.raises(PledgeChangedError):
        pledges.save_action(begun, replace(action, owner="Lead"), HOSPITAL, before=mark_of(action))
    with pytest.raises(PledgeChangedError):  # the charity publishes what it read, and nothing else
        pledges.publish(begun, *PLACE, CHARITY, before=mark_of(seen))


def test_what_is_not_whole_or_quotes_what_was_withheld_is_never_published(begun: Session) -> None:
    with pytest.raises(PledgeError, match="at least one action"):
        publish(begun)
    with pytest.raises(PledgeError, match="was not published for these questions"):
        add(begun, replace(DRAFT, you_said="12% of you have no plan."))
    forged = replace(DRAFT, baselines=(replace(NURSE, code="withheld", shown="12 %"),))
    pledges.add_action(begun, *PLACE, forged, HOSPITAL, Random(3).randbytes)
    with pytest.raises(PledgeError, match="was not released"):
        publish(begun)
    assert pledges.published(begun) == []


def test_a_public_action_is_dropped_with_a_reason_and_never_removed(begun: Session) -> None:
    first, second = add(begun), add(begun, replace(DRAFT, you_said="The wait is long."))
    pledges.remove_action(begun, second.id, HOSPITAL)
    assert [one.id for one in kept(begun).pledge.actions] == [first.id]
    publish(begun)
    with pytest.raises(PledgeError, match="Mark it as dropped"):
        pledges.remove_action(begun, first.id, HOSPITAL)
    assert history(begun, *PLACE)[1].event == "removed"


def test_figures_are_read_from_the_ledger_and_never_those_of_a_hospitals_own_report(begun: Session) -> None:
    assert released_scores.scores(begun, "RXQ") == (NURSE, STANDARD)
    assert released_scores.scores(begun, "ZZZ") == ()
    assert released_scores.waves_released(begun) == ("W1",)
    with pytest.raises(ValueError, match="released to the public"):
        public_scores(public_findings("W1", {"RXQ": [NURSE]}, Audience.HOSPITAL), "RXQ")


def test_marks_say_what_and_never_who(begun: Session) -> None:
    action = add(begun)
    account = b"a" * 16
    with pytest.raises(MarkError, match="why you disagree"):
        pledge_marks.save(begun, PLACE, account, {action.id: (Opinion.DISAGREE, " ")}, CHARITY.today)
    said = {action.id: (Opinion.DISAGREE, "It is still full.")}
    assert pledge_marks.save(begun, PLACE, account, said, CHARITY.today) == 1
    assert pledge_marks.save(begun, PLACE, account, said, date(2027, 7, 1)) == 0
    pledge_marks.save_pack(begun, PLACE, {action.id: (Opinion.DONE, "")}, CHARITY.today, Random(1).randbytes)
    found = [(one.opinion, one.because, one.on_paper) for one in pledge_marks.of_pledge(begun, *PLACE)]
    assert found == [(Opinion.DISAGREE, "It is still full.", False), (Opinion.DONE, "", True)]
    assert list(pledge_marks.of_giver(begun, account)) == [action.id]


def test_marks_are_of_one_pledge_and_go_with_an_action_that_is_taken_out(begun: Session) -> None:
    stays, goes = add(begun), add(begun, replace(DRAFT, you_said="The wait is long."))
    pledges.begin(begun, "ZZZ", "W1")
    other = pledges.add_action(begun, "ZZZ", "W1", DRAFT, HOSPITAL, Random(7).randbytes)
    said = {stays.id: (Opinion.NOT_YET, ""), goes.id: (Opinion.DISAGREE, "Not here.")}
    pledge_marks.save(begun, PLACE, b"a" * 16, said, CHARITY.today)
    theirs = {other.id: (Opinion.DISAGREE, "Said at Southfield.")}
    pledge_marks.save(begun, ("ZZZ", "W1"), b"b" * 16, theirs, CHARITY.today)
    pledges.remove_action(begun, goes.id, HOSPITAL)
    assert [one.action for one in pledge_marks.of_pledge(begun, *PLACE)] == [stays.id]
    assert [one.because for one in pledge_marks.of_pledge(begun, "ZZZ", "W1")] == ["Said at Southfield."]
    assert list(pledge_marks.of_giver(begun, b"a" * 16)) == [stays.id]


def test_what_is_written_after_it_was_sent_is_not_sent(begun: Session) -> None:
    """The charity and the representatives read what the hospital has finished, and nothing in the middle."""
    action, second = add(begun), add(begun, replace(DRAFT, you_said="The wait is long."))
    changes: list[Callable[[], object]] = [
        lambda: pledges.save_action(begun, replace(action, owner="Matron"), HOSPITAL, before=mark_of(action)),
        lambda: add(begun, replace(DRAFT, you_said="Once more, please.")),
        lambda: pledges.remove_action(begun, second.id, HOSPITAL),
        lambda: pledges.save_heading(begun, Pledge(*PLACE, title="Another title"), HOSPITAL),
    ]
    for change in changes:
        pledges.offer(begun, *PLACE, HOSPITAL)
        assert kept(begun).is_offered
        change()
        assert not kept(begun).is_offered


@pytest.mark.parametrize("action", ["zz", "00" * 16, ""])
def test_nobody_marks_an_action_of_another_pledge(begun: Session, action: str) -> None:
    mine = add(begun)
    for place in (PLACE, ("ZZZ", "W1")):
        target = action if place == PLACE else mine.id
        with pytest.raises(UnknownPledgeError):
            pledge_marks.save(begun, place, b"a" * 16, {target: (Opinion.DONE, "")}, CHARITY.today)
