"""findings.json and findings_public.json: what reports and published pages are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from survey_engine.analysis.answer_pairs import AnswerPairs
from survey_engine.analysis.discussion import chance_in_words
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.findings_gate import WaveOfFindings, suppress_findings
from survey_engine.analysis.findings_json import findings_to_json
from survey_engine.analysis.policy import Audience
from survey_engine.analysis.results import Results
from survey_engine.exchange.methods_files import plain
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.questionnaire.standards import StandardsList

FINDINGS, FINDINGS_PUBLIC = "findings.json", "findings_public.json"

_FILES = {Audience.HOSPITAL: FINDINGS, Audience.PUBLIC: FINDINGS_PUBLIC}
_REMINDED = {
    "everyone": "Everybody was reminded, whether they had answered or not, so nobody learned who had.",
    "unused": "Letters whose code was not used could be reminded alone. So the hospital could learn once or "
    "twice who had not answered.",
}


def make_findings(
    results: Results,
    pairs: AnswerPairs,
    facts: WaveFacts,
    standards: StandardsList | None = None,
    more: Mapping[tuple[str, str], int] | None = None,
) -> tuple[Findings, ...]:
    """The findings of a wave for the hospital's column and for the public, past disclosure control.

    `results` and `pairs` have counted every response; `standards` are the list of the questionnaire's;
    `more` what the attack on the tables asks to be withheld (withholding.py).
    """
    wave = WaveOfFindings(
        code=facts.code,
        opens_on=facts.opens_on,
        closes_on=facts.closes_on,
        posting=facts.posting,
        hospitals=facts.hospitals,
        invited={each.hospital: each.invited for each in facts.tally},
        short_form=facts.short_form,
    )
    return tuple(
        suppress_findings(results, wave, audience, pairs=pairs, standards=standards, more=more)
        for audience in _FILES
    )


def write_findings(folder: Path, findings: Sequence[Findings]) -> None:
    """Writes each audience's file into the folder of a bundle."""
    for one in findings:
        (folder / _FILES[one.audience]).write_text(findings_to_json(one), encoding="utf-8", newline="\n")


def findings_section(findings: Sequence[Findings], facts: WaveFacts) -> Iterator[str]:
    """The lines of methods.md that tell of the audiences, the scores beside each other, and the flags."""
    yield from _audiences(facts)
    yield from _standards()
    for one in findings:
        if one.audience is Audience.HOSPITAL:
            yield from _flags(one, facts)
        yield from _withheld(one)


def _audiences(facts: WaveFacts) -> Iterator[str]:
    yield from ("", "## What hospitals and the public may see", "")
    yield (
        f"{FINDINGS} holds what hospitals' reports are made from, {FINDINGS_PUBLIC} what may be published. "
        "Reports, pledges and published pages are made from these two alone. Three audiences are thought of, "
        "each with everything it has ever had: the charity, the hospitals and the public."
    )
    yield ""
    yield (
        "- A hospital's report: from 10 answers that count, a whole percentage with its interval. From 20, "
        "the single options too."
    )
    yield (
        '- In public: from 10 answers "under half", "about half" (40 to 60 %) or "over half". From 20 the '
        "nearest 10 points. From 30 the whole percentage with an interval, and the number of answers to the "
        "nearest 5."
    )
    yield (
        "- In public, sensitive or recognisable questions are shown for all hospitals together alone, and "
        "those of high risk never. There is no comparison between hospitals."
    )
    yield (
        "- A hospital in which fewer than 30 people were invited has no report and no published figure of "
        "its own."
    )
    yield "- How people answered (on paper, online, by telephone) is told for all hospitals together alone."
    yield ""
    yield f"Way of reminding: {_REMINDED.get(facts.reminders, plain(facts.reminders))}"


def _standards() -> Iterator[str]:
    yield from ("", "## Standards, and other hospitals", "")
    yield (
        "The score of a standard is the mean of the scores of its questions that are shown. One is enough. "
        'A score told as "under 10 %" counts as 5, and "over 90 %" as 95. Questions about the work of others '
        "too, as of a GP, are in no standard."
    )
    yield ""
    yield (
        "Its 95 % interval takes into account that the answers of one person go together (linearised, on the "
        "logit scale, by Student's t). It is made where each question has 20 answers or more and the score "
        "lies between 5 and 95 %. Elsewhere the lowest and the highest score of its questions stand in its "
        "place. Single answers to sensitive or recognisable questions are not used for it, which makes it a "
        "little wider."
    )
    yield ""
    yield (
        "A hospital is compared with all other hospitals together: at least 3, none with over half of the "
        "answers. The difference has Newcombe's 95 % interval. For a sensitive or recognisable question the "
        "others' figure is made from their rounded figures."
    )
    yield ""
    yield (
        "Nothing is adjusted for who the patients were or how they answered, and hospitals have no rank. A "
        "difference between two waves stands beside its interval only where the question says that it "
        "compares, and never as an arrow."
    )


def _flags(findings: Findings, facts: WaveFacts) -> Iterator[str]:
    yield from ("", "## Flags for discussion", "")
    yield (
        "A question is flagged for one of three reasons: the interval of the difference to the others lies "
        "wholly below 0; fewer than half of 20 or more answers were good ones; or patients voted its part of "
        "care among the first three. A flag starts a talk, and the meeting decides. A flag of the first "
        "kind is marked where it is still there by the rule of Benjamini and Hochberg, which allows one flag "
        "in ten to be false."
    )
    yield ""
    for hospital in findings.hospitals:
        name = plain(facts.hospitals.get(hospital.code, hospital.code))
        yield f"- {name}: {chance_in_words(findings, hospital.code)}"


def _withheld(findings: Findings) -> Iterator[str]:
    reasons = Counter(reason for row in findings.questions for reason in row.figure.withheld)
    reasons += Counter(
        reason for row in findings.questions if row.comparator for reason in row.comparator.figure.withheld
    )
    yield from ("", f"### Withheld in {_FILES[findings.audience]}", "")
    if not reasons:
        yield "Nothing."
    for reason, count in sorted(reasons.items()):
        yield f"- `{reason.value}` ({count} figures): {reason.words}"
