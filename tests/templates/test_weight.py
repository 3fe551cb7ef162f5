"""What a first visit costs, and that what is served is what its sources say."""

from __future__ import annotations

import gzip
import importlib
import re
import time

from requirements import vendor
from requirements.stylesheet import adapt, squeeze
from tests.templates.rendering import app, render
from tests.templates.samples import Sample, samples

FIRST_VISIT_BYTES = 15 * 1024  # a quarter of a second on a slow telephone
CSS = (vendor.STATIC / "survey.css").read_text("utf-8")


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, compresslevel=9, mtime=0))


def test_a_first_visit_is_four_requests_and_small() -> None:
    for name, sample in samples().items():
        html = render(sample)
        asked = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
        assert asked == set(vendor.SERVED)
        files = sum((vendor.STATIC / f"{one}.gz").stat().st_size for one in asked)
        assert compressed(html.encode()) + files <= FIRST_VISIT_BYTES, name


def test_the_compressed_twins_hold_the_same_bytes() -> None:
    for name in (*vendor.SERVED, *vendor.SERVED_TO_STAFF):
        plain = (vendor.STATIC / name).read_bytes()
        assert gzip.decompress((vendor.STATIC / f"{name}.gz").read_bytes()) == plain


def test_the_style_sheet_is_assembled_from_its_sources() -> None:
    assert vendor.assembled() == CSS


def test_the_style_sheet_asks_nobody_for_anything() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:|Frutiger", CSS)


def test_the_style_sheet_knows_no_left_or_right() -> None:
    assert not re.search(
        r"(?:margin|padding|border)-(?:left|right)\b|[;{](?:left|right):|text-align:(?:left|right)", CSS
    )


def test_every_class_of_the_design_system_on_a_page_is_styled_or_known() -> None:
    """A class that a template begins to use needs `dev.py vendor`."""
    styled = set(re.findall(r"\.(nhsuk-[\w-]+)", CSS))
    pages = "".join(render(sample) for sample in samples().values())
    used = {name for classes in re.findall(r'class="([^"]*)"', pages) for name in classes.split()}
    assert {name for name in used if name.startswith("nhsuk-")} <= styled


def test_our_fields_have_the_markup_of_the_design_system() -> None:
    """The package's own macros are the judge; they are ten times slower, and only English."""
    jinja2 = importlib.import_module("jinja2")
    loader = jinja2.PackageLoader("nhsuk_frontend_jinja")
    environment = jinja2.Environment(loader=loader, undefined=jinja2.ChainableUndefined, autoescape=True)
    theirs = environment.from_string(
        '{% from "nhsuk/components/radios/macro.jinja" import radios %}{{ radios(options) }}'
    ).render(
        options={
            "name": "q",
            "fieldset": {"legend": {"text": "Why?", "isPageHeading": True, "size": "l"}},
            "hint": "One.",
            "errorMessage": "No.",
            "items": [{"value": "a", "text": "A"}, {"value": "b", "text": "B", "checked": True}],
        }
    )
    ours = app().jinja_env.from_string(
        '{% import "parts/fields.jinja" as f %}{{ f.group_start("q", "Why?", 1, "", "", "One.", "No.") }}'
        '<div class="nhsuk-radios" data-module="nhsuk-radios">{{ f.radio("q", "q", "a", "A") }}'
        '{{ f.radio("q-2", "q", "b", "B", true) }}</div>{{ f.group_end() }}'
    )
    with app().test_request_context("/"):
        assert bones(ours.render()) == bones(theirs)


def bones(html: str) -> str:
    """The markup without the spaces between its pieces."""
    return re.sub(r"\s*(<[^>]*?)\s*(>)\s*", r"\1\2", " ".join(html.split()))


def test_a_page_takes_a_few_milliseconds() -> None:
    sample = samples()["scale"]
    render(sample)
    assert min(_seconds(sample) for _ in range(20)) < 0.02


def _seconds(sample: Sample) -> float:
    began = time.perf_counter()
    render(sample)
    return time.perf_counter() - began


def test_rules_that_no_page_can_meet_are_left_out() -> None:
    kept = ".a,.b:focus{left:1px;color:#fff}"
    css = "@font-face{src:url(x)}" + kept + "@media print{.a{color:red}} @media (x){.c{top:0}}"
    adapted = adapt(css, {"a", "b"}, lambda _name, value: value)
    assert adapted == ".a { inset-inline-start: 1px; color: #fff; }"


def test_squeezing_keeps_what_a_selector_means() -> None:
    assert (
        squeeze("/* x */ a :hover > b { top : 0; margin: 0 1px; }\n") == "a :hover > b{top : 0;margin:0 1px}"
    )
