"""Every kind of patient page with made-up contents: what the tests here render and inspect."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from survey_engine.patient.slip import Slip
from survey_engine.questionnaire import definition
from survey_engine.questionnaire.directions import Block, Rule, numbers
from tests.templates.views import OptionView, PageError, PageView, QuestionView

LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis_without_any_place_to_break_the_line"
HOSTILE = "<script>alert(1)</script> & “quotes”"


@dataclass(frozen=True)
class Sample:
    """One page to render: its template, its title, and what it is given."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    errors: tuple[PageError, ...] = ()
    title: str = ""
    bare: bool = False  # shown when nothing but asset() works


def options(*labels: str, checked: str = "", exclusive: str = "") -> tuple[OptionView, ...]:
    """Options with ids made from their place."""
    return tuple(
        OptionView(f"o{place}", label, label == checked, label == exclusive)
        for place, label in enumerate(labels, start=1)
    )


FULLY = options("Yes, fully", "Yes, partly", "No", "I do not know or cannot remember")
APPLY = options("Feeling very tired", "Pain", "Sleep", "None of these", exclusive="None of these")
NUMBERS = tuple(OptionView(str(number), str(number)) for number in range(11))
WAY_OUT = (OptionView("dk", "I do not know"),)


def one(question: QuestionView, **page: Any) -> Sample:
    """A page with one question, its error (where it has one) in the summary."""
    errors = (PageError(question.error_href, question.error),) if question.error else ()
    context = {"page": PageView((question,), **page), "show_return_code": None, "csrf_token": "token"}
    return Sample("patient/question.jinja", context, errors, "How you were told")


def _composed_samples() -> dict[str, Sample]:
    several = (
        QuestionView("single", id="filled_by", text="Who gave these answers?", options=FULLY, answered=True),
        QuestionView("number", id="age", text="How old are you?", values=("54",), escape_options=WAY_OUT),
        QuestionView("statement", id="note", text="Thank you for these.", hint="One more page."),
    )
    together = PageView(several, heading="About you", caption="", intro="You can leave these out.")
    warning = QuestionView("statement", id="told_head", text="You can skip this part.\n\nIt may be hard.")
    head = PageView((warning,), is_part_start=True, can_skip_part=True)
    return {
        "return-code": Sample(
            "patient/question.jinja",
            {"page": PageView((QuestionView("single", options=FULLY),)), "show_return_code": "012 345 6789"},
            title="How you were told",
        ),
        "statement": one(QuestionView("statement", text="Thank you so far.", hint="A few more pages.")),
        "statement-long": one(QuestionView("statement", text="You have done well. " * 8)),
        "unanswered": one(QuestionView("single", options=FULLY), unanswered=True),
        "half-way": one(QuestionView("single", options=FULLY), offers_short=True),
        "part-start": Sample("patient/question.jinja", {"page": head}, title="Being told"),
        "several": Sample("patient/question.jinja", {"page": together}, title="About you"),
    }


def _choice_samples() -> dict[str, Sample]:
    return {
        "single": one(QuestionView("single", options=FULLY)),
        "single-long": one(
            QuestionView("single", text=f"{LONG}?", options=options(LONG, HOSTILE), hint=HOSTILE),
            intro="A nurse specialist knows about this and helps to plan your care.",
        ),
        "single-answered": one(
            QuestionView("single", options=options("Yes", "No", checked="No"), answered=True),
            return_line="You were on part 2, Being told.",
        ),
        "single-error": one(QuestionView("single", options=FULLY, error="Choose one answer only.")),
        "multiple": one(QuestionView("multiple", options=APPLY, hint="Choose all that apply.")),
        "multiple-error": one(
            QuestionView("multiple", options=APPLY, hint="Choose up to 2.", error="Choose 2 answers at most.")
        ),
        "scale": one(
            QuestionView(
                "scale",
                options=NUMBERS,
                escape_options=WAY_OUT,
                low_label="Very poor",
                high_label="Very good",
            )
        ),
    }


