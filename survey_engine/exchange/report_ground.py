"""What a report is made from besides its findings: words of its language, the wave before, and comments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from survey_engine.analysis.crosswalk import Join, crosswalk
from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.earlier_waves import beside_earlier
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.released_comments import ReleasedComments, count_themes
from survey_engine.exchange.complete_words import complete_words
from survey_engine.exchange.report_source import AskedWords, Theme, Voices, asked_words
from survey_engine.exchange.report_wording import ENGLISH
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue, UnknownQuestionnaireError
from survey_engine.questionnaire.wording import reworded


def words_asked(
    findings: Findings, hospital: str, language: str, catalogue: Catalogue, folders: Sequence[Path]
) -> AskedWords:
    """What was asked in the report's language where all of it is translated, else in English.

    hospital: a code, whose name comes into the words, or ALL_HOSPITALS; folders: of translations. Where the
    version is not in the catalogue, the English words are those in the findings.
    """
    place = findings.hospital(hospital)
    name = place.name if place else ""
    try:
        asked = catalogue.get(findings.questionnaire, findings.version, short=findings.short_form)
    except UnknownQuestionnaireError:
        return AskedWords(name)
    found = in_language(asked, language, folders) if language != ENGLISH else None
    return asked_words(found, language, name) if found else asked_words(asked, ENGLISH, name)


def in_language(asked: Questionnaire, language: str, folders: Sequence[Path]) -> Questionnaire | None:
    """A version with the words of a language; None where some have none. Raises TranslationFileError."""
    words, _unready = complete_words(asked, folders)
    own = words.get(language)
    return reworded(asked, lambda context, text: own.get(context, text)) if own else None


def beside_wave_before(findings: Findings, earlier: Findings, catalogue: Catalogue) -> Findings:
    """The findings with those of an earlier wave beside each question that compares.

    Raises ValueError where the earlier findings are for another audience.
    """
    return beside_earlier(findings, earlier, _joins(catalogue, findings.questionnaire, findings.version))


def may_stand_beside(earlier: Findings, findings: Findings) -> bool:
    """Whether findings are of an earlier wave of the same questionnaire."""
    return (
        earlier.questionnaire == findings.questionnaire
        and earlier.version <= findings.version
        and earlier.wave != findings.wave
        and earlier.closes_on < findings.closes_on
    )


@lru_cache(maxsize=4)
def _joins(catalogue: Catalogue, questionnaire: str, version: int) -> tuple[Join, ...]:
    """The crosswalk up to a version. Published versions never change, so it is made once."""
    return crosswalk(catalogue.versions(questionnaire, until=version))


def voices_of(released: ReleasedComments, hospital: str) -> tuple[Voices, ...]:
    """What one hospital, or the charity of all together (ALL_HOSPITALS), may read of released comments.

    A hospital reads its own alone. The charity's words about comments without a hospital stand where it has
    none of its own. Small numbers of a theme are hidden, and none is counted among fewer than 20 comments.
    """
    is_all = hospital == ALL_HOSPITALS
    own = released.comments if is_all else released.of_hospital(hospital)
    counted = count_themes(released).rows
    found = []
    for question in sorted({one.question for one in own} | set(released.summaries)):
        texts = tuple(one.text for one in own if one.question == question)
        themes = tuple(
            Theme(one.theme, one.count)
            for one in counted
            if one.question == question and one.hospital == ("" if is_all else hospital)
        )
        summary = released.summaries.get(question, "") if is_all or not texts else ""
        found.append(Voices(question, texts, themes, summary))
    return tuple(found)
