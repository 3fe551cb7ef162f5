"""The survey in Welsh and Urdu, and in made-up languages that show what was not translated."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from babel.messages.plurals import get_plural

from survey_engine import create_app
from survey_engine.exchange.po_files import po_path, read_domain
from survey_engine.exchange.pseudo import ACCENTED, RIGHT_TO_LEFT
from survey_engine.exchange.translating import INTERFACE, faults, interface_texts, questionnaire_texts
from survey_engine.places import builtin_folder
from survey_engine.settings import Organisation
from tests.inspecting_client import InspectingClient
from tests.patient.leftovers import VERSIONS, english_in
from tests.patient.survey import Clock, OpenSurvey, Patient, answers_sent, settings_for

FOLDER = builtin_folder("translations")
PLACES = ("/i", "/help", "/privacy", "/accessibility", "/settings", "/questions/care/1", "/nowhere")
At = Callable[[str], Patient]


@pytest.fixture
def at(survey: OpenSurvey, clock: Clock) -> At:
    """A patient who reads one language."""

    def open_door(language: str) -> Patient:
        settings = replace(settings_for(survey.url), languages=("en", language))
        app = create_app(settings, clock=clock, random=random.Random(7).randbytes)
        app.test_client_class = InspectingClient
        return Patient(app).open("/i").press("/language", {"language": language})

    return open_door


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_every_text_is_translated_and_marked_as_a_draft(language: str) -> None:
    for name, sources in ((INTERFACE, interface_texts()), ("sbc_patient", questionnaire_texts(VERSIONS))):
        path = po_path(FOLDER, language, name)
        domain = read_domain(path, language)
        missing = [one.source for one in sources if not domain.by_text[one.context, one.source].is_usable]
        assert missing == []
        assert list(faults(domain)) == []
        assert not domain.is_reviewed
        assert "# DRAFT: no native reader has reviewed this translation." in path.read_text("utf-8")


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    text = po_path(FOLDER, language, INTERFACE).read_text("utf-8")
    assert f"nplurals={get_plural(language).num_plurals}" in text
    domain = read_domain(po_path(FOLDER, language, INTERFACE), language)
    forms = [len(entry.words) for entry in domain.entries if entry.plural]
    assert forms
    assert set(forms) == {get_plural(language).num_plurals}


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_a_whole_survey_without_an_english_word(survey: OpenSurvey, at: At, language: str) -> None:
    patient = at(language)
    for place in PLACES:
        assert english_in(patient.open(place).text) == [], place
    patient.begin(survey.codes[0])
    found: list[str] = []
    for _page in range(80):
        found += english_in(patient.text)
        if patient.where == "/check":
            break
        patient.answer(**patient.first_options())
    assert patient.where == "/check"
    patient.press("/send", {})
    assert patient.where == "/done"
    assert found + english_in(patient.text) == []
    assert answers_sent(survey)[0]["language"] == language


def test_an_unreviewed_language_says_so_on_every_page(at: At) -> None:
    assert "Drafft yw'r cyfieithiad hwn" in unescape(at("cy").text)


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_placeholders_hours_and_days_are_in_the_language_too(
    survey: OpenSurvey, clock: Clock, language: str
) -> None:
    settings = replace(settings_for(survey.url), languages=(language,), organisation=Organisation())
    app = create_app(settings, clock=clock, random=random.Random(7).randbytes)
    app.test_client_class = InspectingClient
    for place in PLACES:
        shown = Patient(app).open(place).text
        assert not re.search("the charity|Any time|November", shown), place


def test_a_language_without_words_says_that_it_is_a_draft(survey: OpenSurvey, clock: Clock) -> None:
    settings = replace(settings_for(survey.url), languages=("de",))
    app = create_app(settings, clock=clock, random=random.Random(7).randbytes)
    assert "No native speaker has checked it yet." in Patient(app).open("/i").text


def test_a_month_can_be_typed_by_its_welsh_name(survey: OpenSurvey, at: At) -> None:
    patient = at("cy").begin(survey.codes[0]).answer(dx_month=["Mawrth", "2021"])
    assert patient.where == "/q/p02"
    patient.answer("back")
    assert 'value="3"' in patient.text


def test_urdu_runs_right_to_left_and_codes_and_numbers_do_not(survey: OpenSurvey, at: At) -> None:
    patient = at("ur").begin(survey.codes[0])
    assert '<html lang="ur" dir="rtl"' in patient.text
    patient.answer(dx_month=["3", "2021"]).answer("stop")
    code = re.search(r'<bdi class="code" dir="ltr">([0-9 \u00a0-]+)</bdi>', patient.text)
    assert code
    assert english_in(patient.text) == []
    assert 'dir="ltr"' in patient.open("/i").text


def test_a_language_without_all_the_questions_shows_all_of_it_in_english(
    survey: OpenSurvey, clock: Clock, tmp_path: Path
) -> None:
    text = po_path(FOLDER, "cy", "sbc_patient").read_text("utf-8")
    own = po_path(tmp_path, "cy", "sbc_patient")
    own.parent.mkdir(parents=True)
    own.write_text(text.replace('msgstr "Eich nyrs"', 'msgstr ""'), encoding="utf-8")
    settings = settings_for(survey.url)
    folders = (*settings.translation_folders, tmp_path)
    settings = replace(settings, languages=("en", "cy"), translation_folders=folders)
    app = create_app(settings, clock=clock, random=random.Random(7).randbytes)
    app.test_client_class = InspectingClient
    patient = Patient(app).open("/i").press("/language", {"language": "cy"})
    assert '<html lang="cy"' in patient.text
    patient.enter(survey.codes[0])
    assert '<html lang="en"' in patient.text
    said = 'This survey is not in <bdi lang="cy">Cymraeg</bdi> yet, so you see it in English.'
    assert said in patient.text
    patient.press("/welcome", {"consent": "yes", "action": "start"})
    assert "yet, so you see it in English" not in patient.text  # said once, not before each question
    assert "When were you first told" in patient.text
    patient.walk_to("/check").press("/send", {})
    assert answers_sent(survey)[0]["language"] == "en"


def test_any_language_can_be_previewed_by_its_link_alone(survey: OpenSurvey) -> None:
    patient = survey.patient().open("/questions/care/1?language=cy")
    assert '<html lang="cy"' in patient.text
    assert "100 o bob 100" in patient.text
    assert '<html lang="en"' in patient.open("/i").text
    assert '<html lang="en"' in patient.open("/questions/care/1?language=xx").text
    assert '<html lang="en"' in survey.patient().open("/i").press("/language", {"language": "cy"}).text


@pytest.mark.parametrize("language", [ACCENTED, RIGHT_TO_LEFT])
def test_a_made_up_language_leaves_no_text_behind(survey: OpenSurvey, at: At, language: str) -> None:
    patient = at(language)
    found = [(place, english_in(patient.open(place).text)) for place in PLACES]
    patient.begin(survey.codes[0])
    found.append(("/q/p01", english_in(patient.text)))
    assert [(place, texts) for place, texts in found if texts] == []
    direction = "rtl" if language == RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in patient.text
