"""What the first visit costs a person with a slow and dear connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext

from tests.browser.serving import Served

MOST_REQUESTS = 4
MOST_BYTES = 30 * 1024  # as they travel: compressed, with their headers


def test_the_first_page_is_light(phone: Callable[..., BrowserContext], served: Served) -> None:
    context = phone()
    page = context.new_page()
    network = context.new_cdp_session(page)
    asked: list[str] = []
    sizes: list[float] = []

    def note(event: dict[str, Any]) -> None:
        asked.append(event["request"]["url"])

    network.on("Network.requestWillBeSent", note)
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(served.link(served.codes[0]), wait_until="networkidle")
    assert len(asked) <= MOST_REQUESTS, asked
    assert any("survey.css" in one for one in asked)
    assert any("survey.js" in one for one in asked)
    assert len(sizes) == len(asked)
    assert 5_000 < sum(sizes) <= MOST_BYTES


def test_the_next_page_fetches_nothing_but_itself(
    phone: Callable[..., BrowserContext], served: Served
) -> None:
    page = phone().new_page()
    page.goto(f"{served.base}/i", wait_until="networkidle")
    fetched: list[str] = []
    page.on("requestfinished", lambda request: fetched.append(request.url))
    page.goto(f"{served.base}/help", wait_until="networkidle")
    from_network = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.transferSize > 0).map(one => one.name)"
    )
    assert from_network == []
    assert f"{served.base}/help" in fetched
