"""Guidepup's virtual screen reader: what the specifications have said of a page, read in the browser itself.

It goes by ARIA, HTML and the computation of names, where a real screen reader has its own mind too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Page

from requirements.machine import NPM_MODULES

ADDRESS = "/virtual-screen-reader.js"
MOST_PHRASES = 5000

_READ = """async ([address, most]) => {
  const {virtual} = await import(location.origin + address);
  await virtual.start({container: document.body});
  const said = [];
  for (let number = 0; number < most; number++) {
    const words = await virtual.lastSpokenPhrase();
    const node = virtual.activeNode;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    said.push([words, element.closest('[lang]')?.lang ?? '']);
    if (words === 'end of document') break;
    await virtual.next();
  }
  await virtual.stop();
  if (said.at(-1)[0] !== 'end of document') throw new Error('it never came to the end of the page');
  return said;
}"""


@dataclass(frozen=True)
class Phrase:
    """One thing said, and the language of the words by the page's own marks ("" where it has none)."""

    words: str
    language: str


@cache
def reader_files() -> Mapping[str, str]:
    """What must stand beside the pages, address to text: their policy lets scripts come from there alone."""
    package = NPM_MODULES / "@guidepup" / "virtual-screen-reader"
    return {ADDRESS: (package / "lib" / "esm" / "index.browser.js").read_text(encoding="utf-8")}


def read_aloud(page: Page) -> list[Phrase]:
    """All that is said from the top of the page to its end, by the reader's own key for what comes next."""
    return [Phrase(*one) for one in page.evaluate(_READ, [ADDRESS, MOST_PHRASES])]