def _box_samples() -> dict[str, Sample]:
    return {
        "number": one(QuestionView("number", values=("3",), answered=True)),
        "number-error": one(
            QuestionView("number", values=("lots",), escape_options=WAY_OUT, error="Use a number, like 3.")
        ),
        "month-year": one(QuestionView("month_year", month="March", year="2021", hint="The year is enough.")),
        "month-year-error": one(
            QuestionView(
                "month_year", month="Foo", year="21", error="Write the year, like 2021.", wrong_box="year"
            )
        ),
        "text": one(QuestionView("text", long=True, values=(HOSTILE,), hint="Please do not write names.")),
        "text-short": one(QuestionView("text", values=(HOSTILE,), error="Use fewer words.")),
    }


def _check(about_you: str | None, done: bool) -> Sample:
    def row(question: str, *lines: str) -> SimpleNamespace:
        return SimpleNamespace(
            question=question, answer_lines=lines, not_answered=not lines, change_url="/q/p07?from=check"
        )

    rows = (row("Were you told kindly?", "Yes, fully"), row("What helps?", "Sleep", HOSTILE), row("When?"))
    sections = (
        SimpleNamespace(title="Being told", rows=rows),
        SimpleNamespace(title="Your nurse", rows=(row(f"{LONG}?", LONG),)),
    )
    context = {"sections": sections, "about_you_url": about_you, "about_you_done": done}
    return Sample("patient/check.jinja", context, title="Check your answers")


def _questionnaire() -> definition.Questionnaire:
    single = definition.Question(
        definition.QuestionId("told"),
        definition.Kind.SINGLE,
        "Were you told kindly?",
        "How you were told",
        options=(definition.Option(definition.OptionId("yes"), "Yes"),),
    )
    scale = definition.Question(
        definition.QuestionId("overall"),
        definition.Kind.SCALE,
        "How good is your care?",
        "Overall",
        hint="0 is the lowest.",
        options=(definition.Option(definition.OptionId("dk"), "I do not know", escape=True),),
        scale=definition.Scale(0, 10, "Very poor", "Very good"),
    )
    page = definition.Page(
        definition.PageId("p01"), "told", definition.SectionId("being_told"), (single, scale)
    )
    section = definition.Section(page.section, "Being told", (page,), intro="You can skip this part.")
    return definition.Questionnaire(
        definition.QuestionnaireId("tiny"),
        1,
        "A tiny survey",
        "Your care survey",
        "care",
        "none",
        (section,),
        (5, 10),
        4096,
        "0" * 64,
    )


def _printed(questionnaire: definition.Questionnaire) -> dict[str, Any]:
    sections = [(one, one.pages[0].questions) for one in questionnaire.sections]
    listed = Rule("you chose one of these in question 1:", (Rule("Yes"), Rule("No")))
    block = Block(2, 2, Rule("Question 2 is for you only if:", (listed,)))
    return {
        "questionnaire": questionnaire,
        "sections": sections,
        "numbers": numbers(questionnaire),
        "blocks": {"overall": block},
    }


def _entry_samples() -> dict[str, Sample]:
    wrong_code = PageError("#code", "Look at the second group again. One letter or number is different.")
    return {
        "enter": Sample(
            "patient/enter.jinja", {"code": "", "held": "", "reason": None}, title="Enter your code"
        ),
        "enter-error": Sample(
            "patient/enter.jinja", {"code": HOSTILE, "held": HOSTILE}, (wrong_code,), "Enter your code"
        ),
        "enter-expired": Sample(
            "patient/enter.jinja", {"reason": "expired", "held": "opaque"}, title="Enter your code"
        ),
        "resume": Sample("patient/resume.jinja", {"return_code": ""}, title="Enter your return code"),
        "resume-error": Sample(
            "patient/resume.jinja",
            {"return_code": "12"},
            (PageError("#return_code", "The return code has 10 numbers."),),
            "Enter your return code",
        ),
    }


