"""Scripts and style sheets say nothing: every word of a page can be translated, and is there without them."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT

STATIC = ROOT / "survey_engine" / "static"
STYLES = ("survey.css", *(str(path.relative_to(STATIC)) for path in sorted((STATIC / "skin").glob("*.css"))))
_COMMENT = re.compile(r"^\s*//.*$|\s// .*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_LITERAL = re.compile(r'"([^"\n]*)"' + r"|'([^'\n]*)'|`([^`]*)`")
_PHRASE = re.compile(r"[A-Za-z]{2,}[,.]? [a-z]{2,}|^[A-Z][a-z]+[.!?]?$|[^\x00-\x7f]")
_SPEAKS = re.compile(
    r"\b(?:alert|confirm|prompt|innerHTML|outerHTML|insertAdjacent\w+|textContent|innerText|createTextNode"
    r"|setCustomValidity|ariaLabel|placeholder|document\.title|document\.write|Notification)\b"
)
_CONTENT = re.compile(r"(?<![-\w])content:\s*([^;}]*)")


def spoken(script: str) -> list[str]:
    """Phrases in a script, and what it would say them with."""
    code = _COMMENT.sub("", script)
    phrases = [next(filter(None, parts), "") for parts in _LITERAL.findall(code)]
    return [phrase for phrase in phrases if _PHRASE.search(phrase)] + _SPEAKS.findall(code)


def drawn(style: str) -> list[str]:
    """Words that a style sheet would put on a page; those of the page's own attributes are the page's."""
    silent = ('""', '" "', "none", "attr(data-head)")
    return [value for value in _CONTENT.findall(style) if value.strip() not in silent]


@pytest.mark.parametrize("name", ["survey.js", "passkeys.js"])
def test_no_script_says_anything(name: str) -> None:
    script = (STATIC / name).read_text("utf-8")
    assert len(_LITERAL.findall(script)) > 10
    assert spoken(script) == []


@pytest.mark.parametrize("name", STYLES)
def test_no_style_sheet_says_anything(name: str) -> None:
    assert drawn((STATIC / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "script",
    [
        'button.value = "Please wait a moment";',
        "const sorry = 'Something went wrong';",
        "note(`You have ${left} words left`);",
        'label("Sending");',
        'label("Yn anfon…");',
        "box.textContent = name;",
        "alert(name);",
    ],
)
def test_a_script_that_speaks_is_found(script: str) -> None:
    assert spoken(script) != []


def test_a_style_sheet_that_speaks_is_found() -> None:
    assert drawn('.error::before { content: "Error: "; }') == ['"Error: "']
    assert drawn('p::before { content: "" } q::after { content: none; }') == []
    assert drawn("p { justify-content: space-between; } td::before { content: attr(data-head); }") == []
    assert drawn("td::before { content: attr(title); }") == ["attr(title)"]
