"""The release bundle: a folder or .zip with everything the charity gets of a wave, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from survey_engine.analysis.answer_pairs import AnswerPairs
from survey_engine.analysis.checker import demand_unrecoverable
from survey_engine.analysis.codebook import codebook, for_pooled_rows
from survey_engine.analysis.comments import CommentCollector, Comments
from survey_engine.analysis.crosswalk import Join, crosswalk
from survey_engine.analysis.disclosure import (
    Release,
    RowShape,
    SafeResults,
    questions_in_rows,
    release_pooled_rows,
    release_rows,
    require_enough,
)
from survey_engine.analysis.findings import Findings
from survey_engine.analysis.groups import GroupCounter, SafeGroups
from survey_engine.analysis.merging import RowCounter
from survey_engine.analysis.passes import pass_over
from survey_engine.analysis.policy import policy_of
from survey_engine.analysis.results import ResultsCounter
from survey_engine.analysis.shuffling import NewShuffle
from survey_engine.analysis.withholding import settle_with_rows
from survey_engine.exchange.counted_box import Reason
from survey_engine.exchange.data_package import write_data_package
from survey_engine.exchange.ddi import to_ddi
from survey_engine.exchange.findings_files import findings_section, make_findings, write_findings
from survey_engine.exchange.labelled_rows import label_rows, write_codes, write_labels
from survey_engine.exchange.manifest import write_manifest
from survey_engine.exchange.methods import write_methods
from survey_engine.exchange.methods_files import DDI, files_section, lost_section, read_me
from survey_engine.exchange.methods_groups import groups_section
from survey_engine.exchange.opening import Opened
from survey_engine.exchange.progress import Watch, Watched, unwatched
from survey_engine.exchange.questionnaire_files import Worded, with_words, write_questionnaire
from survey_engine.exchange.release_place import place_for, require_free
from survey_engine.exchange.release_tables import (
    write_codebook,
    write_comments,
    write_crosswalk,
    write_groups,
    write_results,
)
from survey_engine.exchange.scratch import Chance, in_scratch
from survey_engine.exchange.statistics_files import write_statistics_files
from survey_engine.exchange.wave_facts import WaveFacts
from survey_engine.exchange.workbook import write_workbook
from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.standards import StandardsList

Register = Callable[[Path], None]


class NothingOpenedError(Exception):
    """Not one envelope of the wave opens with the key given."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle is made of, all of it past disclosure control."""

    questionnaire: Questionnaire
    facts: WaveFacts
    opened: Opened
    results: SafeResults
    release: Release
    comments: Comments
    groups: SafeGroups
    findings: tuple[Findings, ...]
    asked: Worded
    misread: tuple[str, ...] = ()  # questions of which the checker could not read a figure
    joins: tuple[Join, ...] = ()  # to earlier versions, where there are any
    earlier: tuple[Worded, ...] = ()


def write_bundle(
    opened: Opened,
    questionnaire: Questionnaire,
    facts: WaveFacts,
    out: Path,
    *,
    identity_secret: str,
    rows: str = RowShape.BY_HOSPITAL,
    random: Chance | None = None,
    watch: Watch = unwatched,
    earlier: Sequence[Questionnaire] = (),
    translations: Sequence[Path] = (),
    register: Register | None = None,
    standards: StandardsList | None = None,
) -> Bundle:
    """Writes the bundle of one opened wave into a new folder or .zip, readable by its owner alone.

    A half-written one is never seen. Raises FolderInUseError, NothingOpenedError, TooFewAnswersError,
    RowsNotAvailableError, RecoverableError where the checker blocks the release, and ValueError for a shape
    of rows that does not exist; nothing is written then. `random` is SystemRandom where none is given.
    `watch` hears how far the work is; `earlier` are the versions before this one, for the crosswalk and
    their texts; `translations` the folders with the words of other languages; `register` is given the folder
    when it is complete, before it stands in its place: it enters the release into the ledger, and nothing is
    there where it raises; `standards` are the list of the questionnaire's, for the titles and the order of
    their scores. Memory does not grow with the responses, but for rows without hospitals.
    """
    shape = RowShape(rows)
    require_free(out)
    _require_opened(opened)
    with place_for(out) as folder:
        bundle = replace(
            _make(opened, questionnaire, facts, shape, in_scratch(random, folder.parent), watch, standards),
            joins=crosswalk((*earlier, questionnaire)),
            asked=with_words(questionnaire, translations),
            earlier=tuple(with_words(version, translations) for version in earlier),
        )
        _write(folder, bundle, identity_secret, watch)
        if register is not None:
            register(folder)
    return bundle


