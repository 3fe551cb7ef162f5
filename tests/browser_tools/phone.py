"""A real browser at phone width, with scripts on, off, or not arriving."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright

from requirements.machine import MissingError, find_browser

# `blocked` is for engines that must run their own script on a page whose scripts never arrive.
Scripts = Literal["on", "off", "blocked"]

# Without these a browser calls home at every start, and tests would wait for a network that is not theirs.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
WIDTH, HEIGHT = 360, 740


def launch(playwright: Playwright) -> Browser:
    """Start the browser that $CHROMIUM names, or one found on this machine; raises MissingError."""
    return start(playwright.chromium)


def start(chromium: BrowserType, more: Sequence[str] = ()) -> Browser:
    """The same, with more flags of Chromium's own."""
    path = find_browser()
    if path is None:
        raise MissingError("No browser was found. Start the tests by: python3 dev.py test")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return chromium.launch(
        executable_path=path,
        headless=True,
        args=[*FLAGS, *more],
        chromium_sandbox=not is_root,  # its sandbox refuses to run as root
    )


def open_phone(
    browser: Browser,
    *,
    scripts: Scripts = "on",
    width: int = WIDTH,
    colour_scheme: Literal["light", "dark"] = "light",
    forced_colours: bool = False,
) -> BrowserContext:
    """A fresh phone: no cookies, no cache, `width` CSS pixels wide, two device pixels each."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        device_scale_factor=2,
        has_touch=True,
        java_script_enabled=scripts != "off",
        color_scheme=colour_scheme,
        forced_colors="active" if forced_colours else "none",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(10_000)
    if scripts == "blocked":
        context.route("**/*.js*", lambda route: route.abort())
    return context
