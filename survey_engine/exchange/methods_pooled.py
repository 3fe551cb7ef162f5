"""The part of methods.md that tells of rows without hospitals: the groups chosen, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.analysis.disclosure import Release
from survey_engine.analysis.pooled_rows import K, L, PooledRows
from survey_engine.exchange.methods_files import plain


def pooled_section(release: Release, pooled: PooledRows) -> Iterator[str]:
    """The lines of the section, after its title."""
    yield (
        f'responses.csv has {len(release.rows)} rows of the shape "{release.shape}": no row names its '
        "hospital. It is for the charity's analysts under an access agreement. Every combination of "
        f"{_and([trait.question for trait in pooled.traits])} is shared by {K} people or more. Among them "
        f"are at least {L} different answers to each sensitive question. In it, not shown, not reached, "
        "skipped, not sure and did not need are one blank. A wave has one file of rows, in one shape: two "
        "could be joined, so the release ledger refuses the other, and other results of this wave as well."
    )
    yield ""
    yield "The groups are the finest that do so with the least loss:"
    yield ""
    for trait, step in zip(pooled.traits, pooled.steps, strict=True):
        if step == len(trait.ladder):
            yield f"- {trait.question}: blank in every row."
            continue
        labels = "; ".join(group.label for group in trait.ladder[step])
        yield f"- {trait.question}: step {step + 1} of {len(trait.ladder)} of its ladder: {plain(labels)}."
    yield ""
    yield from _left_out(pooled)
    yield ""
    yield "The comments were shuffled question by question and cannot be joined to the rows."


def _left_out(pooled: PooledRows) -> Iterator[str]:
    if pooled.hidden_traits:
        yield (
            f"In about {5 * round(pooled.hidden_traits / 5)} rows all of them are blank, because too few "
            "people shared them."
        )
        yield ""
    if pooled.blanked:
        yield (
            "Blank in the rows of hospitals whose figure is hidden, which are too few to hide each other: "
            f"{', '.join(pooled.blanked)}."
        )
    if pooled.left_out:
        yield (
            "Left out, because in some group of people everybody would have given the same answer: "
            f"{', '.join(pooled.left_out)}."
        )
    if pooled.dropped:
        yield (
            "Left out, because the rows beside the tables would give a hidden number of a hospital away: "
            f"{', '.join(pooled.dropped)}."
        )


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
