"""The folder for mail merge: a spreadsheet of text, a Word letter whose fields are whole, links, steps."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import python_calamine
from lxml import etree

from survey_engine.exchange.mail_merge import CODES as CODES_FILE
from survey_engine.exchange.mail_merge import LETTER, LINKS, STEPS, codes_book, merge_files
from tests.exchange.letter_samples import CODES, MERGED, PRINTED, Post

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FACES = [Post(mailing=MERGED), Post("cy", 18, MERGED), Post("ur", 24, MERGED)]
HOSTILE = '<w:p/> & "x" \x0b ]]> «code» { MERGEFIELD code }'


def files(post: Post) -> dict[str, bytes]:
    return merge_files(post.people, post.said(), post.look)


def parts(document: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert package.testzip() is None
        return {name: etree.fromstring(package.read(name)) for name in package.namelist()}


def body(post: Post) -> etree._Element:
    return parts(files(post)[LETTER])["word/document.xml"]


def fields(document: etree._Element) -> list[str]:
    """Every field's whole instruction, an inner one in brackets; AssertionError where one is torn."""
    open_fields: list[tuple[list[str], list[bool]]] = []
    found = []
    for run in document.iter(f"{W}fldChar", f"{W}instrText"):
        if run.tag == f"{W}instrText":
            instructions, is_shown = open_fields[-1]
            assert not is_shown
            instructions.append(run.text or "")
            continue
        kind = run.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append(([], []))
        elif kind == "separate":
            open_fields[-1][1].append(True)
        else:
            instructions, is_shown = open_fields.pop()
            assert is_shown == [True]
            whole = "".join(instructions)
            if open_fields:
                open_fields[-1][0].append(f"[{whole.strip()}]")
            else:
                found.append(whole.strip())
    assert open_fields == []
    return found


def text_of(document: etree._Element) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in document.iter(f"{W}p"))


@pytest.mark.parametrize("post", FACES, ids=lambda post: post.language)
def test_the_word_letter_has_its_fields_and_no_code_of_anybody(post: Post) -> None:
    document = body(post)
    assert fields(document) == [
        "MERGEFIELD ref",
        "MERGEFIELD code",
        'DISPLAYBARCODE "[MERGEFIELD link]" QR \\q 3 \\s 100',
    ]
    text = text_of(document)
    assert all(f"«{name}»" in text for name in ("ref", "code", "link"))
    assert not [one for one in (*CODES, *CODES.values()) if one in text]


def test_the_word_letter_says_what_the_printed_one_says_and_that_the_hospital_printed_the_code() -> None:
    text = text_of(body(FACES[0]))
    assert PRINTED in text
    for said in ("This letter is from The Example Charity.", "0808 800 6000", "Cymraeg: ", "اردو: "):
        assert said in text
    outside, _, inside = text.partition("Would you tell us about your care?")
    assert "«ref»" in outside
    assert "survey.example.org/letter" in outside
    assert not re.search("cancer|charity|hospital|«code»|«link»", outside, re.IGNORECASE)
    assert inside.count("«code»") == 1


@pytest.mark.parametrize("post", FACES, ids=lambda post: post.language)
def test_the_word_letter_has_its_title_language_headings_direction_and_size(post: Post) -> None:
    found = parts(files(post)[LETTER])
    core = " ".join(found["docProps/core.xml"].itertext())
    assert post.said()["subject"] in core
    assert {"en": "en-GB", "cy": "cy-GB", "ur": "ur-PK"}[post.language] in core
    styles = [one.get(f"{W}val") for one in found["word/document.xml"].iter(f"{W}pStyle")]
    assert styles.count("Heading1") == 1
    assert styles.count("Heading2") == 5
    usual = found["word/styles.xml"].find(f"{W}docDefaults//{W}sz")
    assert usual is not None
    assert usual.get(f"{W}val") == str(post.points * 2)
    turned = len(list(found["word/document.xml"].iter(f"{W}bidi")))
    assert (turned > 20) == (post.language == "ur")


def test_every_part_of_the_word_file_is_named_and_every_named_part_is_there() -> None:
    found = parts(files(FACES[0])[LETTER])
    types = found["[Content_Types].xml"]
    named = {str(one.get("PartName"))[1:] for one in types if one.get("PartName")}
    assert named == {name for name in found if not name.endswith(".rels") and name != "[Content_Types].xml"}
    targets = {f"word/{one.get('Target')}" for one in found["word/_rels/document.xml.rels"]}
    targets |= {str(one.get("Target")) for one in found["_rels/.rels"]}
    assert targets == named


def test_a_hostile_name_is_only_words() -> None:
    post = Post(mailing=replace(MERGED, hospital=HOSTILE))
    assert len(fields(body(post))) == 3
    assert HOSTILE.replace("\x0b", "") in text_of(body(post))


def test_the_spreadsheet_holds_text_alone_under_a_frozen_head() -> None:
    post = FACES[0]
    content = files(post)[CODES_FILE]
    sheet = openpyxl.load_workbook(io.BytesIO(content))["codes"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows == [("ref", "code", "link"), *((one.ref, one.code, one.link) for one in post.people)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row} == {"@"}
    assert sheet.freeze_panes == "A2"
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert read.to_python() == [list(row) for row in rows]


def test_what_looks_like_a_number_or_a_formula_stays_as_it_is() -> None:
    [person, _] = FACES[0].people
    odd = [replace(person, code=code) for code in ("7E12", "=1+1", "0012", "+44")]
    sheet = openpyxl.load_workbook(io.BytesIO(codes_book(odd)))["codes"]
    assert [sheet.cell(row, 2).value for row in range(2, 6)] == ["7E12", "=1+1", "0012", "+44"]
    assert {sheet.cell(row, 2).data_type for row in range(2, 6)} == {"s"}


def test_links_stand_one_on_each_line_and_open_the_letters_language() -> None:
    lines = files(FACES[2])[LINKS].decode().splitlines()
    assert lines == [one.link for one in FACES[2].people]
    assert all(line.endswith("&language=ur&size=largest") for line in lines)


def test_the_steps_are_short_and_name_every_file() -> None:
    text = files(FACES[0])[STEPS].decode()
    assert all(name in text for name in (LETTER, CODES_FILE, LINKS))
    assert "CHECK DEATHS ON THE DAY YOU POST" in text
    sentences = re.split(r"[.:?!]\s|\n\n|\n(?=[A-Z0-9])", text)
    assert max(len(sentence.split()) for sentence in sentences) <= 20
    assert not any(code in text for code in CODES.values())
