"""What letters say: every promise and every way in, in easy words, in three languages, never half of one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from survey_engine.exchange.letter_batch import CHECK_DEATHS, batch_sheet
from survey_engine.exchange.letter_wording import PLACES, Wording, default_wording, filled
from survey_engine.exchange.letter_words import Mailing, letter_words
from survey_engine.exchange.translating import interface_texts
from survey_engine.organisation import Helpline
from tests.exchange.letter_samples import CODES, MAILING, MERGED, PRINTED, Post, all_words, as_json
from tests.exchange.paper_samples import CHARITY, translate
from tests.patient.reading import grade, long_sentences

ENGLISH = {entry.source for entry in interface_texts()}


def page_of(texts: list[str]) -> str:
    return f"<main>{''.join(f'<p>{text}</p>' for text in texts)}</main>"


@pytest.mark.parametrize("mailing", [MAILING, MERGED], ids=["sealed", "merge"])
def test_a_letter_is_easy_to_read(mailing: Mailing) -> None:
    said = {**Post(mailing=mailing).said(), "other_languages": []}
    texts = [text for text in all_words(said) if re.search(r"[A-Za-z] [A-Za-z]", text)]
    assert long_sentences(page_of(texts)) == []
    assert 0 < grade(page_of(texts)) <= 6
    assert not re.search(r"\b\w+n[’']t\b|\binvalid\b|\bfailed\b", " ".join(texts), re.IGNORECASE)


def test_the_staffs_sheet_is_easy_to_read_and_says_first_what_matters_most() -> None:
    for mailing in (MAILING, MERGED):
        sheet = batch_sheet(list(CODES), mailing)
        texts = [text for text in all_words(sheet) if text not in CODES]
        assert long_sentences(page_of(texts)) == []
        assert sheet["first"]["heading"] == CHECK_DEATHS == "Check deaths on the day you post"
        assert {"Hospital: City Hospital", "Wave: W1"} <= set(texts)
        assert "2 letters" in sheet["heading"]
        assert "Letters left over" in texts
    assert batch_sheet(["RXQ-7KQ2M4"], MAILING)["heading"].endswith("1 letter")


def test_a_letter_says_what_it_must() -> None:
    said = " ".join(all_words(Post().said()))
    for kept in (
        "This letter is from The Example Charity.",
        "We would like to hear about your care at City Hospital.",
        "You can answer until 31 March 2027.",
        "Most people need 10 to 20 minutes.",
        "Online: scan the square pattern with your phone. Or open survey.example.org and type your code.",
        "By phone: call us.",
        "If you stop and come back, write your return code here:",
        "You do not have to take part. Your care stays the same, whatever you choose.",
        "The charity reads the answers, but not who gave them.",
        "Your hospital never sees your own form. It may be able to tell whether your invitation was used.",
        "Please call us, and we will not write again. Or open survey.example.org/letter",
        "0808 800 6000",
        "If you have answered already, thank you.",
    ):
        assert kept in said
    assert PRINTED not in said
    assert PRINTED in all_words(Post(mailing=MERGED).said())


def test_an_english_letter_tells_welsh_and_urdu_readers_how_in_their_own_words() -> None:
    lines = Post().said()["other_languages"]
    assert [(line["language"], line["direction"]) for line in lines] == [("cy", "ltr"), ("ur", "rtl")]
    assert lines[0]["words"].startswith("Cymraeg: gallwch ateb yn yr iaith hon.")
    assert lines[1]["words"].startswith("اردو: ")
    assert Post("cy").said()["other_languages"][0]["words"].startswith("English: you can answer")


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_no_english_is_left(language: str) -> None:
    said = Post(language, mailing=replace(MERGED, is_draft=True)).said()
    texts = {text for text in all_words({**said, "other_languages": []}) if text}
    assert len(texts) > 25
    assert texts & ENGLISH == set()
    assert not [text for text in texts if "%(" in text or re.search(r"\{\w+\}", text)]


def test_a_date_is_written_as_its_readers_write_it() -> None:
    assert "31 Mawrth 2027" in as_json(Post("cy").said())
    assert "31 مارچ 2027" in as_json(Post("ur").said())


def test_a_draft_says_so_on_the_letter() -> None:
    assert Post("cy", mailing=replace(MAILING, is_draft=True)).said()["draft"] == [
        translate("cy")("This translation is a draft. No native speaker has checked it yet.")
    ]
    assert Post("cy").said()["draft"] == []


def test_places_are_filled_in_once() -> None:
    wording = Wording(
        "en", "{hospital}", "{charity}", ("{unknown} {closes_on}", "{low}-{high}"), ("{phone}",)
    )
    values = {name: f"<{name}>" for name in PLACES} | {"hospital": "{charity} {hospital}"}
    done = filled(wording, values)
    assert done.subject == "{charity} {hospital}"
    assert done.paragraphs == ("{unknown} <closes_on>", "<low>-<high>")


def test_the_charitys_own_helplines_are_the_ones_to_call() -> None:
    own = replace(CHARITY, helplines=(Helpline("Our line", "01632 960000"),))
    words = translate("en")
    wording = replace(default_wording("en", words), paragraphs=("Call {phone}.",))
    said = letter_words(MAILING, wording, own, [], words)
    assert said["paragraphs"] == ["Call 01632 960000."]
    assert said["parts"][1]["calls"] == [{"name": "Our line", "phone": "01632 960000", "hours": ""}]
