"""The one table from the rooms' named errors to what a person is told: what is wrong, and what to do."""

from __future__ import annotations

from typing import Final

from survey_engine.analysis.checker import RecoverableError
from survey_engine.analysis.disclosure import RowsNotAvailableError, TooFewAnswersError
from survey_engine.exchange.backup_file import BackupFileError
from survey_engine.exchange.bundle import NothingOpenedError
from survey_engine.exchange.comment_files import CommentFileError
from survey_engine.exchange.envelopes import EnvelopeFileError
from survey_engine.exchange.ledger_file import LedgerFileError
from survey_engine.exchange.manifest import BundleError
from survey_engine.exchange.opening import SetRefusedError
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.po_files import TranslationFileError
from survey_engine.exchange.release_place import FolderInUseError
from survey_engine.exchange.report_source import NoReportError
from survey_engine.exchange.slips import SlipFileError
from survey_engine.questionnaire.loading import UnknownQuestionnaireError
from survey_engine.questionnaire.problem import DefinitionError
from survey_engine.records import (
    backups,
    closing,
    contacts,
    hospitals,
    invitations,
    keysets,
    moving,
    pledges,
    publishing,
    releases,
    reminders,
    scrubbing,
    staff,
    waves,
)
from survey_engine.records.database import DatabaseUrlError
from survey_engine.records.store import StorageError
from survey_engine.sealing.codes import RefError
from survey_engine.sealing.envelope import EnvelopeError, RecipientsError, WrongPassphraseError
from survey_engine.sealing.keys import PepperError
from survey_engine.sealing.recovery_sheet import SheetLineError
from survey_engine.settings import SettingsError
from survey_engine.web.letter_press import LetterRefusedError

MOST_WRONG_LINES: Final = 4

# What to do, after the error's own text.
WHAT_TO_DO: Final[dict[type[Exception], str]] = {
    SettingsError: "",
    DatabaseUrlError: "Set SURVEY_ENGINE_DATABASE_URL.",
    DefinitionError: "Run `survey-engine questionnaire check` once it is mended.",
    UnknownQuestionnaireError: "`survey-engine questionnaire list` shows what there is.",
    publishing.NotPublishedError: "Publish it first: survey-engine questionnaire publish ID VERSION.",
    publishing.PublishedChangedError: "",
    backups.BackupError: "",
    BackupFileError: "",
    keysets.KeysetError: "",
    keysets.KeysetChangedError: "Restore the database from a copy, and find out who changed it.",
    hospitals.HospitalCodeError: "",
    hospitals.HospitalExistsError: "Choose another code; `survey-engine hospital list` shows those in use.",
    hospitals.UnknownHospitalError: "`survey-engine hospital list` shows them; `hospital add` adds one.",
    waves.WaveError: "",
    waves.WaveExistsError: "`survey-engine wave list` shows the codes in use.",
    waves.NoSymbolLeftError: "",
    waves.UnknownWaveError: "`survey-engine wave list` shows the waves.",
    waves.WaveClosedError: "A closed wave stays closed.",
    waves.RecipientsChangedError: "Restore the database from a copy, and find out who changed it.",
    waves.PepperDestroyedError: "A closed wave stays closed.",
    invitations.UnknownRefError: "Compare it with the letter: it looks like RXQ-7KQ2M4.",
    invitations.AlreadyReplacedError: "To send another letter, replace the newer ref.",
    invitations.TooManyReplacedError: "Find out why so many are lost. An administrator may add --allow-many.",
    reminders.ReminderListError: "",
    closing.CountsDisagreeError: "Nothing was closed. Run `survey-engine doctor`.",
    scrubbing.ScrubError: "Run `survey-engine scrub` in a quiet minute.",
    moving.MoveError: "Nothing was moved.",
    StorageError: "Nothing was changed. Run `survey-engine doctor`.",
    RefError: "A ref looks like RXQ-7KQ2M4; it stands on the letter.",
    RecipientsError: "",
    WrongPassphraseError: "Nothing was opened. Check the file and the passphrase: capitals and spaces count.",
    EnvelopeError: "",
    SheetLineError: "",
    PepperError: "Put back the master key that this database was made with.",
    EnvelopeFileError: "",
    SetRefusedError: "",
    TranslationFileError: "Mend it or take it away; `survey-engine questionnaire check` finds each.",
    NothingOpenedError: "",
    NoReportError: "",
    CommentFileError: "",
    PaperError: "",
    FolderInUseError: "",
    BundleError: "Do not use it. Ask the charity for the bundle as it was written.",
    contacts.NothingToReleaseError: "",
    staff.StaffError: "",
    staff.StaffExistsError: "`survey-engine staff list` shows the accounts.",
    staff.UnknownStaffError: "`survey-engine staff list` shows the accounts.",
    staff.LastAdminError: "",
    SlipFileError: "",
    pledges.PledgeError: "",
    pledges.UnknownPledgeError: "`survey-engine pledge list` shows them.",
    pledges.PledgeChangedError: "Somebody changed it at the same moment. Do it again.",
    LetterRefusedError: "",
    TooFewAnswersError: "",
    RowsNotAvailableError: "",
    RecoverableError: "",
    releases.ReleaseRefusedError: "",
    LedgerFileError: "",
}


def sentence_for(error: Exception) -> str | None:
    """Return what to tell the person, or None for a fault that nobody foresaw."""
    for kind, what_to_do in WHAT_TO_DO.items():
        if isinstance(error, kind):
            return f"{_as_sentence(_said_by(error))} {what_to_do}".rstrip()
    if isinstance(error, OSError) and error.strerror:
        where = f" {error.filename}" if error.filename else ""
        return f"Cannot read or write{where}: {error.strerror}."
    if type(error).__module__.startswith("sqlalchemy.") and type(error).__name__ == "OperationalError":
        # Its own text may repeat a value or a password; the database's log has the reason.
        return "The database cannot be reached or used. Check SURVEY_ENGINE_DATABASE_URL and that it runs."
    return None


def _said_by(error: Exception) -> str:
    if isinstance(error, StorageError):
        return f"the database refused ({error})"
    if isinstance(error, RefError):
        return "this is not a ref"
    if isinstance(error, SheetLineError):
        return _said_of_lines(error)
    return str(error)


def _said_of_lines(error: SheetLineError) -> str:
    if len(error.lines) > MOST_WRONG_LINES:  # nobody types so many wrong: it is another file
        return "this is neither a key file nor the nine lines of a recovery sheet"
    numbers = " and ".join(map(str, error.lines))
    return f"look at line {numbers} of the recovery sheet again: a symbol is not right there"


def _as_sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
