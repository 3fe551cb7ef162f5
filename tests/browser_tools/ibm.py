"""IBM's accessibility checker, asked for its rules of WCAG 2.2, A and AA: a second judge beside axe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Page

from requirements.machine import NPM_MODULES

RULES = "WCAG_2_2"
# It asks for a look at every control that has a line of its own, which is all of them, and takes a third of
# the time. The gate "focus" does look, at the pixels.
LEFT_OUT = ("style_focus_visible",)


@dataclass(frozen=True)
class Judged:
    """Something that the checker says, or asks a person to look at, and why it is as it should be."""

    rule: str
    words: str  # in what it says, or in the element of which it says so
    why: str

    def __str__(self) -> str:
        """How a list of faults names it."""
        return f"{self.rule} {self.words!r}"


# Every exemption there is. The checker has no finer ones: a rule, and words that it must be about.
JUDGED: tuple[Judged, ...] = (
    Judged(
        "aria_form_label_unique",
        "<form action=",
        "A form without a name is no landmark (HTML Accessibility API Mappings, `form`), so no two of them"
        " are mistaken; its button says what it does. A name would add a landmark for each.",
    ),
    Judged(
        "style_color_misuse", "stylesheet", "Asked of every style sheet. The gates “links” and “rules” look."
    ),
    Judged(
        "style_viewport_resizable",
        "survey.css",
        "The return code alone, between 1.5 and 2.5 times the text, and both bounds grow with it.",
    ),
    Judged(
        "input_label_visible", "<textarea", "It knows labels of inputs and buttons only; ours have theirs."
    ),
    Judged(
        "text_block_heading",
        "code-card__code",
        "The return code: large for copying, and the head of nothing.",
    ),
    Judged("heading_markup_misuse", "<h1", "A question is the heading, and a few have more than 20 words."),
    Judged("heading_markup_misuse", "<h3", "The same, where all the questions stand on one page."),
    Judged("text_sensory_misuse", "'small'", "Small letters are a kind of letter."),
    Judged("text_sensory_misuse", "'large'", "Large print is a kind of print."),
    Judged("text_sensory_misuse", "'larger'", "What the Settings do, not where something is."),
    Judged("text_sensory_misuse", "'Size'", "What is chosen there is the size of the text."),
    Judged("text_sensory_misuse", "'square'", "The pattern is on paper, and the code stands beside it."),
    Judged("text_sensory_misuse", "'right'", "Right as in fitting."),
    Judged("text_sensory_misuse", "'left'", "Left as in gone."),
    Judged("text_sensory_misuse", "'above'", "Above in the order of reading too."),
)


@dataclass(frozen=True)
class Finding:
    """What breaks a rule, or may: `result` is FAIL where the checker is sure, and else POTENTIAL."""

    rule: str
    result: str
    message: str
    element: str

    def __str__(self) -> str:
        """The sentence for a list of faults."""
        return f"{self.rule} ({self.result.lower()}): {self.message}: {self.element}"

    @property
    def judged(self) -> frozenset[Judged]:
        """The exemptions that cover it."""
        about = f"{self.message} {self.element}"
        return frozenset(one for one in JUDGED if one.rule == self.rule and one.words in about)


_CHECK = """async ([rules, leftOut]) => {
  const checker = new ace.Checker();
  for (const guideline of checker.getGuidelines().filter(one => one.id === rules)) {
    for (const one of guideline.checkpoints) {
      one.rules = (one.rules ?? []).filter(rule => !leftOut.includes(rule.id));
    }
    checker.addGuideline(guideline);
  }
  const report = await checker.check(document, [rules]);
  if (!report.results.length) throw new Error('IBM checked nothing');
  return report.results
    .filter(({value: [kind, result]}) => kind === 'VIOLATION' && result !== 'PASS')
    .map(({ruleId, value, message, snippet}) => [ruleId, value[1], message, snippet.slice(0, 160)]);
}"""


@cache
def ibm_source() -> str:
    """The script, to be run in a page."""
    return (NPM_MODULES / "accessibility-checker-engine" / "ace.js").read_text(encoding="utf-8")


def ibm_findings(page: Page) -> list[Finding]:
    """All that breaks WCAG 2.2 on the page as it stands, or may. The page's phone must run scripts."""
    if page.evaluate("typeof ace === 'undefined'"):
        page.evaluate(ibm_source())
    return [Finding(*one) for one in page.evaluate(_CHECK, [RULES, LEFT_OUT])]


def ibm_violations(page: Page) -> list[str]:
    """The same but for what was judged, a sentence for each."""
    return [str(one) for one in ibm_findings(page) if not one.judged]


def no_longer_needed(findings: Iterable[Finding]) -> list[str]:
    """The exemptions that nothing on any page of the product, in any language, needs."""
    needed = {one for finding in findings for one in finding.judged}
    return [f"nothing is judged so any more: {one}" for one in JUDGED if one not in needed]