def _require_opened(opened: Opened) -> None:
    """A wrong key must not read as "too few people answered"."""
    closed = sum(refusal.reason is Reason.DOES_NOT_OPEN for refusal in opened.refused)
    if closed and not opened.responses:
        raise NothingOpenedError(
            f"None of the {closed} envelopes opens with this key. Is it the charity's or the recovery key of "
            "this wave?"
        )
    require_enough(len(opened.responses))


def _make(
    opened: Opened,
    questionnaire: Questionnaire,
    facts: WaveFacts,
    shape: RowShape,
    new_shuffle: NewShuffle,
    watch: Watch,
    standards: StandardsList | None,
) -> Bundle:
    """Goes through the responses twice: once for everything that counts or collects, once for the rows."""
    opens_on, policy = facts.opens_on, policy_of(questionnaire)
    counter = ResultsCounter(questionnaire, opens_on, (each.hospital for each in facts.tally if each.issued))
    groups, pairs = GroupCounter(questionnaire, opens_on), AnswerPairs(questionnaire)
    comments = CommentCollector(questionnaire, new_shuffle, policy)
    counted = RowCounter(questions_in_rows(questionnaire))
    for_counts, for_rows = (Watched(opened.responses, what, watch) for what in ("Counting", "Making rows"))
    pass_over(for_counts, questionnaire, [counter, groups, pairs, comments, counted])
    results, counts = counter.results(), groups.result()

    def rows_beside(safe: SafeResults, without: Collection[QuestionId]) -> Release:
        if shape is RowShape.POOLED:
            return release_pooled_rows(for_rows, questionnaire, new_shuffle, opens_on, safe, without)
        return release_rows(
            for_rows, questionnaire, new_shuffle, policy=policy, counted=counted, blank=without
        )

    settled, release = settle_with_rows(results, counts, policy, rows_beside, shape)
    demand_unrecoverable(settled.left)
    return Bundle(
        questionnaire=questionnaire,
        facts=facts,
        opened=opened,
        results=settled.safe,
        release=release,
        comments=comments.comments(),
        groups=settled.groups,
        findings=make_findings(results, pairs, facts, standards, settled.more),
        asked=Worded(questionnaire, {}),
        misread=settled.misread,
    )


def _write(folder: Path, bundle: Bundle, identity_secret: str, watch: Watch) -> None:
    """Writes each file. Those that tell of the others come last."""
    questionnaire, facts, results = bundle.questionnaire, bundle.facts, bundle.results
    entries = codebook(questionnaire, facts.hospitals, bundle.joins)
    variables = for_pooled_rows(entries, bundle.release)
    rows = label_rows(bundle.release, variables, watch)
    write_codes(folder, rows)
    write_labels(folder, rows)
    write_results(folder, results, questionnaire, facts)
    write_groups(folder, bundle.groups, questionnaire, facts)
    write_findings(folder, bundle.findings)
    write_codebook(folder, variables)
    (folder / DDI).write_bytes(to_ddi(questionnaire, variables))
    if bundle.joins:
        write_crosswalk(folder, bundle.joins)
    write_comments(folder, bundle.comments)
    lost = write_questionnaire(folder, bundle.asked, bundle.earlier)
    told = read_me(questionnaire, facts, results)
    lost += write_workbook(folder, rows, variables, told)
    lost += write_statistics_files(folder, rows, told[0], results.policy.audience.value)
    files = [
        *files_section(folder, bundle.release, rows),
        *lost_section(lost),
        *groups_section(questionnaire, bundle.groups),
        *findings_section(bundle.findings, facts),
    ]
    write_methods(folder, questionnaire, facts, bundle.opened, results, bundle.release, files, bundle.misread)
    write_data_package(folder, questionnaire, facts.code, results.policy.audience.value, rows)
    write_manifest(folder, _manifest_facts(bundle), identity_secret)


def _manifest_facts(bundle: Bundle) -> dict[str, Any]:
    questionnaire, facts, results = bundle.questionnaire, bundle.facts, bundle.results
    return {
        "audience": results.policy.audience.value,
        "policy": results.policy.version,
        "wave": facts.code,
        "questionnaire": {
            "id": questionnaire.id,
            "version": questionnaire.version,
            "definition_hash": questionnaire.content_hash,
        },
        "rows": bundle.release.shape.value,
        "responses": {"to_the_nearest_5": results.responses, "partial": results.partial},
        "envelopes": {
            "digest_at_close": facts.digest,
            "refused": len(bundle.opened.refused),
            "missing": bundle.opened.missing,
            "compared_with_the_printed_fingerprint": bundle.opened.compared,
        },
    }
