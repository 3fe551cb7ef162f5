"""Released results on screens: the charity reads all, a hospital its own; then the priority sheet."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from survey_engine.analysis.findings_json import findings_to_json
from survey_engine.records import priorities, waves
from survey_engine.records.releases import Released, record_release
from survey_engine.records.staff import Role
from tests.analysis.found import findings, mixed
from tests.patient.survey import CLOSES, ENTRY_UNTIL, HOSPITAL, MASTER_KEY, OPENS, WAVE, OpenSurvey
from tests.staff.comment_files import release_all
from tests.staff.office import Officer, hired
from tests.staff.released_wave import SIZES, release


@pytest.fixture
def released(survey: OpenSurvey) -> OpenSurvey:
    """A survey whose wave has been released."""
    return release(survey)


def nurse(survey: OpenSurvey) -> Officer:
    return hired(survey, "nurse@example.org", Role.HOSPITAL, hospital=HOSPITAL)


def test_before_a_release_there_is_nothing_and_the_page_says_so(survey: OpenSurvey) -> None:
    assert "There are no results yet" in nurse(survey).open("/hospital/results").text
    analyst = hired(survey, "a@example.org", Role.ANALYST)
    assert "No survey has released results yet" in analyst.open("/charity/results").text
    assert analyst.open(f"/charity/results/{WAVE}").status == 404
    assert analyst.open(f"/charity/results/of/all/{WAVE}").status == 404


def test_a_hospital_reads_its_own_report_and_no_other_hospitals_name(released: OpenSurvey) -> None:
    page = nurse(released).open("/hospital/results")
    assert f"/hospital/results/{WAVE}" in page.text
    page.open(f"/hospital/results/{WAVE}")
    assert f"What patients told Hospital {HOSPITAL}" in page.text
    assert 'class="chart"' in page.text
    for other in ("AAA", "BBB", "CCC", "XXX"):
        assert other not in page.text


def test_one_part_or_one_standard_can_be_chosen_without_a_script(released: OpenSurvey) -> None:
    page = nurse(released).open(f"/hospital/results/{WAVE}")
    options = [one for one in re.findall(r'<option value="([^"]+)"', page.text) if one != "all"]
    assert options
    short = page.text.count("<caption>")
    whole = page.open(f"/hospital/results/{WAVE}?section=all").text.count("<caption>")
    assert short < whole / 2, "the first page is not the short of it"
    page.open(f"/hospital/results/{WAVE}?section={options[0]}")
    assert page.status == 200
    assert 0 < page.text.count("<caption>") < whole
    assert f'<option value="{options[0]}" selected>' in page.text
    assert "No question fits" not in page.text
    for nothing in ("section=nothing", f"section={options[0]}&standard=NONE"):
        page.open(f"/hospital/results/{WAVE}?{nothing}")
        assert page.status == 200
        assert "No question fits what you chose." in page.text


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")]
)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_report_is_saved_in_each_format_and_language(
    released: OpenSurvey, ending: str, start: bytes, language: str
) -> None:
    client = nurse(released).client
    reply = client.get(f"/hospital/results/{WAVE}/report.{ending}?language={language}")
    assert reply.status_code == 200
    assert reply.data.startswith(start)
    assert f"report-{WAVE}-{HOSPITAL}-{language}.{ending}" in reply.headers["Content-Disposition"]
    assert client.get(f"/hospital/results/{WAVE}/report.exe").status_code == 404


def test_the_charity_reads_every_hospital_and_all_together_but_no_small_ones_report(
    released: OpenSurvey,
) -> None:
    reader = hired(released, "r@example.org", Role.READER)
    page = reader.open(f"/charity/results/{WAVE}")
    assert "Hospital XXX: too few people" in page.text
    assert "Hospital AAA" in page.open(f"/charity/results/of/AAA/{WAVE}").text
    assert "all hospitals together" in page.open(f"/charity/results/of/all/{WAVE}").text
    page.open(f"/charity/results/of/XXX/{WAVE}")
    assert page.status == 404
    assert "fewer than 30 invitations" in page.text


def judged(survey: OpenSurvey) -> dict[str, priorities.Judgement]:
    with survey.store.reading() as db:
        return dict(priorities.sheet(db, WAVE, HOSPITAL).judgements)


def first_question(page: Officer) -> str:
    found = re.search(r'name="feasible__(\w+)"', page.text)
    assert found, page.text
    return found[1]


def test_a_priority_sheet_keeps_what_was_made_of_each_question(released: OpenSurvey) -> None:
    address = f"/hospital/results/{WAVE}/priorities"
    page = nurse(released).open(address)
    question = first_question(page)
    form = {
        "mark": page.hidden("mark"),
        f"feasible__{question}": "partly",
        f"effort__{question}": "Half a day a week",
        f"note__{question}": "Ask the <ward>",
        f"chosen__{question}": "yes",
        "group_themes": "Parking",
    }
    page.press(address, form)
    assert judged(released)[question] == priorities.Judgement(
        "partly", "Half a day a week", "Ask the <ward>", True
    )
    page.open(address)
    for part in ("Half a day a week", "Ask the &lt;ward&gt;", "Parking", "nurse@example.org"):
        assert part in page.text


def test_another_question_can_be_put_on_the_sheet(released: OpenSurvey) -> None:
    address = f"/hospital/results/{WAVE}/priorities"
    page = nurse(released).open(address)
    options = re.findall(
        r'<option value="(\w+)">', page.text.partition('id="add"')[2].partition("</select>")[0]
    )
    assert options
    page.press(address, {"mark": page.hidden("mark"), "add": options[0], "group_themes": ""})
    assert f'name="feasible__{options[0]}"' in page.open(address).text


def test_what_two_people_write_at_the_same_time_is_never_lost(released: OpenSurvey) -> None:
    nurses, office = nurse(released), hired(released, "a@example.org", Role.ANALYST)
    own, other = f"/hospital/results/{WAVE}/priorities", f"/charity/results/of/{HOSPITAL}/{WAVE}/priorities"
    question = first_question(nurses.open(own))
    office.open(other)
    office.press(other, {"mark": office.hidden("mark"), f"feasible__{question}": "no", "group_themes": ""})
    late = {"mark": nurses.hidden("mark"), f"feasible__{question}": "yes", f"note__{question}": "mine"}
    nurses.press(own, {**late, "group_themes": ""})
    assert nurses.status == 409
    assert "Somebody else saved this sheet" in nurses.text
    assert "mine" in nurses.text
    assert judged(released)[question].feasible == "no"
    nurses.press(own, {**late, "mark": nurses.hidden("mark"), "group_themes": ""})
    assert judged(released)[question].note == "mine"


def test_a_note_that_is_too_long_is_kept_on_the_screen(released: OpenSurvey) -> None:
    address = f"/hospital/results/{WAVE}/priorities"
    page = nurse(released).open(address)
    question = first_question(page)
    form = {f"feasible__{question}": "", f"note__{question}": "x" * 601, "group_themes": ""}
    page.press(address, {"mark": page.hidden("mark"), **form})
    assert page.status == 422
    assert "x" * 601 in page.text
    assert judged(released) == {}


def test_a_hospital_without_a_report_has_no_sheet_to_save(released: OpenSurvey) -> None:
    office = hired(released, "a@example.org", Role.ANALYST)
    office.open(f"/charity/results/of/{HOSPITAL}/{WAVE}/priorities")
    mark = office.hidden("mark")
    for code in ("XXX", "NOBODY", "all"):
        address = f"/charity/results/of/{code}/{WAVE}/priorities"
        assert office.press(address, {"mark": mark, "group_themes": "x"}).status == 404
        with released.store.reading() as db:
            assert priorities.sheet(db, WAVE, code).group_themes == ""


def test_a_reader_looks_at_a_sheet_and_changes_none(released: OpenSurvey) -> None:
    address = f"/charity/results/of/{HOSPITAL}/{WAVE}/priorities"
    reader = hired(released, "r@example.org", Role.READER).open(address)
    assert reader.status == 200
    assert reader.press(address, {"mark": reader.hidden("mark"), "group_themes": "x"}).status == 403


def test_the_wave_before_stands_beside_by_itself(released: OpenSurvey) -> None:
    page = nurse(released).open(f"/hospital/results/{WAVE}")
    assert "Survey W0" not in page.text
    found = replace(findings(mixed(SIZES)), wave="W0")
    text = findings_to_json(replace(found, closes_on=found.closes_on - timedelta(days=365)))
    with released.store.writing() as db:
        earlier = waves.NewWave(
            id="W0",
            questionnaire="sbc_patient",
            version=1,
            opens_on=OPENS,
            closes_on=CLOSES,
            entry_until=ENTRY_UNTIL,
            posting=waves.Posting.PILOT,
            recipients=(),
        )
        waves.open_wave(db, earlier, MASTER_KEY, os.urandom)
        record_release(
            db, Released("W0", "by-hospital", found.policy, "e" * 64, date(2026, 3, 8), "{}", text)
        )
    page.open(f"/hospital/results/{WAVE}?section=all")
    assert "Compared with the survey before" in page.text
    assert "Survey W0" in page.text


def test_released_comments_are_read_by_their_own_hospital(released: OpenSurvey) -> None:
    release_all(released, {(HOSPITAL, "Waiting"): 22, ("", "Parking"): 3})
    page = nurse(released).open(f"/hospital/results/{WAVE}")
    assert f"Said at {HOSPITAL}, 7." in page.text
    assert "Themes of 22 comments" in page.text
    assert "Parking" not in page.text
    assert "22 comments, about: Waiting (22)" in page.open(f"/hospital/results/{WAVE}/priorities").text
    reader = hired(released, "r@example.org", Role.READER)
    assert "Said at none, 2." in reader.open(f"/charity/results/of/all/{WAVE}").text
    assert "Said at" not in reader.open(f"/charity/results/of/AAA/{WAVE}").text
