"""The words of a letter that a charity or a hospital may write itself: built in, or from a file and checked.

What keeps a promise, leads to the survey or helps in need is not among them (letter_words.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_engine.questionnaire.directions import Translate
from survey_engine.questionnaire.plain_words import contraction, grade
from survey_engine.questionnaire.problem import DefinitionError, Level, Problem
from survey_engine.questionnaire.readability import HARDEST_GRADE, LONGEST_SENTENCE
from survey_engine.questionnaire.yaml_source import Lines, Loc, parse_yaml, read_bytes

OBLIGATORY = ("hospital", "charity", "closes_on")
PLACES = (*OBLIGATORY, "low", "high", "address", "phone")
LISTS = {"paragraphs": (6, 500), "closing": (4, 200)}  # most entries, most letters of each
TEXTS = {"language": 12, "subject": 80, "greeting": 80}  # most letters
MOST_LETTERS = 1200  # of all paragraphs: with more, the letter at 12 points no longer fits its sheet
ENGLISH = "en"

_PLACE = re.compile(r"\{([^{}]*)\}")
_HTML = re.compile(r"</?[A-Za-z!][^>]*>?|&(#?\w+);")
_SENTENCE = re.compile(r"[.?!۔؟](?=\s|$)|\n")
_ILLNESS = re.compile(
    r"\w*cancer\w*|\w*tumou?r\w*|\w*oncolog\w*|\w*metasta\w*|palliative|breast"
    r"|(?:c|g|ch|ngh)anser|سرطان|کینسر|چھاتی",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that may be written anew; `{hospital}` and the other PLACES are filled in."""

    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]


def default_wording(language: str, _: Translate) -> Wording:
    """The built-in words, in the language that `_` translates into."""
    places = {name: f"{{{name}}}" for name in PLACES}
    minutes = _("Most people need %(low)s to %(high)s minutes.", low=places["low"], high=places["high"])
    return Wording(
        language=language,
        subject=_("Would you tell us about your care?"),
        greeting=_("Hello,"),
        paragraphs=(
            _("This letter is from %(charity)s.", charity=places["charity"])
            + " "
            + _("We would like to hear about your care at %(hospital)s.", hospital=places["hospital"])
            + " "
            + _("All that you tell us helps to make care better."),
            _("Your hospital sent this letter for us. We do not know who you are or where you live."),
            minutes
            + " "
            + _("You can stop, rest and come back.")
            + " "
            + _("You can answer until %(date)s.", date=places["closes_on"]),
        ),
        closing=(_("Thank you for reading this. We wish you well."), places["charity"]),
    )


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """The words with every place filled in, once: braces in a hospital's name stay as they are."""

    def put(text: str) -> str:
        return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)

    return Wording(
        wording.language,
        put(wording.subject),
        put(wording.greeting),
        tuple(map(put, wording.paragraphs)),
        tuple(map(put, wording.closing)),
    )


