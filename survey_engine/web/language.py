"""Languages of the pages, behind Flask-Babel: which one, and which way it runs."""

from __future__ import annotations

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_request_context
from flask_babel import Babel, Domain, refresh
from flask_babel import gettext as babel_gettext
from flask_babel import ngettext as babel_ngettext

from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.web.display import Display, read_display, use_display
from survey_engine.web.house import house
from survey_engine.web.translations import ENGLISH, Language


def gettext(text: str, /, **values: object) -> str:
    """Translate `text` for the page under way; doors import it as `_`."""
    return str(babel_gettext(text, **values))


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Translate a text that goes with a number, in the form that the language has for it."""
    return str(babel_ngettext(singular, plural, number, **values))


def language() -> Language:
    """The language of this request: one in preview, else chosen on the Settings page, else the first."""
    languages = house().languages
    if not has_request_context():
        return languages[languages.offered[0]]
    preview = getattr(g, "preview_language", None)
    if isinstance(preview, Language):
        return preview
    chosen = read_display().language
    return languages[chosen if chosen in languages.offered else languages.offered[0]]


def turn_page_to(display: Display) -> None:
    """Draw the page under way as `display` says, its language too."""
    use_display(display)
    refresh()


def in_reader_language(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in the language of the page, where all of it is there.

    Else the whole page turns to English, and says so: a page never mixes languages.
    """
    here = language()
    if here.covers(questionnaire):
        return here.worded(questionnaire)
    g.missing_language = here
    g.preview_language = house().languages[ENGLISH]
    refresh()
    return questionnaire


def missing_language() -> Language | None:
    """The language that was chosen, where this page had to turn to English."""
    missing = getattr(g, "missing_language", None)
    return missing if isinstance(missing, Language) else None


def preview_in(code: str) -> bool:
    """Draw the page under way in any language that has files; False where there is none of this code."""
    found = house().languages.get(code)
    if found is not None:
        g.preview_language = found
        refresh()
    return found is not None


class _Interface(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """The words of the pages, from the files that were read at the start."""

    def get_translations(self) -> NullTranslations:
        """Those of the language of this request."""
        return language().interface


def hang_language(app: Flask) -> None:
    """Give the app its translations and its choice of language."""
    babel = Babel(app, default_timezone="Europe/London", locale_selector=_locale)
    babel.domain_instance = _Interface()


def _locale() -> Locale:
    return language().locale
