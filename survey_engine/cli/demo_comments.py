"""Invented comments of a demonstration, each with its theme, and their review by two invented people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from survey_engine.analysis.codebook import COMMENTS
from survey_engine.cli.demo_folder import DemoFolder
from survey_engine.cli.installation import Installation
from survey_engine.exchange.comment_files import read_comments
from survey_engine.exchange.manifest import MANIFEST
from survey_engine.questionnaire.definition import QuestionId
from survey_engine.records import comment_steps, comment_themes, comments, staff
from survey_engine.records.comments import QueuedComment, State
from survey_engine.records.store import Session

BEST: Final = QuestionId("best_thing")
_BEST: Final = {
    "My nurse rings back the same day.": "The nurse",
    "I can ring the nurse about anything, however small.": "The nurse",
    "She knows my story, so I do not have to tell it again.": "The nurse",
    "The scan was explained slowly, and I could ask.": "Being told things clearly",
    "Somebody drew me a picture of what the treatment does.": "Being told things clearly",
    "Letters come to me as well as to my GP surgery.": "Being told things clearly",
    "Everybody on the day unit is kind.": "Kindness",
    "They ask how my family is getting on.": "Kindness",
    "Nobody ever made me feel that I was a nuisance.": "Kindness",
}
_CHANGE: Final = {
    "We wait for hours on clinic days and nobody says why.": "Waiting",
    "Blood tests and clinic on different days mean two long trips.": "Waiting",
    "The chemotherapy was ready long after my appointment.": "Waiting",
    "At the weekend I never know whom to ring.": "Reaching somebody",
    "The answering machine is full by the afternoon.": "Reaching somebody",
    "A plan on paper would help me to remember.": "A written plan",
    "Every doctor tells me something a little different.": "A written plan",
    "Parking costs too much for people who come every week.": "Parking",
    "The car park is full when clinic begins.": "Parking",
}
# Words that would name somebody, for whoever reads the comments to see them marked. Nobody releases these.
_NAMING: Final = {
    BEST: "Sister Jane Miller sat with me on 3 March when Dr Patel told us.",
    QuestionId("change_thing"): "My daughter Amy rang 01632 960123 on 4 May, and nobody answered.",
}
_THEMES: Final[Mapping[str, str]] = {**_BEST, **_CHANGE}
# Of the comments of a wave, in tenths: what stays to be read, and what waits for the second person.
_TO_READ, _WITH_SECOND = 1, 1


def comments_on(question: QuestionId) -> Sequence[str]:
    """What people write on a question."""
    naming = [_NAMING[question]] if question in _NAMING else []
    return (*(_BEST if question == BEST else _CHANGE), *naming)


def review(folder: DemoFolder, wave: str, reader: str, second: str) -> int:
    """Take a wave's comments in from its bundle, give themes, and release most; returns how many.

    reader and second are the addresses of two accounts. Some stay to be read, and some to be released.
    """
    bundle, today = folder.bundle(wave), folder.today
    texts, _signed_by = read_comments(
        (bundle / MANIFEST).read_bytes(), (bundle / COMMENTS).read_bytes(), wave
    )
    with Installation.at(folder.outside()) as installation, installation.writing() as session:
        master_key = installation.settings.master_key
        for theme in sorted(set(_THEMES.values())):
            comment_themes.add_theme(session, wave, theme)
        comments.take_in(session, wave, texts, master_key=master_key)
        queue = comments.every(session, wave, master_key)
        read = [one for one in queue[len(queue) * _TO_READ // 10 :] if not _names_somebody(one)]
        _give(session, wave, read, _account(session, reader), master_key, today)
        waiting = comments.every(session, wave, master_key, state=State.SECOND)
        released = waiting[len(queue) * _WITH_SECOND // 10 :]
        by = _account(session, second)
        for one in released:
            comment_steps.release(session, one, by=by, master_key=master_key)
        installation.note(session, "comments released", wave=wave, count=len(released))
    return len(released)


def _names_somebody(comment: QueuedComment) -> bool:
    return comment.work.text.endswith(tuple(_NAMING.values()))


def _give(
    session: Session, wave: str, read: Sequence[QueuedComment], by: bytes, master_key: bytes, today: date
) -> None:
    """Give each comment its theme, and to the second person."""
    ids = {one.name: one.id for one in comment_themes.frame(session, wave)}
    for one in read:
        about = [ids[theme] for sentence, theme in _THEMES.items() if one.work.text.endswith(sentence)]
        comment_themes.set_themes(session, one, about)
        comment_steps.give_to_second(session, one, by=by, master_key=master_key, today=today)


def _account(session: Session, email: str) -> bytes:
    found = staff.by_email(session, email)
    if found is None:
        raise staff.UnknownStaffError(email)
    return found.id
