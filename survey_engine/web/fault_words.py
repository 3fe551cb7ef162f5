"""What a door says of an entry that must be mended: one sentence, that says what to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from survey_engine.questionnaire.answers import Fault
from survey_engine.questionnaire.definition import Kind, Question
from survey_engine.web.language import gettext as _


def fault_text(question: Question, fault: Fault, chosen: Collection[str] = ()) -> str:
    """The sentence beside a field, and the same in the summary above.

    `chosen`: the options that were ticked, where that is known.
    """
    match fault:
        case Fault.NOT_AN_OPTION:
            return _("Choose one of the answers on this page.")
        case Fault.SEVERAL_FOR_ONE:
            return _("Choose one answer only.")
        case Fault.EXCLUSIVE_WITH_OTHERS:
            ticked = chosen or {option.id for option in question.options}
            alone = next((one.label for one in question.options if one.exclusive and one.id in ticked), "")
            return _("You ticked “%(alone)s” and another answer. Untick one of them.", alone=alone)
        case Fault.TOO_MANY:
            return _("You chose more than %(number)s. Untick some of them.", number=question.max_choices)
        case Fault.NOT_A_NUMBER:
            return _("Write a number, like 12.")
        case Fault.TOO_SMALL | Fault.TOO_LARGE:
            least, most = (question.number.minimum, question.number.maximum) if question.number else ("", "")
            return _("Write a number from %(least)s to %(most)s.", least=least, most=most)
        case Fault.NOT_A_STEP:
            step = question.number.step if question.number else ""
            return _("Write a number in steps of %(step)s.", step=step)
        case Fault.NOT_A_MONTH if question.kind is Kind.DATE:
            return _("Write the month as a number from 1 to 12, or its name.")
        case Fault.NOT_A_MONTH:
            return _("Write the month as a number from 1 to 12, or its name. You can leave it empty.")
        case Fault.NOT_A_YEAR:
            return _("Write the year with 4 numbers, like 2021.")
        case Fault.YEAR_OUT_OF_RANGE:
            return _("Write a date that is not in the future. The year can be 1930 or later.")
        case Fault.NOT_A_DATE:
            return _("Write the day, the month and the year, like 14 3 2021. Check that there is such a day.")
        case Fault.TEXT_TOO_LONG:
            return _("Your answer is too long for us to keep. Please make it shorter.")
        case _:
            assert_never(fault)
