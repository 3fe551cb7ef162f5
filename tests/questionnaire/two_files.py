"""Two versions of a small questionnaire, written as files and compared."""

from __future__ import annotations

from pathlib import Path

from survey_engine.questionnaire.comparing import compare
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.difference import Difference
from survey_engine.questionnaire.loading import load_questionnaire

HEAD = """
questionnaire: care
version: {version}
title: Care
public_name: Your care survey
alias: two_files
standards: sbc_2024
minutes: [1, 2]
plaintext_bytes: 4096
sections:
  - id: a
    title: A part
    questions:
"""
FIRST = """
      - {id: first, type: text, text: What?, short_title: What, max_bytes: 200, flags: [free_text]}
"""
KIND = """
      - id: kind
        type: single
        text: Was it kind?
        short_title: Kind
        options:
          - {id: yes, label: Yes it was, score: positive}
          - {id: most, label: Mostly, score: negative}
          - {id: no, label: No it was not, score: negative}
          - {id: dk, label: I do not know, score: none, escape: true}
        standards: [ACC]
"""
LAST = """
      - {id: rate, type: scale, text: How good?, short_title: Good, standards: [OVR],
         scale: {low: 0, high: 10, low_label: Bad, high_label: Good, positive_from: 9},
         options: [{id: dk, label: I do not know, score: none, escape: true}]}
      - {id: last, type: text, text: Else?, short_title: Else, max_bytes: 200, flags: [free_text]}
"""
OLD = FIRST + KIND + LAST


def loaded(folder: Path, text: str, version: int) -> Questionnaire:
    path = folder / f"{version}.yaml"
    path.write_text(HEAD.format(version=version) + text, encoding="utf-8")
    return load_questionnaire(path)


def difference(folder: Path, new: str, old: str = OLD) -> Difference:
    return compare(loaded(folder, old, 1), loaded(folder, new, 2))


def told(found: Difference) -> list[tuple[str, str, str]]:
    """Part, kind and trend of each change."""
    return [(one.part, one.kind.value, one.trend.value) for one in found.changes]


def refused(found: Difference) -> list[str]:
    """What contradicts itself."""
    return [one.text for one in found.contradictions]
