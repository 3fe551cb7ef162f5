"""Slips for staff: six to a sheet, each with its own code and pattern."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import typst
import zxingcpp
from pdfua import validate
from PIL import Image

from survey_engine.exchange.letters import link_with_wishes
from survey_engine.exchange.paper import PaperError
from survey_engine.exchange.staff_slips import SlipBatch, contents, staff_slips, typesetting
from tests.exchange.hospital_papers import BATCH, look, takers
from tests.exchange.paper_samples import tags, texts_of_sheets, translate

PROMISE = "Nobody writes down who has which, so nobody can find out who answered."
LONG = replace(BATCH, hospital="The Royal Infirmary of a Town with a Very Long Name and Many Wards " * 3)


def made(count: int, batch: SlipBatch = BATCH, language: str = "en") -> bytes:
    return staff_slips(takers(count), batch, look(language), translate(language))


def sheets(data: bytes) -> list[str]:
    return texts_of_sheets(pikepdf.open(io.BytesIO(data)))


@pytest.mark.parametrize(("count", "pages"), [(1, 2), (6, 2), (7, 3), (30, 6)])
def test_six_stand_on_a_sheet_after_the_leads(count: int, pages: int) -> None:
    texts = sheets(made(count))
    assert len(texts) == pages
    for one in takers(count):
        assert sum(text.count(one.code) for text in texts[1:]) == 1
        assert one.code not in texts[0]
        assert one.ref in "".join(texts[1:])


@pytest.mark.parametrize("language", ["en", "cy", "ur"])
@pytest.mark.parametrize(
    "batch", [BATCH, LONG, replace(BATCH, is_merge=True)], ids=["usual", "long", "merge"]
)
def test_a_checker_of_accessible_pdf_finds_nothing(batch: SlipBatch, language: str, tmp_path: Path) -> None:
    file = tmp_path / "slips.pdf"
    file.write_bytes(made(7, batch, language))
    assert [str(finding) for finding in validate(file).findings] == []
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == language
        kinds = [kind for kind, _ in tags(pdf)]
        assert (kinds.count("H1"), kinds.count("Figure"), kinds.count("H2")) == (1, 7, 3 + 7)
        assert len(pdf.pages) == 3


def test_each_slip_says_what_it_is_and_that_nobody_can_find_out_who_answered() -> None:
    text = sheets(made(6))[1]
    said = ("about your work at City Hospital.", "It is your choice", PROMISE, "open survey.example.org")
    for words in (*said, "31 March 2027", "2 to 6 minutes"):
        assert text.count(words.replace(" ", "")) == 6


def test_the_lead_is_told_how_to_hand_them_out_and_what_will_be_shown() -> None:
    first = sheets(made(2))[0]
    for words in ("Mix the slips", "Never hand out a slip by name", "fewer than 10 of your staff"):
        assert words.replace(" ", "") in first
    assert "Yourhospitalmadethecodes" not in first
    assert "Yourhospitalmadethecodes" in sheets(made(2, replace(BATCH, is_merge=True)))[0]


@pytest.mark.parametrize("batch", [BATCH, LONG], ids=["usual", "long"])
def test_a_telephone_reads_the_pattern_of_each(batch: SlipBatch) -> None:
    printed = contents(takers(6), batch, look("en"), translate("en"))
    pictures = typst.compile(**typesetting(printed), format="png", ppi=200)
    assert isinstance(pictures, list)
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(pictures[1])))
    assert {one.text for one in read} == {link_with_wishes(one.link, look("en")) for one in takers(6)}


def test_names_that_fit_no_slip_are_refused_without_telling_a_code() -> None:
    with pytest.raises(PaperError, match="too long for a slip") as refused:
        made(1, replace(BATCH, hospital="Hospital " * 200))
    assert refused.value.__cause__ is None
    assert takers(1)[0].code not in str(refused.value)
