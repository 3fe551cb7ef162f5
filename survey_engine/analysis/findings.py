"""The results of one wave as one audience may see them: what reports, pages and pledges are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from survey_engine.analysis.differences import Difference
from survey_engine.analysis.figures import Figure
from survey_engine.analysis.flags import Treatment
from survey_engine.analysis.gate_key import GATE_KEY, GateKey
from survey_engine.analysis.policy import Audience, Withheld
from survey_engine.questionnaire.definition import AnsweredBy, Comparison, Kind, QuestionId, Score


class Reason(StrEnum):
    """Why a question should be talked about. A flag starts a talk; the meeting decides."""

    BELOW_OTHERS = "below_others"
    UNDER_HALF = "under_half"
    PATIENTS_VOTE = "patients_vote"

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return _REASONS[self]


_REASONS = {
    Reason.BELOW_OTHERS: "Lower than at all other hospitals together, by more than chance alone often does",
    Reason.UNDER_HALF: "Fewer than half of the answers were good ones",
    Reason.PATIENTS_VOTE: "Among the three parts of care that patients most want to be better",
}


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One answer that could be chosen (or a band of months), as version and file have it."""

    id: str
    label: str
    score: Score


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of the version that was asked; position counts questions from 1.

    shared: the work of others too (a GP), so reported but in no standard of the hospital. is_vote: people
    chose what should be made better first.
    """

    id: QuestionId
    position: int
    section: str
    section_title: str
    kind: Kind
    treatment: Treatment
    text: str
    short_title: str
    standards: tuple[str, ...]
    options: tuple[AskedOption, ...]
    is_scored: bool
    is_vote: bool
    shared: bool
    core: bool


@dataclass(frozen=True, slots=True)
class FoundHospital:
    """One hospital of the wave. Numbers are of people; None is not told.

    has_report: it may have a report, and published figures, of its own (30 invitations, 10 answers).
    responses are to the nearest 5, and rate is their share of the invited in whole percent: a description
    of who replied, which has no interval.
    """

    code: str
    name: str
    has_report: bool
    invited: int | None
    responses: int | None
    rate: int | None


@dataclass(frozen=True, slots=True)
class Comparator:
    """All other hospitals together; difference is the hospital's score less theirs, where both are told."""

    figure: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same question in an earlier wave, where the versions say that it compares; words say how.

    difference is this wave's score less the earlier one. It is no trend: two waves seldom differ by more than
    chance.
    """

    wave: str
    question: QuestionId
    comparison: Comparison
    words: str
    figure: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class QuestionFinding:
    """What may be shown of one question for one hospital (a code, or ALL_HOSPITALS).

    reasons: why it should be talked about; survives: it is below the others also by the rule of Benjamini and
    Hochberg at 10 %, which allows for how many questions were compared.
    """

    hospital: str
    question: QuestionId
    figure: Figure
    comparator: Comparator | None = None
    earlier: Earlier | None = None
    reasons: tuple[Reason, ...] = ()
    survives: bool = False


@dataclass(frozen=True, slots=True)
class StandardFinding:
    """The score of one standard for one hospital: the mean of its shown questions, in whole percent.

    questions are those it was made from and left_out its others; None is "too few to say". low and high are
    the 95 % interval made from the answers of single people. lowest and highest give the range of the
    questions' scores, which stands in its place where it cannot be made. comparator is the mean of all other
    hospitals on the same questions, where each of these may be compared.
    """

    hospital: str
    standard: str
    title: str
    group: str
    questions: tuple[QuestionId, ...]
    left_out: tuple[QuestionId, ...]
    score: int | None
    low: int | None
    high: int | None
    lowest: str
    highest: str
    comparator: int | None


@dataclass(frozen=True, slots=True)
class VoteEntry:
    """One choice of the patients' vote: its number or percent of people, or the words that stand for it.

    place counts from 1, equal numbers share a place, and None has none; section is the part of the
    questionnaire that the choice speaks of, or empty.
    """

    option: str
    label: str
    shown: str
    place: int | None
    section: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What patients chose to be made better first, the most chosen first; base is the people who chose."""

    hospital: str
    question: QuestionId
    base: str
    entries: tuple[VoteEntry, ...]

    def first(self, most: int) -> tuple[VoteEntry, ...]:
        """The entries at the first `most` places, those that share the last one included."""
        return tuple(entry for entry in self.entries if entry.place is not None and entry.place <= most)


@dataclass(frozen=True, slots=True)
class Findings:
    """One wave, past disclosure control, for one audience. Only the gate and a signed file make it.

    responses and invited are of the whole wave (responses to the nearest 5); modes pair a way of answering
    with its number by the HES rule, all hospitals together, and are empty where that would be one hospital's.
    notes are sentences for the reader. policy is the version of the rules.
    """

    audience: Audience
    policy: str
    wave: str
    opens_on: date
    closes_on: date
    posting: str
    questionnaire: str
    version: int
    title: str
    answered_by: AnsweredBy
    standards_list: str
    short_form: bool
    responses: int
    invited: int | None
    rate: int | None
    modes: tuple[tuple[str, str], ...]
    hospitals: tuple[FoundHospital, ...]
    asked: tuple[AskedQuestion, ...]
    questions: tuple[QuestionFinding, ...]
    standards: tuple[StandardFinding, ...]
    votes: tuple[Vote, ...]
    notes: tuple[str, ...]
    key: GateKey = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.key is not GATE_KEY:
            raise TypeError("only the gate and a signed file make Findings")

    def hospital(self, code: str) -> FoundHospital | None:
        """The hospital of this code, or None."""
        return next((one for one in self.hospitals if one.code == code), None)

    def question(self, name: str) -> AskedQuestion | None:
        """The question of this id as it was asked, or None."""
        return next((one for one in self.asked if one.id == name), None)

    def of(self, hospital: str) -> tuple[QuestionFinding, ...]:
        """What was found of each question for one hospital, or for ALL_HOSPITALS, in their order."""
        return tuple(one for one in self.questions if one.hospital == hospital)

    def found(self, hospital: str, question: str) -> QuestionFinding | None:
        """What was found of one question for one hospital, or None."""
        rows = self.questions
        return next((one for one in rows if one.question == question and one.hospital == hospital), None)

    def standards_of(self, hospital: str) -> tuple[StandardFinding, ...]:
        """The scores of the standards for one hospital, or for ALL_HOSPITALS, in the order of their list."""
        return tuple(one for one in self.standards if one.hospital == hospital)

    def vote_of(self, hospital: str) -> Vote | None:
        """The vote of one hospital's patients, or of all; None where too few voted."""
        return next((one for one in self.votes if one.hospital == hospital), None)

    def withheld(self) -> Sequence[Withheld]:
        """Every reason for which something is missing, once, in the order of the reasons."""
        given = {reason for one in self.questions for reason in one.figure.withheld}
        return [reason for reason in Withheld if reason in given]
