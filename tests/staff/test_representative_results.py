"""What a patient representative reads of released results: her hospital alone, on a page and as files."""

from __future__ import annotations

import re

import pytest

from survey_engine.records import hospitals
from survey_engine.records.staff import Role
from tests.patient.survey import HOSPITAL, WAVE, OpenSurvey
from tests.staff.office import Officer, hired
from tests.staff.released_wave import SIZES, release

HOME = "/representative/results"
PAGE = f"{HOME}/{WAVE}"
OTHERS = sorted(set(SIZES) - {HOSPITAL})


@pytest.fixture
def released(survey: OpenSurvey) -> OpenSurvey:
    """A survey whose wave has been released, with every hospital of it."""
    with survey.store.writing() as db:
        for code in OTHERS:
            hospitals.add_hospital(db, code, f"Hospital {code}")
    return release(survey)


def ann(survey: OpenSurvey, hospital: str = HOSPITAL) -> Officer:
    email = f"ann-{hospital.lower()}@example.org"
    return hired(survey, email, Role.REPRESENTATIVE, hospital=hospital)


def test_before_a_release_the_page_says_so(survey: OpenSurvey) -> None:
    officer = ann(survey)
    assert "no results to show yet" in officer.open(HOME).text
    assert officer.open(PAGE).status == 404


def test_she_reads_her_hospital_and_the_name_of_no_other(released: OpenSurvey) -> None:
    officer = ann(released).open("/representative")
    assert f'href="{HOME}"' in officer.text
    assert f'href="{PAGE}"' in officer.open(HOME).text
    page = officer.open(PAGE).text
    assert f"What patients told Hospital {HOSPITAL}" in page
    assert not [one for one in OTHERS if one in page]
    assert "priorities" not in page  # the sheet is for those who work there


def test_each_hospitals_representative_sees_her_own(released: OpenSurvey) -> None:
    for code in ("AAA", "BBB"):
        page = ann(released, code).open(PAGE).text
        assert f"Hospital {code}" in page
        assert not [one for one in SIZES if one != code and one in page]


def test_a_part_and_a_standard_can_be_chosen(released: OpenSurvey) -> None:
    officer = ann(released).open(f"{PAGE}?section=all")
    whole = officer.text.count("<caption>")
    for name in ("section", "standard"):
        box = officer.open(PAGE).text.partition(f'name="{name}"')[2].partition("</select>")[0]
        first = next(one for one in re.findall(r'<option value="([^"]+)"', box) if one != "all")
        assert officer.open(f"{PAGE}?{name}={first}").status == 200
        assert officer.text.count("<caption>") < whole


@pytest.mark.parametrize("ending", ["pdf", "docx", "html"])
def test_the_report_is_a_file_of_her_hospital(released: OpenSurvey, ending: str) -> None:
    reply = ann(released).client.get(f"{PAGE}/report.{ending}?hospital=AAA")
    assert reply.status_code == 200
    assert f"report-{WAVE}-{HOSPITAL}-en.{ending}" in reply.headers["Content-Disposition"]
    assert not [one for one in OTHERS if f"Hospital {one}".encode() in reply.data]


def test_no_address_leads_to_another_hospital(released: OpenSurvey) -> None:
    officer = ann(released)
    for address in (
        f"/hospital/results/{WAVE}",
        f"/hospital/results/{WAVE}/priorities",
        f"/charity/results/of/AAA/{WAVE}",
        f"/charity/results/of/all/{WAVE}/report.pdf",
        f"/charity/results/of/{HOSPITAL}/{WAVE}",
        f"/charity/pledges/AAA/{WAVE}",
        f"/charity/pledges/{HOSPITAL}/{WAVE}/pack.pdf",
        f"/charity/representatives/{HOSPITAL}",
    ):
        assert officer.open(address).status == 403, address
    assert officer.open(f"{PAGE}/priorities").status == 404


def test_a_hospital_under_the_threshold_has_no_report_for_her_either(released: OpenSurvey) -> None:
    officer = ann(released, "XXX")
    assert "too few people" in officer.open(HOME).text
    assert officer.open(PAGE).status == 404
    assert officer.client.get(f"{PAGE}/report.pdf").status_code == 404
