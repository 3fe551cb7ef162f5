"""No number from the answers gets into a public text, unless it was released for these questions."""

from __future__ import annotations

import pytest

from survey_engine.analysis.quoted import quoting_faults
from tests.analysis.pledged import BAND, NURSE

# Every way to write a figure that was withheld: each must be refused where nothing was released.
WITHHELD = (
    "42% of patients have no nurse.",
    "42 % said so",
    "42 per cent said so.",
    "42 percent",
    "42 pc of you",
    "４２％ of you",  # full-width signs
    "٤٢% of you",  # Arabic-Indic digits
    "4\u200b2\u200b% of you",  # a space without width
    "4\u00ad2% of you",
    "⁴²%",
    "42\u00a0% said",
    "4 of 9 patients",
    "4 out of 9",
    "4 in 9 said no",
    "4/9 said no",
    "½ of patients",
    "Only 4 patients had a plan.",
    "4 people told us",
    "4 women were told by telephone",
    "there were 4 answers",
    "of the 9 who answered, 4 had none",
    "Four in ten of you waited.",
    "four of the nine patients",
    "Forty-two per cent said no.",
    "forty two percent",
    "two thirds of patients",
    "One patient was told in a corridor.",
    "a score of 42",
    "It was 0.42.",
    "a share of 42:58",
    "N=9",
    "XLII% of you",
    "ⅣⅡ %",  # one sign for each Roman numeral
    "四十二 percent",
    "🔟 patients",
    "💯 of you",
    "A couple of you have no nurse.",
    "Both patients were told.",
    "A handful of patients",
    "Two had no plan.",
    "nine came back",
    "we heard from nine",
    "the score was forty two",
    "four stars",
    "twice as many patients",
    "ten times as much",
    "a sample of nine",
    "fifty-fifty",
    "zero patients",
    "four pts",
    "4 new ones had no nurse",
    "42 more were unhappy",
    "42 am satisfied",
    "42 staff said no",
    "42 whole",
    "Half the patients had no plan.",
    "Most of you have no plan.",
    "deugain y cant",
    "hanner y cleifion",
    "pedwar o gleifion",
    "saith o bob deg ohonoch",
    "Dywedodd dau glaf hyn.",
    "pump o bobl",
    "un o bob tri",
    "hanner cant o atebion",
    "چار مریضوں نے کہا",
    "بیالیس فیصد",
    "آدھے مریض",
    "۴۲ مریض",
    "৪২ of you",  # Bengali digits
)
VOICE = (
    "Half of you have no nurse.",
    "Over half of patients wait.",
    "No patient had a plan.",
    "None had a plan.",
    "Every second patient was told.",
    "A third of you were not told.",
    "Most of you have no plan.",
    "Nobody was told about money.",
    "None of the patients had a plan.",
    "All of you were told.",
    "Hardly any of you know whom to call.",
    "Dywedodd pawb hyn.",
    "سب نے یہ کہا",
    "The majority wait too long.",
)
HARMLESS = (
    "We will answer within 2 working days.",
    "From 1 March 2027 there is a clinic on Mondays from 9.30 to 11am.",
    "By 30 September 2027 we will have 2 more nurses.",
    "A 0.5 WTE nurse, for £20,000.",
    "The quiet room is room 3.",
    "We will see you within 30 minutes.",
    "We will call you twice a month for 6 months.",
    "A drop-in every second week, for an hour and a half.",
    "All patients will be told who their nurse is.",
    "Every patient gets a card with the number of the ward.",
    "Two new specialist nurses start in March.",
    "You get an answer in 2 to 4 weeks, at two sites, in three languages.",
    "Three ways to reach us, from 9am to 5.30 pm.",
    "Support groups meet twice a week, three times a month, for half a day.",
    "Many of you find it hard to reach a nurse.",
    "A nurse shows you how the pump works.",
    "A tri-weekly clinic for the un-named nurse's patients.",
    "We will train staff and change the letter.",
)


@pytest.mark.parametrize("text", [*WITHHELD, *VOICE])
def test_a_figure_that_was_not_released_is_refused_with_what_to_do(text: str) -> None:
    [*found] = quoting_faults(text, (), is_voice=True)
    assert found, text
    assert all("was not published for these questions" in one for one in found)
    assert all("without a number" in one for one in found)


@pytest.mark.parametrize("text", WITHHELD)
def test_it_is_refused_in_what_the_hospital_says_too(text: str) -> None:
    assert quoting_faults(text, (), is_voice=False), text


@pytest.mark.parametrize("text", HARMLESS)
def test_days_money_and_nurses_are_no_figures(text: str) -> None:
    assert quoting_faults(text, (), is_voice=False) == ()


@pytest.mark.parametrize(
    "text",
    [
        "42% of you have a nurse.",
        "42 per cent, of about 35 people.",
        "35 people answered.",
        "Only 42 % said yes (27 % to 59 %).",
    ],
)
def test_the_figures_of_its_own_questions_may_be_quoted(text: str) -> None:
    assert quoting_faults(text, (NURSE,), is_voice=True) == ()


@pytest.mark.parametrize(
    "text", ["43% of you have a nurse.", "15 of 35 people", "42 people said yes", "35% said"]
)
def test_another_figure_is_refused_beside_a_released_one(text: str) -> None:
    assert quoting_faults(text, (NURSE,), is_voice=True) != ()


def test_a_band_may_be_quoted_as_it_is_shown_and_no_finer() -> None:
    assert quoting_faults("Over half of you have a plan.", (BAND,), is_voice=True) == ()
    assert quoting_faults("Over half of you have a plan.", (BAND,), is_voice=False) == ()
    assert quoting_faults("Under half of you have a plan.", (BAND,), is_voice=True) != ()
    assert quoting_faults("Half of you have a plan.", (BAND,), is_voice=True) != ()
    assert quoting_faults("62% of you have a plan.", (BAND,), is_voice=True) != ()
