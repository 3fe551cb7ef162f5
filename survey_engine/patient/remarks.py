"""What a page says to somebody who comes back: where she was, and what is next."""

from __future__ import annotations

from flask import request

from survey_engine.patient.sitting import Sitting
from survey_engine.questionnaire.definition import Page
from survey_engine.web.language import gettext as _


def return_line(sitting: Sitting, page: Page) -> str | None:
    """On return, one line of where she was and what is next."""
    if request.args.get("back") != "today":
        return None
    here = sitting.filled(sitting.questionnaire.section_of(page).title)
    at = sitting.questionnaire.page(sitting.progress.at) if sitting.progress.at else None
    if at is not None and at.section != page.section:
        before = sitting.filled(sitting.questionnaire.section_of(at).title)
        return _(
            "Welcome back. You finished “%(before)s”. Next is “%(part)s”. Your answers are here.",
            before=before,
            part=here,
        )
    following = _part_after(sitting, page)
    if following:
        return _(
            "Welcome back. You were in “%(part)s”. After it comes “%(following)s”. Your answers are here.",
            part=here,
            following=following,
        )
    return _(
        "Welcome back. You were in “%(part)s”. It is the last part. Your answers are here.",
        part=here,
    )


def _part_after(sitting: Sitting, page: Page) -> str:
    """The title of the next part before the check; empty where there is none."""
    questionnaire = sitting.questionnaire
    parts = list(dict.fromkeys(one.section for one in sitting.path))
    after = parts[parts.index(page.section) + 1 :] if page.section in parts else []
    sections = (one for one in questionnaire.sections if one.id in after and not one.after_check)
    return next((sitting.filled(section.title) for section in sections), "")
