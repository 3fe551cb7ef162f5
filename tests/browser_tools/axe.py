"""axe-core, asked for everything it knows of WCAG 2.0 to 2.2, A to AAA, and its best practice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from requirements.machine import NPM_MODULES

OPTIONS: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag2aaa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    },
    # Off by default, or off without their own mention.
    "rules": {
        "target-size": {"enabled": True},
        "color-contrast-enhanced": {"enabled": True},
        # Asks for less than the one before, of the same words, and takes as long.
        "color-contrast": {"enabled": False},
    },
    "resultTypes": ["violations"],
}


@cache
def axe_source() -> str:
    """The script, to be run in a page."""
    return (NPM_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, one sentence for each place; of some rules only, if named.

    The page's phone must run scripts: for a page without its own scripts, open one with them "blocked".
    """
    if page.evaluate("typeof axe === 'undefined'"):  # one that has run before in this window runs faster
        page.evaluate(axe_source())
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": list(rules)}} if rules else OPTIONS
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
