"""What `doctor` looks at beside the database itself: key files, recipients, questionnaires, settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from survey_engine.cli.installation import RUN_INIT, Installation, database_file
from survey_engine.cli.outside import Outside
from survey_engine.cli.private_files import is_private
from survey_engine.cli.terminal import RefusedError
from survey_engine.questionnaire.problem import DefinitionError
from survey_engine.records import doctor, keysets, waves
from survey_engine.records.doctor import Finding, Level
from survey_engine.settings import Configuration, Settings, SettingsError


def examine(outside: Outside) -> list[Finding]:
    """Look at everything that can be looked at; what stops the looking is itself a finding."""
    configuration = outside.configuration()
    findings = [
        *_organisation(configuration),
        *_passkeys(configuration),
        *_private_files(configuration),
    ]
    try:
        installation = Installation(outside.settings(), outside)
    except (SettingsError, RefusedError) as error:
        return [*findings, Finding(Level.ERROR, str(error))]
    with installation:
        if not installation.database_is_current():
            behind = f"The database is behind this version of the program. {RUN_INIT}"
            return [*findings, Finding(Level.ERROR, behind)]
        findings += doctor.examine(installation.store.engine)
        findings += _questionnaires(installation)
        findings += _recipients(installation, installation.settings)
        findings += _keysets(installation, installation.settings)
    return findings


def _organisation(configuration: Configuration) -> Iterator[Finding]:
    if configuration.organisation.is_placeholder:
        yield Finding(
            Level.WARNING,
            'The organisation is not named yet: patients read "the charity". Set '
            "SURVEY_ENGINE_ORGANISATION_FILE to a file with name, controller, data_protection_contact "
            "and helplines.",
        )
    if not configuration.organisation.freepost_address:
        yield Finding(
            Level.WARNING,
            "The organisation file has no freepost_address: forms on paper do not say where to send them.",
        )
    if not configuration.organisation.helplines:
        yield Finding(Level.WARNING, "There is no helpline: patients see nobody to call.")


def _passkeys(configuration: Configuration) -> Iterator[Finding]:
    if configuration.passkey_host is None:
        yield Finding(
            Level.WARNING,
            "Staff cannot use passkeys: SURVEY_ENGINE_BASE_URL is a number, and a passkey belongs to a name "
            "such as https://survey.example.org, or http://localhost:5000 on this machine.",
        )


def _private_files(configuration: Configuration) -> Iterator[Finding]:
    files = {"secret key": configuration.secret_key_file, "master key": configuration.master_key_file}
    files |= {"backup key": configuration.backup_key_file}
    database = database_file(configuration)
    if database is not None:
        files |= {"database": database}
        files |= {f"database{end}": Path(f"{database}{end}") for end in ("-wal", "-shm")}
    for what, path in files.items():
        if path.exists() and not is_private(path):
            yield Finding(Level.ERROR, f"Others can read the {what}: {path}. Run: chmod 600 {path}")


def _questionnaires(installation: Installation) -> Iterator[Finding]:
    try:
        for sentence in installation.changed_questionnaires():
            yield Finding(Level.ERROR, sentence)
    except DefinitionError as error:
        for problem in error.problems:
            yield Finding(Level.ERROR, str(problem))


def _keysets(installation: Installation, settings: Settings) -> Iterator[Finding]:
    with installation.reading() as session:
        for one in keysets.all_sets(session):
            if not keysets.is_intact(one, settings.master_key):
                yield Finding(
                    Level.ERROR,
                    f"The keys that {one.proposed_by} proposed on {one.proposed_on} were changed in the "
                    "database, or the master key is another one. No wave can be opened with them.",
                )


def _recipients(installation: Installation, settings: Settings) -> Iterator[Finding]:
    with installation.reading() as session:
        for wave in waves.list_waves(session):
            if not waves.recipients_are_intact(wave, settings.master_key):
                yield Finding(
                    Level.ERROR,
                    f"Wave {wave.id}: the keys its answers are sealed to were changed in the database, or "
                    "the master key is another one. Nobody can send until the database is "
                    "restored from a copy.",
                )
