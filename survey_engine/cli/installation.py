"""The installation a command works on: its settings, its questionnaires, its database."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from survey_engine.cli.outside import Outside
from survey_engine.cli.terminal import RefusedError
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.loading import Catalogue, Key
from survey_engine.records import audit, publishing, waves
from survey_engine.records.database import migration_is_current, upgrade
from survey_engine.records.definition_drafts import PublishedShelf, PublishedText, published_texts
from survey_engine.records.store import Session, Store
from survey_engine.settings import Configuration, Settings

SQLITE: Final = "sqlite:///"
ACTOR: Final = "command line"
RUN_INIT: Final = "Run `survey-engine init`."


def database_file(configuration: Configuration) -> Path | None:
    """Return the file of a SQLite database, or None where it is PostgreSQL."""
    url = configuration.database_url
    return Path(url.removeprefix(SQLITE).partition("?")[0]) if url.startswith(SQLITE) else None


def upgrade_database(configuration: Configuration) -> None:
    """Make the database where it is missing, and bring it to the newest form."""
    upgrade(configuration.database_url)


def known_catalogue(configuration: Configuration) -> Catalogue:
    """Every version of the folders and, where there is a database, every one published in the browser.

    The database is opened only for a version that no folder has, and where all are listed.
    """
    folders, file = configuration.questionnaire_folders, database_file(configuration)

    def later(known: Container[Key]) -> Sequence[Questionnaire]:
        if file is not None and not file.exists():
            return ()
        store = Store(configuration.database_url)
        try:
            return PublishedShelf(store, folders)(known) if migration_is_current(store.engine) else ()
        finally:
            store.close()

    return Catalogue.read(folders, later)


def published_in_browser(configuration: Configuration) -> list[PublishedText]:
    """Every version that was published in the browser; none where there is no database yet."""
    file = database_file(configuration)
    if file is not None and not file.exists():
        return []
    store = Store(configuration.database_url)
    try:
        if not migration_is_current(store.engine):
            return []
        with store.reading() as session:
            return published_texts(session)
    finally:
        store.close()


class Installation:
    """Opened for one command, and closed at the end of its `with` block."""

    def __init__(self, settings: Settings, outside: Outside) -> None:
        """Open the database; refuse one that is not there or not up to date."""
        file = database_file(settings)
        if file is not None and not file.exists():
            raise RefusedError(f"There is no database at {file}. {RUN_INIT}")
        self.settings = settings
        self.outside = outside
        self.store = Store(settings.database_url)

    @classmethod
    def at(cls, outside: Outside) -> Self:
        """Open the installation the settings name, with a database that is up to date."""
        installation = cls(outside.settings(), outside)
        if not installation.database_is_current():
            installation.close()
            raise RefusedError(f"The database is behind this version of the program. {RUN_INIT}")
        return installation

    def __enter__(self) -> Self:
        """Stay open for a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at the end of the block, whatever happened in it."""
        self.close()

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that changes nothing."""
        return self.store.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """Give a session in one transaction, committed at its end."""
        return self.store.writing()

    def note(self, session: Session, event: str, **details: object) -> None:
        """Write into the staff audit chain that somebody at the command line did this today."""
        audit.append(session, ACTOR, event, details, on=self.outside.clock().date())

    def database_is_current(self) -> bool:
        """Say whether the database has the newest form."""
        return migration_is_current(self.store.engine)

    def close(self) -> None:
        """Give back every connection."""
        self.store.engine.dispose()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every version of the built-in and the configured folders, and those published in the browser."""
        folders = self.settings.questionnaire_folders
        return Catalogue.read(folders, PublishedShelf(self.store, folders))

    def has_published(self) -> bool:
        """Say whether any questionnaire version is published."""
        with self.reading() as session:
            return bool(publishing.published(session))

    def has_waves(self) -> bool:
        """Say whether any wave was ever opened."""
        with self.reading() as session:
            return bool(waves.list_waves(session))

    def changed_questionnaires(self) -> list[str]:
        """Return a sentence for each published version whose file is gone or is no longer what it was."""
        with self.reading() as session:
            return list(publishing.check_published(session, self.catalogue))
