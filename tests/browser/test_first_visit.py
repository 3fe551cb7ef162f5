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


# Lighthouse's "Slow 3G", applied by the browser: 400 ms an answer, 400 kbit/s, a processor 4 times slower.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWEST_START = 3.0  # seconds until the box can be typed into, and the script has read the link


def test_the_first_page_can_be_used_within_three_seconds_on_a_slow_line(
    phone: Callable[..., BrowserContext], served: Served
) -> None:
    page = phone().new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    network.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(served.link(served.codes[0]))
    page.wait_for_function("document.getElementById('code').value !== ''")
    taken = page.evaluate("performance.now()") / 1000
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    assert 0.4 < paint <= taken  # the line was slow indeed
    assert taken < SLOWEST_START


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
