"""How far the languages that patients can choose have come, for the checklist before a wave is opened."""

from __future__ import annotations

from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records.wave_checks import OfferedLanguage
from survey_engine.web.translations import ENGLISH, Languages


def offered_languages(languages: Languages, questionnaire: Questionnaire) -> list[OfferedLanguage]:
    """Every language that is offered beside English, with what of this questionnaire it lacks."""
    found = []
    for code in languages.offered:
        if code == ENGLISH:
            continue
        language = languages[code]
        counted = language.coverage(questionnaire)
        found.append(OfferedLanguage(language.name, counted.missing, counted.stale, language.is_draft))
    return found
