"""Setting up, checking questionnaires, serving and the doctor: what is in order, and what is refused."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.person import Person


def test_init_makes_what_is_missing_and_touches_nothing_else(person: Person) -> None:
    assert "questionnaire publish" in person.does("init")
    keys = [person.home / "keys/secret.key", person.home / "keys/master.key"]
    before = [key.read_bytes() for key in keys]
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600, 0o600]
    assert "Made the" not in person.does("init")
    assert [key.read_bytes() for key in keys] == before
    person.opens_a_wave()
    assert "survey-engine serve" in person.does("init")
    assert not [key for key in before if key.decode().strip() in "".join(person.heard)]


def test_commands_before_init_say_to_run_it(person: Person) -> None:
    assert "Run `survey-engine init`" in person.is_refused("wave", "list")
    person.does("init")
    (person.home / "survey.sqlite").unlink()
    assert "There is no database" in person.is_refused("wave", "list")
    assert not (person.home / "survey.sqlite").exists()


def test_unknown_setting_refuses_every_command(person: Person) -> None:
    person.settings["SURVEY_ENGINE_DATBASE_URL"] = "sqlite:////tmp/x"
    assert "Did you mean SURVEY_ENGINE_DATABASE_URL" in person.is_refused("init")


def test_every_questionnaire_that_comes_with_the_program_can_be_published(person: Person) -> None:
    person.does("init")
    assert "no error" in person.does("questionnaire", "check")
    versions = person.reads("questionnaire", "list")
    assert isinstance(versions, list)
    assert len(versions) >= 2
    for one in versions:
        person.does("questionnaire", "publish", one["id"], str(one["version"]))
    listed = person.reads("questionnaire", "list")
    assert isinstance(listed, list)
    assert all(one["published"] for one in listed)


def test_check_names_file_and_line(person: Person, own_questionnaire: Path) -> None:
    text = own_questionnaire.read_text().replace("options: yes_no", "options: yes_and_no")
    own_questionnaire.write_text(text)
    line = text.splitlines().index("        options: yes_and_no") + 1
    for words in ([], [own_questionnaire], [own_questionnaire.parent]):
        result = person.runs("questionnaire", "check", *words)
        assert result.exit_code == 1
        assert f"{own_questionnaire}:{line}: error: " in result.stdout
        assert "error" in result.stderr
    broken = person.runs("questionnaire", "check", "--json", own_questionnaire)
    assert f'"line": {line}' in broken.stdout
    empty = person.home / "empty"
    empty.mkdir()
    assert "no .yaml file" in person.is_refused("questionnaire", "check", empty)
    assert person.runs("questionnaire", "check", person.home / "nowhere").exit_code == 2


def test_changed_published_file_stops_the_server(person: Person, own_questionnaire: Path) -> None:
    person.opens_a_wave()
    person.does("questionnaire", "publish", "clinic_visit", "1")
    own_questionnaire.write_text(own_questionnaire.read_text().replace("kind to you", "good to you"))
    assert "its file has changed" in person.is_refused("serve")
    assert "write the next version" in person.is_refused("questionnaire", "publish", "clinic_visit", "1")
    doctor = person.runs("doctor")
    assert doctor.exit_code == 1
    assert "error: clinic_visit version 1 was published" in doctor.stdout
    own_questionnaire.unlink()
    assert "its file is missing" in person.is_refused("serve")


def test_server_does_not_start_without_keys_or_on_an_old_database(person: Person) -> None:
    assert "no secret key" in person.is_refused("serve")
    person.does("init")
    execute(person, "DELETE FROM alembic_version")
    assert "behind this version" in person.is_refused("serve")
    assert person.runs("doctor").exit_code == 1


def test_doctor_finds_nothing_wrong_with_a_new_installation(person: Person) -> None:
    person.opens_a_wave()
    found = person.reads("doctor")
    assert isinstance(found, dict)
    assert found["ok"]
    assert {one["level"] for one in found["findings"]} == {"ok", "warning"}
    assert "The organisation is not named yet" in person.does("doctor")
    assert "no freepost_address" in person.does("doctor")
    assert "passkeys" not in person.does("doctor")
    person.settings["SURVEY_ENGINE_BASE_URL"] = "http://127.0.0.1:5000"
    assert "warning: Staff cannot use passkeys" in person.does("doctor")


def test_doctor_finds_swapped_recipients_and_open_files(person: Person) -> None:
    person.opens_a_wave()
    (person.home / "keys/master.key").chmod(0o644)
    execute(person, 'UPDATE wave SET recipients = \'["age1mine", "age1also"]\'')
    result = person.runs("doctor")
    assert result.exit_code == 1
    assert "error: Others can read the master key" in result.stdout
    assert "error: Wave W1: the keys its answers are sealed to were changed" in result.stdout


def test_doctor_finds_keys_that_nobody_agreed_to_and_an_open_backup_key(person: Person) -> None:
    person.opens_a_wave()
    (person.home / "keys/backup.key").chmod(0o644)
    execute(
        person,
        "INSERT INTO keyset (id, state, recipients, signing_keys, proposed_by, proposed_on, seal) VALUES "
        "(randomblob(16), 'agreed', '[\"age1mine\", \"age1also\"]', '[]', 'me@example.org', '2027-01-01', "
        "randomblob(32))",
    )
    result = person.runs("doctor")
    assert result.exit_code == 1
    assert "error: Others can read the backup key" in result.stdout
    assert "error: The keys that me@example.org proposed on 2027-01-01 were changed" in result.stdout


def test_doctor_reports_missing_keys_as_a_finding(person: Person) -> None:
    result = person.runs("doctor")
    assert result.exit_code == 1
    assert "error: There is no secret key" in result.stdout


def test_scrub_leaves_no_log_beside_the_database(person: Person) -> None:
    person.opens_a_wave()
    assert "Scrubbed" in person.does("scrub")
    log = person.home / "survey.sqlite-wal"
    assert not log.exists() or log.stat().st_size == 0


def execute(person: Person, statement: str) -> None:
    connection = sqlite3.connect(person.home / "survey.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


def test_help_loads_no_room() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from survey_engine.cli.main import command_line\n"
        "said = CliRunner().invoke(command_line, ['--help']).output\n"
        "assert 'doctor' in said, said\n"
        "print(sorted({'flask', 'sqlalchemy', 'yaml', 'cryptography', 'gunicorn'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


@pytest.mark.parametrize(
    "words", [["nothing"], ["wave"], ["wave", "open", "W1"], ["codes", "issue", "--count", "0"]]
)
def test_wrong_usage_ends_with_two(words: list[str], tmp_path: Path) -> None:
    program = "from survey_engine.cli.main import main; main()"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environ,
        check=False,
    )
    assert said.returncode == 2
    assert "Usage:" in said.stderr
    assert not list(tmp_path.iterdir())
