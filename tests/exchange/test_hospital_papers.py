"""The approval sheet, the poster and the texts: true to the design, filled in, never too long."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
import typst
import zxingcpp
from pdfua import validate
from PIL import Image

from survey_engine.exchange.approval_sheet import PAGES, approval_sheet, not_promised
from survey_engine.exchange.controller_texts import controller_texts
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.paper_facts import PaperFacts, missing_entries
from survey_engine.exchange.poster import PosterPaper, contents, poster, typesetting
from survey_engine.exchange.sheet import Sheet, sheet_pdf, sheet_word
from survey_engine.organisation import Organisation
from tests.exchange.hospital_papers import FACTS, LONG, LONG_FACTS, ORGANISATION, look
from tests.exchange.paper_samples import tags, texts_of_sheets, translate

MARKUP = '#panic("x") *bold* <label> `raw` $x$ {hospital}'
UNKNOWN = PaperFacts("City Hospital", Organisation(), "https://survey.example.org")
POSTINGS = ["sealed", "merge", ""]
A4, A3 = (595, 842), (842, 1191)  # points


def words_of(sheet: Sheet) -> str:
    lines = [
        line for part in sheet.parts for line in (part.lead, *(f"{x.lead} {x.text}" for x in part.lines))
    ]
    return "\n".join([sheet.title, *sheet.lead, *lines])


def pdf_of(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def made_poster(facts: PaperFacts, language: str, size: PosterPaper = PosterPaper.A4, ask: str = "") -> bytes:
    return poster(facts, look(language), size, ask, translate(language))


@pytest.mark.parametrize("posting", POSTINGS)
@pytest.mark.parametrize("facts", [FACTS, LONG_FACTS, UNKNOWN], ids=["usual", "long", "nothing"])
def test_the_approval_sheet_keeps_to_two_pages(facts: PaperFacts, posting: str, tmp_path: Path) -> None:
    file = tmp_path / "approval.pdf"
    file.write_bytes(sheet_pdf(approval_sheet(replace(facts, posting=posting))))
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) <= PAGES == 2
    assert [str(finding) for finding in validate(file).findings] == []


def test_a_sheet_that_cannot_keep_to_its_pages_is_refused_with_what_to_do() -> None:
    endless = replace(FACTS, organisation=replace(ORGANISATION, lawful_basis=LONG * 60))
    with pytest.raises(PaperError, match=r"does not fit on 2 pages\. Shorten the entries"):
        sheet_pdf(approval_sheet(endless))


def test_what_is_not_promised_stands_word_for_word_as_the_design_has_it() -> None:
    assert not_promised(replace(FACTS, posting="merge")) == (
        "Whoever controls the running server while codes are issued, a list is made or answers are sent.",
        "Words that say who the writer is.",
        "Whoever holds the letter (under mail merge the hospital could answer in a patient’s place).",
        "Withdrawal after sending.",
        (
            "Someone who holds the codes, the master key, the charity’s key AND copies from just before and "
            "just after."
        ),
        "A replica or point-in-time archive, which is continuous observation.",
    )
    words = words_of(approval_sheet(FACTS))
    assert "The operator and the holder of the charity’s key should be different people." in words
    assert all(line in words for line in not_promised(FACTS))


def test_one_operator_for_both_is_said() -> None:
    here = "Here they are not, and the privacy page says so."
    assert here not in words_of(approval_sheet(FACTS))
    both = replace(FACTS, organisation=replace(ORGANISATION, same_operator=True))
    assert here in words_of(approval_sheet(both))


def test_opening_in_the_browser_is_said_where_it_is_allowed() -> None:
    assert "open the answers on the server" not in words_of(approval_sheet(FACTS))
    assert "open the answers on the server" in words_of(approval_sheet(replace(FACTS, web_opening=True)))


def test_the_way_of_posting_is_the_surveys_or_both_until_there_is_one() -> None:
    sealed, merged, both = (words_of(approval_sheet(replace(FACTS, posting=one))) for one in POSTINGS)
    assert "never holds a code" in sealed
    assert "prints the codes" not in sealed
    assert "prints the codes" in merged
    assert "never holds a code" not in merged
    assert "If letters are sealed:" in both
    assert "If the hospital uses mail merge:" in both


def test_everything_is_filled_in_from_the_organisation_file() -> None:
    words = words_of(approval_sheet(FACTS)) + words_of(controller_texts(FACTS))
    named = (
        "The Example Charity", "privacy@example.org", "Example Hosting Ltd", "London", "Five years",
        "Article 6(1)(f) and Article 9(2)(a)", "governance@example.org", "City Hospital", "1 March 2027",
    )  # fmt: skip
    assert [name for name in named if name not in words] == []
    assert missing_entries(ORGANISATION) == ()
    assert "to be filled in" not in words_of(approval_sheet(FACTS))


def test_what_nobody_wrote_down_is_a_blank_and_is_named() -> None:
    words = words_of(approval_sheet(UNKNOWN))
    assert "[to be filled in: who runs the server]" in words
    assert "the lawful basis" in words
    assert set(missing_entries(Organisation())) == {
        "name", "controller", "data_protection_contact", "operator", "server_place", "lawful_basis",
        "results_kept",
    }  # fmt: skip


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    facts = replace(FACTS, hospital=MARKUP, organisation=replace(ORGANISATION, name=MARKUP, operator=MARKUP))
    bare = MARKUP.replace(" ", "")
    assert "".join(texts_of_sheets(pdf_of(sheet_pdf(approval_sheet(facts))))).count(bare) >= 3
    assert bare in "".join(texts_of_sheets(pdf_of(made_poster(facts, "en", ask=MARKUP))))
    assert b"raw" in zipfile.ZipFile(io.BytesIO(sheet_word(controller_texts(facts)))).read(
        "word/document.xml"
    )


def test_the_texts_are_a_word_document_with_headings() -> None:
    package = zipfile.ZipFile(io.BytesIO(sheet_word(controller_texts(FACTS))))
    body = package.read("word/document.xml").decode()
    ElementTree.fromstring(body)  # noqa: S314  # our own
    assert body.count('w:val="Heading2"') == len(controller_texts(FACTS).parts)
    assert "For the privacy notice" in body
    assert "We print the codes" not in body
    assert "We print the codes" in words_of(controller_texts(replace(FACTS, posting="merge")))


@pytest.mark.parametrize("facts", [FACTS, replace(LONG_FACTS, posting="merge")], ids=["usual", "long"])
@pytest.mark.parametrize("size", list(PosterPaper))
@pytest.mark.parametrize("language", ["en", "cy", "ur"])
def test_a_poster_is_one_side_in_each_language_and_says_nothing_in_another(
    language: str, size: PosterPaper, facts: PaperFacts, tmp_path: Path
) -> None:
    file = tmp_path / "poster.pdf"
    file.write_bytes(made_poster(facts, language, size))
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1
        box = [round(float(side)) for side in pdf.pages[0].mediabox][2:]
        assert tuple(box) == (A3 if size is PosterPaper.A3 else A4)
        assert str(pdf.Root.Lang) == language
        heading = translate(language)("A survey about your care is coming").replace(" ", "")
        if language != "ur":  # whose letters change their shape
            assert heading in texts_of_sheets(pdf)[0]
        assert [kind for kind, _ in tags(pdf)].count("H1") == 1
    assert [str(finding) for finding in validate(file).findings] == []


def test_a_poster_says_what_it_must_and_its_pattern_opens_the_privacy_page() -> None:
    text = texts_of_sheets(pdf_of(made_poster(FACTS, "en", ask="Ann Nurse, 01632 960 002")))[0]
    for words in (
        "You do not have to take part.", "Your care stays the same", "Please do not write to me",
        "You do not have to say why.", "Ann Nurse, 01632 960 002", "survey.example.org/privacy",
        "30 April 2027", "It may be able to tell whether your invitation was used.", "0808 800 6000",
    ):  # fmt: skip
        assert words.replace(" ", "") in text.replace("\u00a0", "")
    assert "cancer" not in text.lower().replace("breastcancernownurses", "")
    printed = contents(FACTS, look("en"), PosterPaper.A4, "", translate("en"))
    drawn = typst.compile(**typesetting(printed, 0.8), format="png", ppi=150)
    assert isinstance(drawn, bytes)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    assert read.text == "https://survey.example.org/privacy"


def test_a_poster_under_mail_merge_says_who_prints_the_codes() -> None:
    sentence = "Your hospital prints the codes of these letters.".replace(" ", "")
    assert sentence not in texts_of_sheets(pdf_of(made_poster(FACTS, "en")))[0]
    merged = made_poster(replace(FACTS, posting="merge"), "en")
    assert sentence in texts_of_sheets(pdf_of(merged))[0]


def test_the_same_facts_are_the_same_files() -> None:
    assert sheet_pdf(approval_sheet(FACTS)) == sheet_pdf(approval_sheet(FACTS))
    assert made_poster(FACTS, "en") == made_poster(FACTS, "en")
    assert sheet_word(controller_texts(FACTS)) == sheet_word(controller_texts(FACTS))