def _welcome_samples() -> dict[str, Sample]:
    welcome: dict[str, Any] = {
        "hospital_name": "Stony Cross Hospital",
        "minutes": (15, 25),
        "question_count": 55,
        "merge_posting": False,
        "closes_on": "31 March 2027",
        "grace_ends": "7 April 2027",
        "consent_given": False,
        "held": "",
        "short": SimpleNamespace(count=25, minutes=(9, 18)),
    }
    return {
        "welcome": Sample("patient/welcome.jinja", welcome, title="Before you start"),
        "welcome-error": Sample(
            "patient/welcome.jinja",
            welcome | {"merge_posting": True, "questions_url": "/questions/care/1"},
            (PageError("#consent", "Tick the box if you agree, to begin."),),
            "Before you start",
        ),
    }


def _later_samples() -> dict[str, Sample]:
    stop = {"return_code": "012 345 6789", "grace_ends": "7 April 2027", "same_device": True}
    more = {"contact_url": "/contact", "can_be_shorter": True, "may_send_part": True}
    return {
        "check": _check(None, False),
        "check-more": _check("/q/p51", False),
        "check-done": _check("/q/p51", True),
        "stop": Sample("patient/stop.jinja", stop, title="Your answers are saved"),
        "stop-shared": Sample(
            "patient/stop.jinja", stop | {"same_device": False}, title="Your answers are saved"
        ),
        "stop-more": Sample("patient/stop.jinja", stop | more, title="Your answers are saved"),
        "stop-short": Sample("patient/stop.jinja", stop | {"is_short": True}, title="Your answers are saved"),
        "done": Sample("patient/done.jinja", {"contact_url": "/contact"}, title="Thank you"),
        "deleted": Sample("patient/deleted.jinja", title="Your answers are deleted"),
    }


def _contact_samples() -> dict[str, Sample]:
    slip = Slip(texts={"name": HOSTILE, "access_needs": LONG}, activities=("group",), hospital="RXQ")
    given: dict[str, Any] = {"slip": slip, "hospitals": {"RXQ": LONG, "RYJ": "Stony Cross"}}
    given |= {"delete_on": "2 January 2028", "csrf_token": "token"}
    wrong = PageError("#phone", "Write a telephone number or an e-mail address.")
    unticked = PageError("#consent", "Tick the box if you agree that we contact you.")
    return {
        "contact": Sample("patient/contact.jinja", given | {"slip": Slip()}, title="Take part in more"),
        "contact-error": Sample("patient/contact.jinja", given, (wrong, unticked), "Take part in more"),
    }


def _information_samples() -> dict[str, Sample]:
    message = {"heading": "We do not know this code", "paragraphs": ["Please look at the code again."]}
    return {
        "settings": Sample("patient/settings.jinja", {"back": "/q/p07"}, title="Settings"),
        "help": Sample("patient/help.jinja", {"letter_url": "/letter", "back_url": "/q/p07"}, title="Help"),
        "privacy": Sample("patient/privacy.jinja", {"merge_posting": True}, title="Privacy"),
        "accessibility": Sample(
            "patient/accessibility.jinja", {"reviewed_on": "22 November 2026"}, title="Accessibility"
        ),
        "questions": Sample(
            "patient/questions.jinja",
            _printed(_questionnaire()),
            title="All the questions",
        ),
        "message": Sample(
            "patient/message.jinja",
            message | {"action": ("/", "Try again")},
            title="We do not know this code",
        ),
        "message-bare": Sample(
            "patient/message.jinja", message | {"action": None}, title="We do not know this code", bare=True
        ),
    }


def samples() -> dict[str, Sample]:
    """Every page by a name of its own."""
    return {
        **_choice_samples(),
        **_box_samples(),
        **_composed_samples(),
        **_entry_samples(),
        **_welcome_samples(),
        **_later_samples(),
        **_contact_samples(),
        **_information_samples(),
    }
