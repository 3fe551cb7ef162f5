"""The written route for a comment that tells of danger: the charity's own words, or ours."""

from __future__ import annotations

from typing import Final

from survey_engine.web.house import house

_OURS: Final = """
Somebody may write that they are in danger, that they think of ending their life, or that care on a ward does
harm. Do not decide alone what it means.

You cannot find out who wrote it, and nobody else can: not the hospital, not the charity. Nothing that is kept
leads to the person, and nobody can ring them. Do not try.

Press “I am worried about this comment”. It is put aside, and cannot be released.

Ring the safeguarding lead of the charity on the same day. Read the comment to them, or hand over the printed
page. Do not send its words by e-mail.

The lead decides whether a service must be told, which one, and in which words: never in words that could show
who wrote them. The lead also decides whether the comment may be used.

Then press “The lead has decided” here. Nothing of what was decided is kept on this computer.

Reading such words is hard. Stop, talk to somebody, and go on another day.
"""


def safeguarding() -> tuple[str, ...]:
    """What to do, step by step: from the organisation file, else ours."""
    ours = tuple(" ".join(step.split()) for step in _OURS.strip().split("\n\n"))
    return house().settings.organisation.safeguarding or ours
