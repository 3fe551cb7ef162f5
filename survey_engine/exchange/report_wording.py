"""The sentences of reports: one file a language, each with the same sentences and the same places to fill."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

FOLDER = Path(__file__).parent / "report_words"
ENGLISH = "en"
NBSP = "\u00a0"
_PERCENT = re.compile(r"(?<=[\d}]) %")


class ReportLanguageError(LookupError):
    """There are no sentences for reports in this language."""


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The sentences of one language. Calling it with a name gives the sentence, its places filled."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, name: str, /, **values: object) -> str:
        return self.sentences[name].format(**values)


def report_languages() -> tuple[str, ...]:
    """The languages there are sentences in, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != ENGLISH))


def report_words(language: str) -> ReportWords:
    """The sentences of a language. Raises ReportLanguageError."""
    if language not in report_languages():
        offered = ", ".join(report_languages())
        raise ReportLanguageError(f"Reports are written in these languages: {offered}. Choose one of them.")
    found = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return ReportWords(language, {name: _PERCENT.sub(f"{NBSP}%", words) for name, words in found.items()})


def places(sentence: str) -> frozenset[str]:
    """The places of a sentence that are filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)
