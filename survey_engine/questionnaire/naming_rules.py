"""Rules on ids and on the words that everybody sees: unique, lasting, and neutral where others may look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from survey_engine.questionnaire.building import HEAD, Blueprint
from survey_engine.questionnaire.definition import Kind, Question
from survey_engine.questionnaire.problem import Problem
from survey_engine.questionnaire.source import (
    AnyQuestion,
    ExtendedOptions,
    MatrixSource,
    OptionSource,
    StatementSource,
    TextSource,
    questions_in,
)  # fmt: skip
from survey_engine.questionnaire.wording import PLACE
from survey_engine.questionnaire.yaml_source import Loc

ID = re.compile(r"[a-z][a-z0-9_]{0,25}")
# Words that SPSS keeps for itself (Command Syntax Reference, "Variable names"), in any case.
SPSS_WORDS = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
# Fields of every form and columns of every file.
OWN_WORDS = frozenset(
    [
        "action",
        "csrf_token",
        "questionnaire",
        "version",
        "definition_hash",
        "wave",
        "hospital",
        "language",
        "mode",
        "partial",
        "consent",
    ]
)
# A page title can be read over a shoulder and stays in the history of a shared computer.
NAMES_THE_ILLNESS = re.compile(
    r"\b(cancer|tumou?r|carcinoma|malignan|metasta|secondary|secondaries|breast|mastectom|oncolog|chemo|radio"
    r"therap|diagnos|palliat|hospice|terminal|incurable|advanced|stage (4|four|iv)|end of life"
    r"|dying|death|die\b|illness|disease)\w*",
    re.IGNORECASE,
)
LONGEST_TITLE = 40


def naming_problems(blueprint: Blueprint) -> Iterator[Problem]:
    """Everything wrong with ids, short titles and places in texts."""
    yield from _ids(blueprint)
    yield from _question_ids(blueprint)
    yield from _option_ids(blueprint)
    yield from _neutral_words(blueprint)
    yield from _places_in_texts(blueprint)


def id_problem(blueprint: Blueprint, loc: Loc, name: str) -> Iterator[Problem]:
    """What is wrong with the form of one id."""
    if not ID.fullmatch(name):
        yield blueprint.error(
            loc,
            f"The id `{name}` must begin with a small letter and have only small letters, digits and _, "
            "at most 26 in all. Change it.",
        )


def twice(blueprint: Blueprint, what: str, named: Iterable[tuple[Loc, str]]) -> Iterator[Problem]:
    """Ids that were used before, capital and small letters counting as the same."""
    first: dict[str, Loc] = {}
    for loc, name in named:
        earlier = first.setdefault(name.casefold(), loc)
        if earlier != loc:
            line = blueprint.lines.line(earlier)
            yield blueprint.error(
                loc, f"The {what} id `{name}` is already used in line {line}. Choose another."
            )


def _ids(blueprint: Blueprint) -> Iterator[Problem]:
    source = blueprint.source
    sections = [(("sections", i, "id"), section.id) for i, section in enumerate(source.sections)]
    pages = [
        (("sections", i, "pages", j, "id"), page.id)
        for i, section in enumerate(source.sections)
        for j, page in enumerate(section.pages)
    ]
    header = [(("questionnaire",), source.questionnaire), (("alias",), source.alias)]
    sets = [(("option_sets", name), name) for name in source.option_sets]
    for loc, name in (*header, *sets, *sections, *pages):
        yield from id_problem(blueprint, loc, name)
    yield from twice(blueprint, "section", sections)
    yield from twice(blueprint, "page", pages)


def _named_questions(blueprint: Blueprint) -> Iterator[tuple[Loc, str]]:
    for loc, question in questions_in(blueprint.source):
        if isinstance(question, MatrixSource):
            for i, row in enumerate(question.rows):
                yield (*loc, "rows", i, "id"), row.id
        else:
            yield (*loc, "id"), question.id


def _question_ids(blueprint: Blueprint) -> Iterator[Problem]:
    named = list(_named_questions(blueprint))
    heads = {section.id + HEAD for section in blueprint.source.sections if section.distressing}
    for loc, name in named:
        yield from id_problem(blueprint, loc, name)
        if name.casefold() in SPSS_WORDS | OWN_WORDS:
            text = f"The id `{name}` is a word that files or forms keep for themselves. Choose another."
            yield blueprint.error(loc, text)
        if name in heads:
            yield blueprint.error(
                loc, f"The id `{name}` is kept for the head of that section. Choose another."
            )
    yield from twice(blueprint, "question", named)


def _option_ids(blueprint: Blueprint) -> Iterator[Problem]:
    for name, options in blueprint.source.option_sets.items():
        yield from _list_ids(blueprint, ("option_sets", name), options)
    for loc, question in questions_in(blueprint.source):
        if not isinstance(question, (TextSource, StatementSource)):
            yield from _own_option_ids(blueprint, (*loc, "options"), question)


def _own_option_ids(blueprint: Blueprint, loc: Loc, question: AnyQuestion) -> Iterator[Problem]:
    options = getattr(question, "options", ())
    if isinstance(options, tuple):
        yield from _list_ids(blueprint, loc, options)
        return
    name = options.set if isinstance(options, ExtendedOptions) else options
    known = blueprint.source.option_sets
    if name not in known:
        yield blueprint.error(
            loc, f"There is no option set `{name}`. Correct the name or write the set above."
        )
        return
    if isinstance(options, ExtendedOptions):
        yield from _list_ids(blueprint, (*loc, "add"), options.add)
        ids = {option.id for option in known[name]}
        for i, option in enumerate(options.add):
            if option.id in ids:
                text = f"The set `{name}` has an option `{option.id}` already. Choose another id."
                yield blueprint.error((*loc, "add", i, "id"), text)
        for scored in options.score.keys() - ids - {option.id for option in options.add}:
            text = f"`score` names `{scored}`, which is no option here. Correct the name."
            yield blueprint.error((*loc, "score", scored), text)


def _list_ids(blueprint: Blueprint, loc: Loc, options: tuple[OptionSource, ...]) -> Iterator[Problem]:
    named = [((*loc, i, "id"), option.id) for i, option in enumerate(options)]
    for place, name in named:
        yield from id_problem(blueprint, place, name)
    yield from twice(blueprint, "option", named)


def _neutral_words(blueprint: Blueprint) -> Iterator[Problem]:
    seen: list[tuple[Loc, str, str]] = [(("public_name",), "public_name", blueprint.source.public_name)]
    for i, section in enumerate(blueprint.source.sections):
        name = "short_title" if section.short_title else "title"
        seen.append((("sections", i, name), name, section.short_title or section.title))
    for question, loc in blueprint.placed_questions():
        seen.append(((*loc, "short_title"), "short_title", question.short_title))
    for loc, name, text in seen:
        found = NAMES_THE_ILLNESS.search(text)
        if found:
            again = "Choose a neutral one" if name != "title" else "Add a neutral short_title to the section"
            yield blueprint.error(loc, f"`{name}` says “{found[0]}”, and others can read it. {again}.")
        if name == "short_title" and len(text) > LONGEST_TITLE:
            yield blueprint.error(loc, f"`{name}` has more than {LONGEST_TITLE} letters. Shorten it.")
    alias = blueprint.source.alias
    if NAMES_THE_ILLNESS.search(alias.replace("_", " ")):
        yield blueprint.error(("alias",), f"The alias `{alias}` stands in addresses. Choose a neutral one.")


def _places_in_texts(blueprint: Blueprint) -> Iterator[Problem]:
    earlier: set[str] = set()
    yield from _filled(blueprint, ("title",), blueprint.source.title, earlier)
    yield from _unfilled(blueprint, ("public_name",), blueprint.source.public_name)
    placed: dict[Loc, list[tuple[Question, Loc]]] = {}
    for question, loc in blueprint.placed_questions():
        placed.setdefault(loc[:2], []).append((question, loc))
    for section, at in zip(blueprint.source.sections, blueprint.section_locs, strict=True):
        yield from _unfilled(blueprint, (*at, "short_title"), section.short_title or "")
        for name in ("title", "intro"):
            yield from _filled(blueprint, (*at, name), getattr(section, name) or "", earlier)
        for question, loc in placed.get(at, ()):
            yield from _filled(blueprint, (*loc, "text"), question.text, earlier)
            yield from _filled(blueprint, (*loc, "hint"), question.hint, earlier)
            yield from _unfilled(blueprint, (*loc, "short_title"), question.short_title)
            for place, label in _labels(question, loc):
                yield from _filled(blueprint, place, label, earlier)
            if question.kind is Kind.SINGLE:
                earlier.add(question.id)


def _labels(question: Question, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """What stands beside each choice: the ends of a scale have names of their own in the file."""
    if question.scale is not None:
        yield (*loc, "scale", "low_label"), question.scale.low_label
        yield (*loc, "scale", "high_label"), question.scale.high_label
    for option in question.options:
        if question.scale is None or option.escape:
            yield (*loc, "options"), option.label


def _unfilled(blueprint: Blueprint, loc: Loc, text: str) -> Iterator[Problem]:
    if set("{}") & set(text):
        yield blueprint.error(loc, "Nothing is filled in here, as others can read it. Take the { } out.")


def _filled(blueprint: Blueprint, loc: Loc, text: str, earlier: set[str]) -> Iterator[Problem]:
    for place in PLACE.finditer(text):
        name, otherwise = place[1], place[2]
        if otherwise is None and name not in ("hospital", "wave"):
            hint = "Use {hospital}, {wave} or {question|other words}."
            yield blueprint.error(loc, f"{place[0]} is unknown here. {hint}")
        if otherwise is not None and name not in earlier | blueprint.lost:
            yield blueprint.error(loc, f"{place[0]} must name an earlier single choice. Correct it.")
    if set("{}") & set(PLACE.sub("", text)):
        yield blueprint.error(loc, "There is a { or } that fills nothing in. Take it out.")
