"""The first-wave guide: from no key to an open wave, step by step, knowing what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.wave_words import shown_day
from survey_engine.records import checklists, hospitals, keysets, publishing, waves
from survey_engine.records.keysets import KeysetChangedError, KeysetError, State
from survey_engine.records.staff_tables import KeysetRecord
from survey_engine.records.store import Session
from survey_engine.records.wave_checks import BACKUP_DAYS
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

first_wave = Blueprint("first_wave", __name__, url_prefix="/charity/first-wave")
GUIDE = "/charity/first-wave"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. done: what was done, in words, or nothing; links: (address, words)."""

    heading: str
    paragraphs: tuple[str, ...]
    done: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeysShown:
    """A set of keys as the guide shows it. can_agree: she may, for somebody else proposed it."""

    id: str
    made: str
    state: str
    proved: tuple[str, ...]
    can_agree: bool
    can_withdraw: bool
    was_changed: bool


@first_wave.get("")
@access(Access.ADMIN)
def guide() -> ResponseReturnValue:
    """Every step, and the first that is not done."""
    return guide_page()


def guide_page(errors: tuple[PageError, ...] = (), status: int = 200) -> Response:
    """The guide, with what is wrong."""
    now = house().clock()
    with house().store.reading() as db:
        sets = [one for one in keysets.all_sets(db) if one.state != State.WITHDRAWN]
        steps = _steps(db, sets, today(now))
        shown = [_shown(db, one) for one in sets]
        alone = len(keysets.admins(db)) < 2
    first = next((number for number, step in enumerate(steps, start=1) if not step.done), 0)
    return staff_page(
        "first_wave", folder="charity", steps=steps, first=first, sets=shown, alone=alone, errors=errors,
        status=status,
    )  # fmt: skip


def _steps(db: Session, sets: list[KeysetRecord], day: date) -> list[Step]:
    agreed = next((one for one in sets if one.state == State.AGREED), None)
    shown = agreed or (sets[0] if sets else None)
    found = [_make(agreed, sets), *_prove(shown)]
    backup_on = checklists.backup_on(db)
    is_recent = backup_on is not None and day - backup_on <= timedelta(days=BACKUP_DAYS)
    found.append(
        Step(
            "Have a backup made",
            ("Ask whoever runs the server for a backup every day: survey-engine backup --out FILE.",),
            f"The last one was made on {shown_day(backup_on)}." if backup_on and is_recent else "",
        )
    )
    return [*found, *_round(db)]


def _make(agreed: KeysetRecord | None, sets: list[KeysetRecord]) -> Step:
    if sets and agreed is None:
        return Step(
            "Have the keys agreed",
            (
                "The keys are made. Now another admin signs in, opens this guide, and agrees to them.",
                "The button for it stands at the end of the guide.",
            ),
            links=((f"{GUIDE}/keys", "Nothing was saved: make the keys again"),),
        )
    return Step(
        "Make the keys",
        ("Answers are locked with keys. Only the charity key file, or the recovery sheet, opens them.",),
        f"Made on {shown_day(agreed.proposed_on)}." if agreed else "",
        ((f"{GUIDE}/keys", "Make the keys"), (f"{GUIDE}/keys-from-file", "Bring keys made elsewhere")),
    )


def _prove(shown: KeysetRecord | None) -> list[Step]:
    tried = ((f"{GUIDE}/try", "Open a test answer"),) if shown else ()

    def opened(day: date | None) -> str:
        return f"It opened a test answer on {shown_day(day)}." if day else ""

    found = [
        Step(
            "Save the charity key file on two sticks",
            (
                "Put it on two memory sticks, and keep them in two places. Keep the passphrase apart.",
                "Delete it from the computer you used. Then open a test answer with one of the sticks.",
            ),
            opened(shown.charity_proved_on if shown else None),
            tried,
        ),
        Step(
            "Give the recovery sheet to a trustee",
            (
                "Print it, and give it to a trustee, with the passphrase apart, to keep in another place.",
                "Let the trustee open a test answer with its nine lines. Then delete its files.",
            ),
            opened(shown.recovery_proved_on if shown else None),
            tried,
        ),
    ]
    if shown is not None and shown.contacts_recipient is not None:
        found.append(
            Step(
                "Give the contacts key file to whoever invites people",
                ("It opens the details of people who offer to do more, and no answers.",),
                opened(shown.contacts_proved_on),
                tried,
            )
        )
    return found


