"""Printed reminders: by ref, for everyone, and without a code, which nobody kept."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import zxingcpp
from pdfua import validate
from PIL import Image

from survey_engine.exchange.letter_reminders import reminder_wording
from tests.exchange.letter_samples import ADDRESS, CODES, MERGED, Reminders, opened_post
from tests.exchange.paper_samples import texts_of_sheets, translate

ALL = [Reminders(), Reminders("en", 24), Reminders("cy"), Reminders("ur")]


@pytest.mark.parametrize("post", ALL, ids=lambda post: f"{post.language}-{post.points}")
def test_each_has_its_ref_and_no_code_and_is_accessible(post: Reminders, tmp_path: Path) -> None:
    pdf = opened_post(post)
    texts = texts_of_sheets(pdf)
    assert "Forthestaff:2reminders" in texts[0]
    for ref in CODES:
        assert sum(ref in text for text in texts[1:]) >= 1
    assert not re.search(r"\w{4}-\w{4}-\w{4}", "".join(texts))
    pdf.save(tmp_path / "reminders.pdf")
    assert [str(one) for one in validate(tmp_path / "reminders.pdf").findings] == []


def test_one_is_one_sheet_and_its_pattern_opens_the_page_for_the_code() -> None:
    pictures = Reminders().pictures()
    assert len(pictures) == 2 + 2 * len(CODES)  # the staff's sheet with its blank back
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(pictures[3])))
    assert read.text == ADDRESS


def test_it_says_to_whom_it_goes_and_that_it_can_be_ignored() -> None:
    text = "".join(texts_of_sheets(opened_post(Reminders())))
    assert text.count("Pleaseignorethisletter.Wesendthistoeveryonewhohadourletter.") == len(CODES)
    assert text.count("Yourfirstletterhasyourcode.Wedidnotkeepit") == len(CODES)
    to_some = reminder_wording("en", translate("en"), to_everyone=False)
    assert "Your hospital saw that your code was not used yet." in to_some.paragraphs[1]


def test_under_mail_merge_it_repeats_the_code() -> None:
    text = "".join(texts_of_sheets(opened_post(Reminders(mailing=MERGED))))
    assert all(text.count(code) == 1 for code in CODES.values())
