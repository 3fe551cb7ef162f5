"""Who runs the survey, in words patients read: one TOML file, or placeholders until there is one."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Self

MOST_ADDRESS_LINES = 8
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")


class SettingsError(Exception):
    """A setting is missing, unknown or cannot be used. The text is a sentence for the person who set it."""


UNNAMED = "the charity"  # until there is a name; pages say it in their own language
ANY_TIME = "Any time, day or night"
_ENGLISH = "en"
_LINES = (
    "name", "controller", "data_protection_contact", "operator", "server_place", "lawful_basis",
    "results_kept", "governance_contact",
)  # fmt: skip
_OF_HELPLINES = {"name", "phone", "hours", "names", "hours_in"}


@dataclass(frozen=True, slots=True)
class Helpline:
    """One telephone line for patients, shown in the footer of every page."""

    name: str
    phone: str
    hours: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # the name by language
    hours_in: Mapping[str, str] = field(default_factory=dict)  # the hours by language
    name_language: str = ""  # the language of the name, where a page in another one shows it
    hours_language: str = ""

    def in_words(self, language: str, _: Callable[[str], str]) -> Self:
        """Return it as a reader of a language sees it; what is not in that language is marked as English."""
        known_hours = _("Any time, day or night") if self.hours == ANY_TIME else self.hours_in.get(language)
        is_foreign = not language.startswith(_ENGLISH)
        return replace(
            self,
            name=self.names.get(language, self.name),
            hours=self.hours if known_hours is None else known_hours,
            name_language=_ENGLISH if is_foreign and language not in self.names else "",
            hours_language=_ENGLISH if is_foreign and self.hours and known_hours is None else "",
        )


# Numbers only where opening hours change without notice: a wrong hour is worse than none.
DEFAULT_HELPLINES = (
    Helpline("Breast Cancer Now nurses", "0808 800 6000"),
    Helpline("Macmillan Support Line", "0808 808 0000"),
    Helpline("Samaritans", "116 123", ANY_TIME),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs the survey, in words patients read. `doctor` asks for the placeholders to be set."""

    name: str = UNNAMED
    controller: str = UNNAMED
    data_protection_contact: str = UNNAMED
    helplines: tuple[Helpline, ...] = DEFAULT_HELPLINES
    freepost_address: tuple[str, ...] = ()  # the lines of it, where forms on paper are sent back
    names: Mapping[str, str] = field(default_factory=dict)
    same_operator: bool = False  # who runs the server also holds the charity key: /privacy then says so
    # For the papers of a hospital's information governance; empty ones are left to fill in.
    operator: str = ""  # who runs the server
    server_place: str = ""  # where it is
    lawful_basis: str = ""  # of the answers, under Articles 6 and 9
    results_kept: str = ""  # how long opened answers and results are kept
    governance_contact: str = ""  # whom an information-governance lead asks
    safeguarding: tuple[str, ...] = ()  # what to do where a comment tells of danger, step by step

    def name_in(self, language: str) -> str:
        """Return the organisation's name in a language, or its usual name."""
        return self.names.get(language, self.name)

    def in_words(self, language: str, _: Callable[[str], str]) -> Self:
        """Return it as a reader of a language sees it: by its name there, placeholders in words of `_`."""

        def named(name: str) -> str:
            return _("the charity") if name == UNNAMED else name

        return replace(
            self,
            name=named(self.name_in(language)),
            controller=named(self.controller),
            data_protection_contact=named(self.data_protection_contact),
            helplines=tuple(line.in_words(language, _) for line in self.helplines),
        )

    @property
    def is_placeholder(self) -> bool:
        """Say whether the name or a contact still has its placeholder."""
        return UNNAMED in (self.name, self.controller, self.data_protection_contact)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a TOML file with the fields of this class; what it leaves out keeps its default."""
        try:
            values = tomllib.loads(read_text(path, "the organisation file"))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"The organisation file {path} is not valid TOML: {error}.") from None
        unknown = values.keys() - {f.name for f in fields(cls)}
        if unknown:
            raise SettingsError(
                f"The organisation file {path} has an unknown entry: {', '.join(sorted(unknown))}."
            )
        for name in _LINES:
            if name in values and not _is_line(values[name]):
                raise SettingsError(f"In the organisation file {path}, {name} must be one line of text.")
        if not isinstance(values.get("same_operator", False), bool):
            raise SettingsError(f"In the organisation file {path}, same_operator must be true or false.")
        if not _is_by_language(values.get("names", {})):
            raise SettingsError(
                f'In the organisation file {path}, [names] must hold language = "name" lines.'
            )
        if "helplines" in values:
            values["helplines"] = tuple(_helplines(values["helplines"], path))
        if "freepost_address" in values:
            values["freepost_address"] = tuple(_address(values["freepost_address"], path))
        if "safeguarding" in values:
            values["safeguarding"] = tuple(_steps(values["safeguarding"], path))
        return cls(**values)


def _helplines(values: object, path: Path) -> Iterable[Helpline]:
    for value in values if isinstance(values, list) else [None]:
        if not isinstance(value, dict) or not {"name", "phone"} <= value.keys() <= _OF_HELPLINES:
            raise SettingsError(f"In the organisation file {path}, each helpline needs a name and a phone.")
        by_language = [value.get(name, {}) for name in ("names", "hours_in")]
        if not all(_is_line(value[name]) for name in value.keys() & {"name", "phone", "hours"}):
            raise SettingsError(
                f"In the organisation file {path}, a helpline may hold one line of text in each entry."
            )
        if not all(map(_is_by_language, by_language)):
            raise SettingsError(
                f"In the organisation file {path}, names and hours_in of a helpline must hold "
                'language = "words" lines.'
            )
        yield Helpline(**value)


def _address(value: object, path: Path) -> list[str]:
    lines = value if isinstance(value, list) else [value]
    if not lines or len(lines) > MOST_ADDRESS_LINES or not all(_is_line(line) for line in lines):
        raise SettingsError(
            f"In the organisation file {path}, freepost_address must be one line of text, or a list of up to "
            f'{MOST_ADDRESS_LINES} lines: ["Freepost CARE", "..."].'
        )
    return [str(line).strip() for line in lines]


def _steps(value: object, path: Path) -> list[str]:
    if not isinstance(value, list) or not all(map(_is_line, value)):
        raise SettingsError(
            f"In the organisation file {path}, safeguarding must be a list of steps, each one line of text."
        )
    return [str(step).strip() for step in value]


def _is_by_language(value: object) -> bool:
    return isinstance(value, dict) and all(_is_line(v) and LANGUAGE.fullmatch(k) for k, v in value.items())


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def read_text(path: Path, what: str) -> str:
    """Read a UTF-8 file; what it is called goes into the sentence of SettingsError."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"Cannot read {what} at {path}: {reason}.") from None
