"""The keys of the first wave: made in one request and given out in its response, or brought from elsewhere.

Nothing secret is kept or logged: only the public halves go into the database.
"""

from __future__ import annotations

import io
import threading
import zipfile
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import StringField

from survey_engine.charity.first_wave import GUIDE
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.recipients_file import RecipientsFileError, read_recipients_text, recipients_text
from survey_engine.exchange.recovery_paper import RecoveryPaper, recovery_sheet
from survey_engine.records import keysets
from survey_engine.records.keysets import KeysetError, PublicKeys
from survey_engine.sealing.envelope import Identity, RecipientsError, new_identity, protect_identity
from survey_engine.sealing.recovery_sheet import sheet_lines
from survey_engine.sealing.signing import public_key
from survey_engine.web.access import Access, access
from survey_engine.web.forms import DoorForm, PageError
from survey_engine.web.handing_over import file_response
from survey_engine.web.house import house
from survey_engine.web.moment import today
from survey_engine.web.staff_sitting import me, note, staff_page

key_making = Blueprint("key_making", __name__, url_prefix=GUIDE)

SHORTEST: Final = 12  # characters of a passphrase
_ONE = threading.BoundedSemaphore(1)  # stretching passphrases takes 256 or 512 MB for a second each
_READ_ME: Final = """What is in this folder, and who keeps it

charity-key-file.key    The charity key file. Save it on two memory sticks, and keep them in two places.
                        With its passphrase it opens the answers, once a wave is closed.
recovery-sheet.pdf      The recovery sheet. Print it for a trustee. It helps if the key file is lost.
recovery-key-file.key   The same key for a memory stick of the trustee.
contacts-key-file.key   Where you made one: opens the details of people who offer to do more, and no answers.
recipients.txt          Not secret: what the server locks answers with.

Keep each passphrase apart from its file. Without a key and its passphrase nobody can open the answers.
When everything is saved and printed, delete this folder, and empty the bin.
"""


class KeysForm(DoorForm):
    """The passphrases, each twice."""

    passphrase_charity = StringField()
    passphrase_charity_again = StringField()
    passphrase_recovery = StringField()
    passphrase_recovery_again = StringField()
    passphrase_contacts = StringField()
    passphrase_contacts_again = StringField()

    def wrong(self) -> list[PageError]:
        """What is wrong with them."""
        found = []
        for name, what in (
            ("charity", "charity key file"),
            ("recovery", "recovery sheet"),
            ("contacts", "contacts key file"),
        ):
            first, again = self[f"passphrase_{name}"].data or "", self[f"passphrase_{name}_again"].data or ""
            if name == "contacts" and not first and not again:
                continue
            if len(first) < SHORTEST:
                sentence = (
                    f"The passphrase of the {what} needs {SHORTEST} characters or more: four words do well."
                )
                found.append(PageError(f"#passphrase_{name}", sentence))
            elif first != again:
                found.append(
                    PageError(f"#passphrase_{name}_again", f"Type the passphrase of the {what} twice alike.")
                )
        if not found and self.passphrase_charity.data == self.passphrase_recovery.data:
            sentence = (
                "Choose another passphrase for the recovery sheet: whoever finds one must not have both."
            )
            found.append(PageError("#passphrase_recovery", sentence))
        return found


@dataclass(frozen=True, slots=True)
class _Made:
    """Keys that were just made, and the folder of their files."""

    keys: PublicKeys
    folder: bytes = field(repr=False)


@key_making.get("/keys")
@access(Access.ADMIN, again=True)
def ask() -> ResponseReturnValue:
    """The passphrases."""
    return _page()


def _page(errors: list[PageError] | None = None, status: int = 200) -> Response:
    with house().store.reading() as db:
        has_set = any(
            one.state == keysets.State.AGREED and keysets.is_proved(one) for one in keysets.all_sets(db)
        )
        alone = len(keysets.admins(db)) < 2
    return staff_page(
        "make_keys", folder="charity", errors=errors or [], status=status, has_set=has_set, alone=alone,
        shortest=SHORTEST,
    )  # fmt: skip


