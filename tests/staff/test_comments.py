"""The review of comments at its screens: taken in, read, released by somebody else, nothing left in clear."""

from __future__ import annotations

import csv
import io
import logging
import tempfile
from pathlib import Path

import pytest

from survey_engine.records import audit, comment_lists, comments, releases
from survey_engine.records.comments import State
from survey_engine.records.staff import Role
from tests.patient.survey import ENTRY_UNTIL, HOSPITAL, MASTER_KEY, WAVE, OpenSurvey
from tests.staff.comment_files import HOME, QUESTION, bundle_files, close, takes_in
from tests.staff.office import Officer, hired

MARK = "CanaryWordsZQX"
FIRST = f"Dr Patel on Ward 12 told me by telephone. {MARK}"
NEXT = f"{HOME}/wave/{WAVE}/next"
SECOND = f"{HOME}/second"
SECOND_NEXT = f"{SECOND}/wave/{WAVE}/next"


@pytest.fixture
def ann(survey: OpenSurvey) -> Officer:
    """An analyst."""
    close(survey)
    return hired(survey, "ann@example.org", Role.ANALYST)


@pytest.fixture
def ben(survey: OpenSurvey) -> Officer:
    """A trustee."""
    return hired(survey, "ben@example.org", Role.READER)


def does(officer: Officer, action: str, **fields: str | list[str]) -> Officer:
    """Press a button of the comment she reads."""
    officer.press(officer.where, {"mark": officer.hidden("mark"), "action": action, **fields})
    return officer


