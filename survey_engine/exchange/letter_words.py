"""What a letter says beside the words a charity may choose: the way in, the choice, the promise, the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date

from survey_engine.exchange.letter_wording import Wording, filled
from survey_engine.exchange.paper_cover import RETURN_DIGITS
from survey_engine.organisation import Organisation
from survey_engine.questionnaire.directions import Translate


@dataclass(frozen=True, slots=True)
class Mailing:
    """What all letters of one batch share.

    hospital: its name; wave: its code; address: of the survey's first page, such as
    https://survey.example.org/i; minutes: from and to; is_merge: the hospital prints the codes itself.
    """

    hospital: str
    wave: str
    closes_on: date
    address: str
    minutes: tuple[int, int]
    is_merge: bool = False
    is_draft: bool = False  # no native reader has checked the translation


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """One line for who reads another language better, in that language."""

    language: str
    direction: str
    words: str


def other_language_line(name: str, _: Translate) -> str:
    """The line that a letter in any other language carries for readers of this one; name: as they call it."""
    return _(
        "%(language)s: you can answer in this language. Choose it on the first page, or call us.",
        language=name,
    )


def letter_words(
    mailing: Mailing,
    wording: Wording,
    organisation: Organisation,
    others: Sequence[OtherLanguage],
    _: Translate,
) -> dict[str, Any]:
    """All that is said on each letter of a batch; only ref, code and link differ from one to the next."""
    organisation = organisation.in_words(wording.language, _)
    said = filled(wording, _values(mailing, organisation, wording.language))
    draft = [_("This translation is a draft. No native speaker has checked it yet.")]
    return {
        "ref_label": _("Reference:"),
        "outside": [
            _("If this letter should not have come, we are sorry. You do not have to read it.")
            + " "
            + _("We know that a letter can hurt, above all if someone has died."),
            _("Please do tell us, and we will not write again.")
            + " "
            + _("Open %(address)s and type the reference above.", address=letter_site(mailing)),
        ],
        "subject": said.subject,
        "greeting": said.greeting,
        "paragraphs": list(said.paragraphs),
        "ways": {"heading": _("How to answer"), "items": _ways(mailing, _)},
        "way": {
            "heading": _("Your code"),
            "return_words": _("If you stop and come back, write your return code here:"),
            "return_groups": RETURN_DIGITS,
            "qr_words": _("A square pattern. Scanned with a phone, it opens the survey online."),
        },
        "other_languages": [
            {"language": one.language, "direction": one.direction, "words": one.words} for one in others
        ],
        "closing": list(said.closing),
        "parts": [_choice(mailing, _), _help(organisation, _), _wrong(mailing, _)],
        "draft": draft if mailing.is_draft else [],
        "site": site(mailing),
        "letter_site": letter_site(mailing),
    }


def site(mailing: Mailing) -> str:
    """The address as a person types it."""
    return mailing.address.partition("://")[2].removesuffix("/i")


def letter_site(mailing: Mailing) -> str:
    """Where a letter that should not have come is told of."""
    return f"{site(mailing)}/letter"


def shown_date(day: date, language: str) -> str:
    """A day as its reader writes it."""
    return str(format_date(day, "d MMMM yyyy", locale=Locale.parse(language)))


def _values(mailing: Mailing, organisation: Organisation, language: str) -> dict[str, str]:
    low, high = mailing.minutes
    return {
        "hospital": mailing.hospital,
        "charity": organisation.name,
        "closes_on": shown_date(mailing.closes_on, language),
        "low": str(low),
        "high": str(high),
        "address": site(mailing),
        "phone": organisation.helplines[0].phone if organisation.helplines else "",
    }


def _ways(mailing: Mailing, _: Translate) -> list[str]:
    return [
        _("Online: scan the square pattern with your phone.")
        + " "
        + _("Or open %(address)s and type your code.", address=site(mailing)),
        _("By phone: call us. We can write down your answers for you."),
        _("Someone you trust can help you too. The answers should be yours."),
    ]


def _choice(mailing: Mailing, _: Translate) -> dict[str, Any]:
    printed = _(
        "Your hospital printed your code. It could find out whether the code was used, or use it itself. "
        "It can never read answers that were sent."
    )
    return {
        "heading": _("It is your choice"),
        "items": [
            _("You do not have to take part.") + " " + _("Your care stays the same, whatever you choose."),
            _("The charity reads the answers, but not who gave them."),
            _("Your hospital never sees your own form.")
            + " "
            + _("It may be able to tell whether your invitation was used."),
            *([printed] if mailing.is_merge else []),
            _("If you have answered already, thank you. You need do nothing more."),
        ],
    }


def _help(organisation: Organisation, _: Translate) -> dict[str, Any]:
    return {
        "heading": _("If you need help or want to talk"),
        "lead": [_("If you need care now, call your hospital team.")],
        "calls": [
            {"name": line.name, "phone": line.phone, "hours": line.hours} for line in organisation.helplines
        ],
    }


def _wrong(mailing: Mailing, _: Translate) -> dict[str, Any]:
    return {
        "heading": _("If this letter should not have come"),
        "lead": [
            _("We are sorry.")
            + " "
            + _("Please call us, and we will not write again.")
            + " "
            + _("Or open %(address)s and type the reference on the outside.", address=letter_site(mailing)),
        ],
    }