@key_making.post("/keys")
@access(Access.ADMIN, again=True)
def make() -> ResponseReturnValue:
    """Make the keys, keep their public halves, and give the files out."""
    form = KeysForm(request.form)
    if not form.validate():
        return _page([PageError("", "Please press the button again.")], 400)
    wrong = form.wrong()
    if wrong:
        return _page(wrong, 422)
    if not _ONE.acquire(blocking=False):
        return _page(
            [PageError("", "Somebody else is making keys just now. Please try again in a minute.")], 503
        )
    try:
        made = _make(form)
        _propose(made.keys, is_anew=True)
    except PaperError:
        return _page([PageError("", "The recovery sheet could not be made. Nothing was kept.")], 500)
    except KeysetError as error:
        return _page([PageError("", str(error))], 422)
    finally:
        _ONE.release()
    name = f"keys-{today(house().clock()).isoformat()}.zip"
    return file_response(made.folder, name, "application/zip")


def _make(form: KeysForm) -> _Made:
    charity, recovery = new_identity(), new_identity()
    contacts = new_identity() if form.passphrase_contacts.data else None
    for_recovery = form.passphrase_recovery.data or ""
    lines = sheet_lines(recovery.secret, for_recovery, house().random)
    day, settings = today(house().clock()), house().settings
    files = {
        "READ-ME.txt": _READ_ME.encode(),
        "charity-key-file.key": protect_identity(charity.secret, form.passphrase_charity.data or ""),
        "recovery-sheet.pdf": recovery_sheet(
            RecoveryPaper(lines, settings.organisation.name, day, settings.base_url)
        ),
        "recovery-key-file.key": protect_identity(recovery.secret, for_recovery),
        "recipients.txt": recipients_text(charity, recovery, contacts).encode(),
    }
    if contacts is not None:
        files["contacts-key-file.key"] = protect_identity(
            contacts.secret, form.passphrase_contacts.data or ""
        )
    return _Made(_public(charity, recovery, contacts), _packed(files))


def _public(charity: Identity, recovery: Identity, contacts: Identity | None) -> PublicKeys:
    signing = (public_key(charity.secret), public_key(recovery.secret))
    return PublicKeys(
        charity.recipient, recovery.recipient, contacts.recipient if contacts else None, signing
    )


def _packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as folder:
        for name, data in files.items():
            folder.writestr(name, data)
    return stream.getvalue()


def _propose(keys: PublicKeys, *, is_anew: bool) -> None:
    with house().store.writing() as db:
        master_key, by = house().settings.master_key, me().email
        if is_anew:
            keysets.give_way(db, by, master_key=master_key)
        day, random = today(house().clock()), house().random
        record = keysets.propose(db, keys, by, today=day, master_key=master_key, random=random)
        note(db, "keys proposed", {"keys": record.id.hex(), "state": record.state})


@key_making.get("/keys-from-file")
@access(Access.ADMIN, again=True)
def ask_for_file() -> ResponseReturnValue:
    """The public halves of keys that were made elsewhere."""
    return _file_page()


def _file_page(errors: list[PageError] | None = None, status: int = 200) -> Response:
    return staff_page("keys_from_file", folder="charity", errors=errors or [], status=status)


@key_making.post("/keys-from-file")
@access(Access.ADMIN, again=True)
def take_file() -> ResponseReturnValue:
    """Keep the public halves that a file names."""
    if not DoorForm(request.form).validate():
        return _file_page([PageError("", "Please press the button again.")], 400)
    chosen = request.files.get("recipients")
    try:
        text = chosen.read(65536).decode("utf-8-sig") if chosen else ""
        found = read_recipients_text(text)
        charity, recovery = found.answers
        _propose(PublicKeys(charity, recovery, found.contacts, found.signing), is_anew=False)
    except UnicodeDecodeError:
        return _file_page([PageError("#recipients", "Choose the file recipients.txt.")], 422)
    except (RecipientsFileError, RecipientsError):
        sentence = (
            "Choose the file recipients.txt as it was written with the keys. What you chose was not kept."
        )
        return _file_page([PageError("#recipients", sentence)], 422)
    except KeysetError as error:
        return _file_page([PageError("#recipients", str(error))], 422)
    return redirect(GUIDE, 303)
