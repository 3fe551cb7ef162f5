"""The views that templates draw, as a test fills them in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageError:
    href: str
    text: str


@dataclass(frozen=True)
class Helpline:
    name: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Display:
    text_size: str = "normal"
    contrast: str = "normal"
    spacing: str = "normal"


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    direction: str = "ltr"


@dataclass(frozen=True)
class OptionView:
    id: str
    label: str
    checked: bool = False
    exclusive: bool = False


@dataclass(frozen=True)
class QuestionView:
    kind: str
    text: str = "Were you told in a kind and caring way?"
    id: str = "told_caring"
    hint: str = ""
    options: tuple[OptionView, ...] = ()
    escape_options: tuple[OptionView, ...] = ()
    values: tuple[str, ...] = ()
    error: str | None = None
    answered: bool = False
    long: bool = False
    max_choices: int | None = None
    month: str = ""
    year: str = ""
    low_label: str = ""
    high_label: str = ""
    wrong_box: str = ""

    @property
    def error_href(self) -> str:
        return f"#{self.id}-{self.wrong_box}" if self.wrong_box else f"#{self.id}"


@dataclass(frozen=True)
class PageView:
    questions: tuple[QuestionView, ...]
    id: str = "p07"
    caption: str = "Part 2 of 10"
    heading: str | None = None
    intro: str = ""
    is_part_start: bool = False
    can_skip_part: bool = False
    part_title: str = "Being told"
    return_line: str | None = None
    unanswered: bool = False
    offers_short: bool = False
