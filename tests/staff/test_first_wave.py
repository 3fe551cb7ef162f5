"""The first-wave guide: keys made and proved, two admins, and nothing secret left behind."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest

from survey_engine.exchange.recipients_file import Recipients, read_recipients_text, recipients_text
from survey_engine.records import audit, keysets, waves
from survey_engine.records.keysets import PublicKeys
from survey_engine.records.staff import Role
from survey_engine.sealing.envelope import new_identity, protect_identity
from survey_engine.sealing.recovery_sheet import secret_of
from survey_engine.sealing.signing import public_key
from tests.exchange.paper_samples import texts_of_sheets
from tests.patient.survey import CHARITY, MASTER_KEY, RECOVERY, WAVE, OpenSurvey
from tests.staff.in_force import keys_in_force
from tests.staff.office import PASSWORD, Officer, hired

EMAIL = "boss@example.org"
GUIDE = "/charity/first-wave"
CHARITY_WORDS, TRUSTEE_WORDS, CONTACT_WORDS = (
    "lantern gravel otter plum",
    "saddle copper fern quilt",
    "mint harvest robin clay",
)
PASSPHRASES = {
    f"passphrase_{name}{end}": words
    for name, words in (("charity", CHARITY_WORDS), ("recovery", TRUSTEE_WORDS), ("contacts", CONTACT_WORDS))
    for end in ("", "_again")
}
NEVER_SAID = re.compile(r"\b(age|age1\w*|identit\w+|x25519)\b", re.IGNORECASE)


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    """The only admin, signed in."""
    return hired(survey, EMAIL, Role.ADMIN)


def make_keys(admin: Officer, **changes: str) -> dict[str, bytes]:
    """Make keys; the files of the folder that comes, by name."""
    admin.open(f"{GUIDE}/keys").press(f"{GUIDE}/keys", {**PASSPHRASES, **changes})
    page = admin.page
    assert page is not None
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/zip"), admin.text
    with zipfile.ZipFile(io.BytesIO(page.get_data())) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def sheet_of(pdf: bytes) -> str:
    """The nine lines of a recovery sheet, read off its text."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        [text] = texts_of_sheets(opened)
    found = text.split("Theninelines")[1].split("Howtokeepit")[0]
    return "\n".join(re.findall(r"\d\.([0-9A-Z]{13})", found))


def brings(admin: Officer, words: str, key: bytes = b"", lines: str = "") -> Officer:
    """Try a key file, or the lines of the sheet."""
    admin.open(f"{GUIDE}/try")
    data: Mapping[str, object] = {
        "csrf_token": admin.token,
        "passphrase": words,
        "secret_lines": lines,
        "key_file": (io.BytesIO(key), "some.key"),
    }
    admin.page = admin.client.post(f"{GUIDE}/try", data=data, content_type="multipart/form-data")
    return admin


def test_from_no_key_to_keys_that_work(survey: OpenSurvey, admin: Officer) -> None:
    assert "Next is step 1: Make the keys." in admin.open(GUIDE).text
    files = make_keys(admin)
    assert set(files) == {
        "READ-ME.txt", "charity-key-file.key", "recovery-sheet.pdf", "recovery-key-file.key",
        "contacts-key-file.key", "recipients.txt",
    }  # fmt: skip
    assert "Next is step 2" in admin.open(GUIDE).text
    assert "The charity key file works" in brings(admin, CHARITY_WORDS, files["charity-key-file.key"]).text
    assert (
        "The recovery key works"
        in brings(admin, TRUSTEE_WORDS, lines=sheet_of(files["recovery-sheet.pdf"])).text
    )
    assert "The recovery key works" in brings(admin, TRUSTEE_WORDS, files["recovery-key-file.key"]).text
    assert "The contacts key file works" in brings(admin, CONTACT_WORDS, files["contacts-key-file.key"]).text
    text = admin.open(GUIDE).text
    assert text.count("opened a test answer on 10 November 2026.") == 6
    with survey.store.reading() as db:
        [usable] = keysets.usable(db, MASTER_KEY)
        public = keysets.public_keys(usable)
        assert public.contacts is not None
        named = read_recipients_text(files["recipients.txt"].decode())  # as `wave open` reads it
        assert named == Recipients((public.charity, public.recovery), public.contacts, public.signing)
        assert len(public.signing) == 2
        events = [one.event for one in audit.entries(db)]
        assert events[-5:] == ["keys proposed", *["test answer opened"] * 4]
    assert "The keys of 10 November 2026, with a contacts key" not in text  # one set: nothing to choose


def test_no_screen_says_how_it_is_done(survey: OpenSurvey, admin: Officer) -> None:
    make_keys(admin)
    for address in ("", "/keys", "/keys-from-file", "/try"):
        shown = re.sub(r"<[^>]+>", " ", admin.open(f"{GUIDE}{address}").text)
        assert NEVER_SAID.findall(shown) == [], address


