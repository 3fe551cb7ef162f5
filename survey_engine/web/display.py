"""How a person likes to read: language, text size, contrast. In a cookie of its own, joined to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import g, request
from werkzeug.wrappers import Response

from survey_engine.web.cookies import cookie_name, set_cookie

TEXT_SIZES: Final = ("normal", "large", "largest")
CONTRASTS: Final = ("normal", "dark", "high")
SPACINGS: Final = ("normal", "wide")
LAYOUTS: Final = ("normal", "plain")
_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """Comfort settings. They never enter a draft, an envelope or an invitation."""

    text_size: str = "normal"
    contrast: str = "normal"
    spacing: str = "normal"
    layout: str = "normal"
    language: str = ""

    def to_cookie(self) -> str:
        """As `size=large&contrast=dark&spacing=wide&layout=plain&language=en`."""
        values = {
            "size": self.text_size,
            "contrast": self.contrast,
            "spacing": self.spacing,
            "layout": self.layout,
        }
        return urlencode({**values, "language": self.language})


def display_from(values: dict[str, str]) -> Display:
    """The settings in `values`; what is not offered counts as not chosen."""
    size, contrast, spacing, layout = (
        values.get(name, "") for name in ("size", "contrast", "spacing", "layout")
    )
    return Display(
        text_size=size if size in TEXT_SIZES else "normal",
        contrast=contrast if contrast in CONTRASTS else "normal",
        spacing=spacing if spacing in SPACINGS else "normal",
        layout=layout if layout in LAYOUTS else "normal",
        language=values.get("language", "")[:20],
    )


def read_display() -> Display:
    """The settings of this request's cookie."""
    display = getattr(g, "display", None)
    if not isinstance(display, Display):
        display = display_from(dict(parse_qsl(request.cookies.get(cookie_name("display"), ""))))
        g.display = display
    return display


def use_display(display: Display) -> None:
    """Draw the page under way with these settings, before the browser has sent them back."""
    g.display = display


def write_display(response: Response, display: Display) -> None:
    """Keep the settings on this device for a year."""
    set_cookie(response, "display", display.to_cookie(), max_age=_YEAR)
