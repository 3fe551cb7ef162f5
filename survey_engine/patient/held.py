"""What an ended session had typed: sealed into the code page, put into the draft once the code is there."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from survey_engine.patient.session import PatientSession, is_marked_by
from survey_engine.patient.sitting import Sitting, keep
from survey_engine.questionnaire.progress import Progress, read_page
from survey_engine.sealing.keys import open_cookie, seal_cookie
from survey_engine.web.house import house
from survey_engine.web.language import language
from survey_engine.web.moment import today

_NAME: Final = "held"
_MOST: Final = 40_000  # bytes; a page of texts fits many times over


def hold(page_id: str, entered: Mapping[str, Sequence[str]], mark: str) -> str:
    """Seal the entries of one page into a text for a hidden field; empty where they are absurdly large.

    `mark` says whose form it was: only her own draft will take them.
    """
    kept = {key: list(value) for key, value in entered.items()}
    data = json.dumps({"page": page_id, "entered": kept, "mark": mark})
    if len(data) > _MOST:
        return ""
    return seal_cookie(zlib.compress(data.encode("utf-8", "replace")), _NAME, house().settings.secret_keys[0])


def apply_held(session: PatientSession, held: str) -> None:
    """Put held entries into the draft of `session`; what is not ours is left aside."""
    data = open_cookie(held, _NAME, house().settings.secret_keys)
    if data is None:
        return
    content = json.loads(zlib.decompress(data))
    if not is_marked_by(session, str(content.get("mark", ""))):
        return  # another person's words, on a device they share
    latest = today(house().clock())

    def change(sitting: Sitting) -> Progress:
        page = sitting.questionnaire.page(str(content["page"]))
        if page is None:
            return sitting.progress
        return read_page(
            sitting.progress,
            page,
            content["entered"],
            latest=latest,
            months=language().months,
            live=sitting.live,
        ).progress

    keep(session, change, str(content["page"]))
