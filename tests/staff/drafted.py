"""Files that an admin puts on the server, as she has them, and what she presses to publish one."""

from __future__ import annotations

import io
from pathlib import Path

from survey_engine.exchange.spreadsheets import write_sheets
from survey_engine.places import builtin_folder
from survey_engine.records.waves import NewWave, Posting
from tests.patient.survey import CHARITY, CLOSES, ENTRY_UNTIL, OPENS, RECOVERY
from tests.staff.office import Officer

HOME = "/charity/questionnaires"
CLINIC = f"{HOME}/day_ward/1"
LONG = "Did they ask you what you want when you saw them on the ward or at home or on the phone at all?"
SURVEY = [
    ("type", "name", "label"),
    ("begin group", "visit", "Your visit"),
    ("select_one yesno", "asked", LONG),
    ("select_one yesno", "told", "Were you told what comes next?", "${asked}='yes'"),
    ("text", "more", "Is there more to say?"),
    ("end group", "", ""),
]
CHOICES = [("list_name", "name", "label"), ("yesno", "yes", "Yes"), ("yesno", "no", "No")]


def spreadsheet(folder: Path, *, standards: str = "sbc_1999", **sheets: list[tuple[str, ...]]) -> bytes:
    """An XLSForm with a list of standards that is not there, which is wrong, and a sentence that is long."""
    survey = [(*SURVEY[0], "relevant"), *((*row, "", "")[:4] for row in SURVEY[1:])]
    head = ("form_title", "form_id", "version", "se_standards")
    settings = [head, ("Your visit", "day_ward", "1", standards)]
    path = folder / "clinic.xlsx"
    write_sheets(path, {"survey": survey, "choices": CHOICES, "settings": settings, **sheets})
    return path.read_bytes()


def upload(officer: Officer, name: str, content: bytes) -> Officer:
    """Choose a file and press the button."""
    officer.open(HOME).press(f"{HOME}/upload", {"file": (io.BytesIO(content), name)})  # type: ignore[dict-item]
    return officer


def next_version() -> str:
    """Version 2 of the form of site facts, with other words in one question."""
    text = (builtin_folder("questionnaires") / "site_facts" / "1.yaml").read_text(encoding="utf-8")
    return text.replace("version: 1\n", "version: 2\n", 1).replace(
        "        text: How do you know that number?\n",
        "        text: How do you know how many?\n"
        "        compares: with_caution\n        compares_why: Shorter words.\n",
    )


def seen(officer: Officer, address: str) -> dict[str, str]:
    """The form of a draft's page, as far as it says which text she looked at."""
    return {"content_hash": officer.open(address).hidden("content_hash")}


def propose(officer: Officer, address: str, *whys: str) -> Officer:
    """Propose a draft, with a word on each warning."""
    fields = {f"why-{number}": why for number, why in enumerate(whys, 1)}
    officer.press(f"{address}/propose", {**seen(officer, address), **fields})
    return officer


def agree(officer: Officer, address: str) -> Officer:
    """Agree to a proposal."""
    officer.press(f"{address}/agree", {**seen(officer, address), "seen": "yes"})
    return officer


def wave_asking(questionnaire: str) -> NewWave:
    """A second wave, which asks version 1 of this questionnaire."""
    return NewWave(
        id="W2",
        questionnaire=questionnaire,
        version=1,
        opens_on=OPENS,
        closes_on=CLOSES,
        entry_until=ENTRY_UNTIL,
        posting=Posting.SEALED,
        recipients=(CHARITY.recipient, RECOVERY.recipient),
    )
