"""Translations as .po files: one for the interface, one for each questionnaire. Read and written by Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

DRAFT = "DRAFT: no native reader has reviewed this translation."
_REVIEWED = "Reviewed by:"
_PREVIOUS = "Made of the English:"  # Babel writes the usual mark for it, and does not read it
_LINE = re.compile(r'(msg\w+(\[\d+\])?\s*)?"([^"\\]|\\.)*"')  # of a whole file, comments aside
# Lines of the head that Babel writes: they name nobody, or change without a change of the words.
_NOT_KEPT = tuple(
    f'"{name}'
    for name in ("POT-", "PO-Rev", "Generated", "Report-Msgid", "Last-Trans", "Language-Team", "Project-Id")
)


class TranslationFileError(Exception):
    """A file of translations cannot be read; `why` says why, the message of which file."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path} is not a file of translations: {why}")
        self.why = str(why)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in English and its translation.

    context: `<questionnaire>.<id>.<part>`, empty for the interface; plural: the English plural, empty for
    none; words: the translation, one for each plural form, empty where there is none; previous: the English
    that a fuzzy translation was made of; note: for the translator; reviewed_by: who checked it.
    """

    context: str
    source: str
    plural: str = ""
    words: tuple[str, ...] = ()
    is_fuzzy: bool = False
    previous: str = ""
    note: str = ""
    reviewed_by: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the translation may be shown: all forms there, and not stale."""
        return bool(self.words) and all(self.words) and not self.is_fuzzy


@dataclass(frozen=True)
class Domain:
    """All texts of the interface ("messages") or of one questionnaire, in one language."""

    name: str
    language: str
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    reviewed_by: str = ""
    # Words whose English is asked for no more: kept for a translator to look up, never shown.
    obsolete: tuple[Entry, ...] = field(default=(), repr=False)

    @cached_property
    def by_text(self) -> Mapping[tuple[str, str], Entry]:
        """Each entry by its context and English."""
        return {(entry.context, entry.source): entry for entry in self.entries}

    @property
    def is_reviewed(self) -> bool:
        """Whether a native reader has put a name under it."""
        return bool(self.reviewed_by)


def po_path(folder: Path, language: str, domain: str) -> Path:
    """Where the file of a domain lies in a folder of translations."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def is_language(code: str) -> bool:
    """Whether a code such as `cy` names a language."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8}){0,3}", code):
        return False
    try:
        return bool(Locale.parse(code).english_name)
    except (UnknownLocaleError, ValueError):
        return False


def read_domain(path: Path, language: str) -> Domain:
    """Read one file; TranslationFileError where it is none, or only a part of one."""
    if not is_language(language):
        raise TranslationFileError(path, "its folder names no language")
    try:
        content = _bytes(path)
        _refuse_part(content.decode())
        catalog = read_po(BytesIO(content), locale=language, domain=path.stem, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, OSError) as error:
        raise TranslationFileError(path, getattr(error, "strerror", None) or error) from error
    reviewed = [line.partition(_REVIEWED)[2].strip() for line in catalog.header_comment.splitlines()]
    entries = tuple(_entry(message) for message in catalog if message.id)
    obsolete = tuple(_entry(message) for message in catalog.obsolete.values())
    return Domain(path.stem, language, entries, next((name for name in reviewed if name), ""), obsolete)


def _bytes(path: Path) -> bytes:
    if not path.is_file():  # opening a pipe would wait for ever
        raise ValueError("it is no file")
    return path.read_bytes()


def _refuse_part(text: str) -> None:
    """ValueError for what Babel takes as words nobody wrote yet: an empty file, one without its end."""
    if 'msgid ""' not in text:
        raise ValueError("its head is missing. Put a whole copy of it back")
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if plain and not plain.startswith("#") and not _LINE.fullmatch(plain):
            raise ValueError(f"line {number} is cut short or broken. Put a whole copy of the file back")


def _entry(message: Message) -> Entry:
    source, plural = message.id if isinstance(message.id, (list, tuple)) else (message.id, "")
    words = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    said = " ".join(message.user_comments)
    return Entry(
        context=str(message.context or ""),
        source=str(source),
        plural=str(plural),
        words=tuple(map(str, words)) if any(words) else (),
        is_fuzzy=message.fuzzy,
        previous=_said(said, _PREVIOUS),
        note=" ".join(message.auto_comments),
        reviewed_by=_said(said, _REVIEWED),
    )


def _said(comments: str, name: str) -> str:
    """What our own comments say under a name; long ones were broken into lines, and are one again here."""
    after = comments.partition(name)[2]
    for other in (_PREVIOUS, _REVIEWED):
        after = after.partition(other)[0]
    return after.strip()


def write_domain(path: Path, domain: Domain) -> None:
    """Write one file, its entries in their order, without a date, so that nothing changes by itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(domain))


def po_bytes(domain: Domain) -> bytes:
    """The file as bytes."""
    stream = BytesIO()
    write_po(stream, catalog_of(domain), width=110, omit_header=False)
    lines = stream.getvalue().decode().split("\n")
    return "\n".join(line for line in lines if not line.startswith(_NOT_KEPT)).encode()


def catalog_of(domain: Domain) -> Catalog:
    """The domain as Babel has it, fuzzy entries included."""
    state = f"{_REVIEWED} {domain.reviewed_by}" if domain.reviewed_by else DRAFT
    language = str(Locale.parse(domain.language).english_name)
    catalog = Catalog(
        locale=domain.language,
        domain=domain.name,
        header_comment=f"# {language} translation of {domain.name}.\n# {state}",
        project="survey_engine",
        fuzzy=False,
    )
    for entry in domain.entries:
        catalog[entry.source] = _message(entry)
    for entry in domain.obsolete:
        catalog.obsolete[entry.context, entry.source] = _message(entry)
    return catalog


def _message(entry: Entry) -> Message:
    said = ((_PREVIOUS, entry.previous), (_REVIEWED, entry.reviewed_by))
    return Message(
        (entry.source, entry.plural) if entry.plural else entry.source,
        entry.words if entry.plural else (entry.words[0] if entry.words else ""),
        flags=["fuzzy"] if entry.is_fuzzy and entry.words else [],
        auto_comments=[entry.note] if entry.note else [],
        user_comments=[f"{name} {words}" for name, words in said if words],
        context=entry.context or None,
    )
