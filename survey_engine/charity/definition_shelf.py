"""Every questionnaire version as the charity's screens see it: where it is, what is wrong, who asks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from flask import abort

from survey_engine.exchange.pseudo import PSEUDO
from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.difference import Difference, Trend
from survey_engine.questionnaire.loading import Catalogue, UnknownQuestionnaireError
from survey_engine.questionnaire.problem import Level, Problem
from survey_engine.records import definition_drafts, publishing, waves
from survey_engine.records.definition_drafts import PublishedText, problems_of
from survey_engine.records.staff_tables import DefinitionDraftRecord
from survey_engine.records.store import Session
from survey_engine.web.house import house
from survey_engine.web.translations import ENGLISH, Language

ADDRESS: Final = "/charity/questionnaires"
TRENDS: Final = {
    Trend.KEPT: "The trend goes on.",
    Trend.WITH_CAUTION: "The trend goes on, with caution.",
    Trend.RESTATED: "Older answers are scored again by the newer rule. Both are shown.",
    Trend.FREQUENCIES_ONLY: "Shown as counts of each answer alone: no score goes on.",
    Trend.BROKEN: "The trend ends here, and a new one starts.",
    Trend.STARTS: "A new trend starts.",
    Trend.ENDS: "The trend ends.",
}


class Stage(StrEnum):
    """How far a version has come."""

    PUBLISHED = "Published"
    IN_FOLDER = "Draft, a file on the server"
    DRAFT = "Draft"
    PROPOSED = "Draft, proposed to be published"


@dataclass(frozen=True, slots=True)
class Held:
    """One version. `problems`: of a draft of the browser; `questionnaire`: as far as it can be built."""

    questionnaire: Questionnaire
    stage: Stage
    problems: tuple[Problem, ...] = ()
    record: DefinitionDraftRecord | None = None
    published: PublishedText | None = None

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"{ADDRESS}/{self.questionnaire.id}/{self.questionnaire.version}"

    @property
    def text(self) -> str | None:
        """Its file, where that is kept in the database."""
        kept = self.record or self.published
        return kept.text if kept else None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops it from being used."""
        return tuple(one for one in self.problems if one.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What its author should look at again."""
        return tuple(one for one in self.problems if one.level is Level.WARNING)


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """How far one language has come with a version, in numbers of texts."""

    code: str
    name: str
    missing: int
    stale: int


def every(db: Session) -> list[Held]:
    """Every version, by questionnaire and version."""
    frozen = {(one.questionnaire, one.version) for one in publishing.published(db)}
    stages = {True: Stage.PUBLISHED, False: Stage.IN_FOLDER}
    known = [Held(one, stages[(one.id, one.version) in frozen]) for one in house().catalogue]
    drafts = (_of_draft(one) for one in definition_drafts.drafts(db))
    found = [*known, *(one for one in drafts if one is not None)]
    return sorted(found, key=lambda one: (one.questionnaire.id, one.questionnaire.version))


def held(db: Session, name: str, version: str) -> Held:
    """One version by what its address says; the page for nothing there where there is none."""
    if not version.isdecimal() or not version.isascii() or len(version) > 4:
        abort(404)
    number = int(version)
    record = definition_drafts.draft(db, name[:64], number)
    draft = _of_draft(record) if record is not None else None
    if draft is not None:
        return draft
    try:
        found = house().catalogue.get(name, number)
    except UnknownQuestionnaireError:
        abort(404)
    is_out = publishing.is_published(db, found.id, number)
    text = definition_drafts.published_text(db, found.id, number)
    return Held(found, Stage.PUBLISHED if is_out else Stage.IN_FOLDER, published=text)


def _of_draft(record: DefinitionDraftRecord) -> Held | None:
    folders = house().settings.questionnaire_folders
    name = Path(f"{record.questionnaire}-{record.version}.yaml")
    found, problems = problems_of(name, record.text, folders)
    if found is None:  # a rule of a newer release: nothing can be shown of it but its text
        return None
    problems += _taken(found, name, record.text)
    stage = Stage.PROPOSED if record.proposed_by else Stage.DRAFT
    return Held(found, stage, tuple(problems), record)


def _taken(found: Questionnaire, name: Path, text: str) -> Iterator[Problem]:
    """An error where another questionnaire has this address."""
    try:
        other = house().catalogue.by_alias(found.alias, found.version)
    except UnknownQuestionnaireError:
        return
    if other.id != found.id:
        lines = enumerate(text.split("\n"), 1)
        line = next((number for number, words in lines if words.startswith("alias:")), 1)
        said = f"`{other.id}` version {other.version} has the alias `{found.alias}`. Choose another."
        yield Problem(name, line, Level.ERROR, said)


def before(catalogue: Catalogue, questionnaire: Questionnaire) -> Questionnaire | None:
    """The version before this one."""
    earlier = catalogue.versions(questionnaire.id, until=questionnaire.version - 1)
    return earlier[-1] if earlier else None


def difference(one: Held) -> tuple[Questionnaire, Difference] | None:
    """The version before, and what changed since; None where there is none, or errors are in the way."""
    earlier = before(house().catalogue, one.questionnaire)
    if earlier is None or one.errors:
        return None
    versions = house().catalogue.versions(one.questionnaire.id, until=one.questionnaire.version - 1)
    return earlier, compare(earlier, one.questionnaire, versions)


def real_languages() -> list[Language]:
    """Every language there are words of, but those made up for tests."""
    return [house().languages[code] for code in house().languages.codes if code not in PSEUDO]


def language_lines(questionnaire: Questionnaire) -> list[LanguageLine]:
    """How far each language beside English has come."""
    found = [(one, one.coverage(questionnaire)) for one in real_languages() if one.code != ENGLISH]
    return [LanguageLine(one.code, one.name, counted.missing, counted.stale) for one, counted in found]


def asked_in(db: Session, questionnaire: Questionnaire) -> list[str]:
    """The waves that ask a version."""
    key = (questionnaire.id, questionnaire.version)
    return [one.id for one in waves.list_waves(db) if (one.questionnaire, one.version) == key]
