"""Every language there is: its words for the pages and for the questionnaires, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations

from survey_engine.exchange.po_files import Domain, catalog_of, is_language, po_path, read_domain
from survey_engine.exchange.pseudo import PSEUDO, pseudo
from survey_engine.exchange.translating import INTERFACE, Coverage, coverage, questionnaire_texts
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.numerals import ENGLISH_MONTHS
from survey_engine.questionnaire.wording import reworded

ENGLISH = "en"
_MOST_FORMS = 200  # kept in a language: drafts that are looked at come and go
_Form = tuple[str, int, str, int]


class _Pseudo(NullTranslations):
    """The interface in a made-up language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> str:
        """The text, changed so that it stands out."""
        return pseudo(message, self._language)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One of the two English forms, changed."""
        return pseudo(msgid1 if n == 1 else msgid2, self._language)

    ugettext = gettext
    ungettext = ngettext


class Language:
    """One language, read once from its files."""

    def __init__(self, code: str, domains: Mapping[str, Domain]) -> None:
        self.code = code
        self.locale = Locale.parse(PSEUDO.get(code, code), sep="-" if "-" in code else "_")
        self.name = code if code in PSEUDO else str(self.locale.get_display_name() or code)
        self.direction = str(self.locale.text_direction)
        self._domains = domains
        self._worded: dict[_Form, Questionnaire] = {}
        self._coverage: dict[_Form, Coverage] = {}
        self.interface = self._interface()
        self.months = {**ENGLISH_MONTHS, **_months(self.locale)}

    def _interface(self) -> NullTranslations:
        if self.code in PSEUDO:
            return _Pseudo(self.code)
        domain = self._domains.get(INTERFACE)
        if domain is None:
            return NullTranslations()
        stream = BytesIO()
        write_mo(stream, catalog_of(domain))  # stale entries stay out
        stream.seek(0)
        return Translations(stream, domain=INTERFACE)

    @cached_property
    def is_draft(self) -> bool:
        """Whether words of the pages are missing, or nobody has yet put a name under all of it."""
        if self.code == ENGLISH or self.code in PSEUDO:
            return False
        pages = self._domains.get(INTERFACE)
        is_whole = pages is not None and all(entry.is_usable for entry in pages.entries)
        return not is_whole or any(not domain.is_reviewed for domain in self._domains.values())

    def translate(self, text: str, /, **values: object) -> str:
        """A text of the interface in this language, with its values."""
        said = str(self.interface.gettext(text))
        return said % values if values else said

    def coverage(self, questionnaire: Questionnaire) -> Coverage:
        """How many texts of this version can be shown in this language."""
        key = _form(questionnaire)
        if key not in self._coverage:
            _make_room(self._coverage)
            sources = questionnaire_texts([questionnaire])
            made_up = Coverage(len(sources), len(sources), missing=0, stale=0)
            known = self._domains.get(questionnaire.id)
            self._coverage[key] = made_up if self.code in PSEUDO else coverage(known, sources)
        return self._coverage[key]

    def domain(self, questionnaire_id: str) -> Domain:
        """The words of a questionnaire; without any where there is no file."""
        return self._domains.get(questionnaire_id) or Domain(questionnaire_id, self.code)

    def covers(self, questionnaire: Questionnaire) -> bool:
        """Whether every text of this version can be shown in this language."""
        return self.code == ENGLISH or self.coverage(questionnaire).is_complete

    def worded(self, questionnaire: Questionnaire) -> Questionnaire:
        """The questionnaire in this language; texts without a translation that may be shown stay English."""
        if self.code == ENGLISH:
            return questionnaire
        key = _form(questionnaire)
        if key not in self._worded:
            _make_room(self._worded)
            self._worded[key] = reworded(questionnaire, self._lookup(questionnaire))
        return self._worded[key]

    def _lookup(self, questionnaire: Questionnaire) -> Callable[[str, str], str]:
        if self.code in PSEUDO:
            return lambda _context, text: pseudo(text, self.code)
        domain = self._domains.get(questionnaire.id)
        known = domain.by_text if domain else {}

        def words(context: str, text: str) -> str:
            entry = known.get((context, text))
            return entry.words[0] if entry and entry.is_usable else text

        return words


def _form(questionnaire: Questionnaire) -> _Form:
    """What tells one form of one file from others: a short form has fewer questions under the same hash."""
    name, digest = str(questionnaire.id), questionnaire.content_hash
    return name, questionnaire.version, digest, len(questionnaire.questions)


def _make_room(kept: dict[_Form, Any]) -> None:
    if len(kept) >= _MOST_FORMS:
        kept.clear()


class Languages:
    """All languages: those that are offered, and others to preview."""

    def __init__(self, folders: Sequence[Path], offered: Sequence[str]) -> None:
        codes = dict.fromkeys([ENGLISH, *offered, *_codes_in(folders)])
        self._by_code = {code: Language(code, _domains(folders, code)) for code in codes}
        self.offered = tuple(offered)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every language there is, English first."""
        return tuple(self._by_code)

    def get(self, code: str) -> Language | None:
        """A language that is offered or has files."""
        return self._by_code.get(code)

    def __getitem__(self, code: str) -> Language:
        return self._by_code[code]


def _codes_in(folders: Sequence[Path]) -> list[str]:
    """Each folder that names a language; others, such as an old copy, are left alone."""
    paths = (path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*/LC_MESSAGES")))
    return [path.parent.name for path in paths if is_language(path.parent.name)]


def _domains(folders: Sequence[Path], code: str) -> dict[str, Domain]:
    """Each domain of a language; a later folder's file goes before an earlier one's."""
    paths = (path for folder in folders for path in sorted(po_path(folder, code, "x").parent.glob("*.po")))
    return {path.stem: read_domain(path, code) for path in paths}


@cache
def _months(locale: Locale) -> dict[str, int]:
    """The names of the months as people may type them, in lower case."""
    found: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in locale.months[form][width].items():
                found[str(name).casefold().rstrip(".")] = int(number)
    return found
