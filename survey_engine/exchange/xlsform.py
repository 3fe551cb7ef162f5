"""A questionnaire as an XLSForm. Columns that begin with `se_` carry what XLSForm has no word for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import assert_never

from babel import Locale

from survey_engine.exchange.fhir import Words
from survey_engine.exchange.fhir_conditions import WAY_OUT, splits, stands_alone
from survey_engine.exchange.spreadsheets import write_sheets
from survey_engine.exchange.xlsform_conditions import relevant
from survey_engine.questionnaire.definition import (
    Condition,
    Kind,
    Option,
    Page,
    Question,
    Questionnaire,
    Score,
    Section,
)

# Our own columns of the sheet `survey`, by name: of sections, then of questions.
SECTION_MARKS = ("se_short_title", "se_distressing", "se_after_check", "se_page")
QUESTION_MARKS = (
    "se_kind", "se_standards", "se_flags", "se_inherits", "se_shared", "se_core", "se_band", "se_max",
    "se_min_value", "se_max_value", "se_step", "se_max_bytes", "se_low_label", "se_high_label", "se_compares",
    "se_compares_why", "se_replaces", "se_since", "se_derives",
)  # fmt: skip
CHOICE_MARKS = ("se_score", "se_escape", "se_exclusive", "se_since")
SETTING_MARKS = (
    "se_public_name",
    "se_alias",
    "se_standards",
    "se_answered_by",
    "se_minutes",
    "se_plaintext_bytes",
)
Row = dict[str, str]


def write_xlsform(path: Path, questionnaire: Questionnaire, words: Words | None = None) -> None:
    """Write the form. `words` are complete translations by language and context."""
    form = _Form(questionnaire, words or {})
    survey = list(form.survey())
    languages = [form.column(part, language) for part in ("label", "hint") for language in form.languages]
    survey_columns = [
        *("type", "name"), *languages, "relevant", "constraint", "appearance", "parameters",
        *SECTION_MARKS, *QUESTION_MARKS,
        *(form.column("se_short_title", language) for language in form.languages if language != "en"),
    ]  # fmt: skip
    labels = [form.column("label", language) for language in form.languages]
    choice_columns = ["list_name", "name", *labels, *CHOICE_MARKS]
    settings = form.settings()
    write_sheets(
        path,
        {
            "survey": _table(survey_columns, survey),
            "choices": _table(choice_columns, form.choices),
            "settings": _table(list(settings), [settings]),
        },
    )


def _table(columns: list[str], rows: list[Row]) -> list[list[str]]:
    return [columns, *([row.get(column, "") for column in columns] for row in rows)]


class _Form:
    def __init__(self, questionnaire: Questionnaire, words: Words) -> None:
        self._all = questionnaire
        self._words: Mapping[str, Mapping[str, str]] = {"en": {}, **words}
        self.languages = tuple(self._words)
        self.choices: list[Row] = []

    def column(self, part: str, language: str) -> str:
        """The name of a column of words, such as `label::English (en)`."""
        return f"{part}::{Locale.parse(language).english_name} ({language})"

    def settings(self) -> Row:
        """The one row of the sheet `settings`."""
        one = self._all
        return {
            "form_title": one.title,
            "form_id": one.id,
            "version": str(one.version),
            "default_language": f"{Locale.parse('en').english_name} (en)",
            "se_public_name": one.public_name,
            "se_alias": one.alias,
            "se_standards": one.standards,
            "se_answered_by": one.answered_by.value,
            "se_minutes": f"{one.minutes[0]} {one.minutes[1]}",
            "se_plaintext_bytes": str(one.plaintext_bytes),
            **self._beside("se_title", one.id, "title", one.title),
            **self._beside("se_public_name", one.id, "public_name", one.public_name),
        }

    def _beside(self, column: str, name: str, member: str, text: str) -> Row:
        """A text of one of our own columns in the other languages."""
        row = self._label(column, name, member, text)
        row.pop(self.column(column, "en"))
        return row

    def survey(self) -> Iterator[Row]:
        """Every row of the sheet `survey`; fills `choices` on the way."""
        for section in self._all.sections:
            yield from self._section(section)

    def _label(self, part: str, name: str, member: str, text: str) -> Row:
        context = f"{self._all.id}.{name}.{member}"
        return {
            self.column(part, language): known.get(context, text) if text else ""
            for language, known in self._words.items()
        }

    def _section(self, section: Section) -> Iterator[Row]:
        yield {
            "type": "begin_group",
            "name": f"section.{section.id}",
            **self._label("label", section.id, "section_title", section.title),
            "se_short_title": section.short_title,
            **self._beside("se_short_title", section.id, "section_short_title", section.short_title),
            "se_distressing": "yes" if section.distressing else "",
            "se_after_check": "yes" if section.after_check else "",
        }
        if section.intro:
            words = self._label("label", section.id, "section_intro", section.intro)
            yield {"type": "note", "name": f"intro.{section.id}", **words}
        for page in section.pages:
            if not page.starts_part:
                yield from self._page(page)
        yield {"type": "end_group"}

    def _page(self, page: Page) -> Iterator[Row]:
        if stands_alone(page):
            yield from self._question(page.questions[0], page.show_if)
            return
        yield {
            "type": "begin_group",
            "name": f"page.{page.key}",
            "appearance": "field-list",
            "relevant": relevant(page.show_if, self._all) if page.show_if else "",
            "se_page": "yes",
        }
        for question in page.questions:
            yield from self._question(question, question.show_if)
        yield {"type": "end_group"}

    def _question(self, question: Question, condition: Condition | None) -> Iterator[Row]:
        when = relevant(condition, self._all) if condition else ""
        yield {
            "type": self._type(question),
            "name": question.id,
            **self._label("label", question.id, "text", question.text),
            **self._label("hint", question.id, "hint", question.hint),
            "relevant": when,
            "constraint": _constraint(question),
            "appearance": _appearance(question),
            **_marks(question),
            **self._beside("se_short_title", question.id, "short_title", question.short_title),
        }
        if splits(question):
            # A question of a form takes what is typed, or a choice: the ways out are asked after it, while
            # nothing is typed.
            name = f"{question.id}{WAY_OUT}"
            self._add_choices(name, question)
            nothing_typed = f"${{{question.id}}} = ''"
            yield {
                "type": f"select_one {name}",
                "name": name,
                **self._label("label", question.id, "text", question.text),
                "relevant": f"({when}) and {nothing_typed}" if when else nothing_typed,
            }

    def _type(self, question: Question) -> str:
        match question.kind:
            case Kind.SINGLE | Kind.SCALE:
                self._add_choices(question.id, question)
                return f"select_one {question.id}"
            case Kind.MULTIPLE:
                self._add_choices(question.id, question)
                return f"select_multiple {question.id}"
            case Kind.NUMBER:
                return "decimal"
            case Kind.MONTH_YEAR | Kind.DATE:
                return "date"
            case Kind.TEXT:
                return "text"
            case Kind.STATEMENT:
                return "note"
            case _:
                assert_never(question.kind)

    def _add_choices(self, list_name: str, question: Question) -> None:
        for option in question.options:
            label = self._option_label(question, option)
            self.choices.append({"list_name": list_name, "name": option.id, **label, **_choice_marks(option)})

    def _option_label(self, question: Question, option: Option) -> Row:
        scale = question.scale
        for end, member in ((scale.low, "low_label"), (scale.high, "high_label")) if scale else ():
            if option.id == str(end):
                words = self._label("label", question.id, member, getattr(scale, member))
                return {column: f"{end} – {text}" for column, text in words.items()}
        return self._label("label", question.id, f"option.{option.id}", option.label)


def _constraint(question: Question) -> str:
    alone = [option.id for option in question.options if option.exclusive]
    parts = [f"not(selected(., '{name}') and count-selected(.) > 1)" for name in alone]
    if question.max_choices is not None:
        parts.append(f"count-selected(.) <= {question.max_choices}")
    if question.number is not None:
        parts.append(f". >= {question.number.minimum} and . <= {question.number.maximum}")
    return " and ".join(parts)


def _appearance(question: Question) -> str:
    if question.kind is Kind.MONTH_YEAR:
        return "month-year"
    return "multiline" if question.kind is Kind.TEXT and question.long else ""


def _choice_marks(option: Option) -> Row:
    return {
        "se_score": option.score.value if option.score is not Score.UNSCORED else "",
        "se_escape": "yes" if option.escape else "",
        "se_exclusive": "yes" if option.exclusive else "",
        "se_since": str(option.since or ""),
    }


def _marks(question: Question) -> Row:
    number, scale, derived = question.number, question.scale, question.derives
    has_history = bool(question.compares_why or question.replaces)
    return {
        "se_short_title": question.short_title,
        "se_kind": question.kind.value,
        "se_standards": " ".join(question.standards),
        "se_flags": " ".join(sorted(question.flags)),
        "se_inherits": " ".join(question.inherits),
        "se_shared": "yes" if question.shared else "",
        "se_core": "yes" if question.core else "",
        "se_band": "yes" if question.band else "",
        "se_max": str(question.max_choices or ""),
        "se_min_value": number.minimum if number else "",
        "se_max_value": number.maximum if number else "",
        "se_step": number.step if number else "",
        "se_max_bytes": str(question.max_bytes) if question.kind is Kind.TEXT else "",
        "se_low_label": scale.low_label if scale else "",
        "se_high_label": scale.high_label if scale else "",
        "se_compares": question.compares.value if has_history else "",
        "se_compares_why": question.compares_why,
        "se_replaces": question.replaces or "",
        "se_since": str(question.since or ""),
        "se_derives": f"{derived.name}: {' '.join(f'{a}={b}' for a, b in derived.values)}" if derived else "",
    }