def test_from_the_bundle_to_a_table_of_released_comments(
    survey: OpenSurvey, ann: Officer, ben: Officer, tmp_path: Path
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", [FIRST]))
    assert "1 comment of survey W1 wait" in " ".join(ann.text.split())
    ann.open(f"{HOME}/wave/{WAVE}/themes").press(
        f"{HOME}/wave/{WAVE}/themes", {"action": "add", "name": "Being told"}
    )
    assert "Being told" in ann.text
    ann.open(NEXT)
    assert "“Dr Patel” looks like a name of hospital staff." in ann.text
    does(ann, "suggested", suggestion="staff|Dr Patel")
    assert "[staff name removed] on" in ann.text
    does(ann, "take_out", words="Ward 99", reason="ward")
    assert (ann.status, "These words do not stand in the comment" in ann.text) == (422, True)
    does(ann, "take_out", words="Ward 12", reason="ward")
    theme = ann.text.partition('name="themes" type="checkbox" value="')[2][:32]
    does(ann, "give", themes=[theme])
    assert ann.where == HOME
    ben.open(SECOND_NEXT)
    assert "[staff name removed] on [ward removed] told me" in ben.text
    assert "Patel" not in ben.text
    does(ben, "back")
    assert "Write what is still to be taken out" in ben.text
    does(ben, "back", reason="By telephone can be taken out too.")
    assert ben.where == SECOND
    ann.open(NEXT)
    assert "The second person sent it back: By telephone can be taken out too." in ann.text
    does(ann, "give", themes=[theme])
    does(ben.open(SECOND_NEXT), "release")
    ann.open(f"{HOME}/wave/{WAVE}/comments_released.csv")
    (line,) = csv.DictReader(io.StringIO(ann.text.lstrip("\ufeff")))
    assert line == {
        "wave": WAVE, "audience": "charity and hospitals", "question": QUESTION, "hospital": "",
        "comment": f"[staff name removed] on [ward removed] told me by telephone. {MARK}",
        "themes": "Being told",
    }  # fmt: skip
    notes = ann.open(f"{HOME}/wave/{WAVE}/comments_review.md").text
    assert "- [staff name removed]: 1" in notes
    assert "1 comments were released. 0 were not used." in notes


def test_files_that_do_not_fit_are_refused_and_nothing_is_kept(
    survey: OpenSurvey, ann: Officer, tmp_path: Path
) -> None:
    manifest, table = bundle_files(tmp_path / "one", ["Kind."])
    other, _table = bundle_files(tmp_path / "two", ["Kind."], wave="W2")
    for files, said in [
        ((manifest, table + b"best_thing,,More,x\r\n"), "comments.csv was changed"),
        ((manifest.replace(b'"wave": "W1"', b'"wave": "W3"'), table), "The manifest was changed"),
        ((other, table), "not of the charity&#39;s bundle of wave W1"),
        ((b"{}", table), "It holds no manifest"),
        ((b"", b""), "Choose the file manifest.json"),
    ]:
        takes_in(ann, *files)
        assert (ann.status, said in ann.text) == (422, True), (said, ann.text)
    takes_in(ann, manifest, table, wave="W9")
    assert "Choose a survey." in ann.text
    with survey.store.reading() as db:
        assert comment_lists.waves_with_comments(db) == []
    takes_in(ann, manifest, table)
    takes_in(ann, manifest, table)
    assert "There is no survey whose comments could be taken in." in ann.text


def test_a_bundle_signed_with_another_key_than_the_release_is_refused(
    survey: OpenSurvey, ann: Officer, tmp_path: Path
) -> None:
    manifest, table = bundle_files(tmp_path / "bundle", ["Kind."])
    release = releases.Released(
        WAVE, "by-hospital", "2026-1", "f" * 64, ENTRY_UNTIL, '{"public_key": "other"}'
    )
    with survey.store.writing() as db:
        releases.record_release(db, release)
    takes_in(ann, manifest, table)
    assert (ann.status, "signed with another key" in ann.text) == (422, True)


def test_a_large_table_and_every_letter_come_through(
    survey: OpenSurvey, ann: Officer, tmp_path: Path
) -> None:
    hostile = ["=1+1", "'=1+1;@a", "a\n-b\tc", "\u0645\u0631\u062d\u0628\u0627 \U0001f600", "x" * 4000]
    takes_in(ann, *bundle_files(tmp_path / "bundle", [*hostile, *["y" * 4000] * 300]))
    assert ann.status == 200, ann.text
    with survey.store.reading() as db:
        found = {one.work.text for one in comments.every(db, WAVE, MASTER_KEY)}
    assert found == {*hostile, "y" * 4000} - {"'=1+1;@a"} | {"=1+1;@a"}


def test_translation_and_rewriting_want_a_reason_and_the_original_is_kept_apart(
    survey: OpenSurvey, ann: Officer, ben: Officer, tmp_path: Path
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", [f"Roedd y nyrs yn garedig. {MARK}"]))
    words = f"{ann.open(NEXT).where}/words"
    ann.open(words).press(words, {"mark": ann.hidden("mark"), "text": "Other words"})
    assert "Choose why you changed the words." in ann.text
    assert "Other words" in ann.text  # what she typed is still there
    ann.press(words, {"mark": ann.hidden("mark"), "text": "The nurse was kind.", "translation": "yes"})
    does(ann, "give")
    ben.open(SECOND_NEXT)
    assert "The nurse was kind." in ben.text
    assert MARK not in ben.text
    does(ben, "release")
    assert "Fewer than 10 stand in translation." in ann.open(f"{HOME}/wave/{WAVE}/comments_review.md").text


def test_after_48_hours_she_may_release_alone_with_a_reason_that_is_written_down(
    survey: OpenSurvey, ann: Officer, tmp_path: Path
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", ["All was well."]))
    does(ann.open(NEXT), "give")
    with survey.store.reading() as db:
        (row,) = comment_lists.ids_of(db, WAVE, State.SECOND)
    alone = f"{HOME}/alone/{row.hex()}"
    survey.clock.forward(minutes=-5)
    assert ann.open(alone).status == 404
    survey.clock.forward(hours=73)
    ann = hired(survey, "dee@example.org", Role.ANALYST)
    assert "Release without a second person" in ann.open(HOME).text
    assert ann.open(f"{HOME}/wave/{WAVE}/overdue").where == alone
    ann.press(alone, {"mark": ann.hidden("mark"), "reason": " "})
    assert "Write why nobody else could look at it." in ann.text
    ann.press(alone, {"mark": ann.hidden("mark"), "reason": "Both trustees are away."})
    assert ann.where == HOME
    with survey.store.reading() as db:
        last = audit.entries(db)[-1]
    assert (last.event, last.actor) == ("comment released by one person", "dee@example.org")
    assert "Both trustees are away." in last.details
    notes = ann.open(f"{HOME}/wave/{WAVE}/comments_review.md").text
    assert "1 were released without a second person" in notes


def test_a_worried_reader_stops_a_comment(
    survey: OpenSurvey, ann: Officer, ben: Officer, tmp_path: Path
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", ["I cannot go on."]))
    assert "Ring the safeguarding lead" in ann.open(HOME).text
    does(ann.open(NEXT), "give")
    does(ben.open(SECOND_NEXT), "worried")
    assert "Nothing waits for you." in ben.open(SECOND).text
    ann.open(f"{HOME}/wave/{WAVE}/worries")
    assert "Somebody is worried about this comment" in ann.text
    does(ann, "settled")
    does(ann, "aside", why="The lead decided so.")
    assert "Not to be used" in ann.open(HOME).text
    assert ann.open(f"{HOME}/wave/{WAVE}/comments_released.csv").text.count("\n") == 1
    does(ann.open(f"{HOME}/wave/{WAVE}/unused"), "take_back")
    assert "When you are done" in ann.text
    assert ben.open("/charity/comments/danger").status == 200


def test_a_summary_stands_where_few_wrote_and_is_released_like_a_comment(
    survey: OpenSurvey, ann: Officer, ben: Officer, tmp_path: Path
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", ["Long waits."]))
    themes = f"{HOME}/wave/{WAVE}/themes"
    ann.open(themes).press(f"{HOME}/wave/{WAVE}/summaries", {"question": QUESTION})
    assert "Write the summary" in ann.text
    words = ann.where
    ann.press(words, {"mark": ann.hidden("mark"), "text": "Some waited long."})
    does(ann, "give")
    pages = []
    for _page in range(2):
        ben.open(SECOND_NEXT)
        pages.append(ben.text)
        if "Some waited long." in ben.text:
            does(ben, "release")
    assert any("These are the charity’s own words" in page for page in pages)
    assert "Some waited long." in ann.open(f"{HOME}/wave/{WAVE}/comments_review.md").text


def test_words_are_in_no_file_and_no_log(
    survey: OpenSurvey, ann: Officer, ben: Officer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "survey_engine"):
        caplog.set_level(logging.DEBUG, logger=name)
    files = bundle_files(tmp_path / "elsewhere", [FIRST, f"{MARK} too"])
    for path in (tmp_path / "elsewhere").iterdir():
        path.unlink()
    takes_in(ann, *files)
    does(ann.open(NEXT), "take_out", words=MARK, reason="wording")
    does(ann, "give")
    does(ben.open(SECOND_NEXT), "release")
    found = [path.read_bytes() for path in survey.path.parent.rglob("*") if path.is_file()]
    everything = b"\n".join([*found, caplog.text.encode()])
    assert b"comments taken in" in everything  # what is kept in clear is found
    assert MARK.encode() not in everything
    assert b"told me" not in everything


@pytest.mark.parametrize("role", [Role.HOSPITAL, Role.ENTRY, Role.ADMIN, Role.REPRESENTATIVE, Role.READER])
def test_no_other_role_reads_a_comment_or_its_original(
    survey: OpenSurvey, ann: Officer, tmp_path: Path, role: Role
) -> None:
    takes_in(ann, *bundle_files(tmp_path / "bundle", [FIRST]))
    one = ann.open(NEXT).where
    place = HOSPITAL if role in (Role.HOSPITAL, Role.REPRESENTATIVE) else None
    other = hired(survey, "other@example.org", role, hospital=place)
    for address in (HOME, NEXT, one, f"{one}/words", f"{HOME}/wave/{WAVE}/comments_released.csv"):
        page = other.open(address)
        assert (page.status, MARK in page.text) == (403, False), address
    if role is Role.READER:
        assert other.open(one.replace("/one/", "/second/one/")).status == 404  # not given on yet


def test_a_large_upload_is_never_put_on_the_disk(ann: Officer, tmp_path: Path) -> None:
    files = bundle_files(tmp_path / "bundle", ["y" * 4000] * 300)
    tempfile.tempdir = str(tmp_path / "not-there")  # a temporary file would be an error
    try:
        takes_in(ann, *files)
    finally:
        tempfile.tempdir = None
    assert "300 comments of survey W1" in " ".join(ann.text.split())
