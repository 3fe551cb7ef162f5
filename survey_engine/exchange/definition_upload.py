"""A file that somebody uploads as a questionnaire: YAML, an XLSForm, FHIR JSON. It may be hostile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from survey_engine.exchange.fhir_import import from_fhir
from survey_engine.exchange.importing import Imported, ImportRefusedError
from survey_engine.exchange.xlsform_import import from_xlsform

MOST_UPLOADED = 2 * 1024 * 1024  # bytes
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORDS = (".docx", ".odt", ".doc", ".pages", ".rtf")
_NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
_WANTED = "Choose a questionnaire as YAML (.yaml), or a spreadsheet in the form of an XLSForm (.xlsx)."


class UploadRefusedError(Exception):
    """A file is none that a questionnaire can be made of; the message says why, and what to choose."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A questionnaire as text.

    text: the YAML, line ends as LF; lost: a line for each thing of another format that is not carried;
    is_made: whether the text was made of another format, so that its lines are not those of the file.
    """

    text: str
    lost: tuple[str, ...] = ()
    is_made: bool = False


def read_upload(name: str, content: bytes) -> Upload:
    """Read a file by what is in it; `name` is what its owner calls it. Raises UploadRefusedError."""
    if not content:
        raise UploadRefusedError(f"The file is empty. {_WANTED}")
    if len(content) > MOST_UPLOADED:
        raise UploadRefusedError(
            f"The file is larger than {MOST_UPLOADED >> 20} MB. Split the questionnaire."
        )
    if name.casefold().endswith(_WORDS):
        raise UploadRefusedError(f"This is a document for reading, not a questionnaire. {_WANTED}")
    if content.startswith(_NO_TEXT):
        raise UploadRefusedError(f"This is a PDF, a picture or a document. {_WANTED}")
    if content.startswith((_ZIP, _OLD_OFFICE)):
        return _made(_of_sheets(name, content))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UploadRefusedError(
            f"The file is not text in UTF-8. Save it again as UTF-8. {_WANTED}"
        ) from error
    if "\0" in text:
        raise UploadRefusedError(f"The file is no text. {_WANTED}")
    if text.lstrip().startswith("{") and '"resourceType"' in text:
        return _made(_of_fhir(content))
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise UploadRefusedError(f"This is a web page or XML. {_WANTED}")
    return Upload(text)


def _made(imported: Imported) -> Upload:
    lost = list(imported.lost)
    if imported.words:
        languages = ", ".join(sorted(imported.words))
        lost.append(
            f"The words in {languages} stay in your file: translations are kept by whoever has the server."
        )
    return Upload(imported.to_yaml(), tuple(lost), is_made=True)


def _of_sheets(name: str, content: bytes) -> Imported:
    """The form in a spreadsheet, which is laid into a folder of its own for as long as it is read."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(name).stem)[:40] or "form"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}.xlsx"
        path.write_bytes(content)
        try:
            return from_xlsform(path)
        except ImportRefusedError as error:
            raise UploadRefusedError(str(error).replace(str(path), "The file")) from error


def _of_fhir(content: bytes) -> Imported:
    try:
        return from_fhir(content)
    except ImportRefusedError as error:
        raise UploadRefusedError(str(error)) from error
