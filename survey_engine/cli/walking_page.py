"""What a walker sees of a page: its forms with their controls, its links and its heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Fields = list[tuple[str, str]]
Answer = str | tuple[str, ...]

_TICKED: Final = ("radio", "checkbox")
_TYPED: Final = ("text", "textarea")


class NotOfferedError(Exception):
    """The page does not offer the answer that was to be given."""


@dataclass(frozen=True, slots=True)
class Control:
    """One box, radio, tick box or hidden field."""

    kind: str
    name: str
    value: str
    checked: bool = False


@dataclass(slots=True)
class Form:
    """One form: where it posts, and its controls in their order."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def filled(self, **values: str) -> Fields:
        """The fields a browser would post once these boxes are filled and these boxes ticked."""
        found: Fields = []
        for control in self.controls:
            wanted = values.get(control.name)
            if control.kind not in _TICKED:
                found.append((control.name, control.value if wanted is None else wanted))
            elif control.checked or control.value == wanted:
                found.append((control.name, control.value))
        return found

    def answered(self, answers: Mapping[str, Answer]) -> Fields:
        """The fields a browser would post once the questions of this form have these answers, and no others.

        A month and year, two boxes of one name, is given as "2021-03" or "2021". Raises NotOfferedError.
        """
        found = [(one.name, one.value) for one in self.controls if one.kind == "hidden"]
        for name in dict.fromkeys(one.name for one in self.controls if one.kind != "hidden"):
            found += self._answer(name, answers.get(name, ()))
        return found

    def _answer(self, name: str, answer: Answer) -> Fields:
        chosen = (answer,) if isinstance(answer, str) else answer
        controls = [control for control in self.controls if control.name == name]
        offered = {control.value for control in controls if control.kind in _TICKED}
        boxes = sum(control.kind in _TYPED for control in controls)
        typed = [one for one in chosen if one not in offered]
        texts = _in_boxes(typed, boxes)
        if len(texts) != boxes:
            raise NotOfferedError(f"the page does not offer this answer to {name}")
        rest = iter(texts)
        ticked = [one for one in controls if one.kind in _TYPED or one.value in chosen]
        return [(name, next(rest) if one.kind in _TYPED else one.value) for one in ticked]


def _in_boxes(typed: Sequence[str], boxes: int) -> Sequence[str]:
    """What is typed into this many boxes of one question: into two, the month and then the year."""
    if not typed:
        return [""] * boxes
    if boxes == 2 and len(typed) == 1:
        year, _, month = typed[0].partition("-")
        return [month, year]
    return typed


@dataclass(frozen=True, slots=True)
class Link:
    """One link; `is_button` where it is drawn as the page's next step."""

    address: str
    is_button: bool


class PageRead(HTMLParser):
    """A page as it was read."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.heading = ""
        self._form: Form | None = None
        self._textarea: str | None = None
        self._text = ""
        self._in_heading = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, controls, links and the heading."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None:
            kind = given.get("type", "text")
            value = given.get("value", "on" if kind in _TICKED else "")
            self._form.controls.append(Control(kind, given.get("name", ""), value, "checked" in given))
        elif tag == "textarea":
            self._textarea, self._text = given.get("name", ""), ""
        elif tag == "a":
            self.links.append(Link(given.get("href", ""), "nhsuk-button" in given.get("class", "").split()))
        elif tag == "h1":
            self._in_heading = True

    def handle_data(self, data: str) -> None:
        """Note the words of the heading, and what stands in a text box."""
        if self._textarea is not None:
            self._text += data
        elif self._in_heading:
            self.heading += data

    def handle_endtag(self, tag: str) -> None:
        """Leave what ended."""
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea is not None and self._form is not None:
            self._form.controls.append(Control("textarea", self._textarea, self._text.removeprefix("\n")))
            self._textarea = None
        elif tag == "h1":
            self._in_heading = False
