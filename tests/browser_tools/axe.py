"""axe-core, asked for everything it knows of WCAG 2.0 to 2.2, A to AAA, and its best practice."""

from __future__ import annotations

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
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}


@cache
def _source() -> str:
    return (NPM_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one sentence for each place.

    The page's phone must run scripts: for a page without its own scripts, open one with them "blocked".
    """
    page.evaluate(_source())
    result = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
