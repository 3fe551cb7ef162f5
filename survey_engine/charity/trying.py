"""One person who tries a version in the browser: her answers, carried from page to page in the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import Page, QuestionId, Questionnaire
from survey_engine.questionnaire.progress import (
    Progress,
    UnreadableProgressError,
    fitted,
    progress_from_bytes,
)
from survey_engine.questionnaire.routing import after_part, next_page, path, prune
from survey_engine.questionnaire.wording import labels_of, piped
from survey_engine.sealing.keys import open_cookie, seal_cookie
from survey_engine.web.house import house
from survey_engine.web.language import gettext as _


@dataclass(frozen=True)
class Trial:
    """What the pages are drawn from. It is an `Answering`, as a patient's sitting is."""

    questionnaire: Questionnaire  # in the language of the preview; shortened where she chose that
    progress: Progress

    @cached_property
    def live(self) -> Mapping[QuestionId, Value]:
        """The answers on the path."""
        return prune(self.questionnaire, self.progress.answers)

    @cached_property
    def path(self) -> tuple[Page, ...]:
        """The pages on the path."""
        return path(self.questionnaire, self.progress.answers)

    @cached_property
    def _labels(self) -> dict[str, str]:
        hospital = _("your hospital")
        labels = labels_of(self.questionnaire, self.live)
        return {name: piped(label, hospital=hospital) for name, label in labels.items()}

    def filled(self, text: str) -> str:
        """A text with "your hospital", "this survey" and earlier answers in their places."""
        if "{" not in text:
            return text
        return piped(text, hospital=_("your hospital"), wave=_("this survey"), labels=self._labels)


def _name(questionnaire: Questionnaire) -> str:
    """What the seal is bound to: answers to one text say nothing to another, and are no cookie."""
    return f"preview|{questionnaire.id}|{questionnaire.version}|{questionnaire.content_hash}"


def sealed_state(questionnaire: Questionnaire, progress: Progress) -> str:
    """The answers as the form carries them: only this server can open or make it."""
    return seal_cookie(progress.to_bytes(), _name(questionnaire), house().settings.secret_keys[0])


def read_state(questionnaire: Questionnaire, token: str) -> Progress | None:
    """What a form carried; None where it was made of another text, or is none of ours."""
    if not token:
        return Progress()
    data = open_cookie(token, _name(questionnaire), house().settings.secret_keys)
    if data is None:
        return None
    try:
        return fitted(progress_from_bytes(data), questionnaire)
    except UnreadableProgressError:
        return None


def following(trial: Trial, page: Page, *, past_part: bool = False) -> tuple[Page | None, bool]:
    """(the next page, whether the check of the answers comes between)."""
    questionnaire, answers = trial.questionnaire, trial.progress.answers
    if past_part:
        found = after_part(questionnaire, answers, page.section)
    else:
        found = next_page(questionnaire, answers, page.id)
    if found is None:
        return None, not questionnaire.section_of(page).after_check
    is_after = questionnaire.section_of(found).after_check
    return found, is_after and not questionnaire.section_of(page).after_check
