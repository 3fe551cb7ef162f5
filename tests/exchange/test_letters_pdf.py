"""The printed letters: the code inside and never outside, tagged, large where asked, read by a telephone."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from pdfua import validate
from PIL import Image

from survey_engine.exchange.letter_wording import Wording
from survey_engine.exchange.paper import SIZES, PaperError
from tests.exchange.letter_samples import (
    CODES,
    MAILING,
    MERGED,
    PRINTED,
    Post,
    opened_post,
)
from tests.exchange.paper_samples import tags, texts_of_sheets

POSTS = [
    *(Post("en", points) for points in SIZES),
    Post("cy"),
    *(Post("ur", points) for points in SIZES[::2]),
    Post(mailing=MERGED),
]
MARKUP = '#panic("x") *bold* _it_ $x$ @ref <label> `raw` = // no {hospital} [b] #let'


def name_of(post: Post) -> str:
    return f"{post.language}-{post.points}-{'merge' if post.mailing.is_merge else 'sealed'}"


def sheets(post: Post) -> list[str]:
    return texts_of_sheets(opened_post(post))


def outsides(post: Post) -> dict[str, int]:
    """The sheet, from 0, of each letter's outside: the first one after the staff's that shows the ref."""
    texts = sheets(post)
    first_letter = next(at for at, text in enumerate(texts) if at > 0 and shows_one_ref(text))
    return {ref: next(at for at in range(first_letter, len(texts)) if ref in texts[at]) for ref in CODES}


def shows_one_ref(text: str) -> bool:
    return sum(ref in text for ref in CODES) == 1


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_the_code_stands_inside_its_own_letter_and_never_on_an_outside(post: Post) -> None:
    texts = sheets(post)
    starts = sorted(outsides(post).values())
    assert list(outsides(post).values()) == starts
    for (ref, code), start, end in zip(CODES.items(), starts, [*starts[1:], len(texts)], strict=True):
        assert ref in texts[start]
        inside = texts[start + 1 : end]
        assert sum(text.count(code) for text in inside) == 1
        assert sum(text.count(code) for text in texts) == 1
        assert not any(one in texts[start] for one in CODES.values())


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_each_outside_is_a_front_so_that_printing_on_both_sides_keeps_letters_apart(post: Post) -> None:
    assert all(at % 2 == 0 for at in outsides(post).values())


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_nothing_outside_names_the_illness_the_hospital_or_the_charity(post: Post) -> None:
    for at in outsides(post).values():
        text = sheets(post)[at].casefold()
        assert not any(word in text for word in ("cancer", "canser", "cityhospital", "charity", "کینسر"))
        assert "survey.example.org/letter" in text


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_a_checker_of_accessible_pdf_finds_nothing(post: Post, tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    opened_post(post).save(file)
    assert [str(finding) for finding in validate(file).findings] == []


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_the_file_says_what_it_is_and_in_which_language(post: Post) -> None:
    pdf = opened_post(post)
    assert str(pdf.Root.Lang) == post.language
    assert str(pdf.docinfo.Title) == f"{post.said()['subject']} (W1, City Hospital)"
    assert not [name for name in pdf.docinfo if "Date" in str(name)]
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.ViewerPreferences.Direction) == ("/R2L" if post.language == "ur" else "/L2R")
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert not [name for name in metadata if "Date" in name or "creator" in name]
    assert "/AcroForm" not in pdf.Root


@pytest.mark.parametrize("post", POSTS, ids=name_of)
def test_the_tags_tell_headings_lists_and_the_pattern(post: Post) -> None:
    found = list(tags(opened_post(post)))
    kinds = Counter(kind for kind, _ in found)
    assert kinds["H1"] == 1 + len(CODES)
    assert kinds["H2"] == 5 + 5 * len(CODES)
    pattern = post.said()["way"]["qr_words"]
    assert [str(node.get("/Alt", "")) for kind, node in found if kind == "Figure"] == [pattern] * len(CODES)
    assert kinds["Table"] == 0


@pytest.mark.parametrize(("language", "points"), [("en", 12), ("en", 24), ("cy", 18), ("ur", 12)])
def test_a_telephone_reads_each_persons_own_link_and_the_pattern_is_40_millimetres(
    language: str, points: int
) -> None:
    post = Post(language, points)
    read = [
        found for page in post.pictures() for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    ]
    assert [one.text for one in read] == [one.link for one in post.people]
    wish = {"en": "", "cy": "&language=cy", "ur": "&language=ur"}[language]
    assert read[0].text.endswith(wish + ("&size=largest" if points > 12 else ""))
    for one in read:
        width = (one.position.top_right.x - one.position.top_left.x) / 150 * 25.4
        assert width == pytest.approx(40, abs=1)


@pytest.mark.parametrize(("language", "points"), [("en", 12), ("en", 18), ("en", 24), ("cy", 18), ("ur", 24)])
def test_the_letter_is_as_large_as_it_says(language: str, points: int) -> None:
    post = Post(language, points, with_batch_sheet=False)
    pdf = opened_post(post)
    fronts = set(outsides_without_staff(post))
    inside = [size for at, page in enumerate(pdf.pages) if at not in fronts for size in sizes_of(page)]
    assert min(inside) == points
    assert max(inside) >= points * 1.5  # the code


def outsides_without_staff(post: Post) -> list[int]:
    texts = sheets(post)
    return [next(at for at, text in enumerate(texts) if ref in text) for ref in CODES]


def sizes_of(page: pikepdf.Page) -> list[float]:
    """The size of each text that is drawn on a page, in points: its font's, as the page's scale has it."""
    found, scale, kept = [], 1.0, []
    size = 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(scale)
            case "Q":
                scale = kept.pop()
            case "cm":
                scale *= abs(float(operands[3]))
            case "Tf":
                size = float(operands[1])
            case "Tj" | "TJ":
                found.append(round(size * scale, 2))
    return found


@pytest.mark.parametrize("mailing", [MAILING, MERGED], ids=["sealed", "merge"])
def test_an_english_letter_of_the_usual_size_is_one_sheet(mailing: Any) -> None:
    assert len(opened_post(Post(mailing=mailing, with_batch_sheet=False)).pages) == 2 * len(CODES)


def test_large_print_is_two_sheets() -> None:
    for points in SIZES[1:]:
        pages = len(opened_post(Post("en", points, with_batch_sheet=False)).pages)
        assert 4 * len(CODES) - 1 <= pages <= 4 * len(CODES)
    assert "RXQ-7KQ2M4Page1of3" in sheets(Post("en", 24))[3]


def test_the_sentence_about_a_printing_hospital_stands_under_mail_merge_alone() -> None:
    sentence = PRINTED.replace(" ", "")
    assert "".join(sheets(Post(mailing=MERGED))).count(sentence) == len(CODES)
    assert sentence not in "".join(sheets(Post()))


def test_the_staffs_sheet_comes_first_in_english_and_holds_every_ref_and_no_code() -> None:
    for post in (Post(), Post("ur")):
        first = sheets(post)[0]
        assert first.startswith("Forthestaff:2letters")
        assert "Checkdeathsonthedayyoupost" in first
        assert all(ref in first for ref in CODES)
        assert not any(code in first for code in CODES.values())
        assert max(sizes_of(opened_post(post).pages[0])) >= 24
    languages = [str(node.get("/Lang", "")) for _kind, node in tags(opened_post(Post("ur")))]
    assert any(language.startswith("en") for language in languages)


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    wording = Wording("en", MARKUP, MARKUP, (MARKUP, "{hospital} {charity} {closes_on}"), (MARKUP,))
    post = Post(mailing=replace(MAILING, hospital=MARKUP, wave=MARKUP), wording=wording)
    text = "".join(sheets(post))
    filled = MARKUP.replace("{hospital}", MARKUP)
    assert text.count(filled.replace(" ", "")) >= 4 * len(CODES)
    assert text.count(MARKUP.replace(" ", "")) > 5 * len(CODES)


def test_urdu_letters_run_from_right_to_left_and_their_codes_from_left_to_right() -> None:
    post = Post("ur")
    page = Image.open(io.BytesIO(post.pictures()[3]))
    [read] = zxingcpp.read_barcodes(page)
    assert read.position.top_left.x < page.width / 2
    assert CODES["RXQ-7KQ2M4"] in sheets(post)[3]
    [english] = zxingcpp.read_barcodes(Image.open(io.BytesIO(Post().pictures()[3])))
    assert english.position.top_left.x > page.width / 2


def test_the_place_for_the_address_is_blank_and_the_ref_is_seen_through_the_window() -> None:
    """A DL window shows 57 to 87 mm of a sheet folded at 105, a C5 window 67 to 88: the ref is in both."""
    picture = Image.open(io.BytesIO(Post().pictures(254)[2])).convert("L")  # ten pixels for a millimetre

    def is_blank(top: int, bottom: int) -> bool:
        return picture.crop((200, top * 10, 1100, bottom * 10)).getextrema() == (255, 255)

    assert is_blank(0, 82)
    assert not is_blank(82, 87)
    assert is_blank(87, 200)


def test_the_same_letters_are_the_same_file_and_every_font_is_in_it() -> None:
    assert Post().pdf() == Post().pdf()
    for page in opened_post(Post("ur")).pages:
        for font in page.resources.get("/Font", pikepdf.Dictionary()).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_letters_that_no_font_has_are_refused_without_telling_a_code() -> None:
    with pytest.raises(PaperError, match="fonts at hand lack a letter") as refused:
        Post(mailing=replace(MAILING, hospital="হাসপাতাল")).pdf()
    assert refused.value.__cause__ is None
    assert not any(code in str(refused.value) for code in CODES.values())
