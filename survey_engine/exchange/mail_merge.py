"""What a hospital needs to print letters by mail merge: a Word letter, a list of codes, links, and steps.

Under this way of posting the hospital holds the codes, and the letter says so (docs/anonymity.md).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from survey_engine.exchange.letter_batch import CHECK_DEATHS
from survey_engine.exchange.letters import Letter
from survey_engine.exchange.paper import Look
from survey_engine.exchange.word_document import (
    Typeface,
    bold_mono,
    bordered,
    document,
    framed,
    merge_field,
    new_sheet,
    paragraph,
    qr_field,
    words,
)

COLUMNS = ("ref", "code", "link", "in_place_of")
WIDTHS = (18, 18, 90, 18)
LETTER, CODES, LINKS, STEPS = "letter.docx", "codes.xlsx", "links.txt", "steps.txt"


def merge_files(
    people: Sequence[Letter], said: dict[str, Any], look: Look, replaced: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """Every file of the folder by its name. said: what `letter_words` gives; replaced: old refs by new."""
    return {
        STEPS: steps(len(people)).encode(),
        LETTER: word_letter(said, look),
        CODES: codes_book(people, replaced),
        LINKS: "".join(f"{one.link}\n" for one in people).encode(),
    }


def codes_book(people: Sequence[Letter], replaced: Mapping[str, str] | None = None) -> bytes:
    """The codes as a spreadsheet of plain text, made in memory: a temporary file would hold them too.

    replaced: old refs by new ones; then there is a column more.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(stream, options)
    head, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("codes")
    sheet.freeze_panes(1, 0)
    columns = list(zip(COLUMNS, WIDTHS, strict=True))[: 4 if replaced else 3]
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width, plain)
        sheet.write_string(0, column, name, head)
    for row, one in enumerate(people, 1):
        cells = (one.ref, one.code, one.link, (replaced or {}).get(one.ref, ""))
        for column, text in enumerate(cells[: len(columns)]):
            sheet.write_string(row, column, text, plain)
    book.close()
    return stream.getvalue()


def word_letter(said: dict[str, Any], look: Look) -> bytes:
    """The letter with «ref», «code» and «link»: its first page is the outside, the second the letter."""
    face = Typeface(look.language.split("_")[0], look.direction == "rtl", look.points)
    body = _outside(said, face) + new_sheet(face) + _inside(said, face)
    return document(body, said["subject"], face)


def _outside(said: dict[str, Any], face: Typeface) -> str:
    """The ref under the window's place for the address, as on the printed letters (letters.typ)."""
    label = words(f"{said['ref_label']} ", face) + merge_field("ref", bold_mono(28))
    low = framed(20, 235, 170)
    notes = "".join(paragraph(words(text, face), face, extra=low) for text in said["outside"])
    return paragraph(label, face, extra=framed(20, 81, 90)) + notes


def _inside(said: dict[str, Any], face: Typeface) -> str:
    lines = [
        paragraph(words(said["subject"], face), face, "Heading1"),
        *(paragraph(words(text, face), face) for text in (said["greeting"], *said["paragraphs"])),
        *(paragraph(words(text, face), face) for text in said["closing"]),
        *_part(said["ways"], face),
        *_code_box(said["way"], face),
    ]
    for line in said["other_languages"]:
        other = Typeface(line["language"], line["direction"] == "rtl", face.points)
        lines.append(paragraph(words(line["words"], other), other))
    for part in said["parts"]:
        lines += _part(part, face)
    lines += [paragraph(words(text, face), face) for text in said["draft"]]
    return "".join(lines)


def _part(part: dict[str, Any], face: Typeface) -> list[str]:
    calls = [
        words(f"{call['name']}: ", face)
        + words(call["phone"], Typeface(face.language, is_mirrored=False, points=face.points), "<w:b/>")
        + (words(f". {call['hours']}", face) if call["hours"] else "")
        for call in part.get("calls", ())
    ]
    return [
        paragraph(words(part["heading"], face), face, "Heading2"),
        *(paragraph(words(text, face), face) for text in part.get("lead", ())),
        *(paragraph(words(text, face), face, "ListBullet") for text in part.get("items", ())),
        *(paragraph(call, face, "ListBullet") for call in calls),
    ]


def _code_box(way: dict[str, Any], face: Typeface) -> list[str]:
    plain = Typeface(face.language, is_mirrored=False, points=face.points)
    boxes = " – ".join("☐" * count for count in way["return_groups"])
    large = round(face.points * 3.4)
    size = f'<w:sz w:val="{large}"/>'
    return [
        paragraph(words(way["heading"], face), face, "Heading2", bordered()),
        paragraph(merge_field("code", bold_mono(large)), face, extra=bordered()),
        paragraph(qr_field("link"), face, extra=bordered()),
        paragraph(words(way["return_words"], face), face, extra=bordered()),
        paragraph(words(boxes, plain, size), face, extra=bordered()),
    ]


def steps(count: int) -> str:
    """How to print, post and clear away, for the hospital's staff."""
    return f"""HOW TO PRINT THE LETTERS

This folder is for {"1 letter" if count == 1 else f"{count} letters"}.
Who holds it could answer in a patient's place. Keep it where only you can open it. Do not send it by e-mail.

{CHECK_DEATHS.upper()}.
Take out anyone who has died. A letter would hurt the people who loved them.

1. Open {LETTER} in Microsoft Word (2013 or newer). Other programs do not draw the pattern.
2. Choose Mailings, Select Recipients, Use an Existing List. Choose {CODES}.
3. Choose Preview Results. If you see words in curly brackets, press Alt+F9.
4. Press Ctrl+A and then F9, so that Word draws the pattern.
5. Print one letter. Scan its pattern with a phone: it must open the survey. Do not press Start.
   The pattern should be 40 millimetres wide. If it is smaller, press Alt+F9 and raise the 100 after \\s.
6. Choose Finish and Merge, Print Documents. Print on both sides.
7. Fold each letter so that the reference is outside and the code is inside.
   Put the address label above the reference. Leave the reference in sight.
8. Write each reference beside its patient in your own records. You need it to stop a letter.
   One row is for one person. Never give it to a second one.
9. When the letters are out, delete this folder, and empty the bin.

LETTERS LEFT OVER
Do not open them or give them to somebody else. Tell the charity their references, and shred them.

BY E-MAIL OR TEXT MESSAGE
{LINKS} has one link on each line, in the order of the references in {CODES}. One link is for one person.
"""
