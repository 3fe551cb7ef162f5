"""Someone with a phone: reads the page she is on, clicks and types, and tells what she answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response

from tests.browser.serving import Served

LONGEST_WALK = 80
FIELDS = "#page-form input:not([type=hidden]), #page-form textarea"
MONTH, YEAR = "3", "2024"

_READ_FIELDS = """fields => fields.map(field => [
  field.name, ["radio", "checkbox"].includes(field.type) ? field.type : "text", field.id, field.value,
])"""


class Person:
    """One tab of one browser."""

    def __init__(self, page: Page, served: Served) -> None:
        """Hold the phone; nothing is open yet."""
        self.page, self.served = page, served

    @property
    def where(self) -> str:
        """The path of the page she is on."""
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        """What the page says it is."""
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def main(self) -> str:
        """The words of the page."""
        return self.page.locator("main").inner_text()

    def open(self, path: str) -> Response:
        """Type an address."""
        response = self.page.goto(self.served.base + path)
        assert response is not None
        return response

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press a button by its words, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).click()

    def follow(self, name: str) -> None:
        """Follow a link by its words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def enter(self, code: str) -> None:
        """Open the code box, type the code, press Continue."""
        self.open("/i")
        self.type_code(code)

    def type_code(self, code: str) -> None:
        """Type the code into the box in front of her, press Continue."""
        self.page.get_by_label("Enter the code from your letter").press_sequentially(code)
        self.press("Continue")

    def agree_and_start(self, *, shared: bool = False) -> None:
        """Consent, and start."""
        self.page.get_by_label("can use my answers", exact=False).check()
        if shared:
            self.page.get_by_label("I am on a shared computer", exact=False).check()
        self.press("Start")

    def begin(self, code: str, *, shared: bool = False) -> None:
        """From the typed code to the first question."""
        self.enter(code)
        self.agree_and_start(shared=shared)
        assert self.where == "/q/p01"

    def choose(self, label: str) -> None:
        """Tap one of the answers."""
        self.page.get_by_label(label, exact=True).check()

    def write(self, question: str, text: str) -> None:
        """Type into the box of a question."""
        self.page.locator(f"#{question}").press_sequentially(text)

    def value_of(self, question: str) -> str:
        """What stands in the box of a question."""
        return self.page.locator(f"#{question}").input_value()

    def chosen(self) -> list[str]:
        """The values of the radios and boxes that are ticked on the page."""
        values: list[str] = self.page.eval_on_selector_all(
            "input:checked", "ticked => ticked.map(one => one.value)"
        )
        return values

    def fill_page(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Answer every question of the page: the first answer, or the text given; returns them."""
        answered: dict[str, str] = {}
        for name, kind, identity, value in self.page.eval_on_selector_all(FIELDS, _READ_FIELDS):
            field = self.page.locator(f"#{identity}")
            if kind == "text":
                answered[name] = self._write(field, name, texts, is_year=identity.endswith("-year"))
            elif name not in answered:
                field.check()
                answered[name] = value
        return answered

    def _write(self, field: Locator, name: str, texts: Mapping[str, str], *, is_year: bool) -> str:
        if name == "dx_month":
            field.press_sequentially(YEAR if is_year else MONTH)
            return f"{YEAR}-{int(MONTH):02}"
        field.press_sequentially(texts.get(name, ""))
        return texts.get(name, "")

    def walk_to(self, path: str, texts: Mapping[str, str] | None = None) -> dict[str, str]:
        """Answer page after page until at `path`; returns every answer given, by question."""
        given: dict[str, str] = {}
        for _page in range(LONGEST_WALK):
            if self.where == path:
                return given
            given |= self.fill_page(texts or {})
            self.press("Continue")
        raise AssertionError(f"never came to {path}; stopped at {self.where}")

    def hurry_to_check(self, best_thing: str = "") -> None:
        """Skip every question but one with her browser's cookies, drawing no page until the check."""
        token = self.page.locator("#page-form input[name=csrf_token]").input_value()
        path = self.where
        while path != "/check":
            words = {"best_thing": best_thing} if path == "/q/p52" else {}
            response = self.page.context.request.post(
                self.served.base + path,
                form={"csrf_token": token, "action": "next", **words},
                max_redirects=0,
            )
            path = response.headers["location"]
        self.open(path)

    def return_code(self) -> str:
        """The return code that the page shows."""
        found = re.search(r"(?<!\d)\d{3} \d{3} \d{4}(?!\d)", self.main)
        assert found, self.main
        return found.group(0)