def _round(db: Session) -> list[Step]:
    places = len(hospitals.list_hospitals(db))
    published = len(publishing.published(db))
    opened = [one for one in waves.list_waves(db) if not waves.is_pilot(one)]
    return [
        Step(
            "Have hospitals and a questionnaire",
            ("Whoever runs the server adds hospitals, and publishes a questionnaire when it is final.",),
            f"Hospitals: {places}. Published versions: {published}." if places and published else "",
        ),
        Step(
            "Plan the wave",
            ("You choose what it asks, its days and how letters go out. A checklist looks over it.",),
            f"Opened: {', '.join(one.id for one in opened)}." if opened else "",
            (("/charity/waves/new", "Plan a wave"),),
        ),
        Step(
            "Make the letters",
            ("Under sealed letters you make them here. Under mail merge each hospital makes its own.",),
            "",
            (("/charity/letters", "Make letters"),),
        ),
    ]


def _shown(db: Session, one: KeysetRecord) -> KeysShown:
    parts = [("The charity key file", one.charity_proved_on), ("The recovery sheet", one.recovery_proved_on)]
    if one.contacts_recipient:
        parts.append(("The contacts key file", one.contacts_proved_on))
    proved = tuple(
        f"{name} {f'opened a test answer on {shown_day(day)}' if day else 'has not been tried yet'}."
        for name, day in parts
    )
    is_agreed = one.state == State.AGREED
    state = f"Agreed by {one.agreed_by}" if is_agreed else "Waits for another admin to agree"
    in_use = any(keysets.keyset_of(db, wave) is one for wave in waves.list_waves(db))
    return KeysShown(
        id=one.id.hex(),
        made=f"Keys of {shown_day(one.proposed_on)}, proposed by {one.proposed_by}",
        state=f"{state}.",
        proved=proved,
        can_agree=not is_agreed and one.proposed_by != me().email,
        can_withdraw=not in_use and not (is_agreed and keysets.is_proved(one)),
        was_changed=not keysets.is_intact(one, house().settings.master_key),
    )


@first_wave.post("/agree")
@access(Access.ADMIN, again=True)
def agree() -> ResponseReturnValue:
    """Agree to keys that another admin proposed."""
    return _changed("agree")


@first_wave.post("/withdraw")
@access(Access.ADMIN, again=True)
def withdraw() -> ResponseReturnValue:
    """Take keys away that are not in force."""
    return _changed("withdraw")


def _changed(act: str) -> ResponseReturnValue:
    if not DoorForm(request.form).validate():
        return guide_page((PageError("", "Please press the button again."),), 400)
    master_key, day = house().settings.master_key, today(house().clock())
    try:
        keyset = bytes.fromhex(request.form.get("keyset", ""))
        with house().store.writing() as db:
            if act == "agree":
                keysets.agree(db, keyset, me().email, today=day, master_key=master_key)
                note(db, "keys agreed", {"keys": keyset.hex()})
            else:
                keysets.withdraw(db, keyset, master_key=master_key)
                note(db, "keys withdrawn", {"keys": keyset.hex()})
    except KeysetError as error:
        return guide_page((PageError("", str(error)),), 422)
    except KeysetChangedError:
        sentence = "Somebody changed these keys in the database. Restore a backup, and find out who it was."
        return guide_page((PageError("", sentence),), 422)
    except ValueError:
        return guide_page((PageError("", "Choose keys of the list."),), 422)
    return redirect(GUIDE, 303)
