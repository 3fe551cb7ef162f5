"""Two judges of HTML that nobody here wrote, html-validate and the Nu Html Checker; many pages at once."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from requirements.machine import NPM_MODULES

_VALIDATE_CONFIG = {
    "root": True,
    "extends": ["html-validate:recommended", "html-validate:document"],
    "rules": {
        # Our templates leave line ends where Jinja had a statement; no reader can tell.
        "no-trailing-whitespace": "off",
        # Titles name the page, the part and the survey; the limit is a search engine's.
        "long-title": "off",
        # For files from strangers; ours come from our own address, and nothing else may load.
        "require-sri": "off",
        # "(0123) 456" is checked where telephone numbers are written; this rule asks for no-break spaces.
        "tel-non-breaking": "off",
        # A multiple choice, a month with its year and a number with its way out repeat one name on purpose.
        "form-dup-name": "off",
        # The list of problems stands before the heading, as in every design system with an error summary.
        "heading-level": ["error", {"minInitialRank": "h2"}],
    },
}


def html_validate(pages: Mapping[str, str]) -> list[str]:
    """What html-validate says of the pages (name to HTML): `name:line: rule: message`."""
    with tempfile.TemporaryDirectory() as folder:
        names = _write(pages, Path(folder))
        config = Path(folder) / "config.json"
        config.write_text(json.dumps(_VALIDATE_CONFIG), encoding="utf-8")
        program = NPM_MODULES / "html-validate" / "bin" / "html-validate.mjs"
        command = ["node", str(program), "--config", str(config), "--formatter", "json", *names]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        reports = _read_json(ended, ended.stdout)
    return [
        f"{names[Path(report['filePath']).name]}:{message['line']}: {message['ruleId']}: {message['message']}"
        for report in reports
        for message in report["messages"]
    ]


def vnu(pages: Mapping[str, str]) -> list[str]:
    """What the Nu Html Checker says of the pages (name to HTML), warnings included: `name:line: message`."""
    with tempfile.TemporaryDirectory() as folder:
        names = _write(pages, Path(folder))
        program = NPM_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
        command = ["java", "-Xss4m", "-jar", str(program), "--format", "json", "--exit-zero-always", *names]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        messages = _read_json(ended, ended.stderr)["messages"]
    return [
        f"{names[Path(message['url']).name]}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
    ]


def _write(pages: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Write the pages into the folder; returns file name to page name."""
    names = {f"page-{number:04}.html": name for number, name in enumerate(pages)}
    for file, name in names.items():
        (folder / file).write_text(pages[name], encoding="utf-8")
    return names


def _read_json(ended: subprocess.CompletedProcess[str], text: str) -> Any:
    """What the checker wrote. One that could not run must not pass for one that found nothing."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RuntimeError(f"{ended.args[:4]} did not answer: {ended.stdout}{ended.stderr}") from error
