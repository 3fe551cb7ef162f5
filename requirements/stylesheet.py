"""Turns a design system's style sheet into ours: what our pages use, our colours, either reading direction.

Pure text in, text out. It reads the plain CSS that a Sass build writes (rules, @media, @supports); it is not
a general CSS parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.S)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NOT_OURS = (":focus", ":-ms", ":-moz", "::-", ":visited", "::placeholder", ":root", "[class^=", "[class*=")
AT_RULES_WE_READ = ("@media", "@supports")
MEDIA_WE_DROP = ("@media print", "\\0", "-ms-ime-align", "not (caret-color")
FORCED_COLOURS = "(forced-colors: active)"

# A physical side in one reading direction is a logical side in both.
LOGICAL_PROPERTIES = {
    "left": "inset-inline-start",
    "right": "inset-inline-end",
    "margin-left": "margin-inline-start",
    "margin-right": "margin-inline-end",
    "padding-left": "padding-inline-start",
    "padding-right": "padding-inline-end",
    "border-left": "border-inline-start",
    "border-right": "border-inline-end",
    "border-left-width": "border-inline-start-width",
    "border-right-width": "border-inline-end-width",
    "border-left-color": "border-inline-start-color",
    "border-right-color": "border-inline-end-color",
}
LOGICAL_VALUES = {
    ("text-align", "left"): "start",
    ("text-align", "right"): "end",
    ("float", "left"): "inline-start",
    ("float", "right"): "inline-end",
    ("clear", "left"): "inline-start",
    ("clear", "right"): "inline-end",
}

Recolour = Callable[[str, str], str]  # (property, value) -> value


@dataclass(frozen=True, slots=True)
class Block:
    """One rule: its prelude (selectors, or "@media ...") and what stands between its braces."""

    prelude: str
    body: str


def blocks(css: str) -> Iterator[Block]:
    """The rules of one level, in order. Statements without braces (@charset, @import) are passed over."""
    position, css = 0, COMMENT.sub("", css)
    while (opening := css.find("{", position)) != -1:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        prelude = css[position:opening].rsplit(";", 1)[-1]
        yield Block(" ".join(prelude.split()), css[opening + 1 : end - 1])
        position = end


def adapt(css: str, used_classes: Collection[str], recolour: Recolour) -> str:
    """The style sheet with only the rules that some page can meet, recoloured and without sides.

    Left out: fonts and imports (they ask another host), print and focus rules (ours replace them), rules for
    a class that no page has, and pseudo-elements of old browsers.
    """
    lines: list[str] = []
    for block in blocks(css):
        if block.prelude.startswith("@"):
            inner = _adapted_group(block, used_classes, recolour)
            if inner:
                lines.append(inner)
            continue
        selectors = _kept_selectors(block.prelude, used_classes)
        declarations = _declarations(block.body, recolour) if selectors else []
        if declarations:
            lines.append(f"{', '.join(selectors)} {{ {' '.join(declarations)} }}")
    return "\n".join(lines)


def _adapted_group(block: Block, used_classes: Collection[str], recolour: Recolour) -> str:
    prelude = block.prelude
    if prelude.startswith("@supports not (-ms-ime-align"):  # every browser but one that is gone
        return adapt(block.body, used_classes, recolour)
    if not prelude.startswith(AT_RULES_WE_READ) or any(mark in prelude for mark in MEDIA_WE_DROP):
        return ""
    if "-ms-high-contrast" in prelude:
        prelude = f"@media {FORCED_COLOURS}"
    inner = adapt(block.body, used_classes, recolour)
    return f"{prelude} {{\n{inner}\n}}" if inner else ""


def _kept_selectors(prelude: str, used_classes: Collection[str]) -> list[str]:
    def is_kept(selector: str) -> bool:
        demanded = re.sub(r":not\([^)]*\)", "", selector)
        if any(mark in demanded for mark in NOT_OURS):
            return False
        return all(name in used_classes for name in CLASS.findall(demanded))

    return [selector for selector in (part.strip() for part in prelude.split(",")) if is_kept(selector)]


def _declarations(body: str, recolour: Recolour) -> list[str]:
    declarations = []
    for line in body.split(";"):
        name, colon, value = line.strip().partition(":")
        if not colon or name.startswith(("-", "*")):
            continue
        value = " ".join(value.split())
        if "url(" in value:
            continue
        value = LOGICAL_VALUES.get((name, value), value)
        value = recolour(name, value)
        if value:
            declarations.append(f"{LOGICAL_PROPERTIES.get(name, name)}: {value};")
    return declarations


def squeeze(css: str) -> str:
    """The same rules in fewer bytes: no comments, no space that means nothing."""
    css = COMMENT.sub("", css)
    css = " ".join(css.split())
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r"(?<=[{;])([a-z-]+): ", r"\1:", css)  # not in a selector: "a :hover" differs from "a:hover"
    return css.replace(";}", "}")
