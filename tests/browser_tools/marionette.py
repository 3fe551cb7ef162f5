"""Firefox as it is shipped, driven by its own remote control (Marionette): no driver program is needed."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from requirements.machine import find_firefox
from tests.browser.serving import free_port
from tests.browser_tools.desk import PREFERENCES, NotStartedError

START_SECONDS = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in the WebDriver standard
Value = str | int | bool

_SET = """for (const [name, value] of Object.entries(arguments[0])) {
  const kind = {string: 'setStringPref', number: 'setIntPref', boolean: 'setBoolPref'}[typeof value];
  Services.prefs[kind](name, value);
}"""
# As the page would be on a phone: the window itself cannot be that narrow.
_SIZE = """const style = gBrowser.selectedBrowser.style;
for (const [side, size] of [['width', arguments[0]], ['height', arguments[1]]]) {
  for (const name of [side, `min-${side}`, `max-${side}`]) style.setProperty(name, `${size}px`);
}"""


class FirefoxError(Exception):
    """Firefox would not do something; the text says what and why."""


class Firefox:
    """One window of one Firefox."""

    def __init__(self, connection: socket.socket) -> None:
        """Speak over a connection that Firefox has just answered."""
        self._socket, self._file, self._number = connection, connection.makefile("rb"), 0
        self._read()  # it says who it is
        self.version = self.tell("WebDriver:NewSession")["capabilities"]["browserVersion"]

    def tell(self, command: str, **parameters: Any) -> Any:
        """One command of the protocol. Raises FirefoxError."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _kind, _number, error, result = self._read()
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message'][:500]}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self) -> Any:
        length = b""
        while (one := self._file.read(1)) != b":":
            if not one:
                raise FirefoxError("Firefox ended")
            length += one
        return json.loads(self._file.read(int(length)))

    def open(self, address: str) -> None:
        """Go to an address."""
        self.tell("WebDriver:Navigate", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """The result of a script in the page; `return` gives it, and a promise is waited for."""
        return self.tell("WebDriver:ExecuteScript", script=script, args=arguments, sandbox="own")

    def prefer(self, values: Mapping[str, Value]) -> None:
        """Set preferences."""
        self._in_chrome(_SET, values)

    def resize(self, width: int, height: int) -> None:
        """Show pages in so many CSS pixels."""
        self._in_chrome(_SIZE, width, height)

    def _in_chrome(self, script: str, *arguments: Any) -> None:
        self.tell("Marionette:SetContext", value="chrome")
        try:
            self.tell("WebDriver:ExecuteScript", script=script, args=arguments)
        finally:
            self.tell("Marionette:SetContext", value="content")

    def all(self, selector: str) -> list[Mapping[str, str]]:
        """The elements of a selector."""
        found: list[Mapping[str, str]] = self.tell(
            "WebDriver:FindElements", using="css selector", value=selector
        )
        return found

    def click(self, element: Mapping[str, str]) -> None:
        """Click an element as a person would; Firefox refuses where it cannot be hit."""
        self.tell("WebDriver:ElementClick", id=element[ELEMENT])

    def type(self, element: Mapping[str, str], text: str) -> None:
        """Type into an element."""
        self.tell("WebDriver:ElementSendKeys", id=element[ELEMENT], text=text)

    def attribute(self, element: Mapping[str, str], name: str) -> str:
        """An attribute of an element, or an empty text."""
        return self.tell("WebDriver:GetElementAttribute", id=element[ELEMENT], name=name) or ""

    def text(self, selector: str) -> str:
        """The words of the first element of a selector."""
        return " ".join(self.tell("WebDriver:GetElementText", id=self.all(selector)[0][ELEMENT]).split())

    @property
    def focused(self) -> Mapping[str, str]:
        """The element that has the focus."""
        found: Mapping[str, str] = self.tell("WebDriver:GetActiveElement")
        return found

    @property
    def url(self) -> str:
        """The address of the page."""
        return str(self.tell("WebDriver:GetCurrentURL"))

    def screenshot(self) -> bytes:
        """What is seen of the page, as PNG."""
        return base64.b64decode(self.tell("WebDriver:TakeScreenshot", full=False, hash=False))

    def printed(self) -> bytes:
        """The page as it would be printed, as PDF."""
        return base64.b64decode(self.tell("WebDriver:Print"))


@contextmanager
def open_firefox(folder: Path) -> Iterator[Firefox]:
    """Firefox with a profile of its own in an empty folder, without a window. Raises NotStartedError."""
    port = free_port()
    (folder / "home").mkdir()
    (folder / "user.js").write_text(f'{PREFERENCES}user_pref("marionette.port", {port});\n', encoding="utf-8")
    command = [find_firefox() or "firefox-esr", "--no-remote", "--headless", "--marionette"]
    command.append("--remote-allow-system-access")  # to set preferences while it runs
    with (folder / "firefox.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--profile", str(folder), "about:blank"],
            env=os.environ | {"HOME": str(folder / "home"), "TZ": "Europe/London"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        with _connected(port, process, folder / "firefox.log") as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _connected(port: int, process: subprocess.Popen[bytes], log: Path) -> socket.socket:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS)
        except ConnectionRefusedError:
            time.sleep(0.1)  # nothing tells us that a port will listen
    raise NotStartedError(f"Firefox did not start: {log.read_text(errors='replace')[-2000:]}")
