"""`serve --gallery`: every tiny questionnaire of a clone on a development server, with a link for each.

Each is asked as a pilot: nothing that is answered is kept, so a link can be used again and again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.handing_out import codes_row
from survey_engine.cli.installation import Installation
from survey_engine.cli.terminal import RefusedError, say, say_table
from survey_engine.exchange.pseudo import PSEUDO
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import hospitals, invitations, waves
from survey_engine.records.waves import NewWave, Posting
from survey_engine.web.gallery import Exhibit

HOSPITAL: Final = "GALLERY"
OPEN_FOR: Final = timedelta(days=30)


def tiny_questionnaires() -> Path:
    """The folder of them. Only a clone has it."""
    folder = builtin_folder("questionnaires").parent / "tests" / "questionnaires"
    if not folder.is_dir():
        raise RefusedError(
            "The gallery is for developers: it needs a clone, with tests/questionnaires in it."
        )
    return folder


def serve_gallery(host: str, port: int, clock: Callable[[], datetime]) -> None:
    """Serve every tiny questionnaire until stopped; its database is thrown away."""
    from survey_engine.server import serve

    tiny = tiny_questionnaires()
    with tempfile.TemporaryDirectory(prefix="survey-engine-gallery-") as place:
        environ = {"SURVEY_ENGINE_QUESTIONNAIRES": str(tiny), "SURVEY_ENGINE_LANGUAGES": "en,cy,ur"}
        folder = DemoFolder(Path(place), port, clock, environ)
        folder.write_organisation()
        folder.run("init")
        exhibits = list(_exhibits(folder, tiny))
        rows = [(one.name, one.version, one.code, one.link) for one in exhibits]
        say_table(("QUESTIONNAIRE", "VERSION", "CODE", "LINK"), rows)
        say(f"All of them: {folder.base_url}/gallery. Stop it with Ctrl+C.")
        settings = folder.outside().settings()
        settings = replace(settings, languages=(*settings.languages, *PSEUDO))
        serve(settings, host, port, exhibits)


def _exhibits(folder: DemoFolder, tiny: Path) -> Iterator[Exhibit]:
    with Installation.at(folder.outside()) as installation:
        with installation.writing() as session:
            hospitals.add_hospital(session, HOSPITAL, "Example Hospital")
        for number, one in enumerate(installation.catalogue):
            path = tiny / one.id / f"{one.version}.yaml"
            if path.is_file():
                yield _exhibit(installation, one, f"GALLERY-{number:02}", folder.today, path)


def _exhibit(installation: Installation, one: Questionnaire, wave: str, today: date, path: Path) -> Exhibit:
    until = today + OPEN_FOR
    new = NewWave(
        id=wave,
        questionnaire=one.id,
        version=one.version,
        opens_on=today,
        closes_on=until,
        entry_until=until,
        posting=Posting.PILOT,
        recipients=(),
    )
    settings = installation.settings
    with installation.writing() as session:
        waves.open_wave(session, new, settings.master_key, os.urandom)
        [issued] = invitations.issue(session, wave, HOSPITAL, 1, settings.master_key, os.urandom)
    _ref, code, link = codes_row(settings, issued)
    shows = path.read_text("utf-8").partition("\n")[0].removeprefix("#").strip()
    questions = f"/questions/{one.alias}/{one.version}"
    return Exhibit(one.id, one.version, shows, code, link, questions)
