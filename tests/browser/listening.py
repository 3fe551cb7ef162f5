"""Walks through the survey with a screen reader: real keys, and what is said of each."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from survey_engine.places import builtin_folder
from survey_engine.web.translations import Language, Languages
from tests.browser.serving import Served
from tests.browser.transcripts import LANGUAGES, LOADED, Frames, HeardPage, Step, normalised, title_and_rest
from tests.browser_tools.desk import Desk, NotStartedError, sit_down
from tests.browser_tools.orca import Ear

MOST_STOPS = 30
MOST_PAGES = 80
HURRIED_SECONDS = 0.5
SETTLED_SECONDS = 1.5
# In one line, as after a key: a page that is read on arrival has names and kinds in lines of their own.
GOES_ON = re.compile(
    r"selected radio button|check box (not )?checked|Continue( without answering)? push button"
)
WRONG_CODE = "7KQM"


def languages() -> Languages:
    """The languages of the product."""
    return Languages([builtin_folder("translations")], LANGUAGES)


class Walk:
    """Someone at a desk, who hears where she is."""

    def __init__(self, desk: Desk, language: Language) -> None:
        """Hear the page that Firefox opened; pages that follow are in `language`."""
        self.desk, self.language = desk, language
        self.pages: list[HeardPage] = []
        self._ear, self._frames = Ear(desk.speech), Frames()
        self.spoken = "en"
        self._arrive()

    def word(self, english: str) -> str:
        """A word of the pages, in her language."""
        return str(self.language.interface.gettext(english))

    def press(self, key: str, *, name: str = "") -> list[str]:
        """Press a key; returns what is said."""
        self.desk.key(key)
        return self._hear(name or key)

    def type(self, text: str, *, name: str = "") -> None:
        """Type a text, noted as `name` where it differs from run to run."""
        self.desk.type(text)
        self._hear(f"types {name or text}")

    def tab_to(self, *words: str) -> None:
        """Tab until all the words are said at one stop."""
        for _stop in range(MOST_STOPS):
            said = " ".join(self.press("Tab"))
            if all(word in said for word in words):
                return
        raise AssertionError(f"{self.pages[-1].title}: Tab never came to {words}")

    def tab_to_button(self, english: str) -> None:
        """Tab to a button by its words."""
        self.tab_to(f"{self.word(english)} push button")

    def go(self) -> None:
        """Press Enter, and hear the next page."""
        self.desk.key("Return")
        self.pages[-1].steps.append(Step("Return", []))
        self._arrive()

    def press_button(self, english: str) -> None:
        """Tab to a button, press it, and hear the next page."""
        self.tab_to_button(english)
        self.go()

    def leave_out_until(self, title: str) -> None:
        """Answer nothing, page after page, until a page's title begins so. Only that page is kept."""
        kept = len(self.pages)
        for _page in range(MOST_PAGES):
            if self.pages[-1].title.startswith(title):
                return
            self._leave_out()
            del self.pages[kept:-1]
        raise AssertionError(f"never came to {title}")

    def _leave_out(self) -> None:
        """Go on from the first control that takes Enter for an answer."""
        for _stop in range(MOST_STOPS):
            self.desk.key("Tab")
            lines = normalised(self._ear.listen(quiet=HURRIED_SECONDS), self.spoken)
            if any(GOES_ON.search(line) for line in lines):
                break
        self.desk.key("Return")
        self._arrive()

    def _hear(self, key: str) -> list[str]:
        lines = normalised(self._ear.listen(), self.spoken)
        self.pages[-1].steps.append(Step(key, lines))
        return lines

    def _arrive(self) -> None:
        said = self._ear.listen(LOADED, SETTLED_SECONDS)
        title, lines = title_and_rest(normalised(said, self.spoken))
        self.pages.append(HeardPage(title, [Step("", self._frames.shortened(lines))]))


def walk_in_english(walk: Walk, code: str) -> None:
    """The whole way, with each kind of question once and the rest left out."""
    _come_in(walk, code)
    _first_questions(walk)
    walk.press_button("Continue")
    walk.press_button("Skip this part")
    walk.tab_to("radio button")
    walk.press("r")  # the screen reader's own key: to the next radio button
    walk.press("r")
    walk.press("space")
    walk.press_button("Continue")
    walk.tab_to("check box")
    walk.press("space")
    walk.tab_to("check box")
    walk.press_button("Continue")
    walk.tab_to("radio button")
    walk.leave_out_until("The best thing")
    walk.tab_to("entry")
    walk.type("The nurses.")
    walk.press_button("Continue")
    walk.press_button("Stop for today or change device")
    walk.tab_to(walk.word("Go on with the survey now"))
    walk.go()
    walk.tab_to("entry")
    walk.leave_out_until("Check your answers")
    walk.tab_to("link", walk.word("Change"))
    walk.press("b")  # and to the next button
    walk.go()


def walk_in_another_language(walk: Walk, code: str) -> None:
    """Choose the language on the first page; then the way in and the first questions."""
    walk.tab_to(walk.language.name)
    walk.spoken = walk.language.code
    walk.go()
    _come_in(walk, code)
    _first_questions(walk)


def _come_in(walk: Walk, code: str) -> None:
    walk.tab_to("entry")
    walk.type(WRONG_CODE)
    walk.go()
    walk.tab_to("entry")
    walk.type(code, name="<code>")
    walk.go()
    walk.press_button("Start")  # without consent
    walk.tab_to("check box")
    walk.press("space")
    walk.press_button("Start")


def _first_questions(walk: Walk) -> None:
    """A month and a year, mended once; a question left out; one answered; the next."""
    walk.tab_to("entry")
    walk.type("13")
    walk.press("Tab")
    walk.type("2024")
    walk.go()
    walk.tab_to("entry")
    walk.type("3")
    walk.go()
    walk.tab_to("radio button")
    walk.press_button("Continue")
    walk.press_button("Continue without answering")
    walk.tab_to("radio button")
    walk.press("space")
    walk.press_button("Continue")
    walk.tab_to("radio button")


def listen_in(language: str, served: Served) -> list[HeardPage]:
    """The whole walk of a language, from a fresh desk."""
    with ExitStack() as stack:
        walk = Walk(_start(stack, f"{served.base}/i"), languages()[language])
        if language == "en":
            walk_in_english(walk, served.new_code())
        else:
            walk_in_another_language(walk, served.new_code())
    return walk.pages


def _start(stack: ExitStack, address: str) -> Desk:
    """A desk with the page open; what could not start is started once more."""

    def sit() -> Desk:
        folder = stack.enter_context(TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True))
        return stack.enter_context(sit_down(Path(folder), address))

    try:
        return sit()
    except NotStartedError:
        return sit()
