"""Languages of the pages, behind Flask-Babel: which one, and which way it runs."""

from __future__ import annotations

from flask import Flask, has_request_context
from flask_babel import Babel, get_locale, refresh
from flask_babel import gettext as babel_gettext

from survey_engine.settings import Settings
from survey_engine.web.display import Display, read_display, use_display


def gettext(text: str, **values: object) -> str:
    """Translate `text` for the page under way; doors import it as `_`."""
    return str(babel_gettext(text, **values))


def current_language(settings: Settings) -> str:
    """The language of this request: chosen on the Settings page, else the first that is offered."""
    if not has_request_context():
        return settings.languages[0]
    chosen = read_display().language
    return chosen if chosen in settings.languages else settings.languages[0]


def turn_page_to(display: Display) -> None:
    """Draw the page under way as `display` says, its language too."""
    use_display(display)
    refresh()


def current_direction() -> str:
    """`ltr` or `rtl`, as the language of the page is written."""
    locale = get_locale()
    return str(locale.text_direction) if locale else "ltr"


def hang_language(app: Flask, settings: Settings) -> None:
    """Give the app its translations and its choice of language."""
    folders = ";".join(str(folder) for folder in settings.translation_folders)
    Babel(
        app,
        default_locale=settings.languages[0],
        default_translation_directories=folders,
        default_timezone="Europe/London",
        locale_selector=lambda: current_language(settings),
    )
