"""What is typed in a form that is kept nowhere, carried through another page and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import g, request, url_for

from survey_engine.patient.places import known_place

# The address that draws each form again, by the page it stands on.
_DRAWN_AGAIN: Final = {
    "enter": "entry.change_language",
    "resume": "welcome.take_return_code",
    "letter": "letter.take_ref",
    "contact": "contact.take_slip",
}
_LOOK: Final = {"language", "text_size", "contrast", "spacing", "layout"}  # chosen anew on Settings
_LEFT: Final = _LOOK | {"csrf_token", "action", "aside", "back"}


@dataclass(frozen=True, slots=True)
class Carried:
    """Every field of a form as it was typed."""

    place: str  # the page it stands on
    address: str  # draws it again
    chosen_address: str  # the same, after a choice on Settings
    back: str  # where she came from before that page
    fields: tuple[tuple[str, str], ...]


def carry(place: str) -> Carried | None:
    """Carry the form of this request through the page under way; None where it is none of those forms."""
    endpoint = _DRAWN_AGAIN.get(place)
    if endpoint is None:
        return None
    back = known_place(request.args.get("back"))
    fields = tuple((name, text) for name, text in request.form.items(multi=True) if name not in _LEFT)
    query = f"?back={back}" if back else ""
    addresses = url_for(endpoint) + query, url_for("aside.step_aside") + query
    g.carried = Carried(place, *addresses, back, fields)
    return present()


def present() -> Carried | None:
    """What the page under way carries."""
    found = g.get("carried")
    return found if isinstance(found, Carried) else None


def is_drawn_again() -> bool:
    """Whether this form comes back from a look at another page: to be drawn, not to be taken."""
    return request.form.get("action") == "again"
