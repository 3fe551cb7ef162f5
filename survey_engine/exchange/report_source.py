"""What a report is made from: findings past disclosure control, and words for what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey_engine.analysis.disclosure import ALL_HOSPITALS
from survey_engine.analysis.findings import AskedQuestion, Findings
from survey_engine.analysis.policy import Audience
from survey_engine.exchange.report_wording import ENGLISH, ReportWords
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.wording import piped


class NoReportError(Exception):
    """There is no report for this hospital; the text says why."""


@dataclass(frozen=True, slots=True)
class AskedWords:
    """What was asked, in words: questions and sections by id, answers by question and id.

    language: of these words; English where there are none, because findings hold the English ones.
    """

    hospital: str = ""  # whose name stands in their places
    title: str = ""  # of the questionnaire
    language: str = ENGLISH
    questions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)

    def question(self, asked: AskedQuestion) -> str:
        """The words of a question."""
        return self._filled(self.questions.get(asked.id, asked.text))

    def named(self, question: str) -> str:
        """The words of a question that has no figures, as one for a comment; its id where there are none."""
        return self._filled(self.questions.get(question, question))

    def section(self, asked: AskedQuestion) -> str:
        """The title of a question's part."""
        return self._filled(self.sections.get(asked.section, asked.section_title))

    def option(self, question: str, option: str, label: str) -> str:
        """The words of an answer."""
        return self._filled(self.options.get((question, option), label))

    def _filled(self, text: str) -> str:
        return piped(text, hospital=self.hospital)


def asked_words(questionnaire: Questionnaire, language: str, hospital: str) -> AskedWords:
    """The words of a version that is already in this language, for the hospital of this name."""
    return AskedWords(
        hospital,
        questionnaire.title,
        language,
        {question.id: question.text for question in questionnaire.asked()},
        {(q.id, option.id): option.label for q in questionnaire.asked() for option in q.options},
        {section.id: section.title for section in questionnaire.sections},
    )


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the comments, and how many speak of it, as it may be shown."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Voices:
    """What may be shown of the comments on one question. All of it is in English.

    themes: none where fewer than 20 comments were released; summary: the charity's words about comments
    from hospitals where few people wrote.
    """

    question: str
    texts: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A report's whole ground. hospital: a code, or ALL_HOSPITALS; staff: what staff of the wave said."""

    findings: Findings
    hospital: str
    words: ReportWords
    asked: AskedWords = field(default_factory=AskedWords)
    voices: tuple[Voices, ...] = ()
    staff: Findings | None = None

    @property
    def is_all(self) -> bool:
        """Whether it is the charity's report of all hospitals together."""
        return self.hospital == ALL_HOSPITALS

    @property
    def english(self) -> str:
        """The mark of what is in English in every report; nothing in a report that is in English itself."""
        return "" if self.words.language == ENGLISH else ENGLISH

    @property
    def asked_in(self) -> str:
        """The mark of the words of questions, where they are in another language than the report."""
        return "" if self.asked.language == self.words.language else self.asked.language

    @property
    def name(self) -> str:
        """The hospital's name."""
        found = self.findings.hospital(self.hospital)
        return found.name if found else self.hospital

    def asked_question(self, name: str) -> AskedQuestion:
        """A question as it was asked. Raises KeyError."""
        found = self.findings.question(name)
        if found is None:
            raise KeyError(name)
        return found


def demand_report(findings: Findings, hospital: str) -> None:
    """Raise NoReportError where a hospital may have no report of its own."""
    if findings.audience is not Audience.HOSPITAL:
        raise NoReportError("Reports are made from findings.json; these findings are for another audience.")
    if hospital == ALL_HOSPITALS:
        return
    found = findings.hospital(hospital)
    if found is None:
        known = ", ".join(one.code for one in findings.hospitals)
        raise NoReportError(f"There is no hospital {hospital} in this wave. It asked: {known}.")
    if not found.has_report:
        raise NoReportError(
            f"{found.name} has no report of its own: it sent fewer than 30 invitations, or fewer than 10 "
            "people answered. With so few, a report could show who said what."
        )
