"""Questionnaires in the browser: the list, a draft from a file with its problems, its text, its files."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from survey_engine.charity.definition_page import change_lines
from survey_engine.exchange.po_files import read_domain
from survey_engine.exchange.spreadsheets import read_sheets
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.difference import Change, ChangeKind, Trend
from survey_engine.records import audit, definition_drafts
from survey_engine.records.staff import Role
from tests.patient.survey import WAVE, OpenSurvey
from tests.staff.drafted import CLINIC, HOME, next_version, seen, spreadsheet, upload
from tests.staff.office import Officer, hired

SITE = f"{HOME}/site_facts/2"


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    return hired(survey, "lead@example.org", Role.ADMIN)


def words(officer: Officer) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", officer.text))


def test_the_list_tells_state_length_languages_and_waves(survey: OpenSurvey) -> None:
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    page = words(analyst.open("/staff").open(HOME))
    assert "sbc_patient version 1" in page
    assert "Published" in page
    assert "Draft, a file on the server" in page
    assert re.search(r"\d+ questions, \d+ to \d+ minutes", page)
    assert f"Waves: {WAVE}" in page
    assert re.search(r"Cymraeg : (\d+ texts missing|complete)", page)
    assert "Put a new draft here" not in page


def test_a_spreadsheet_becomes_a_draft_with_its_problems_errors_first(
    admin: Officer, survey: OpenSurvey, tmp_path: Path
) -> None:
    page = words(upload(admin, "My form.xlsx", spreadsheet(tmp_path)))
    assert admin.status == 200
    assert "It is kept as a draft. Nobody is asked it yet." in page
    assert "asked: had no way out" in page  # what the spreadsheet could not say
    wrong, advice = page.index("To mend before it can be used: 1"), page.index("To look at again: ")
    assert wrong < page.index("There is no list of standards `sbc_1999`") < advice
    sentence = "There is no list of standards `sbc_1999`. Correct its name."
    assert re.search(rf"Line 7: {re.escape(sentence)} standards: sbc_1999", page)
    assert "Mend what is wrong first: 1 to mend." in page
    for address in ("preview", "preview/asked", "questions", "files/paper.pdf", "files/xlsform.xlsx"):
        assert admin.open(f"{CLINIC}/{address}").status == 404, address
    with survey.store.reading() as db:
        [record] = definition_drafts.drafts(db)
        assert (record.questionnaire, record.version, record.uploaded_by) == (
            "day_ward",
            1,
            "lead@example.org",
        )
        assert audit.entries(db)[-1].event == "questionnaire draft kept"
    assert "day_ward version 1" in words(admin.open(HOME))


def test_a_draft_is_mended_in_the_browser(admin: Officer, tmp_path: Path) -> None:
    upload(admin, "clinic.xlsx", spreadsheet(tmp_path))
    text = admin.open(f"{CLINIC}/files/definition.yaml").text
    admin.open(f"{CLINIC}/text").press(f"{CLINIC}/text", {"text": text.replace("sbc_1999", "sbc_2024")})
    assert admin.where == CLINIC
    assert "To mend before" not in admin.text
    assert "Try it page by page" in admin.text
    broken = "questionnaire: [\n"
    admin.open(f"{CLINIC}/text").press(f"{CLINIC}/text", {"text": broken})
    assert (admin.status, broken.strip() in admin.text) == (422, True)
    assert "This is not YAML" in admin.text
    other = text.replace("version: 1", "version: 2")
    admin.open(f"{CLINIC}/text").press(f"{CLINIC}/text", {"text": other})
    assert (admin.status, "This is the page of day_ward version 1" in admin.text) == (422, True)
    assert "sbc_2024" in admin.open(f"{CLINIC}/files/definition.yaml").text


def test_the_text_that_comes_back_is_the_text_that_was_put_in(admin: Officer) -> None:
    text = next_version()
    upload(admin, "2.yaml", text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert admin.open(f"{SITE}/files/definition.yaml").text == text


def test_what_changed_is_told_with_what_it_does_to_a_trend(admin: Officer) -> None:
    page = words(upload(admin, "2.yaml", next_version().encode()))
    assert "Since version 1:" in page
    assert "st_count_how : New words. Shorter words. The trend goes on, with caution." in page
    other = next_version().replace("answered_by: lead", "answered_by: staff")
    page = words(upload(admin, "2.yaml", other.encode()))
    assert "Version 1 says it is answered by lead, and this one by staff" in page
    assert "It contradicts version 1: mend that first." in page
    assert "Propose to publish it" not in page


def test_the_same_change_of_many_questions_is_told_once_and_what_ends_a_trend_comes_first() -> None:
    kept = [
        Change(ChangeKind.OPTION_RELABELLED, part, Trend.KEPT, "The option reads otherwise.")
        for part in ("a", "b")
    ]
    ended = Change(ChangeKind.SCORING, "c", Trend.BROKEN, "Another meaning.")
    first, second = change_lines([*kept, ended])
    assert (first.parts, second.parts) == (("c",), ("a", "b"))
    assert (first.trend, second.trend) == ("The trend ends here, and a new one starts.", "The trend goes on.")


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_version_that_is_there_is_never_replaced(admin: Officer, version: str) -> None:
    path = builtin_folder("questionnaires") / "sbc_patient" / f"{version}.yaml"
    upload(admin, "mine.yaml", path.read_bytes())
    assert admin.status == 422
    assert f"sbc_patient version {version} is there already" in admin.text


def test_an_address_of_another_questionnaire_is_wrong(admin: Officer) -> None:
    taken = next_version().replace("questionnaire: site_facts", "questionnaire: my_facts")
    taken = taken.replace("version: 2", "version: 1")
    upload(admin, "1.yaml", taken.encode())
    assert "`site_facts` version 1 has the alias `site`" in words(admin).replace("&#39;", "'")


def test_the_files_of_a_draft(admin: Officer, tmp_path: Path) -> None:
    upload(admin, "2.yaml", next_version().encode())

    def content(name: str) -> bytes:
        page = admin.open(f"{SITE}/files/{name}").page
        assert page is not None
        assert (page.status_code, "attachment" in page.headers["Content-Disposition"]) == (200, True)
        return page.get_data()

    with pikepdf.open(io.BytesIO(content("paper.pdf?language=cy"))) as pdf:
        assert len(pdf.pages) > 1
    sheets = tmp_path / "words.xlsx"
    sheets.write_bytes(content("translators.xlsx?language=pl"))
    assert any("How do you know how many?" in row for row in read_sheets(sheets)["site_facts"])
    words_file = tmp_path / "site_facts.po"
    words_file.write_bytes(content("translators.po?language=cy"))
    sources = {entry.source for entry in read_domain(words_file, "cy").entries}
    assert {"How do you know how many?", "How do you know that number?"} <= sources  # of both versions
    assert zipfile.is_zipfile(io.BytesIO(content("xlsform.xlsx")))
    assert admin.open(f"{SITE}/files/translators.xlsx?language=nonsense").status == 422
    assert admin.open(f"{SITE}/files/other.txt").status == 404


def test_paper_of_a_draft_is_called_a_preview_so_that_nobody_posts_it(admin: Officer) -> None:
    upload(admin, "2.yaml", next_version().encode())
    for version, is_draft in (("1", False), ("2", True)):
        page = admin.open(f"{HOME}/site_facts/{version}/files/paper.pdf").page
        assert page is not None
        assert (page.status_code, "preview" in page.headers["Content-Disposition"]) == (200, is_draft)


def test_a_draft_is_deleted_only_after_the_password(admin: Officer, survey: OpenSurvey) -> None:
    upload(admin, "2.yaml", next_version().encode())
    fields = seen(admin, SITE)
    survey.clock.forward(minutes=11)
    admin.press(f"{SITE}/throw-away", fields)
    assert (admin.status, admin.open(SITE).status) == (403, 200)


def test_a_draft_can_be_deleted(admin: Officer, survey: OpenSurvey) -> None:
    upload(admin, "2.yaml", next_version().encode())
    admin.press(f"{SITE}/throw-away", seen(admin, SITE))
    assert "site_facts version 2 is deleted" in admin.text
    assert admin.open(SITE).status == 404
    with survey.store.reading() as db:
        assert audit.entries(db)[-1].event == "questionnaire draft deleted"


def test_an_analyst_looks_and_changes_nothing(survey: OpenSurvey, admin: Officer) -> None:
    upload(admin, "2.yaml", next_version().encode())
    analyst = hired(survey, "analyst@example.org", Role.ANALYST)
    page = analyst.open(SITE)
    assert "Change its text" not in page.text
    assert "Delete this draft" not in page.text
    assert analyst.open(f"{SITE}/preview").status == 200
    for place in ("text", "throw-away", "propose", "withdraw"):
        analyst.open(SITE).press(f"{SITE}/{place}", {"text": "x"})
        assert analyst.status == 403, place
    upload(analyst, "3.yaml", next_version().encode())
    assert analyst.status == 403
