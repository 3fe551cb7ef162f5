"""`python3 dev.py accessibility`: a real screen reader, Firefox, and every page in every look.

With a name (orca, virtual, chromium, ibm, firefox) only that part is run; `--update` writes the transcripts
anew. A whole run writes docs/accessibility/evidence.md. Ends with 1 where something is not as it should be.
"""

from __future__ import annotations

import difflib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from playwright.sync_api import sync_playwright

from requirements.machine import NPM_MODULES, ROOT, MissingError, prepare_screen_reader
from survey_engine.places import builtin_folder
from survey_engine.questionnaire.loading import Catalogue
from tests.browser import chromium_checks, evidence, firefox_checks, listening, reading_aloud, transcripts
from tests.browser.album import SavedPage
from tests.browser.evidence import Check
from tests.browser.hearing_rules import faults_of_walk
from tests.browser.saved_pages import save_every_page
from tests.browser.serving import CODES, Served, make_database, serve_as_in_production, serve_here
from tests.browser.shelf import Shelf
from tests.browser.telling import page_types, some
from tests.browser.transcripts import LANGUAGES, HeardPage
from tests.browser_tools.desk import NotStartedError
from tests.browser_tools.marionette import open_firefox
from tests.browser_tools.phone import launch, open_phone
from tests.browser_tools.virtual_reader import reader_files
from tests.patient.survey import Clock, OpenSurvey, prepare_database

PICTURES = ROOT / "var" / "accessibility"
DRAWN = (
    "enter",
    "enter, wrong symbol",
    "welcome",
    "month and year, wrong",
    "multiple, answered",
    "check",
    "stop",
)
# What a walk ends with where a page never came, or the screen or Orca did not stay.
BROKEN_OFF = (AssertionError, subprocess.SubprocessError, NotStartedError, OSError)


@dataclass
class Session:
    """What the parts of one run share."""

    folder: Path
    served: Served
    update: bool
    stack: ExitStack
    versions: dict[str, str] = field(default_factory=dict)

    @cached_property
    def shelf(self) -> Shelf:
        """Every page of the product, saved at the first time it is asked for."""
        shelf = Shelf(_saved_pages(self.folder), reader_files())
        shelf.base = self.stack.enter_context(serve_here(shelf.application))
        return shelf

    def drawn(self) -> list[SavedPage]:
        """The pages of which pictures are made."""
        return [page for language in ("en", "ur") for page in some(self.shelf.pages, DRAWN, language)]


def main(arguments: list[str]) -> int:
    """Run the parts; returns the exit code."""
    wanted = [name for name in arguments if name in PARTS] or list(PARTS)
    if unknown := set(arguments) - {*PARTS, "--update"}:
        print(f"accessibility: unknown: {' '.join(sorted(unknown))}; there are {', '.join(PARTS)}, --update")
        return 2
    try:
        if not IN_THE_TESTS.issuperset(wanted):
            prepare_screen_reader()
    except MissingError as error:
        print(f"accessibility: {error}", file=sys.stderr)
        return 1
    checks: list[Check] = []
    with _session(update="--update" in arguments) as session:
        for name in wanted:
            for check in PARTS[name](session):
                checks.append(check)
                print(f"{check.tool}: {check.what}: {check.extent}: {check.result}", flush=True)
                for fault in check.faults:
                    print(f"  {fault}", flush=True)
    if wanted == list(PARTS):
        evidence.PATH.parent.mkdir(exist_ok=True)
        today = datetime.now(UTC).date()
        evidence.PATH.write_text(
            evidence.page_of(checks, session.versions, LANGUAGES, today), encoding="utf-8"
        )
    return 1 if any(check.faults for check in checks) else 0


@contextmanager
def _session(*, update: bool) -> Iterator[Session]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accessibility-")))
        database = folder / "survey.sqlite"
        codes = make_database(database, CODES, datetime.now(UTC).date())
        base = stack.enter_context(serve_as_in_production(folder, database, ",".join(LANGUAGES)))
        yield Session(folder, Served(base, database, codes), update, stack)


def _saved_pages(folder: Path) -> list[SavedPage]:
    prepared = folder / "prepared.sqlite"
    codes, refs = prepare_database(prepared)
    saved: list[SavedPage] = []
    for language in LANGUAGES:
        copy = Path(shutil.copy(prepared, folder / f"album-{language}.sqlite"))
        offered = (language, *(other for other in LANGUAGES if other != language))
        survey = OpenSurvey(copy, list(codes), list(refs), Clock(), random.Random(11), languages=offered)
        saved += save_every_page(survey)
        survey.store.engine.dispose()
    return saved


