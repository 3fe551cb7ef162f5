"""The whole way, as the charity walks it: from an empty machine to the bundle."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from survey_engine.exchange.manifest import read_manifest
from survey_engine.records import audit, releases, waves
from survey_engine.records.database import make_engine, session_factory
from survey_engine.sealing.codes import link_is_signed, read_code, read_ref
from survey_engine.sealing.envelope import new_identity
from survey_engine.sealing.recovery_sheet import sheet_lines
from survey_engine.settings import Settings
from tests.cli.person import PASSPHRASES, Person, send_answers

BUNDLE = {
    "responses.csv", "responses_labels.csv", "results.csv", "codebook.csv", "codebook.xml", "comments.csv",
    "responses.xlsx", "responses.sav", "responses.parquet",
    "questionnaire.json", "questionnaire_texts.csv", "datapackage.json", "methods.md", "manifest.json",
}  # fmt: skip


def test_answers_are_opened_once_the_wave_is_closed(answered: Person) -> None:
    person, key, bundle = answered, answered.keys / "charity.key", answered.home / "bundle"
    assert "not closed yet" in person.is_refused("open", "--wave", "W1", "--identity", key, "--out", bundle)
    sealed_file = person.home / "sealed.txt"
    assert "not closed yet" in person.is_refused("envelopes", "--wave", "W1", "--out", sealed_file)
    assert not bundle.exists()
    assert not sealed_file.exists()

    person.today = datetime(2027, 5, 1, tzinfo=UTC)
    closing = person.does("wave", "close", "W1")
    assert "RXQ       12      0         0        12" in closing
    assert len(closing.partition("sealed answers: ")[2].split()[0]) == 64

    said = person.runs("open", "--wave", "W1", "--identity", key, "--out", bundle)
    assert (said.exit_code, said.stderr) == (0, "")
    assert {file.name for file in bundle.iterdir()} >= BUNDLE
    signing = (person.keys / "recipients.txt").read_text().partition("signing key of the charity key: ")[2]
    assert read_manifest(bundle, signing.split()[0])["wave"] == "W1"

    heard = "".join(person.heard)
    codes = [row["code"] for row in rows(person.home / "codes.csv")]
    assert not [secret for secret in (*codes, *PASSPHRASES, "AGE-SECRET-KEY") if secret in heard]


def test_opening_elsewhere_needs_only_the_file_and_the_key(answered: Person, tmp_path: Path) -> None:
    answered.does("wave", "close", "W1")
    sealed = answered.home / "sealed.txt"
    assert "Wrote 12 sealed answers" in answered.does("envelopes", "--wave", "W1", "--out", sealed)
    assert "exists already" in answered.is_refused("envelopes", "--wave", "W1", "--out", sealed)

    home = tmp_path / "laptop"
    home.mkdir()
    elsewhere = Person(home, answered.keys)  # no database, no server's keys
    bundle = home / "bundle"
    words = ["open", "--wave", "w1", "--envelopes", sealed, "--out", bundle, "--identity"]
    elsewhere.does(*words, answered.keys / "recovery.key")  # the second line of the passphrase file
    assert {file.name for file in bundle.iterdir()} >= BUNDLE
    assert "not an empty folder" in elsewhere.is_refused(*words, answered.keys / "charity.key")
    other = ["open", "--wave", "W2", "--envelopes", sealed, "--out", home / "b", "--identity"]
    assert "holds wave W1, not W2" in elsewhere.is_refused(*other, answered.keys / "charity.key")


def test_a_wave_is_released_in_one_shape_of_rows_and_no_other(answered: Person, tmp_path: Path) -> None:
    answered.does("wave", "close", "W1")
    sealed = answered.home / "sealed.txt"
    answered.does("envelopes", "--wave", "W1", "--out", sealed)
    key, other = answered.keys / "charity.key", answered.home / "other"
    words = ["open", "--wave", "W1", "--identity", key, "--out"]
    answered.does(*words, answered.home / "bundle")
    answered.does(*words, answered.home / "again", "--rows", "by-hospital")
    refused = answered.is_refused(*words, other, "--rows", "pooled")
    assert 'released in the shape "by-hospital" on 2027-03-10' in refused
    # Elsewhere, without the database, the file beside the key says the same.
    (tmp_path / "h").mkdir()
    elsewhere = Person(tmp_path / "h", answered.keys)
    refused = elsewhere.is_refused(*words, other, "--rows", "pooled", "--envelopes", sealed)
    assert "releases.jsonl" in refused
    assert not other.exists()
    entries = audited(answered, "answers opened")
    assert len(entries) == 2


def audited(person: Person, event: str) -> list[str]:
    engine = make_engine(person.settings["SURVEY_ENGINE_DATABASE_URL"])
    with session_factory(engine)() as session:
        found = [entry.details for entry in audit.entries(session) if entry.event == event]
        assert [one.wave for one in releases.all_released(session)] == ["W1"]
    engine.dispose()
    return found


def test_a_bundle_is_verified_as_a_folder_and_as_a_zip(answered: Person, tmp_path: Path) -> None:
    answered.does("wave", "close", "W1")
    words = ["open", "--wave", "W1", "--identity", answered.keys / "charity.key", "--out"]
    folder, packed = answered.home / "bundle", answered.home / "bundle.zip"
    answered.does(*words, folder)
    answered.does(*words, packed)
    recipients = answered.keys / "recipients.txt"
    for bundle in (folder, packed):
        told = answered.does("verify", bundle, "--recipients", recipients)
        assert "files are as the manifest says. Wave W1, for the charity only." in told
        assert "Signed by a key of" in told
    assert "Compare this with the signing keys" in answered.does("verify", folder)
    read = answered.reads("verify", folder, "--recipients", recipients)
    assert isinstance(read, dict)
    assert (read["whole"], read["signed_by_recipients"], read["wave"]) == (True, True, "W1")

    others = tmp_path / "others"
    answered.does("keygen", "--out", others)
    foreign = answered.is_refused("verify", packed, "--recipients", others / "recipients.txt")
    assert "none of the keys in that file signed it" in foreign
    (folder / "results.csv").write_text("other")
    (folder / "notes.txt").write_text("mine")
    (folder / "methods.md").unlink()
    refused = answered.is_refused("verify", folder, "--recipients", recipients)
    assert "Changed: results.csv. Missing: methods.md. Not of this bundle: notes.txt." in refused
    scripted = answered.runs("verify", folder, "--json")
    assert scripted.exit_code == 1
    told = json.loads(scripted.stdout)
    assert (told["whole"], told["changed"], told["missing"]) == (False, ["results.csv"], ["methods.md"])
    assert told["not_of_this_bundle"] == ["notes.txt"]


def test_without_a_terminal_a_passphrase_is_asked_for_in_words(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    del answered.settings["SURVEY_ENGINE_PASSPHRASE_FILE"]
    key, bundle = answered.keys / "charity.key", answered.home / "bundle"
    words = [
        sys.executable,
        "-c",
        "from survey_engine.cli.main import main; main()",
        "open",
        "--wave",
        "W1",
        "--identity",
        str(key),
    ]
    run = subprocess.run(
        [*words, "--out", str(bundle)], input="", capture_output=True, text=True, check=False,
        env={**os.environ, **answered.settings},
    )  # fmt: skip
    assert run.returncode == 1
    assert "name the file in SURVEY_ENGINE_PASSPHRASE_FILE." in run.stderr
    assert "GetPassWarning" not in run.stderr
    assert "Aborted" not in run.stderr


def test_what_is_wrong_with_a_key_or_a_name_is_said_as_it_is_written(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    words = ["open", "--wave", "W1", "--out", answered.home / "bundle", "--identity"]
    foreign = answered.is_refused(*words, answered.keys / "recipients.txt")
    assert "neither a key file nor the nine lines of a recovery sheet" in foreign
    sheet = answered.home / "lines.txt"
    lines = sheet_lines(new_identity().secret, "moss kettle piano", os.urandom)
    sheet.write_text("\n".join([*lines[:2], lines[2][:-1] + "?", *lines[3:]]))
    assert "Look at line 3 of the recovery sheet again" in answered.is_refused(*words, sheet)
    small = answered.home / "a.txt"
    small.write_text("no bundle")
    assert f"The file {small} is no .zip" in answered.is_refused("verify", small)


def test_altered_and_repeated_envelopes_are_named_and_the_rest_opened(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    sealed = answered.home / "sealed.txt"
    answered.does("envelopes", "--wave", "W1", "--out", sealed)
    lines = sealed.read_text().splitlines()
    altered = json.loads(lines[2])
    altered["sealed"] = altered["sealed"][:-8] + "AAAAAAA="
    lines[2] = json.dumps(altered)
    lines.insert(4, lines[3])
    lines[-1] = json.dumps({"end": len(lines) - 3})
    sealed.write_text("\n".join(lines) + "\n")

    bundle = answered.home / "bundle"
    said = answered.runs(
        "open",
        "--wave",
        "W1",
        "--envelopes",
        sealed,
        "--out",
        bundle,
        "--identity",
        answered.keys / "charity.key",
    )
    assert said.exit_code == 0
    assert "1 of the answers counted at close are not here as they were" in said.stderr
    assert f"{altered['id']}: does_not_open" in said.stderr
    assert f"{json.loads(lines[3])['id']}: repeated" in said.stderr
    assert (bundle / "methods.md").exists()


def test_the_fingerprint_that_was_printed_at_close_is_compared(answered: Person) -> None:
    told = answered.does("wave", "close", "W1")
    printed = re.search(r"all sealed answers: ([0-9a-f]{64})", told)
    assert printed
    words = ["open", "--wave", "W1", "--identity", answered.keys / "charity.key", "--fingerprint"]
    wrong = printed[1].replace(printed[1][0], "0" if printed[1][0] != "0" else "1")
    assert "Nothing was opened" in answered.is_refused(*words, wrong, "--out", answered.home / "wrong")
    assert not (answered.home / "wrong").exists()
    answered.does(*words, printed[1], "--out", answered.home / "bundle")
    assert "was the same" in (answered.home / "bundle" / "methods.md").read_text()


def test_wrong_passphrase_and_foreign_files_open_nothing(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    key, bundle = answered.keys / "charity.key", answered.home / "bundle"
    wrong = answered.home / "wrong.txt"
    wrong.write_text("not the passphrase\n")
    words = ["open", "--wave", "W1", "--out", bundle, "--identity"]
    answered.settings["SURVEY_ENGINE_PASSPHRASE_FILE"] = str(wrong)
    reason = answered.is_refused(*words, key)
    assert "Check the file and the passphrase" in reason
    assert "not the passphrase" not in reason
    assert "Cannot read the key file" in answered.is_refused(*words, answered.home / "nowhere.key")
    wrong.write_text("\n")
    assert "is empty" in answered.is_refused(*words, key)
    wrong.unlink()
    assert "Cannot read the passphrase file" in answered.is_refused(*words, key)
    foreign = ["--envelopes", answered.keys / "recipients.txt"]
    assert "The file recipients.txt is not one of sealed envelopes" in answered.is_refused(
        *words, key, *foreign
    )
    del answered.settings["SURVEY_ENGINE_PASSPHRASE_FILE"]
    answered.does(*words, key, typing=PASSPHRASES[0] + "\n")
    assert PASSPHRASES[0] not in "".join(answered.heard)


def test_a_wave_whose_keys_were_changed_in_the_database_is_neither_opened_nor_saved(answered: Person) -> None:
    answered.does("wave", "close", "W1")
    store, out = answered.store(), answered.home / "out"
    with store.writing() as session:
        waves.wave(session, "W1").signing_keys = '["a key of somebody else"]'
    store.close()
    key = ("--identity", answered.keys / "charity.key")
    for words in (("open", "--wave", "W1", *key), ("envelopes", "--wave", "W1")):
        assert "find out who changed it" in answered.is_refused(*words, "--out", out)
        assert not out.exists()


def test_few_answers_are_not_opened(person: Person) -> None:
    person.opens_a_wave()
    send_answers(person, [row["code"] for row in person.issues(2)])
    person.does("wave", "close", "W1")
    bundle = person.home / "bundle"
    key = person.keys / "charity.key"
    reason = person.is_refused("open", "--wave", "W1", "--identity", key, "--out", bundle)
    assert "Fewer than 10 people sent answers" in reason
    assert not bundle.exists()


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_codes_file_is_exactly_what_letters_need(person: Person) -> None:
    person.opens_a_wave()
    issued = person.issues(2)
    file = person.home / "codes.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"ref,code,link\nRXQ-")
    assert file.read_bytes().count(b"\n") == 3
    secrets = Settings.from_environment(person.settings).secret_keys
    for row in issued:
        assert read_ref(row["ref"]) == row["ref"]
        address, _, fragment = row["link"].partition("#")
        code, _, signature = fragment.partition(".")
        assert (address, code) == ("https://survey.example.org/i", row["code"])
        assert link_is_signed(read_code(row["code"]), signature, secrets)
