"""The numbers of disclosure control for one audience, and the reasons a figure may be withheld for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire


class Audience(StrEnum):
    """Whom a file is for. Each is attacked on its own with everything it has ever had."""

    CHARITY = "charity"
    HOSPITAL = "hospital"  # a hospital's report, and the charity's own tables: one column of the table
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Policy:
    """The least bases, in people, for each kind of figure. The information-governance lead owns them."""

    audience: Audience
    version: str
    group: int = 10  # under this a wave, a hospital or a base shows nothing
    distribution: int = 20  # from here an evaluative or descriptive question shows its options
    guarded_score: int = 20  # from here a flagged score shows, to the nearest 10 points
    finer_score: int = 40  # and from here to the nearest 5
    guarded_table: int = 30  # from here a flagged question that is not scored shows, by the HES rule
    pooled: int = 50  # from here a high-risk question shows, over hospitals only, by the HES rule
    pooled_hospitals: int = 3  # hidden hospitals count in a pooled figure only when at least so many do
    rows_hospital: int = 20  # under this a hospital's rows join those of other small hospitals
    rows_merged_hospitals: int = 3  # and are kept only from so many hospitals
    rows_merged: int = 20  # with so many rows together
    names_comments: bool = True  # a text may stand with its hospital, where enough people wrote
    report: int = 30  # invitations, from which a hospital has a report of its own (rule 2)
    comparator_hospitals: int = 3  # other hospitals a comparator needs (rule 3)
    whole_percent: int = 30  # from here the public sees whole percentages, an interval and a rounded base

    def hide_each_other(self, bases: Sequence[int]) -> bool:
        """Whether hospitals with these bases, all above zero, may be shown as a sum without their names.

        At least 3 of them, with 10 answers or more together, and none with over half of these: a sum that
        is nearly all one hospital's is that hospital's figure.
        """
        together = sum(bases)
        several = len(bases) >= self.pooled_hospitals and together >= self.group
        return several and 2 * max(bases) <= together

    def may_compare(self, bases: Sequence[int]) -> bool:
        """Whether hospitals with these bases may be a comparator (rule 3): 3 or more, none over half."""
        return len(bases) >= self.comparator_hospitals and 2 * max(bases) <= sum(bases)


CHARITY = Policy(Audience.CHARITY, "2026-1")
# Staff are a small team who know each other's turns of phrase: what they write never stands with a hospital.
STAFF = Policy(Audience.CHARITY, "2026-1-staff", names_comments=False)


def policy_of(questionnaire: Questionnaire, audience: Audience = Audience.CHARITY) -> Policy:
    """The rules for a questionnaire's answers: by who gives them (`answered_by`), and for whom they are.

    Under all, a hospital of fewer than `group` answers is shown nothing of alone: its answers count only in
    the figures of several hospitals, and there only beside others that hide it.
    """
    policy = STAFF if questionnaire.answered_by is AnsweredBy.STAFF else CHARITY
    return policy if audience is policy.audience else replace(policy, audience=audience)


class Withheld(StrEnum):
    """Why a figure is not shown. The values are codes in results.csv; `words` says each plainly."""

    SMALL_GROUP = "small_group"
    SMALL_BASE = "small_base"
    NO_TABLE_UNDER_20 = "no_table_under_20"
    NO_TABLE_OF_SCALE = "no_table_of_scale"
    NO_TABLE_OF_FLAGGED = "no_table_of_flagged"
    NO_TABLE_OF_POOLED = "no_table_of_pooled"
    FLAGGED_UNDER_20 = "flagged_under_20"
    FLAGGED_UNDER_30 = "flagged_under_30"
    POOLED_UNDER_50 = "pooled_under_50"
    NEVER_BY_HOSPITAL = "never_by_hospital"
    FILTER_FLAGGED = "filter_flagged"
    SMALL_CELLS = "small_cells"
    HOSPITALS_LEFT_OUT = "hospitals_left_out"
    COULD_BE_WORKED_OUT = "could_be_worked_out"
    TYPED_NUMBER = "typed_number"
    FEW_INVITED = "few_invited"
    POOLED_IN_PUBLIC = "pooled_in_public"
    NOT_IN_PUBLIC = "not_in_public"
    NO_TABLE_UNDER_30 = "no_table_under_30"
    TOO_FEW_TO_COMPARE = "too_few_to_compare"
    TO_NEAREST_5 = "to_nearest_5"
    TO_NEAREST_10 = "to_nearest_10"

    @property
    def words(self) -> str:
        """The reason in plain words, as methods.md gives it."""
        return _WORDS[self]


_WORDS = {
    Withheld.SMALL_GROUP: "Fewer than 10 people of this hospital sent answers, so nothing is shown for it.",
    Withheld.SMALL_BASE: "Fewer than 10 people gave an answer that counts, so nothing is shown.",
    Withheld.NO_TABLE_UNDER_20: "The single options are shown only from 20 answers that count.",
    Withheld.NO_TABLE_OF_SCALE: "A scale shows its percentage and its mean. Its single numbers beside the "
    'mean could give a person away. So could a mean near its ends, for which "or over" and "or under" stand.',
    Withheld.NO_TABLE_OF_FLAGGED: "The question is sensitive or could help to recognise a person, itself or "
    "through the question that leads to it. Its percentage is rounded to the nearest 10 points, or to the "
    "nearest 5 for a base of 40 or more. Its base is rounded to the nearest 5, its interval is made from "
    "these, and its single options are not shown.",
    Withheld.NO_TABLE_OF_POOLED: "The options of all hospitals together would give away a number hidden for "
    "one hospital.",
    Withheld.FLAGGED_UNDER_20: "A sensitive or recognisable question shows a score only from 20 answers "
    "that count.",
    Withheld.FLAGGED_UNDER_30: "A sensitive or recognisable question without a score is shown only from 30 "
    "answers.",
    Withheld.POOLED_UNDER_50: "This question is shown only for at least 3 hospitals together, of which none "
    "gives over half of the answers, and from 50 answers.",
    Withheld.NEVER_BY_HOSPITAL: "This question is never shown for one hospital: it could give a person away, "
    "or people were promised so before they answered it.",
    Withheld.FILTER_FLAGGED: "How many people could see this question would tell how others answered an "
    "earlier, protected one. So these numbers are not shown.",
    Withheld.SMALL_CELLS: 'Numbers of 0, 1 and 2 are all shown as "fewer than 3". Another number is '
    "withheld where the small one could be worked out from it.",
    Withheld.HOSPITALS_LEFT_OUT: "Hospitals that are not shown for this question are left out of this "
    "figure. They are fewer than 3, or give fewer than 10 answers, or one of them gives over half of these, "
    "so that subtraction could find one.",
    Withheld.COULD_BE_WORKED_OUT: "This figure beside those of the single hospitals would give away one "
    "that is hidden.",
    Withheld.TYPED_NUMBER: "Numbers that people typed are not shown: one unusual number can point "
    "to a person.",
    Withheld.FEW_INVITED: "Fewer than 30 people of this hospital were invited, so it has no report and no "
    "published figure of its own.",
    Withheld.POOLED_IN_PUBLIC: "The question is sensitive or could help to recognise a person. In public it "
    "is shown only for at least 3 hospitals together, of which none gives over half of the answers.",
    Withheld.NOT_IN_PUBLIC: "This is never published: it could give a person away.",
    Withheld.NO_TABLE_UNDER_30: "In public the single options are shown only from 30 answers.",
    Withheld.TOO_FEW_TO_COMPARE: "There is no figure to compare with: it needs at least 3 other hospitals "
    "that are shown for this question, of which none gives over half of the answers.",
    Withheld.TO_NEAREST_5: "The percentage is told to the nearest 5 points: a finer one, beside those of the "
    "single hospitals, would give away one that is hidden. Its interval holds for all that it can stand for.",
    Withheld.TO_NEAREST_10: "The percentage is told to the nearest 10 points: a finer one, beside those of "
    "the single hospitals, would give away one that is hidden. Its interval holds for all that it can stand "
    "for.",
}
