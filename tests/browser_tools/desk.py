"""A desk of its own for a screen reader: a screen nobody sees, Orca, Firefox, and a keyboard.

Everything it keeps lies in one folder: no setting of the person who runs it is read or changed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from requirements.machine import find_firefox

START_SECONDS = 60
# Firefox's own voice is kept out: no first-run pages, no calls home, no tab waiting in the background.
PREFERENCES = """
user_pref("accessibility.force_disabled", -1);
user_pref("app.normandy.enabled", false);
user_pref("app.update.auto", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.newtab.preload", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage", "about:blank");
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.translations.enable", false);
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "");
user_pref("signon.rememberSignons", false);
user_pref("termsofuse.acceptedVersion", 999);
user_pref("termsofuse.bypassNotification", true);
user_pref("toolkit.telemetry.enabled", false);
"""
# Orca runs this file of its person's at its start. Without it, the last words stay in a buffer.
CUSTOMISATIONS = """
from orca import debug
debug.debugFile.reconfigure(line_buffering=True)
"""


class NotStartedError(Exception):
    """The screen, Orca or Firefox did not start; the text says what it wrote."""


class Desk:
    """What the processes on one desk share."""

    def __init__(self, folder: Path) -> None:
        """Keep everything under `folder`, which must be empty."""
        self.folder = folder
        self.speech = folder / "speech.txt"
        home, run = folder / "home", folder / "run"
        home.mkdir()
        run.mkdir(mode=0o700)
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self.environment = kept | {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "LANG": "C.UTF-8",
            "TZ": "Europe/London",
            "GTK_MODULES": "gail:atk-bridge",
            "GNOME_ACCESSIBILITY": "1",
            # Nobody listens there, so Orca writes down what it would say and says nothing.
            "SPEECHD_ADDRESS": f"unix_socket:{run / 'nobody'}",
            "SPEECHD_CMD": str(run / "nobody"),
        }

    def start(self, *command: str, pipe: int | None = None) -> subprocess.Popen[bytes]:
        """Start a program of the desk; what it writes is kept under its name."""
        with (self.folder / f"{Path(command[0]).name}.log").open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=() if pipe is None else (pipe,),
                start_new_session=True,
            )

    def key(self, *keys: str) -> None:
        """Press keys, by their X names: `key("Tab")`."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "30", text)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments], env=self.environment, check=True, stdin=subprocess.DEVNULL, timeout=60
        )


@contextmanager
def sit_down(folder: Path, address: str) -> Iterator[Desk]:
    """A desk with Orca running and Firefox opening the address. Raises NotStartedError."""
    desk = Desk(folder)
    with ExitStack() as stack:
        desk.environment["DISPLAY"] = f":{stack.enter_context(_screen(desk))}"
        desk.environment["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_bus(desk))
        stack.enter_context(_running(desk, *_orca(desk)))
        _wait_for(desk, "orca", "Screen reader on.")
        profile = folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES, encoding="utf-8")
        firefox = (find_firefox() or "firefox-esr", "--no-remote", "--kiosk", "--profile", str(profile))
        stack.enter_context(_running(desk, *firefox, address))
        _wait_for(desk, Path(firefox[0]).name, "Finished loading")
        yield desk


def _orca(desk: Desk) -> tuple[str, ...]:
    """Write Orca's settings; returns the command that starts it."""
    settings = desk.folder / "orca"
    settings.mkdir()
    (settings / "orca-customizations.py").write_text(CUSTOMISATIONS, encoding="utf-8")
    off = "--disable=braille,braille-monitor,key-echo"
    return "orca", "--user-prefs", str(settings), "--debug-file", str(desk.speech), off


@contextmanager
def _running(desk: Desk, *command: str, pipe: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    process = desk.start(*command, pipe=pipe)
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


@contextmanager
def _screen(desk: Desk) -> Iterator[str]:
    """Yields the number of a display that the server itself found free."""
    reading, writing = os.pipe()
    command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
    with _running(desk, *command, pipe=writing), os.fdopen(reading, encoding="ascii") as numbers:
        os.close(writing)
        yield _first_line(desk, "Xvfb", numbers.readline())


@contextmanager
def _bus(desk: Desk) -> Iterator[str]:
    """Yields the address of a message bus of the desk's own."""
    reading, writing = os.pipe()
    command = ("dbus-daemon", "--session", "--nofork", f"--print-address={writing}")
    with _running(desk, *command, pipe=writing), os.fdopen(reading, encoding="ascii") as addresses:
        os.close(writing)
        yield _first_line(desk, "dbus-daemon", addresses.readline())


def _first_line(desk: Desk, program: str, line: str) -> str:
    if not line.strip():
        raise NotStartedError(_what_it_wrote(desk, program))
    return line.strip()


def _wait_for(desk: Desk, program: str, words: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if desk.speech.is_file() and words in desk.speech.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.1)  # nothing tells us that a line was written
    raise NotStartedError(_what_it_wrote(desk, program))


def _what_it_wrote(desk: Desk, program: str) -> str:
    log = (desk.folder / f"{program}.log").read_text(encoding="utf-8", errors="replace")
    return f"{program} did not start: {log[-2000:]}"
