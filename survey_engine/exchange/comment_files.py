"""Files of comments: those of a bundle that come in for review, and those that were released."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Container
from typing import Final

from survey_engine.analysis.codebook import COMMENTS
from survey_engine.analysis.comments import Comment
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.redaction import Reason, tag_of
from survey_engine.analysis.released_comments import ReleasedComment, ReleasedComments, read_back
from survey_engine.exchange.manifest import BundleError, signed_manifest
from survey_engine.exchange.tables import Column, as_written, table_text
from survey_engine.questionnaire.definition import QuestionId

MOST_BYTES: Final = 64 * 1024 * 1024
RELEASED_COLUMNS: Final = (
    Column("wave", is_text=True),
    Column("audience"),
    Column("question"),
    Column("hospital", is_text=True),
    Column("comment", is_text=True),
    Column("themes", is_text=True),
)
FOR_HOSPITALS: Final = "charity and hospitals"
_WANTED: Final = ["question", "hospital", "comment", "status"]
_FEWEST_TOLD: Final = 10
_HOW: Final = (
    "One person read each comment and took out what could show who wrote it, or of whom it tells. A second "
    "person, who saw the changed words alone, released it. A program only pointed to places, in English."
)


class CommentFileError(ValueError):
    """The files are not the comments of one wave's bundle; the message says why."""


def read_comments(manifest: bytes, table: bytes, wave: str) -> tuple[list[Comment], str]:
    """The texts of a bundle's comments.csv, and the key that signed it, as the manifest beside it says.

    Raises CommentFileError: the manifest was changed, belongs to another wave, or the table is not its own.
    """
    try:
        facts = signed_manifest(manifest)
    except BundleError as error:
        raise CommentFileError(str(error)) from None
    if facts.get("wave") != wave or facts.get("audience") != Audience.CHARITY:
        raise CommentFileError(f"This manifest is not of the charity's bundle of wave {wave}.")
    if facts["files"].get(COMMENTS) != hashlib.sha256(table).hexdigest():
        raise CommentFileError(f"{COMMENTS} was changed, or is of another bundle than the manifest.")
    try:
        lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise CommentFileError(f"{COMMENTS} cannot be read as a table.") from None
    if not lines or lines[0] != _WANTED or any(len(line) != len(_WANTED) for line in lines):
        raise CommentFileError(f"{COMMENTS} does not have the columns of a bundle.")
    texts = [
        Comment(QuestionId(question), as_written(hospital), as_written(text))
        for question, hospital, text, _status in lines[1:]
    ]
    return texts, str(facts["public_key"])


def released_table(released: ReleasedComments) -> bytes:
    """comments_released.csv: one line a text, with its wave, its hospital or none, its themes."""
    rows = (
        (released.wave, FOR_HOSPITALS, one.question, one.hospital, one.text, "; ".join(one.themes))
        for one in released.comments
    )
    return table_text(RELEASED_COLUMNS, rows).encode("utf-8-sig")


def read_released(table: bytes, wave: str, hospitals: Container[str]) -> ReleasedComments:
    """The texts of comments_released.csv, for a report. Raises CommentFileError.

    Each line must name the wave, say that it is for the charity and hospitals, and name a hospital of the
    wave or none. The file bears no signature, for no key of the charity is on the server that writes it:
    whoever gives it must know where it comes from.
    """
    try:
        lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise CommentFileError("The file of comments cannot be read as a table.") from None
    columns = [one.name for one in RELEASED_COLUMNS]
    if not lines or lines[0] != columns or any(len(line) != len(columns) for line in lines):
        raise CommentFileError(
            f"This is no file of released comments. Its columns would be: {', '.join(columns)}."
        )
    found = []
    for of_wave, audience, question, hospital, text, themes in lines[1:]:
        if as_written(of_wave) != wave:
            raise CommentFileError(f"These comments are of wave {as_written(of_wave)}, and not of {wave}.")
        if audience != FOR_HOSPITALS:
            raise CommentFileError(f'A comment is not marked "{FOR_HOSPITALS}". No report may show it.')
        if hospital and as_written(hospital) not in hospitals:
            raise CommentFileError(f"Wave {wave} did not ask patients of the hospital {hospital!r}.")
        named = tuple(one for one in as_written(themes).split("; ") if one)
        found.append(ReleasedComment(question, as_written(hospital), as_written(text), named))
    return read_back(wave, found)


def review_notes(released: ReleasedComments) -> str:
    """What the review did, in plain words: how many texts, what was taken out and why, who released them."""
    counts = released.counts
    lines = [f"# How the comments of wave {released.wave} were reviewed", ""]
    lines += ["Audience: charity and hospitals.", ""]
    lines.append(f"{len(released.comments)} comments were released. {counts.unused} were not used.")
    lines += [_HOW, ""]
    if counts.alone:
        lines.append(
            f"{counts.alone} were released without a second person, because none had looked for 48 hours. "
            "The reason is in the charity's list of what staff did."
        )
    if counts.translated:
        told = str(counts.translated) if counts.translated >= _FEWEST_TOLD else f"Fewer than {_FEWEST_TOLD}"
        lines.append(f"{told} stand in translation. They are not marked.")
    lines += ["", "## What was changed", ""]
    lines += [f"- {_change(reason)}: {places}" for reason, places in counts.changes.items()]
    if not counts.changes:
        lines.append("Nothing was changed.")
    if released.summaries:
        lines += ["", "## In the charity's words", ""]
        lines.append("About comments that stand without a hospital, because few people of it wrote:")
        lines += [f"- {question}: {json.dumps(text, ensure_ascii=False)}"
                  for question, text in sorted(released.summaries.items())]  # fmt: skip
    return "\n".join(lines) + "\n"


def _change(reason: str) -> str:
    return tag_of(Reason(reason)) if reason in set(Reason) else reason
