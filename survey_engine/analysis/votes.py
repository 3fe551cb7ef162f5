"""The patients' own vote on what to make better first, read from what is shown of it and nothing else."""

from __future__ import annotations

from survey_engine.analysis.figures import Figure
from survey_engine.analysis.findings import Vote, VoteEntry
from survey_engine.analysis.suppression import ALL_BUT_FEWER
from survey_engine.questionnaire.definition import Flag, Kind, Question, Questionnaire

MOST_FLAGGED = 3  # places that make a question one to talk about
MOST_SHOWN = 5  # places that a report shows first


def is_vote(question: Question) -> bool:
    """Whether people chose a few of several parts of care: harmless, several choices, a most of them."""
    harmless = Flag.DESCRIPTIVE in question.flags
    return harmless and question.kind is Kind.MULTIPLE and question.max_choices is not None


def vote(hospital: str, question: Question, figure: Figure, questionnaire: Questionnaire) -> Vote | None:
    """The vote as a table of places, the most chosen first; None where it has no table.

    Places are given by the numbers as shown, so equal ones share a place and a hidden one has none. "None of
    these" is no part of care and has no place. A choice speaks of the section whose id it bears; where there
    is none, of the only one that has its word in its id ("money" in "family_money"); else of no section, but
    of each question that has it in its id ("trials" in "trial_talk"), see `speaks_of`.
    """
    if not figure.counts:
        return None
    shown = dict(figure.counts)
    options = [option for option in question.options if option.id in shown]
    sizes = {
        option.id: size
        for option in options
        if not (option.exclusive or option.escape) and (size := _size(shown[option.id])) is not None
    }
    entries = [
        VoteEntry(
            option=option.id,
            label=option.label,
            shown=shown[option.id],
            place=1 + sum(size > sizes[option.id] for size in sizes.values()) if option.id in sizes else None,
            section=_section_of(str(option.id), questionnaire),
        )
        for option in options
    ]
    entries.sort(key=lambda entry: (entry.place is None, entry.place or 0))
    return Vote(hospital, question.id, figure.base_text, tuple(entries))


def speaks_of(entry: VoteEntry, question: str, section: str) -> bool:
    """Whether a choice speaks of a question: of its whole section, else of what bears its word alone."""
    if entry.section:
        return entry.section == section
    return _bears(question, entry.option)


def _section_of(choice: str, questionnaire: Questionnaire) -> str:
    sections = [str(section.id) for section in questionnaire.sections]
    if choice in sections:
        return choice
    bearing = [name for name in sections if _bears(name, choice)]
    return bearing[0] if len(bearing) == 1 else ""


def _bears(name: str, choice: str) -> bool:
    """Whether a choice is one of the words of an id, in the singular or the plural."""
    return choice.removesuffix("s") in (word.removesuffix("s") for word in name.split("_"))


def _size(shown: str) -> int | None:
    """A number or a percentage as it is shown; all but a few are more than any number."""
    if shown == ALL_BUT_FEWER:
        return 10**9
    number = shown.removesuffix(" %")
    return int(number) if number.isdecimal() else None
