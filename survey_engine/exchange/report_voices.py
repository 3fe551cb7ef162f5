"""The parts of a report beside the scores: patients' own words, what staff said, and how answers came in."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.analysis.report_choices import staff_views
from survey_engine.exchange.charts import Shown, parts_of_whole
from survey_engine.exchange.report_document import Block, Figure, Heading, Items, Table, Words
from survey_engine.exchange.report_scores import cell, shown_figure
from survey_engine.exchange.report_source import ReportSource, Voices


def voices_part(source: ReportSource) -> Iterator[Block]:
    """Themes and words of the comments that two people have read."""
    words = source.words
    yield Heading(words("voices"))
    if not source.voices:
        yield Words(words("no_voices"))
        return
    yield Words(words("voices_lead"))
    for said in source.voices:
        yield from _said(source, said)


def _said(source: ReportSource, said: Voices) -> Iterator[Block]:
    words, english = source.words, source.english
    yield Heading(source.asked.named(said.question), 3, source.asked_in)
    if said.themes:
        rows = tuple((theme.name, cell(theme.shown, words)) for theme in said.themes)
        caption = words("themes", comments=len(said.texts))
        yield Table(caption, (words("theme"), words("comments_count")), rows, english)
    if said.texts:
        yield Items(tuple(("", text) for text in said.texts), language=english)
    if said.summary:
        yield Words(words("summary_lead"))
        yield Words(said.summary, language=english)


def staff_part(source: ReportSource) -> Iterator[Block]:
    """What staff said on the same standards; they are few, so mostly all hospitals together."""
    if source.staff is None:
        return
    words, staff = source.words, source.staff
    codes = [one.standard for one in source.findings.standards_of(source.hospital)]
    views = [view for code in codes for view in staff_views(staff, source.hospital, code)]
    if not views:
        return
    yield Heading(words("staff"))
    yield Words(words("staff_lead"))
    rows = tuple(
        (
            view.text,
            view.standard,
            shown_figure(view.own, words).words,
            shown_figure(view.whole, words).words,
        )
        for view in views
    )
    head = (words("question"), words("standard"), words("staff_here"), words("all_staff"))
    yield Table(words("staff"), head, rows, source.english)


def modes_part(source: ReportSource) -> Iterator[Block]:
    """How answers came in, all hospitals together."""
    words, modes = source.words, source.findings.modes
    if not modes:
        return
    yield Heading(words("modes"))
    yield Words(words("modes_lead"))
    numbers = {mode: int(shown) for mode, shown in modes if shown.isdecimal()}
    most = sum(numbers.values())
    parts = [
        (
            words(mode) if mode in words.sentences else mode,
            Shown(
                words("about_number", number=shown) if shown.isdecimal() else cell(shown, words),
                round(100 * numbers[mode] / most) if mode in numbers and most else None,
            ),
        )
        for mode, shown in modes
    ]
    chart = parts_of_whole("modes", words("modes_chart"), parts)
    table = tuple((label, shown.words) for label, shown in parts)
    yield Figure(chart, words("modes_table"), (words("way"), words("people")), table)
