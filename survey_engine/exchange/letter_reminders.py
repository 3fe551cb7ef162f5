"""What a reminder says in place of the first letter's words. Nobody is asked whether she has answered."""

from __future__ import annotations

from typing import Any

from survey_engine.exchange.letter_wording import PLACES, Wording
from survey_engine.exchange.letter_words import Mailing, site
from survey_engine.questionnaire.directions import Translate


def reminder_wording(language: str, _: Translate, *, to_everyone: bool) -> Wording:
    """The words of a reminder, in the language that `_` translates into.

    to_everyone: it goes to all, whoever has answered; else the hospital knows that the code was not used.
    """
    places = {name: f"{{{name}}}" for name in PLACES}
    hospital = places["hospital"]
    why = (
        _("We send this to everyone who had our letter. We do not know who has answered.")
        if to_everyone
        else _("Your hospital saw that your code was not used yet. It can never read answers that were sent.")
    )
    return Wording(
        language=language,
        subject=_("A reminder: would you tell us about your care?"),
        greeting=_("Hello,"),
        paragraphs=(
            _("This letter is from %(charity)s.", charity=places["charity"])
            + " "
            + _(
                "Some weeks ago you had a letter about your care at %(hospital)s.",
                hospital=hospital,
            ),
            _("If you have answered already, thank you.") + " " + _("Please ignore this letter.") + " " + why,
            _("If you would like to answer, there is still time.")
            + " "
            + _("You can answer until %(date)s.", date=places["closes_on"]),
        ),
        closing=(_("Thank you for reading this. We wish you well."), places["charity"]),
    )


def reminder_words(mailing: Mailing, _: Translate) -> dict[str, Any]:
    """What differs on a reminder without a code: the first letter has it, and nobody kept it."""
    here = site(mailing)
    return {
        "ways": {
            "heading": _("How to answer"),
            "items": [
                _(
                    "Online: scan the square pattern with your phone, or open %(address)s.",
                    address=here,
                )
                + " "
                + _("Then type the code of your first letter."),
                _("By phone: call us. We can write down your answers for you."),
                _("Someone you trust can help you too. The answers should be yours."),
            ],
        },
        "way": {
            "heading": _("Your code"),
            "lead": [
                _("Your first letter has your code. We did not keep it, so we cannot print it here."),
                _("If you no longer have that letter, please call us.")
                + " "
                + _("We will send you a new code."),
            ],
            "qr_words": _("A square pattern. Scanned with a phone, it opens the page for your code."),
        },
    }
