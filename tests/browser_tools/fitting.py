"""How a page fits a small screen: nothing runs off sideways with large text, and everything can be hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

NARROW = 320

_TOO_WIDE = """width => {
  const before = parseFloat(getComputedStyle(document.body).fontSize);
  document.documentElement.style.fontSize = '200%';
  const grown = parseFloat(getComputedStyle(document.body).fontSize) / before;
  const problems = grown > 1.9 ? [] : [`text grows only ${grown.toFixed(2)} times`];
  if (document.scrollingElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll('*')].filter(e => {
      const box = e.getBoundingClientRect();
      return box.width && (box.right > width + 0.5 || box.left < -0.5) && getComputedStyle(e).clip === 'auto';
    });
    problems.push(`${document.scrollingElement.scrollWidth} px wide: `
      + wide.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | '));
  }
  document.documentElement.style.fontSize = '';
  return problems;
}"""

_SMALL_TARGETS = """least => {
  const boxOf = e => {
    const boxes = [e, ...(e.labels || [])].map(x => x.getBoundingClientRect());
    return {
      width: Math.max(...boxes.map(b => b.right)) - Math.min(...boxes.map(b => b.left)),
      height: Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top)),
    };
  };
  // WCAG's own exception: a link inside a sentence has the height of its line.
  const inSentence = e => e.tagName === 'A' && getComputedStyle(e).display === 'inline'
    && e.parentElement.textContent.trim() !== e.textContent.trim();
  const hidden = e => { const b = e.getBoundingClientRect(); return b.width <= 1 || b.height <= 1; };
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  return [...document.querySelectorAll(all)]
    .filter(e => !hidden(e) && !inSentence(e))
    .map(e => [e, boxOf(e)])
    .filter(([e, b]) => b.width < least - 0.5 || b.height < least - 0.5)
    .map(([e, b]) => `${b.width.toFixed(0)} x ${b.height.toFixed(0)} px: ${e.outerHTML.slice(0, 120)}`);
}"""

# A word that stands on two lines without a hyphen of its own; a long address or code may.
_CUT_WORDS = r"""most => {
  const cut = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const rectangles = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from); range.setEnd(node, to);
    return [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  };
  const isClipped = e => e && (getComputedStyle(e).clipPath !== 'none' || isClipped(e.parentElement));
  while (walker.nextNode()) {
    if (isClipped(walker.currentNode.parentElement)) continue;
    for (const word of walker.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const boxes = rectangles(walker.currentNode, word.index, word.index + word[0].length);
      const lines = new Set(boxes.map(box => Math.round(box.top)));
      if (word[0].length <= most && lines.size > 1) cut.push(word[0]);
    }
  }
  return cut;
}"""


def cut_words(page: Page, most: int = 16) -> list[str]:
    """Words of the page's main part, of up to `most` letters, that are cut to stand on two lines."""
    found: list[str] = page.evaluate(_CUT_WORDS, most)
    return found


def sideways_scroll(page: Page) -> list[str]:
    """What makes the page scroll sideways at 320 px with text at 200 %, or text that does not grow."""
    problems: list[str] = at_width(page, NARROW, lambda: page.evaluate(_TOO_WIDE, NARROW))
    return problems


def at_width(page: Page, width: int, look: Callable[[], Any]) -> Any:
    """Look at a page at a width, and give it back its own; where it has that width, nothing is drawn anew."""
    size = page.viewport_size
    if size is None or size["width"] == width:
        return look()
    page.set_viewport_size({"width": width, "height": size["height"]})
    found = look()
    page.set_viewport_size(size)
    return found


def small_targets(page: Page, least: int = 44) -> list[str]:
    """Links, buttons and controls (with their labels) smaller than `least` CSS pixels either way."""
    problems: list[str] = page.evaluate(_SMALL_TARGETS, least)
    return problems
