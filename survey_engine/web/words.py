"""What a door says when something must be mended: one sentence each, that says what to do."""

from __future__ import annotations

from typing import assert_never

from survey_engine.sealing.codes import CodeError, CodeFault
from survey_engine.web.language import gettext as _

# An example, not a code in use; between isolates, or a line of Urdu shows its groups in another order.
CODE_SHAPE = "\u20667KQM-2D9F-XA4T\u2069"


def code_fault_text(error: CodeError) -> str:
    """What is wrong with a typed code."""
    match error.reason:
        case CodeFault.WRONG_LENGTH:
            return _(
                "Your code has 12 letters and numbers, like %(code)s. Check your letter.", code=CODE_SHAPE
            )
        case CodeFault.WRONG_SYMBOL if error.group:
            return _(
                "Look at group %(group)s of your code. One letter or number is wrong.", group=error.group
            )
        case CodeFault.WRONG_SYMBOL | CodeFault.WRONG_CHECK:
            return _("One letter or number of your code is wrong. Check each group with your letter.")
        case _:
            assert_never(error.reason)


def too_many_tries_text() -> str:
    """When wrong codes came from this address, hers or others': a link from a letter still opens."""
    return _(
        "Many codes were tried here. Scan the square pattern on your letter, wait 15 minutes, or call us."
    )


def busy_text() -> str:
    """When too many people begin at once."""
    return _("We are very busy just now. Please wait a minute, then press the button again.")
