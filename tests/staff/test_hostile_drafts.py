"""Files that are no questionnaire, or worse: refused in words, in little memory, nothing kept."""

from __future__ import annotations

import io
import tempfile
import zipfile

import pytest

from survey_engine.records import definition_drafts
from survey_engine.records.staff import Role
from tests.patient.survey import OpenSurvey
from tests.staff.drafted import HOME, next_version, upload
from tests.staff.office import Officer, hired


@pytest.fixture
def admin(survey: OpenSurvey) -> Officer:
    return hired(survey, "lead@example.org", Role.ADMIN)


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


BOMB = archive(**{"xl/worksheets/sheet1.xml": b" " * (80 << 20)})
ENTITIES = archive(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'})
KINDS = {
    "nothing": ("a.yaml", b"", "empty"),
    "a PDF": ("a.pdf", b"%PDF-1.7", "a PDF, a picture or a document"),
    "a picture that says it is YAML": ("a.yaml", b"\x89PNG\r\n", "a PDF, a picture or a document"),
    "a Word document": ("a.docx", archive(**{"word/document.xml": b"<x/>"}), "a document for reading"),
    "an old spreadsheet": ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 99, "old spreadsheet"),
    "a spreadsheet of other things": ("a.xlsx", archive(**{"xl/x.xml": b"<x/>"}), "The file"),
    "a bomb": ("a.xlsx", BOMB, "unpacks to more than"),
    "entities": ("a.xlsx", ENTITIES, "defines entities"),
    "a web page": ("a.yaml", b"<!DOCTYPE html><p>", "a web page or XML"),
    "another encoding": ("a.yaml", "titre: é".encode("latin-1"), "UTF-8"),
    "a zero byte": ("a.yaml", b"questionnaire: a\0b", "no text"),
    "FHIR that is none": ("a.json", b'{"resourceType": "Patient"}', "Questionnaire"),
    "aliases that grow": ("a.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "no questionnaire yet"),
    "deep lists": ("a.yaml", b"[" * 5000, "no questionnaire yet"),
    "a tag": ("a.yaml", b"!!python/object/apply:os.system ['true']", "no questionnaire yet"),
    "prose": ("a.yaml", b"Dear all, please find the questions below.", "no questionnaire yet"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_questionnaire_is_refused_in_words(admin: Officer, survey: OpenSurvey, kind: str) -> None:
    name, content, said = KINDS[kind]
    upload(admin, name, content)
    assert (admin.status, said in admin.text) == (422, True), admin.text
    assert 'href="#file"' in admin.text
    assert tempfile.gettempdir() not in admin.text
    with survey.store.reading() as db:
        assert definition_drafts.drafts(db) == []


def sent(officer: Officer, size: int) -> int:
    """Send a file of so many bytes as a browser would; the status."""
    token = officer.open(HOME).token
    head = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    parts = head.format("csrf_token", "") + token + "\r\n" + head.format("file", '; filename="a.yaml"')
    body = parts.encode() + b"x" * size + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    officer.page = officer.client.post(f"{HOME}/upload", data=body, content_type=kind)
    return officer.status


def test_no_file_and_too_much_of_one(admin: Officer) -> None:
    admin.open(HOME).press(f"{HOME}/upload", {})
    assert (admin.status, "Choose a file." in admin.text) == (422, True)
    assert (sent(admin, 2 * 1024 * 1024 + 1), "larger than 2 MB" in admin.text) == (422, True)
    assert sent(admin, 3 * 1024 * 1024) == 413


def test_a_hostile_name_names_no_file(admin: Officer) -> None:
    upload(admin, "../../etc/<script>alert(1)</script>.yaml", b"questionnaire: [")
    assert admin.status == 422
    assert "<script>alert" not in admin.text
    assert "../" not in admin.text


@pytest.mark.parametrize("name", ["../../../etc", "a/b", "A", "a b", "é"])
def test_an_id_that_is_none_names_no_place(admin: Officer, survey: OpenSurvey, name: str) -> None:
    text = next_version().replace("questionnaire: site_facts", f'questionnaire: "{name}"')
    upload(admin, "2.yaml", text.encode())
    assert admin.status == 422
    with survey.store.reading() as db:
        assert definition_drafts.drafts(db) == []


def test_markup_in_a_draft_stays_words(admin: Officer) -> None:
    hostile = next_version().replace("How do you know how many?", "<script>alert(1)</script> {{ 7 * 7 }}?")
    upload(admin, "2.yaml", hostile.encode())
    place = f"{HOME}/site_facts/2"
    for address in ("", "/text", "/preview", "/preview/p02", "/questions"):
        page = admin.open(place + address)
        assert "<script>alert" not in page.text
        assert " 49" not in page.text


def test_a_form_of_another_site_is_refused(admin: Officer, survey: OpenSurvey) -> None:
    file = (io.BytesIO(next_version().encode()), "2.yaml")
    admin.open(HOME).press(f"{HOME}/upload", {"csrf_token": "x", "file": file})  # type: ignore[dict-item]
    assert admin.status == 400
    with survey.store.reading() as db:
        assert definition_drafts.drafts(db) == []
