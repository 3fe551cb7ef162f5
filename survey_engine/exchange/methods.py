"""methods.md: how the results were made, what was withheld and why, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from survey_engine.analysis.comments import LEAST_WITH_HOSPITAL
from survey_engine.analysis.disclosure import ALL_HOSPITALS, OTHER_HOSPITALS, Release, SafeResults
from survey_engine.analysis.policy import Policy
from survey_engine.analysis.suppression import ALL_BUT_FEWER, FEW_BY_HES, FEWER, WITHHELD
from survey_engine.exchange.methods_files import METHODS, plain
from survey_engine.exchange.methods_pooled import pooled_section
from survey_engine.exchange.opening import Opened
from survey_engine.exchange.wave_facts import HospitalTally, WaveFacts
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.questionnaire.modes import Unclear

_POSTING = {
    "sealed": "Sealed letters. The charity or its printer made the letters in closed envelopes, and the "
    "hospital added the addresses. The hospital never held a code.",
    "merge": "Mail merge. The hospital printed the codes. It could find out whether a code was used, or use "
    "it itself. It could never read answers that were sent.",
}
_UNCLEAR = {Unclear.SEVERAL: "more than one box ticked", Unclear.UNREADABLE: "could not be read"}


def write_methods(
    folder: Path,
    questionnaire: Questionnaire,
    facts: WaveFacts,
    opened: Opened,
    results: SafeResults,
    release: Release,
    files: Iterable[str],
    misread: Sequence[str] = (),
) -> None:
    """Writes methods.md of a bundle. `files` are the lines that tell of its files (methods_files.py).

    `misread` are questions with a figure that the checker could not read (withholding.py).
    """
    lines = [
        *_head(questionnaire, facts, results),
        *files,
        *_numbers(),
        *_collection(facts, results),
        *_opening(opened, facts),
        *_rows(release, facts, results.policy),
        *_scores(),
        *_withheld(results, misread),
    ]
    (folder / METHODS).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _head(questionnaire: Questionnaire, facts: WaveFacts, results: SafeResults) -> Iterator[str]:
    yield f"# How these results were made: wave {plain(facts.code)}"
    yield ""
    yield (
        f"**For the {results.policy.audience} only.** This folder never leaves the charity. Nothing in it "
        "goes to a hospital, a patient representative or the public as it is: each of them gets a release of "
        "its own."
    )
    yield ""
    form = ", short form: its core questions alone were asked" if facts.short_form else ""
    yield f"- Questionnaire: {plain(questionnaire.id)}, version {questionnaire.version}{form}"
    yield f"- Fingerprint of its wording: {questionnaire.content_hash}"
    yield f"- Open from {facts.opens_on.isoformat()} to {facts.closes_on.isoformat()}"
    yield f"- Rules of disclosure control: {results.policy.version}"
    if questionnaire.answered_by is AnsweredBy.STAFF:
        yield (
            "- Staff answered, who are small teams. A hospital with fewer than 10 answers is never shown "
            "alone. Its answers count only in the figures of several hospitals, and there only where these "
            "hide each other. What staff wrote never stands with a hospital."
        )


def _numbers() -> Iterator[str]:
    yield from _title("How to read the numbers")
    yield (
        "- eligible and answered are to the nearest 5, so the difference between them is not a number of "
        "people. answered is never shown below the base."
    )
    yield (
        "- scored is exact for an ordinary question. For a sensitive or recognisable one, and for one that "
        "such a question leads to, it is to the nearest 5."
    )
    yield (
        f'- counts: "{FEWER}" stands for 0, 1 or 2. "{WITHHELD}" stands for a number from which a small one '
        f'could be worked out. "{ALL_BUT_FEWER}" stands for all people, all but one or all but two. '
        f'"{FEW_BY_HES}" stands for 0 to 7, and every other number beside it is to the nearest 5. This is '
        "the rule of the NHS for hospital statistics (HES)."
    )
    yield (
        '- score: "under 10 %" and "over 90 %", or "10 % or under" and "90 % or over", stand for scores so '
        "low or high that a number could point to people. For a sensitive or recognisable question the "
        "number is to the nearest 10, and to the nearest 5 for a base of 40 or more."
    )
    yield (
        '- mean, of a scale: "9.3 or over" and "2.1 or under" stand for means so near the highest or the '
        "lowest that these answers allow that they would tell which numbers people chose."
    )
    yield (
        f'- "{ALL_HOSPITALS}" is the sum of the hospitals whose figure is shown, and of the others where '
        "these hide each other: at least 3 of them, 10 answers or more, and none with over half of these. It "
        "may be rounded to 5 or 10 points, where a finer number would give away a hospital that is not shown."
    )
    yield "- hospital: a code. Its name stands beside it in results.csv, and all of them in the codebook."


def _collection(facts: WaveFacts, results: SafeResults) -> Iterator[str]:
    yield from _title("How the answers came in")
    yield f"Way of posting: {_POSTING.get(facts.posting, plain(facts.posting))}"
    yield ""
    modes = ", ".join(f"{plain(mode)} {number}" for mode, number in results.modes)
    yield (
        f"About {results.responses} people sent answers. By way of answering, to the nearest 5 and * for 7 "
        f"or fewer: {modes}. Answers by telephone tend to be kinder than those on a screen or on paper. "
        "Nothing was adjusted for this."
    )
    yield f"Sent before the end of the questions: {results.partial}."
    if results.unclear:
        counted = ", ".join(f"{_UNCLEAR[reason]}: {number}" for reason, number in results.unclear)
        yield f"Each form on paper was keyed twice. Entries that give no answer: {counted}."
    if facts.tally:
        yield ""
        yield "| hospital | invited | answers | share |"
        yield "|---|---|---|---|"
        yield from (_tally_row(each, facts, results) for each in facts.tally)
        yield ""
        yield (
            "The share describes who replied. It has no interval: those who did not reply may think "
            "otherwise, and no formula can tell. Letters that replaced a lost one are not counted twice."
        )


def _tally_row(tally: HospitalTally, facts: WaveFacts, results: SafeResults) -> str:
    name = plain(facts.hospitals.get(tally.hospital, tally.hospital))
    used = results.people.get(tally.hospital)
    if used is None or tally.invited <= 0:
        return f"| {name} | {tally.invited} | fewer than 10 | not shown |"
    share = min(100, round(100 * used / tally.invited))
    return f"| {name} | {tally.invited} | about {used} | about {share} % |"


def _opening(opened: Opened, facts: WaveFacts) -> Iterator[str]:
    yield from _title("How the envelopes were opened")
    yield "The answers were put into random order, and their numbers were dropped."
    yield ""
    yield f"Fingerprint of all envelopes when the wave closed: `{facts.digest}`."
    if opened.compared:
        yield "It was compared with the one that was printed at close, and was the same."
    else:
        yield "It was not compared with the one that was printed at close. Ask the trustee for that one."
    if opened.missing:
        yield ""
        yield (
            "**Warning.** Envelopes that were counted at close and are not here as they were: "
            f"{opened.missing}. They were taken away or changed since. Ask why before you use the results."
        )
    yield ""
    if not opened.refused:
        yield "No envelope was refused." if opened.missing else "Every envelope was opened."
        return
    yield f"Envelopes refused, whose answers are in no file: {len(opened.refused)}."
    yield ""
    yield from (f"- {refusal.id}: {refusal.reason.words}" for refusal in opened.refused)


def _rows(release: Release, facts: WaveFacts, policy: Policy) -> Iterator[str]:
    yield from _title("The rows")
    if release.pooled is not None:
        yield from pooled_section(release, release.pooled)
        return
    yield (
        f'responses.csv has {len(release.rows)} rows of the shape "{release.shape}". It is for the '
        "charity's analysts under an access agreement. In it, not shown, not reached, skipped, not sure and "
        "did not need are one blank. Questions that are sensitive or could help to recognise a person are "
        "left out, and so are questions that only some people saw because of such an answer. The codebook "
        "says which. A wave has one file of rows, in one shape: two could be joined, so the release ledger "
        "refuses the other, and refuses other results of this wave as well."
    )
    yield ""
    if release.merged:
        hospitals = _hospitals(release.merged, facts)
        yield f'Under 20 answers each, so their rows say "{OTHER_HOSPITALS}": {hospitals}.'
        if release.blanked:
            yield ""
            yield (
                "Blank in these rows, because the shown score of one of these hospitals, taken away, would "
                f"leave too few people: {', '.join(release.blanked)}."
            )
    elif release.left_out:
        yield (
            "Under 20 answers each, and together too few to hide among each other, so without rows: "
            f"{_hospitals(release.left_out, facts)}."
        )
    else:
        yield "Every hospital has 20 answers or more, so each stands under its own code."
    yield ""
    named = (
        f"A hospital is named only where at least {LEAST_WITH_HOSPITAL} of its people wrote on the question."
        if policy.names_comments
        else "No hospital is named."
    )
    yield (
        "The comments were shuffled question by question and cannot be joined to the rows. None has been "
        f"reviewed: they can hold names. {named}"
    )


def _scores() -> Iterator[str]:
    yield from _title("The scores")
    yield (
        'A score is the percent of good answers among all answers that count. "Not sure", "did not need" '
        'and "does not apply" do not count. The interval is Wilson\'s 95 % interval. It shows chance only, '
        "not who chose not to reply. There is no adjustment for who the patients were, no rank of hospitals "
        'and no arrow for a trend. The row "all hospitals" is a figure for reading, not for a comparison: '
        "a hospital is part of it."
    )


def _withheld(results: SafeResults, misread: Sequence[str]) -> Iterator[str]:
    yield from _title("What was withheld, and why")
    yield (
        "Before anything was written, a program attacked this release with all that its reader has: every "
        "table, the groups, and the rows. It looked for hidden numbers that sums and roundings narrow down "
        "(integer linear programming). What gave one away was withheld too. Had one been left, nothing would "
        "have been written."
    )
    yield ""
    if misread:
        yield (
            "**A fault of the program.** It could not read a figure of these questions, or read one that the "
            f"answers contradict: {', '.join(plain(name) for name in misread)}. Nobody can say what such a "
            "figure tells, so it was withheld as if it told all. Tell those who look after survey-engine."
        )
    else:
        yield (
            "The program could read every figure. One that it cannot read is withheld as if it told all, and "
            "named here."
        )
    yield ""
    reasons = Counter(reason for row in results.rows for reason in row.figure.withheld)
    if not reasons:
        yield "Nothing."
    for reason, count in sorted(reasons.items()):
        yield f"- `{reason.value}` ({count} rows of results.csv): {reason.words}"


def _title(text: str) -> Iterator[str]:
    yield from ("", f"## {text}", "")


def _hospitals(codes: Sequence[str], facts: WaveFacts) -> str:
    return ", ".join(plain(f"{facts.hospitals.get(code, code)} ({code})") for code in codes)
