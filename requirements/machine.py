"""What the tests need beside Python: a browser, PostgreSQL, PSPP, LibreOffice, Java, Node.js, npm's checkers.

Each is found, or installed where we may (root on Debian), or named in a sentence with the line to type.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_FOLDER = ROOT / "requirements" / "npm"
NPM_MODULES = NPM_FOLDER / "node_modules"
OLDEST_NODE = (18, 19)

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


class MissingError(Exception):
    """Something is missing, or not as it must be; the text says what to do."""


def say(text: str) -> None:
    """Tell the person what comes next, before the next tool writes its own."""
    print(f"dev: {text}", flush=True)


def run(*command: str, cwd: Path = ROOT, quiet: bool = False, **variables: str) -> None:
    """Run a command to its end, with nothing to read from; raises CalledProcessError when it fails."""
    subprocess.run(
        command,
        check=True,
        cwd=cwd,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
    )


def works(*command: str) -> bool:
    """Whether a command runs and ends well. A name on the PATH may be a shim with nothing behind it."""
    try:
        ended = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return False
    return ended.returncode == 0


def install_with_apt(what: str, *packages: str) -> None:
    """Install Debian packages where we may; raises MissingError with the line to type where we may not."""
    line = f"apt-get update && apt-get install -y {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise MissingError(f"{what} is missing. Install it (on Debian: {line}), then start this again.")
    if os.geteuid() != 0:
        raise MissingError(f"{what} is missing. Type: sudo sh -c '{line}', then start this again.")
    say(f"installing {what}: {' '.join(packages)}")
    apt = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")
    try:
        run(*apt, "update", quiet=True)
        run(
            *apt,
            "install",
            "-y",
            "--no-install-recommends",
            *packages,
            quiet=True,
            DEBIAN_FRONTEND="noninteractive",
        )
    except subprocess.CalledProcessError as error:
        raise MissingError(f"{what} could not be installed. Type: {line}, and see what it says.") from error


def find_browser() -> str | None:
    """The path of Chromium or one of its kin. $CHROMIUM wins, and then nothing else will do."""
    named = os.environ.get("CHROMIUM")
    found = map(shutil.which, (named,) if named else _BROWSERS)
    return next((path for path in found if path), None)


def find_firefox() -> str | None:
    """The path of Firefox. $FIREFOX wins, and then nothing else will do."""
    named = os.environ.get("FIREFOX")
    found = map(shutil.which, (named,) if named else ("firefox-esr", "firefox"))
    return next((path for path in found if path), None)


def find_postgresql() -> Path | None:
    """The folder with PostgreSQL's initdb and postgres. Debian keeps it off the PATH; the newest is taken."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).parent
    servers = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = {int(server.parts[-3]): server.parent for server in servers if server.parts[-3].isdigit()}
    return versions[max(versions)] if versions else None


def has_node() -> bool:
    """Whether Node.js is there, not older than the checkers need, with npm."""
    if not works("npm", "--version"):
        return False
    answer = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


def _ensure_browser() -> str:
    named = os.environ.get("CHROMIUM")
    if find_browser() is None and named:
        raise MissingError(f"CHROMIUM names {named}, which is not a program.")
    if find_browser() is None:
        install_with_apt("A browser", "chromium", "fonts-liberation")
    browser = find_browser()
    if browser is None or not works(browser, "--version"):
        raise MissingError("No browser that runs was found. Install Chromium, or set CHROMIUM to its path.")
    return browser


def _ensure_postgresql() -> None:
    if find_postgresql() is None:
        install_with_apt("PostgreSQL's server", "postgresql")
    if find_postgresql() is None:
        raise MissingError("PostgreSQL's initdb was not found. Put its folder on the PATH.")


def _ensure_java_and_node() -> None:
    if not works("java", "-version"):
        install_with_apt("Java, for the HTML checker,", "default-jre-headless")
    if not has_node():
        install_with_apt("Node.js with npm, for the accessibility checkers,", "nodejs", "npm")
    if not has_node():
        raise MissingError("Node.js is older than {}.{}. Install a newer one.".format(*OLDEST_NODE))


def _install_npm_packages() -> None:
    """Install the checkers exactly as their lock says, running none of their scripts."""
    lock = hashlib.sha256((NPM_FOLDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = NPM_MODULES / ".installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    say("installing requirements/npm")
    npm = shutil.which("npm") or "npm"  # on Windows it is npm.cmd
    run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=NPM_FOLDER)
    stamp.write_text(lock, encoding="utf-8")


def prepare() -> dict[str, str]:
    """Make the machine ready for every test; returns the variables that tell the tests where things are."""
    browser = _ensure_browser()
    _ensure_postgresql()
    _ensure_java_and_node()
    if not works("pspp", "--version"):
        install_with_apt("PSPP, which reads the file for SPSS,", "pspp")
    if not works("soffice", "--version"):
        install_with_apt("LibreOffice, which reads the spreadsheet,", "libreoffice-calc-nogui")
    if not _can_draw_urdu():
        install_with_apt("A font for Urdu", "fontconfig", "fonts-sil-scheherazade")
    _install_npm_packages()
    return {"CHROMIUM": browser}


def prepare_screen_reader() -> None:
    """What `dev.py accessibility` needs beside `prepare`: Firefox, Orca, and a screen that nobody sees."""
    wanted = {
        "orca": "orca",
        "Xvfb": "xvfb",
        "dbus-daemon": "dbus",
        "xdotool": "xdotool",
    }
    missing = [package for program, package in wanted.items() if shutil.which(program) is None]
    if find_firefox() is None:
        missing.append("firefox-esr")
    if missing:
        install_with_apt("A screen reader or Firefox", *missing, "at-spi2-core")
    if find_firefox() is None:
        raise MissingError("No Firefox was found. Install it, or set FIREFOX to its path.")


def _can_draw_urdu() -> bool:
    """Whether any font has Urdu's letters; without one, pictures show boxes."""
    if shutil.which("fc-list") is None:
        return False
    fonts = subprocess.run(["fc-list", ":lang=ur"], check=False, capture_output=True, text=True)
    return bool(fonts.stdout.strip())
