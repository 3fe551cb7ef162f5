"""What the head of 1-colours.css says of itself: all text reaches 7:1, every edge 4.5:1, in every scheme."""

from __future__ import annotations

import re

import pytest

from requirements import vendor

SHEET = (vendor.STATIC / "skin" / "1-colours.css").read_text("utf-8")
Scheme = dict[str, str]
# What stands on what. Text by WCAG 1.4.6; what shows where a control is, and the focus, by 1.4.11.
GROUNDS = ("page", "field", "foot")
TEXTS = {
    "link-strong": GROUNDS,
    "muted": ("page", "field"),
    # The tint is the ground of a chosen answer, and of a button under the pointer, alone.
    **dict.fromkeys(("ink", "link"), (*GROUNDS, "tint")),
    "error": ("page", "field"),
    "on-button": ("button", "button-strong", "warning", "warning-strong"),
    "on-band": ("band",),
}
EDGES = {"edge": GROUNDS, "focus": GROUNDS, "button": GROUNDS, "warning": GROUNDS, "error": GROUNDS}


def schemes(sheet: str) -> dict[str, Scheme]:
    """The colours of each scheme by the selector it is for, those it does not name as in the first."""
    found: dict[str, Scheme] = {}
    for selector, body in re.findall(r"(:root[^{,]*) \{([^{}]*)\}", sheet):
        named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", body))
        if named:
            first = next(iter(found.values()), {})
            found[selector] = {**first, **named}
    return found


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    wide = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(scheme: Scheme, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    """The pairs below a contrast."""
    return [
        f"{name} on {ground}: {contrast(scheme[name], scheme[ground]):.2f}"
        for name, grounds in pairs.items()
        for ground in grounds
        if contrast(scheme[name], scheme[ground]) < least
    ]


def test_there_is_a_light_a_dark_and_a_strong_scheme() -> None:
    assert len(schemes(SHEET)) == 4
    assert schemes(SHEET)[":root:not([data-contrast])"] == schemes(SHEET)[':root[data-contrast="dark"]']


@pytest.mark.parametrize("scheme", schemes(SHEET).values(), ids=list(schemes(SHEET)))
def test_text_reaches_7_and_edges_reach_4_and_a_half(scheme: Scheme) -> None:
    assert too_weak(scheme, TEXTS, 7) == []
    assert too_weak(scheme, EDGES, 4.5) == []


def test_contrast_is_that_of_the_definition() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_weak_colour_is_found() -> None:
    scheme = {**schemes(SHEET)[":root"], "muted": "#768692", "edge": "#aeb7bd"}
    assert {one.split(" ")[0] for one in too_weak(scheme, TEXTS, 7)} == {"muted"}
    assert {one.split(" ")[0] for one in too_weak(scheme, EDGES, 4.5)} == {"edge"}