def test_nothing_secret_is_kept_or_logged(
    survey: OpenSurvey, admin: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    files = make_keys(admin)
    lines = sheet_of(files["recovery-sheet.pdf"])
    brings(admin, CHARITY_WORDS, files["charity-key-file.key"])
    brings(admin, TRUSTEE_WORDS, lines=lines)
    brings(admin, "wrong words altogether", files["charity-key-file.key"])
    assert CHARITY_WORDS not in admin.text
    secrets = [
        secret_of(files["charity-key-file.key"], CHARITY_WORDS),
        secret_of(lines.encode(), TRUSTEE_WORDS),
    ]
    marks = [*secrets, CHARITY_WORDS, TRUSTEE_WORDS, *lines.splitlines()]
    kept = [path.read_bytes() for path in Path(survey.path).parent.glob("survey.sqlite*")]
    everything = b"\n".join([*kept, caplog.text.encode()])
    assert b"age1" in everything  # the public halves are there: the search finds what is kept
    assert [mark for mark in marks if mark.encode() in everything] == []
    assert files["charity-key-file.key"][100:140] not in everything


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"passphrase_charity": "short"}, "needs 12 characters or more"),
        ({"passphrase_charity_again": "something else"}, "twice alike"),
        ({"passphrase_contacts": ""}, "needs 12 characters"),
        ({f"passphrase_recovery{end}": CHARITY_WORDS for end in ("", "_again")}, "Choose another passphrase"),
    ],
)
def test_passphrases_that_would_not_do_are_said(
    survey: OpenSurvey, admin: Officer, changes: dict[str, str], said: str
) -> None:
    admin.open(f"{GUIDE}/keys").press(f"{GUIDE}/keys", {**PASSPHRASES, **changes})
    assert (admin.status, said in admin.text) == (422, True)
    assert CHARITY_WORDS not in admin.text
    with survey.store.reading() as db:
        assert keysets.all_sets(db) == []


def test_without_a_contacts_key_none_is_made(survey: OpenSurvey, admin: Officer) -> None:
    files = make_keys(admin, passphrase_contacts="", passphrase_contacts_again="")
    assert "contacts-key-file.key" not in files
    assert "Give the contacts key file" not in admin.open(GUIDE).text


def test_keys_whose_files_never_arrived_give_way(survey: OpenSurvey, admin: Officer) -> None:
    lost = make_keys(admin)
    make_keys(admin)
    with survey.store.reading() as db:
        assert [one.state for one in keysets.all_sets(db)].count("agreed") == 1
    assert (
        "not one of the keys in the guide" in brings(admin, CHARITY_WORDS, lost["charity-key-file.key"]).text
    )


def test_what_does_not_open_is_said_and_proves_nothing(survey: OpenSurvey, admin: Officer) -> None:
    files = make_keys(admin)
    key, lines = files["charity-key-file.key"], sheet_of(files["recovery-sheet.pdf"])
    wrong_line = lines.splitlines()
    wrong_line[3] = wrong_line[3][::-1]
    stranger = new_identity()
    for said, tried in {
        "Check the passphrase": brings(admin, "quite another passphrase", key).text,
        "not both": brings(admin, CHARITY_WORDS, key, lines).text,
        "Choose a key file, or type": brings(admin, CHARITY_WORDS).text,
        "Look at line 4": brings(admin, TRUSTEE_WORDS, lines="\n".join(wrong_line)).text,
        "type all nine lines": brings(admin, TRUSTEE_WORDS, b"a holiday picture \xff\xd8").text,
        "not one of the keys": brings(
            admin, "words of a stranger", protect_identity(stranger.secret, "words of a stranger")
        ).text,
        "Check the passphrase (": brings(admin, "words", protect_identity("no key at all", "words")).text,
    }.items():
        assert said in tried, said
    with survey.store.reading() as db:
        assert not any(one.charity_proved_on or one.recovery_proved_on for one in keysets.all_sets(db))


def test_two_admins_change_keys_and_one_alone_does_not(survey: OpenSurvey, admin: Officer) -> None:
    keys_in_force(survey, EMAIL, CHARITY, RECOVERY)
    assert "To change them later, a second admin must agree" in admin.open(GUIDE).text
    make_keys(admin)
    with survey.store.reading() as db:
        [waiting] = [one.id.hex() for one in keysets.all_sets(db) if one.state == "proposed"]
    assert "Agree to these keys" not in admin.open(GUIDE).text
    admin.press(f"{GUIDE}/agree", {"keyset": waiting})
    assert (admin.status, "another admin must agree" in admin.text) == (422, True)
    second = hired(survey, "two@example.org", Role.ADMIN)
    assert "Agree to these keys" in second.open(GUIDE).text
    second.press(f"{GUIDE}/agree", {"keyset": waiting})
    assert "Agreed by two@example.org." in second.text
    with survey.store.reading() as db:
        assert audit.entries(db)[-1].event == "keys agreed"