def wording_text(wording: Wording) -> str:
    """The words as a file to edit."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def listed(texts: tuple[str, ...]) -> list[str]:
        return [f"  - {quoted(text)}" for text in texts]

    lines = [
        "# The words of a letter that are yours. Everything else on it is always the same.",
        f"# Filled in: {', '.join(f'{{{name}}}' for name in PLACES)}.",
        f"# These must be there: {', '.join(f'{{{name}}}' for name in OBLIGATORY)}.",
        f"language: {wording.language}",
        f"subject: {quoted(wording.subject)}",
        f"greeting: {quoted(wording.greeting)}",
        *("paragraphs:", *listed(wording.paragraphs)),
        *("closing:", *listed(wording.closing)),
    ]
    return "\n".join(lines) + "\n"


def read_wording(path: Path) -> tuple[Wording | None, tuple[Problem, ...]]:
    """(the words, every problem by line); no words where one of the problems is an error."""
    try:
        file = parse_yaml(path, read_bytes(path))
    except DefinitionError as error:
        return None, error.problems
    problems = [*file.problems, *_problems(file.data, file.lines)]
    problems.sort(key=lambda problem: problem.line)
    if any(problem.level is Level.ERROR for problem in problems):
        return None, tuple(problems)
    return Wording(**file.data), tuple(problems)


def _problems(data: Any, lines: Lines) -> Iterator[Problem]:
    names = (*TEXTS, *LISTS)
    if not isinstance(data, dict):
        yield lines.error((), f"The file must hold these entries: {', '.join(names)}.")
        return
    for name in sorted(data.keys() - set(names)):
        yield lines.error((name,), f"`{name}` is not known here. There are: {', '.join(names)}.")
    for name in names:
        if name not in data:
            yield lines.error((), f"`{name}` is missing.")
    found = dict(_texts(data))
    for loc, text in found.items():
        yield from _text_problems(loc, text, lines, str(data.get("language")))
    yield from _whole_problems(data, found, lines)


def _texts(data: dict[str, Any]) -> Iterator[tuple[Loc, Any]]:
    for name in TEXTS:
        if name in data:
            yield (name,), data[name]
    for name in LISTS:
        entries = data.get(name)
        for place, text in enumerate(entries if isinstance(entries, tuple) else ()):
            yield (name, place), text


def _text_problems(loc: Loc, text: Any, lines: Lines, language: str) -> Iterator[Problem]:
    if not isinstance(text, str) or not text.strip():
        yield lines.error(loc, "There must be words here. Put them in double quotes.")
        return
    name = str(loc[0])
    most = TEXTS[name] if name in TEXTS else LISTS[name][1]
    if len(text) > most:
        yield lines.error(loc, f"This has {len(text)} letters; the most is {most}. Shorten it.")
    for place in _PLACE.findall(text):
        if place not in PLACES:
            known = ", ".join(f"{{{one}}}" for one in PLACES)
            yield lines.error(loc, f"Nothing is known to fill in for {{{place}}}. There are: {known}.")
    if re.search(r"[{}]", _PLACE.sub("", text)):
        yield lines.error(loc, "A brace stands alone here. A place to fill in looks like {hospital}.")
    if found := _HTML.search(text):
        yield lines.error(loc, f"“{found[0]}” is HTML, and would be printed as it stands. Write plain words.")
    if name in ("subject", "greeting") and (found := _ILLNESS.search(text)):
        yield lines.error(loc, f"“{found[0]}” can be seen at a glance by others. Leave the illness out here.")
    yield from _advice(loc, text, lines, language)


def _advice(loc: Loc, text: str, lines: Lines, language: str) -> Iterator[Problem]:
    for sentence in _SENTENCE.split(text):
        if (count := len(sentence.split())) > LONGEST_SENTENCE:
            said = f"A sentence has {count} words; the most is {LONGEST_SENTENCE}. Make two of it."
            yield lines.warning(loc, said)
    if language != ENGLISH:
        return
    if found := contraction(text):
        yield lines.warning(loc, f"“{found}” is easy to misread. Write it out.")
    if loc[0] == "paragraphs" and round(reached := grade(text), 1) > HARDEST_GRADE:
        said = f"This has reading grade {reached:.1f}; the most is {HARDEST_GRADE:.0f}."
        yield lines.warning(loc, f"{said} Use shorter words and sentences.")


def _whole_problems(data: dict[str, Any], found: Mapping[Loc, Any], lines: Lines) -> Iterator[Problem]:
    for name, (most, _letters) in LISTS.items():
        entries = data.get(name, ("",))
        if not isinstance(entries, tuple) or not entries:
            yield lines.error((name,), f"`{name}` must be a list. Begin each line of it with a dash.")
        elif len(entries) > most:
            yield lines.error((name,), f"`{name}` has {len(entries)} entries; the most is {most}.")
    written = [text for text in found.values() if isinstance(text, str)]
    there = {place for text in written for place in _PLACE.findall(text)}
    for place in OBLIGATORY:
        if place not in there:
            yield lines.error((), f"{{{place}}} is missing. A letter must say it.")
    letters = sum(len(t) for loc, t in found.items() if loc[0] == "paragraphs" and isinstance(t, str))
    if letters > MOST_LETTERS:
        said = f"The paragraphs have {letters} letters together; the most is {MOST_LETTERS}. Shorten them."
        yield lines.error(("paragraphs",), said)
