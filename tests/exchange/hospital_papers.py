"""Papers for a hospital as the tests want them: of a usual charity, and of one with very long names."""

from __future__ import annotations

from datetime import date

from survey_engine.exchange.letters import Letter
from survey_engine.exchange.paper import Look
from survey_engine.exchange.paper_facts import PaperFacts
from survey_engine.exchange.staff_slips import SlipBatch
from survey_engine.organisation import Helpline, Organisation
from tests.exchange.paper_samples import LANGUAGES

SITE = "https://survey.example.org"
ORGANISATION = Organisation(
    name="The Example Charity",
    controller="The Example Charity",
    data_protection_contact="privacy@example.org",
    operator="Example Hosting Ltd",
    server_place="London",
    lawful_basis="Article 6(1)(f) and Article 9(2)(a)",
    results_kept="Five years",
    governance_contact="governance@example.org",
)
LONG = "The Very Long Name of a Charity for People Living Beyond the Treatment of Their Illness, " * 2
LONG_ORGANISATION = Organisation(
    name=LONG,
    controller=LONG,
    data_protection_contact=LONG + "privacy@example.org",
    helplines=tuple(Helpline(f"{LONG[:90]} {n}", "01632 960 001", LONG[:80]) for n in range(4)),
    operator=LONG,
    server_place=LONG,
    lawful_basis=LONG * 2,
    results_kept=LONG,
    governance_contact=LONG,
    same_operator=True,
)
FACTS = PaperFacts(
    "City Hospital", ORGANISATION, SITE, "sealed", date(2027, 3, 1), date(2027, 4, 30), web_opening=False
)
LONG_FACTS = PaperFacts(
    "H" * 40 + " Hospital " * 14, LONG_ORGANISATION, SITE, "", date(2027, 3, 1), date(2027, 4, 30), True
)
BATCH = SlipBatch("City Hospital", "STAFF-1", "Staff survey", date(2027, 3, 31), "survey.example.org", (2, 6))


def look(language: str) -> Look:
    """How a paper in a language is to look."""
    return Look(language, LANGUAGES[language].direction, is_draft=language != "en")


def takers(count: int) -> list[Letter]:
    """So many slips."""
    signature = "Kq3vW0m1Zr7bYxT5uPzLhA2sDfGj4cVn6eQoXiBwRtE"
    codes = [f"7KQM-2D9F-XA{n:02}" for n in range(count)]
    return [Letter(f"RXQ-7KQ2{n:02}", code, f"{SITE}/i#{code}.{signature}") for n, code in enumerate(codes)]
