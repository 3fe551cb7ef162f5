"""Answering without a mouse, and what a person sees of where she is."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.order import MOST_STOPS

LONGEST_TAB = 150

_FOCUS = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return {on: 'nothing', seen: true, inQuestion: false, kind: ''};
  const box = on.getBoundingClientRect();
  const ring = e => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.width > 1 && box.height > 1;
  return {
    on: on.outerHTML.slice(0, 120),
    seen: onScreen && [on, ...(on.labels || [])].some(ring),
    inQuestion: Boolean(on.closest('#page-form') && on.matches('input, textarea, button')),
    kind: on.tagName === 'TEXTAREA' ? 'textarea' : (on.type || ''),
    name: on.name || '', id: on.id || '', checked: Boolean(on.checked),
  };
}"""


class Keyboard:
    """Keys on one page; every stop of Tab must be seen."""

    def __init__(self, page: Page) -> None:
        """Use the keys of `page`."""
        self.page = page

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)

    def press_for_next_page(self, key: str) -> None:
        """Press the key that leads on."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)

    def tab(self) -> dict[str, object]:
        """One press of Tab; what has the focus then must show it."""
        self.press("Tab")
        focus: dict[str, object] = self.page.evaluate(_FOCUS)
        assert focus["seen"], f"{self.page.url}: the focus cannot be seen on {focus['on']}"
        return focus

    def tab_to(self, selector: str) -> int:
        """Tab until the first element of `selector` has the focus; returns how many stops it took."""
        for stops in range(1, LONGEST_TAB):
            self.tab()
            if self.page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
                return stops
        raise AssertionError(f"{self.page.url}: Tab never came to {selector}")

    def tab_to_question(self) -> dict[str, object]:
        """Tab to the first control of the page's form, which must be near.

        The head of a part asks nothing: whom to call stands there before the button.
        """
        is_asking = self.page.locator("#page-form :is(input:not([type=hidden]), textarea)").count() > 0
        for _stop in range(MOST_STOPS if is_asking else LONGEST_TAB):
            focus = self.tab()
            if focus["inQuestion"]:
                return focus
        raise AssertionError(f"{self.page.url}: more than {MOST_STOPS} stops before the question")

    def answer_page(self, words: str) -> None:
        """Answer every question of the page by keys, and go on."""
        focus = self.tab_to_question()
        groups: set[object] = set()
        while focus["kind"] != "submit":
            if focus["kind"] == "text" and focus["id"] == "dx_month":
                focus = self.tab()  # the year is enough
                self.type("2024")
                self.press_for_next_page("Enter")
                return
            if focus["name"] not in groups:
                self._answer(focus, words)
                groups.add(focus["name"])
            focus = self.tab()
        self.press_for_next_page("Enter")

    def _answer(self, focus: dict[str, object], words: str) -> None:
        match focus["kind"]:
            case "radio":
                self.press("Space")
                self.press("ArrowDown")
                self.press("ArrowUp")
                assert self.page.evaluate("document.activeElement.checked")
            case "checkbox":
                self.press("Space")
            case _:
                self.type(words)
