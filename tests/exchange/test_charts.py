"""Charts: a picture that says everything in words as well, and draws nothing that is withheld."""

from __future__ import annotations

import pytest
from lxml import etree

from survey_engine.exchange.chart_funnel import Limits, Place, funnel
from survey_engine.exchange.charts import (
    Chart,
    ChartWords,
    Row,
    Shown,
    dots_between_waves,
    interval_bars,
    parts_of_whole,
)

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Did you have a named nurse whom you could contact when you were worried about something in your care?"
NURSE = Row(LONG, Shown("64 %", 64, 48, 78), Shown("71 %", 71))
TRIALS = Row("Trials & <research>", Shown("under 10 %", None, 0, 17), Shown("12 %", 12))
MONEY = Row("Help with money", Shown("Too few to say"))
LIMITS = [Limits(base, 40, 80, 30, 90) for base in (10, 60, 120)]
CHARTS = [
    interval_bars("a", "Scores", [NURSE, TRIALS, MONEY]),
    dots_between_waves("b", "Two waves", [NURSE, TRIALS, MONEY]),
    funnel("c", "Funnel", [Place(40, 64, is_own=True), Place(12, 50)], 60, LIMITS),
    parts_of_whole("d", "Ways", [("On the web", Shown("70 %", 70)), ("By telephone", Shown("fewer than 8"))]),
]


def drawn(chart: Chart) -> etree._Element:
    return etree.fromstring(chart.svg)


def count(chart: Chart, tag: str) -> int:
    return sum(1 for _ in drawn(chart).iter(f"{SVG}{tag}"))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_every_picture_has_a_title_a_description_and_a_table_of_the_same(chart: Chart) -> None:
    picture = drawn(chart)
    title, description = picture[0], picture[1]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (chart.title, chart.description)
    assert chart.rows
    assert all(len(row) == len(chart.head) for row in chart.rows)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_nothing_is_told_by_colour_or_style(chart: Chart) -> None:
    allowed = {None, "none", "currentColor"}
    for shape in drawn(chart).iter():
        assert {shape.get("fill"), shape.get("stroke")} <= allowed
        assert shape.get("style") is None


def test_a_withheld_figure_is_words_and_no_mark() -> None:
    alone = interval_bars("a", "Scores", [MONEY])
    assert count(alone, "circle") == 1  # of the legend
    assert "Too few to say" in alone.svg
    assert alone.rows == (("Help with money", "Too few to say", ""),)


def test_a_score_in_words_is_drawn_as_its_interval_alone() -> None:
    chart = interval_bars("a", "Scores", [TRIALS])
    assert count(chart, "circle") == 1  # of the legend
    assert "under 10 %" in chart.svg
    assert chart.rows == (("Trials & <research>", "under 10 %", "0 to 17\u00a0%", "12 %"),)


def test_each_kind_of_figure_has_a_form_of_its_own() -> None:
    assert count(interval_bars("a", "Scores", [NURSE]), "polygon") == 2  # the legend's and the figure's
    waves = dots_between_waves("b", "Waves", [NURSE])
    assert count(waves, "rect") == 2
    assert 'stroke-dasharray="7 4"' not in waves.svg  # without an interval of the wave before
    before = Row("Nurse", NURSE.now, Shown("50 %", 50, 36, 64))
    assert 'stroke-dasharray="7 4"' in dots_between_waves("b", "Waves", [before]).svg


def test_a_hidden_way_of_answering_is_said_and_not_drawn() -> None:
    assert count(CHARTS[3], "rect") == 1
    assert "By telephone: fewer than 8" in CHARTS[3].svg


def test_a_funnel_names_no_hospital() -> None:
    assert [row[0] for row in CHARTS[2].rows] == ["This hospital", "A hospital"]


def test_long_labels_are_broken_and_hostile_ones_are_words() -> None:
    lines = [text.text for text in drawn(CHARTS[0]).iter(f"{SVG}text")]
    assert all(len(line or "") <= 44 for line in lines)
    assert "Trials & <research>" in lines


def test_each_row_has_a_picture_of_its_own_for_paper_and_draws_nothing_that_is_withheld() -> None:
    chart = interval_bars("a", "Scores", [NURSE, TRIALS, MONEY])
    assert [one.count("<circle") for one in chart.strips] == [1, 0, 0]
    assert [one.count("<polygon") for one in chart.strips] == [1, 1, 0]
    assert len(chart.legend) == 2
    assert (funnel("c", "F", [Place(40, 64)], 60, LIMITS).strips, CHARTS[3].strips) == ((), ())


def test_a_chart_says_nothing_in_english_that_its_report_says_otherwise() -> None:
    welsh = ChartWords(interval="{low} i {high} %", not_shown="Heb ei ddangos", answers_axis="{number} ateb")
    chart = interval_bars("a", "Sgoriau", [NURSE, MONEY], "Ysbytai eraill", "Yr ysbyty hwn", welsh)
    assert "48 i 78 %" in chart.description
    assert "Ysbytai eraill: Heb ei ddangos" in chart.description
    assert chart.axis == "0 i 100 %"
    assert "120 ateb<" in funnel("c", "F", [Place(40, 64)], 60, LIMITS, welsh).svg
