"""Whether what is read and what Tab reaches come in the order in which the page shows them."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_STOPS = 3  # the skip link, at most one more, and then the question

_SHARED = """
  const seen = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const name = one => (one.outerHTML || one.textContent).trim().slice(0, 90);
  const rightToLeft = one => getComputedStyle(one).direction === 'rtl';
  // Whether `next` stands where a person looks next: lower, or further along the same row.
  const follows = (before, next, backwards) => {
    const common = Math.min(before.bottom, next.bottom) - Math.max(before.top, next.top);
    if (common > Math.min(before.height, next.height) / 2) {
      return backwards ? next.right <= before.right + 1 : next.left >= before.left - 1;
    }
    return next.top >= before.top;
  };
  const large = box => box.width > 1 && box.height > 1;
"""
_READING = """() => {
  %s
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blockOf = node => {
    let one = node.parentElement;
    while (getComputedStyle(one).display.startsWith('inline')) one = one.parentElement;
    return one;
  };
  const found = [];
  let last = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.textContent.trim() || !seen(node.parentElement)) continue;
    if (node.parentElement.closest('textarea')) continue;
    if (getComputedStyle(node.parentElement).clip !== 'auto') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!large(box) || getComputedStyle(node.parentElement).clipPath !== 'none') continue;
    const block = blockOf(node);
    if (last && last.block !== block && !block.contains(last.block) && !last.block.contains(block)
        && !follows(last.box, box, rightToLeft(block.parentElement))) {
      found.push(`read after, shown before ${JSON.stringify(last.text)}: ${name(node)}`);
    }
    last = {block, box, text: node.textContent.trim().slice(0, 40)};
  }
  return found;
}""".replace("%s", _SHARED)
_TABBING = """most => {
  %s
  const stops = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
    .filter(one => one.tabIndex >= 0 && !one.disabled && seen(one));
  const early = stops.filter(one => one.tabIndex > 0).sort((a, b) => a.tabIndex - b.tabIndex);
  const inTurn = [...early, ...stops.filter(one => one.tabIndex === 0)];
  const found = [];
  let last = null;
  for (const one of inTurn) {
    const box = one.getBoundingClientRect();
    if (!large(box)) continue;
    if (last && !follows(last.box, box, rightToLeft(one.parentElement))) {
      found.push(`Tab comes from ${name(last.one)} back to ${name(one)}`);
    }
    last = {one, box};
  }
  // The head of a part asks nothing, and names whom to call.
  const form = document.querySelector('#page-form[action^="/q/"]:has(input:not([type=hidden]), textarea)');
  const first = inTurn.findIndex(one => one.form === form) + 1;
  if (form && !document.querySelector('[data-error-summary]') && first > most) {
    found.push(`${first} stops to the question`);
  }
  return found;
}""".replace("%s", _SHARED)
_ROWS = """() => {
  const lines = [...document.querySelectorAll('input[type=radio], input[type=checkbox]')].map(one => {
    const boxes = [one, ...one.labels].map(part => part.getBoundingClientRect());
    return {one, top: Math.min(...boxes.map(b => b.top)), bottom: Math.max(...boxes.map(b => b.bottom))};
  });
  return lines.flatMap((line, at) => lines.slice(at + 1, at + 2)
    .filter(next => next.top < line.bottom - 1 && next.bottom > line.top + 1)
    .map(next => `beside another choice, not under it: ${next.one.outerHTML.slice(0, 90)}`));
}"""


def reading_order_problems(page: Page) -> list[str]:
    """Words that a screen reader comes to in another order than the eye."""
    problems: list[str] = page.evaluate(_READING)
    return problems


def tab_order_problems(page: Page) -> list[str]:
    """Stops of Tab that lead back, or too many of them before the question."""
    problems: list[str] = page.evaluate(_TABBING, MOST_STOPS)
    return problems


def choices_in_a_row(page: Page) -> list[str]:
    """Choices that stand side by side, as in a grid."""
    problems: list[str] = page.evaluate(_ROWS)
    return problems
