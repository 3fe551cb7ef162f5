"""Blocks of text as WCAG 1.4.8 asks: lines of at most 80 letters, air between them, never justified.

Letters are counted as a browser draws them on a wide screen, with the fonts of this machine.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from requirements import vendor
from tests.browser.telling import Phone
from tests.templates.rendering import render
from tests.templates.samples import samples

WIDE = 1600
MOST_LETTERS = 80
LONG_PAGES = ("accessibility", "check", "contact", "help", "privacy", "stop-more", "welcome")
CSS = (vendor.STATIC / "survey.css").read_text("utf-8")
_BLOCKS = """() => [...document.querySelectorAll('main :is(p, li, dd, .nhsuk-hint)')].map(block => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const lines = {};
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest('.nhsuk-u-visually-hidden')) continue;
    for (let at = 0; at < walker.currentNode.length; at += 1) {
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width > 0) lines[Math.round(box.bottom / 12)] = (lines[Math.round(box.bottom / 12)] || 0) + 1;
    }
  }
  const style = getComputedStyle(block);
  const height = parseFloat(style.lineHeight);
  return {
    letters: Math.max(0, ...Object.values(lines)),
    leading: height / parseFloat(style.fontSize),
    justified: style.textAlign === 'justify',
    isFollowed: block.matches('main > p') && block.nextElementSibling !== null,
    after: parseFloat(style.marginBottom) / height,
    words: block.textContent.trim().slice(0, 60),
  };
})"""


def blocks(page: Page, name: str, look: str = "") -> list[dict[str, Any]]:
    """How each block of text of a page is set."""
    html = re.sub(
        r'<link rel="stylesheet"[^>]*>', lambda _found: f"<style>{CSS}</style>", render(samples()[name])
    )
    page.set_content(html.replace("<html ", f"<html {look} ", 1))
    found: list[dict[str, Any]] = page.evaluate(_BLOCKS)
    return [one for one in found if one["letters"] > len("012 345 6789")]  # a code alone is no block


def close_paragraphs(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that stand too near to what follows."""
    return [one for one in found if one["isFollowed"] and one["after"] < 1.5]


@pytest.mark.parametrize("look", ["", 'data-text-size="largest"', 'data-spacing="wide"'])
def test_no_line_is_long_or_crowded_or_justified(phone: Phone, look: str) -> None:
    page = phone(width=WIDE).new_page()
    for name in LONG_PAGES:
        found = blocks(page, name, look)
        assert found
        assert [one for one in found if one["letters"] > MOST_LETTERS] == [], name
        assert [one for one in found if one["leading"] < 1.5 or one["justified"]] == [], name


def test_with_wide_spacing_paragraphs_stand_half_as_far_again_as_lines(phone: Phone) -> None:
    page = phone(width=WIDE).new_page()
    for name in LONG_PAGES:
        assert close_paragraphs(blocks(page, name, 'data-spacing="wide"')) == [], name
    assert close_paragraphs(blocks(page, "help")) != []


def test_a_page_as_wide_as_the_screen_has_lines_that_are_too_long(phone: Phone) -> None:
    page = phone(width=WIDE).new_page()
    blocks(page, "privacy")
    page.add_style_tag(content=".nhsuk-width-container, main { max-width: none }")
    assert any(one["letters"] > MOST_LETTERS for one in page.evaluate(_BLOCKS))
