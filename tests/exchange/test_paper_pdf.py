"""The sheets themselves: tagged, of one piece, the same each time, with a code a telephone reads."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from pdfua import validate
from PIL import Image

from survey_engine.exchange.paper import SIZES, PaperError
from survey_engine.questionnaire.definition import Option, OptionId, Question, Questionnaire
from survey_engine.questionnaire.directions import ordered
from tests.exchange.paper_samples import (
    BLANK,
    CATALOGUE,
    CODE,
    PERSONAL,
    Form,
    asked,
    opened,
    tags,
    texts_of_sheets,
)

PATIENTS = asked("sbc_patient", 2)
FORMS = [
    *(Form(PATIENTS, "en", points) for points in SIZES),
    Form(PATIENTS, "cy"),
    *(Form(PATIENTS, "ur", points) for points in SIZES[::2]),
    Form(asked("every_kind"), invitation=BLANK),
]
EVERY = [
    *(Form(one, "en", points) for one in CATALOGUE for points in SIZES),
    *(Form(PATIENTS, language, points) for language in ("cy", "ur") for points in SIZES),
]
PIXELS_PER_INCH = 150
MARKUP = '#panic("x") *bold* _it_ $x$ @ref <label> \\ `raw` = // no comment [b] #let'


def name_of(form: Form) -> str:
    return f"{form.questionnaire.id}-{form.questionnaire.version}-{form.language}-{form.points}"


def with_another(questionnaire: Questionnaire, question: Question) -> Questionnaire:
    """The questionnaire with this question in place of the one of its id."""
    sections = tuple(
        replace(
            section,
            pages=tuple(
                replace(
                    page,
                    questions=tuple(question if one.id == question.id else one for one in page.questions),
                )
                for page in section.pages
            ),
        )
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_a_checker_of_accessible_pdf_finds_nothing(form: Form, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    opened(form).save(file)
    assert [str(finding) for finding in validate(file).findings] == []


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_the_file_says_what_it_is_and_in_which_language(form: Form) -> None:
    pdf = opened(form)
    assert str(pdf.Root.Lang) == form.language
    assert str(pdf.docinfo.Title) == form.worded.public_name
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.ViewerPreferences.Direction) == ("/R2L" if form.language == "ur" else "/L2R")
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert "/AcroForm" not in pdf.Root
    assert not any("/Annots" in page for page in pdf.pages)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_the_tags_tell_headings_lists_and_the_picture(form: Form) -> None:
    found = list(tags(opened(form)))
    kinds = Counter(kind for kind, _ in found)
    levels = [int(kind[1]) for kind, _ in found if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    questions = list(ordered(form.questionnaire))
    assert kinds["H3"] == len(questions)
    answers = sum(len(one.options) - (11 if one.scale else 0) for one in questions)
    assert kinds["LI"] >= answers
    assert [bool(str(node.get("/Alt", ""))) for kind, node in found if kind == "Figure"] == [True]
    assert kinds["Table"] == 0  # so no heading of a table can lack its scope


@pytest.mark.parametrize("form", EVERY, ids=name_of)
def test_no_question_is_split_from_its_answers(form: Form) -> None:
    edges = form.edges()
    assert list(edges) == [question.id for question in ordered(form.questionnaire)]
    for name, edge in edges.items():
        start, end = edge["start"], edge["end"]
        assert (start["page"], start["x"]) == (end["page"], end["x"]), name
        assert start["y"] < end["y"] < 297, name


def test_a_question_taller_than_a_sheet_goes_on_overleaf_and_loses_no_answer() -> None:
    questionnaire = asked("every_kind")
    options = tuple(Option(OptionId(f"o{number}"), f"Answer {number}.") for number in range(1, 61))
    [first] = [one for one in ordered(questionnaire) if one.id == "kind_single"]
    form = Form(with_another(questionnaire, replace(first, options=options)), points=24)
    edge = form.edges()["kind_single"]
    assert edge["end"]["page"] > edge["start"]["page"]
    text = "".join(texts_of_sheets(opened(form)))
    assert [number for number in range(1, 61) if f"Answer{number}." not in text] == []


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    questionnaire = asked("every_kind")
    [first] = [one for one in ordered(questionnaire) if one.id == "kind_single"]
    options = (replace(first.options[0], label=MARKUP), *first.options[1:])
    changed = replace(first, text=MARKUP, hint=MARKUP, options=options)
    form = Form(with_another(questionnaire, changed), hospital=MARKUP)
    text = "".join(texts_of_sheets(opened(form)))
    assert text.count(MARKUP.replace(" ", "")) >= 4
    assert f"1.\xa0{MARKUP}" in [str(node.get("/T", "")) for kind, node in tags(opened(form)) if kind == "H3"]


@pytest.mark.parametrize("points", SIZES)
def test_each_sheet_has_its_version_and_its_number(points: int) -> None:
    sheets = texts_of_sheets(opened(Form(PATIENTS, "en", points)))
    for number, text in enumerate(sheets, 1):
        assert text.endswith(f"Yourcaresurvey·Version2Page{number}of{len(sheets)}")


def test_the_usual_form_is_a_dozen_sheets_at_most() -> None:
    assert len(opened(Form(PATIENTS)).pages) <= 12
    assert len(opened(Form(PATIENTS, "cy")).pages) <= 12


def test_the_same_form_is_the_same_file_and_holds_no_time() -> None:
    form = Form(asked("every_kind"))
    assert form.pdf() == form.pdf()
    assert set(opened(form).docinfo.keys()) == {"/Title", "/Creator"}
    with opened(form).open_metadata() as metadata:
        assert not [name for name in metadata if "Date" in name or "creator" in name]


@pytest.mark.parametrize(("language", "points"), [("en", 12), ("en", 24), ("ur", 18)])
def test_a_telephone_reads_the_pattern_and_it_is_40_millimetres_wide(language: str, points: int) -> None:
    form = Form(PATIENTS, language, points)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(form.picture(1, PIXELS_PER_INCH))))
    assert read.text == PERSONAL.link
    corners = read.position
    width = (corners.top_right.x - corners.top_left.x) / PIXELS_PER_INCH * 25.4
    assert width == pytest.approx(40, abs=1)
    is_left = corners.top_left.x < 210 / 25.4 * PIXELS_PER_INCH / 2
    assert is_left == (language == "ur")


def test_a_blank_form_leads_to_the_first_page() -> None:
    picture = Form(PATIENTS, invitation=BLANK).picture(1, PIXELS_PER_INCH)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert read.text == BLANK.address


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_code_stands_on_the_strip_alone_and_from_left_to_right(language: str) -> None:
    sheets = texts_of_sheets(opened(Form(asked("every_kind"), language)))
    assert sheets[0].count(CODE) == 1
    assert not [number for number, text in enumerate(sheets[1:], 2) if CODE in text]


def test_urdu_questions_stand_at_the_right() -> None:
    xs = {edge["start"]["x"] for edge in Form(PATIENTS, "ur").edges().values()}
    assert len(xs) == 2
    first, *_others = Form(PATIENTS, "ur").edges().values()
    assert first["start"]["x"] == max(xs)


def test_letters_that_no_font_has_are_refused_rather_than_printed_as_boxes() -> None:
    with pytest.raises(PaperError, match="fonts at hand lack a letter"):
        Form(asked("every_kind"), hospital="হাসপাতাল").pdf()


def test_every_font_is_in_the_file() -> None:
    for form in FORMS[:5]:
        for page in opened(form).pages:
            for font in page.resources.get("/Font", pikepdf.Dictionary()).values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