def _orca(session: Session) -> Iterator[Check]:
    version = subprocess.run(["orca", "--version"], check=True, capture_output=True, text=True).stdout
    session.versions["Orca"] = version.strip()
    for language in LANGUAGES:
        pages, faults = _heard(session, language)
        stops = sum(step.key != "" for page in pages for step in page.steps)
        extent = f"{len(pages)} pages, {stops} keys, in {language}"
        yield Check(
            "Orca with Firefox", "the way through the survey by real keys, word by word", extent, faults
        )


def _heard(session: Session, language: str) -> tuple[list[HeardPage], list[str]]:
    """What was heard and what is wrong with it. A walk that breaks off or differs is walked once more."""
    path = transcripts.path_of(language)
    for is_last in (False, True):
        try:
            pages = listening.listen_in(language, session.served)
        except BROKEN_OFF as error:
            if is_last:
                return [], [f"{language}: the walk broke off: {error}"]
            continue
        text = transcripts.write(pages)
        kept = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text == kept or session.update:
            break
    if session.update:
        path.write_text(text, encoding="utf-8")
        kept = text
    questionnaire = Catalogue.read([builtin_folder("questionnaires")]).get("sbc_patient", 1)
    faults = faults_of_walk(pages, questionnaire, listening.languages(), language)
    differing = difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "heard", n=1, lineterm="")
    return pages, [*faults, *differing]


def _virtual(session: Session) -> Iterator[Check]:
    session.versions["Guidepup's virtual screen reader"] = _npm_version("@guidepup/virtual-screen-reader")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language in LANGUAGES:
            context = open_phone(browser)
            pages = reading_aloud.read_in(language, session.shelf, context)
            context.close()
            if session.update:
                reading_aloud.keep(language, pages)
            faults = reading_aloud.faults_of_reading(pages, language)
            faults += reading_aloud.differences(language, pages)
            what = "the key pages from the top to the end, word by word"
            yield Check(
                "Virtual screen reader in Chromium", what, f"{len(pages)} pages, in {language}", faults
            )
        browser.close()


def _ibm(session: Session) -> Iterator[Check]:
    pages = session.shelf.pages
    session.versions["IBM's accessibility-checker-engine"] = _npm_version("accessibility-checker-engine")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        faults = chromium_checks.ask_ibm(browser, session.shelf, pages)
        extent = f"{len(pages)} pages in {len(LANGUAGES)} languages"
        yield Check("IBM's checker in Chromium", "its rules of WCAG 2.2, A and AA", extent, faults)
        browser.close()


def _npm_version(package: str) -> str:
    about = json.loads((NPM_MODULES / package / "package.json").read_text(encoding="utf-8"))
    return str(about["version"])


def _chromium(session: Session) -> Iterator[Check]:
    pages = session.shelf.pages
    session.versions["axe-core"] = _npm_version("axe-core")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        session.versions["Chromium"] = browser.version
        for look in chromium_checks.LOOKS:
            faults = chromium_checks.look_at(browser, session.shelf, pages, look)
            yield Check(
                "axe-core in Chromium", look[0], f"{len(pages)} pages in {len(LANGUAGES)} languages", faults
            )
        drawn = session.drawn()
        _count, faults = chromium_checks.draw(browser, session.shelf, drawn, PICTURES / "chromium")
        yield Check(
            "Chromium", "printed: tags, title, language, width of the paper", f"{len(drawn)} pages", faults
        )
        browser.close()


def _firefox(session: Session) -> Iterator[Check]:
    profile = session.folder / "profile"
    profile.mkdir()
    shelf = session.shelf
    wrong = [page for page in page_types(shelf.pages) if page.has_error]
    with open_firefox(profile) as firefox:
        session.versions["Firefox"] = firefox.version
        for scripts in (True, False):
            firefox.prefer({firefox_checks.SCRIPTS: scripts})
            how = "with scripts" if scripts else "without scripts"
            faults = firefox_checks.walk(firefox, session.served)
            yield Check("Firefox", f"the whole survey, {how}", "from the code to the thanks", faults)
            faults = firefox_checks.check_summaries(firefox, shelf, wrong)
            yield Check(
                "Firefox", f"the list of problems has the focus, {how}", f"{len(wrong)} pages", faults
            )
        firefox.prefer({firefox_checks.SCRIPTS: True})
        types = page_types(shelf.pages)
        for look in firefox_checks.LOOKS:
            faults = firefox_checks.look_at(firefox, shelf, types, look)
            yield Check("axe-core in Firefox", look, f"{len(types)} pages", faults)
        firefox_checks.draw(firefox, shelf, session.drawn(), PICTURES / "firefox")


PARTS: dict[str, Callable[[Session], Iterator[Check]]] = {
    "orca": _orca,
    "virtual": _virtual,
    "chromium": _chromium,
    "ibm": _ibm,
    "firefox": _firefox,
}
IN_THE_TESTS = {"virtual", "ibm"}  # which need no more than the tests do

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started ends too
    sys.exit(main(sys.argv[1:]))