def test_while_keys_wait_for_another_admin_the_guide_asks_for_her_and_not_for_other_keys(
    survey: OpenSurvey, admin: Officer
) -> None:
    hired(survey, "two@example.org", Role.ADMIN)
    make_keys(admin)
    assert "Next is step 1: Have the keys agreed." in admin.open(GUIDE).text
    assert "another admin signs in, opens this guide, and agrees" in admin.text


def test_keys_are_taken_away_until_they_are_in_force(survey: OpenSurvey, admin: Officer) -> None:
    make_keys(admin)
    with survey.store.reading() as db:
        [own] = [one.id.hex() for one in keysets.all_sets(db)]
    for nonsense in ("", "zz", "00" * 16):
        admin.open(GUIDE).press(f"{GUIDE}/withdraw", {"keyset": nonsense})
        assert admin.status == 422
    admin.open(GUIDE).press(f"{GUIDE}/withdraw", {"keyset": own})
    assert "There are none yet." in admin.text
    keys_in_force(survey, EMAIL, CHARITY, RECOVERY)
    assert "Take these keys away" not in admin.open(GUIDE).text


def test_keys_made_elsewhere_are_brought_by_their_public_halves(survey: OpenSurvey, admin: Officer) -> None:
    charity, recovery, callers = new_identity(), new_identity(), new_identity()

    def bring(data: bytes) -> str:
        admin.open(f"{GUIDE}/keys-from-file")
        fields = {"csrf_token": admin.token, "recipients": (io.BytesIO(data), "recipients.txt")}
        admin.page = admin.client.post(
            f"{GUIDE}/keys-from-file", data=fields, content_type="multipart/form-data", follow_redirects=True
        )
        return admin.text

    assert "was not kept" in bring(charity.secret.encode())
    assert charity.secret not in admin.text
    assert "Choose the file recipients.txt" in bring(b"\xff\xfe")
    assert admin.status == 422
    assert f"proposed by {EMAIL}" in bring(recipients_text(charity, recovery, callers).encode())
    with survey.store.reading() as db:
        [kept] = [keysets.public_keys(one) for one in keysets.all_sets(db)]
        signing = tuple(public_key(one.secret) for one in (charity, recovery))
        assert kept == PublicKeys(charity.recipient, recovery.recipient, callers.recipient, signing)
    assert "in the list already" in bring(recipients_text(charity, recovery).encode())


def test_from_half_way_the_start_asks_whether_the_key_still_works(survey: OpenSurvey, admin: Officer) -> None:
    keys_in_force(survey, EMAIL, CHARITY, RECOVERY)  # on the 10th; half-way is the 15th
    assert "still open" not in admin.open("/staff").text
    survey.clock.forward(days=6)
    later = hired(survey, "later@example.org", Role.ADMIN)
    for address in ("/staff", "/charity/waves", f"/charity/waves/{WAVE}"):
        assert "an you still open" in later.open(address).text, address
    brings(later, "words for it", protect_identity(CHARITY.secret, "words for it"))
    assert "still open" not in later.open("/staff").text


def test_a_set_that_was_changed_in_the_database_is_shown_and_serves_nobody(
    survey: OpenSurvey, admin: Officer
) -> None:
    keys_in_force(survey, EMAIL, CHARITY, RECOVERY)
    with survey.store.writing() as db:
        [one] = keysets.all_sets(db)
        one.contacts_recipient = new_identity().recipient
    assert "somebody changed these keys in the database" in admin.open(GUIDE).text
    changed = brings(admin, "words for it", protect_identity(CHARITY.secret, "words for it"))
    assert "Somebody changed these keys" in changed.text
    with survey.store.reading() as db:
        assert keysets.usable(db, MASTER_KEY) == []
        assert waves.wave(db, WAVE).state == "open"


def test_passphrases_are_in_no_page_that_asks_for_the_password(survey: OpenSurvey, admin: Officer) -> None:
    admin.open(f"{GUIDE}/keys")
    survey.clock.forward(minutes=11)
    admin.press(f"{GUIDE}/keys", PASSPHRASES)
    assert (admin.status, "Type your password again" in admin.text) == (403, True)
    assert CHARITY_WORDS not in admin.text
    admin.press(f"{GUIDE}/keys", {"password_again": PASSWORD})
    assert (admin.status, "needs 12 characters" in admin.text) == (422, True)
