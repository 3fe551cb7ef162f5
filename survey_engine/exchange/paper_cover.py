"""What stands around the questions on paper: the first page, the strip with the code, and the last words."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import segno

from survey_engine.organisation import Organisation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.directions import Translate

QUIET = 4  # modules of white around a QR code, as its standard asks
SYMBOLS = (4, 4, 4)  # how an empty code is grouped
RETURN_DIGITS = (3, 3, 4)


@dataclass(frozen=True, slots=True)
class Invitation:
    """The way to the survey online.

    address: of its first page, such as https://survey.example.org/i; code: as a letter prints it, empty for a
    blank form; link: what the QR code opens, the address where there is no code.
    """

    address: str
    code: str = ""
    link: str = ""


def cover(
    questionnaire: Questionnaire,
    organisation: Organisation,
    invitation: Invitation,
    language: str,
    _: Translate,
) -> dict[str, Any]:
    """The first page: who asks, how to fill the form in, who sees it, how to send it back, whom to call."""
    name = organisation.name_in(language)
    return {
        "lead": [
            _("%(organisation)s runs this survey.", organisation=name),
            _("You do not have to take part."),
        ],
        "parts": [
            {"heading": _("Two ways to answer"), "items": _two_ways(invitation, _)},
            {"heading": _("How to fill in this form"), "items": _how_to(questionnaire, _)},
            sending_back(organisation, _),
            _helplines(organisation, _),
            # The promise and the consent stand last, before the first question.
            {"heading": _("Who can see your answers"), "items": _who_sees(_)},
            {"heading": _("Do you agree?"), **_consent(name, _)},
        ],
    }


def _two_ways(invitation: Invitation, _: Translate) -> list[str]:
    by_hand = _("On paper: leave the strip with the code on this form. It stops anyone answering twice.")
    if not invitation.code:
        by_hand += " " + _("Copy the code from your letter into the strip.")
    scan = _("Online: scan the square pattern with your phone.")
    return [by_hand, scan + " " + _("Or open the page on the strip, and type your code.")]


def _how_to(questionnaire: Questionnaire, _: Translate) -> list[dict[str, str]]:
    """What to do, some with a picture of the box beside it."""
    low, high = questionnaire.minutes
    tick = _("Use a black or blue pen. Put a tick in the box next to your answer.")
    mistake = _("If you make a mistake, fill in the whole box. Then tick the right one.")
    minutes = _("Most people need %(low)s to %(high)s minutes.", low=low, high=high)
    others = [
        _("You can skip any question."),
        _("Look out for “Go to”. It tells you which question comes next for you."),
        _("Please do not write your name or address."),
        _("Someone can help you, or write for you."),
        minutes + " " + _("You can take breaks."),
    ]
    pictured = [{"words": tick, "mark": "ticked"}, {"words": mistake, "mark": "filled"}]
    return [*pictured, *({"words": words, "mark": ""} for words in others)]


def _who_sees(_: Translate) -> list[str]:
    return [
        _("The charity reads the answers, but not who gave them."),
        _("Your hospital never sees your own form.")
        + " "
        + _("It may be able to tell whether your invitation was used."),
        _("Someone at the charity types in your answers. Your code does not tell them who you are."),
        _("Until then, your code stays with your form. After that, they destroy the strip with the code."),
        _("Then we cannot find your answers to change or delete them."),
        _("In a small hospital, what you write could show who you are."),
        _("We may use your words in reports. We take out names first."),
    ]


def _consent(name: str, _: Translate) -> dict[str, Any]:
    return {
        "lead": [_("Please tick this box. Without it, we cannot use your answers.")],
        "tick": _(
            "Yes. %(organisation)s can use my answers about my health and my care, as it says in this form.",
            organisation=name,
        ),
    }


def sending_back(organisation: Organisation, _: Translate) -> dict[str, Any]:
    """How to send the form back, with the address on an envelope of its own."""
    address = list(organisation.freepost_address) or [_("[the charity's freepost address]")]
    return {
        "heading": _("How to send it back"),
        "lead": [
            _("Use the envelope that came with this form. You do not need a stamp."),
            _("Or write this on any envelope:"),
        ],
        "address": address,
        "after": [_("Please post it. Do not hand it in at the hospital.")],
    }


def _helplines(organisation: Organisation, _: Translate) -> dict[str, Any]:
    return {
        "heading": _("If you need help or want to talk"),
        "lead": [
            _("Some questions may be hard to read.")
            + " "
            + _("Nobody reads your answers in time to help you."),
            _("If you need care now, call your hospital team."),
        ],
        "calls": [
            {"name": line.name, "phone": line.phone, "hours": line.hours} for line in organisation.helplines
        ],
    }


def ending(organisation: Organisation, invitation: Invitation, _: Translate) -> dict[str, Any]:
    """The end of the form, where the last "Go to" leads. Who would like to do more says so elsewhere."""
    more = f"{_site(invitation)}/contact"
    return {
        "heading": _("The end"),
        "lead": [
            _("Thank you for taking part."),
            _("Please check that you have not written any names."),
            _("If you want to do more, like talk in a group, open %(address)s or call us.", address=more)
            + " "
            + _("Please do not write that on this form."),
        ],
        "sending": sending_back(organisation, _),
    }


def strip(invitation: Invitation, _: Translate) -> dict[str, Any]:
    """The strip with the code: kept by who answers online, left on a form that is sent back."""
    link = invitation.link or invitation.address
    return {
        "heading": _("Your code"),
        "cut": _("Tear off here only if you answer online"),
        "code": invitation.code,
        "groups": SYMBOLS,
        "qr": qr(link),
        "qr_words": _("A square pattern. Scanned with a phone, it opens the survey online."),
        "site": _site(invitation),
        "return_words": _("If you begin online, write your return code here:"),
        "return_groups": RETURN_DIGITS,
        "blank": _("Please leave this part blank."),
    }


def _site(invitation: Invitation) -> str:
    """The address as a person types it."""
    return invitation.address.partition("://")[2].removesuffix("/i")


def qr(link: str) -> dict[str, Any]:
    """The pattern of a link as SVG, and how many times wider it is with the white around it."""
    made = segno.make(link, error="m", micro=False)
    stream = io.BytesIO()
    made.save(stream, kind="svg", border=QUIET, xmldecl=False, scale=1)
    modules = made.symbol_size(border=0)[0]
    return {"svg": stream.getvalue().decode(), "share": (modules + 2 * QUIET) / modules}
