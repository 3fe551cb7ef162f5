"""What an ended session had typed: sealed into the code page, put into the draft once the code is there."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from flask.typing import ResponseReturnValue

from survey_engine.patient.pages import draw, save_page
from survey_engine.patient.session import PatientSession, is_marked_by, use_session
from survey_engine.patient.sitting import sit_down
from survey_engine.sealing.keys import open_cookie, seal_cookie
from survey_engine.web.house import house
from survey_engine.web.page_view import would_cut

_NAME: Final = "held"
_MOST: Final = 150_000  # bytes: sealed, and however little it can be pressed together, it fits one form


def hold(page_id: str, entered: Mapping[str, Sequence[str]], mark: str) -> str:
    """Seal the entries of one page into a text for a hidden field; empty where they are absurdly large.

    `mark` says whose form it was: only her own draft will take them.
    """
    kept = {key: list(value) for key, value in entered.items()}
    content = {"page": page_id, "entered": kept, "mark": mark}
    data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    if len(data) > _MOST:
        return ""
    return seal_cookie(zlib.compress(data), _NAME, house().settings.secret_keys[0])


def apply_held(session: PatientSession, held: str) -> ResponseReturnValue | None:
    """Put held entries into the draft of `session`; what is not ours is left aside.

    Returns the page they were typed on where a text is longer than what is kept, so that she is told before
    a word is lost.
    """
    data = open_cookie(held, _NAME, house().settings.secret_keys)
    if data is None:
        return None
    content = json.loads(zlib.decompress(data))
    if not is_marked_by(session, str(content.get("mark", ""))):
        return None  # another person's words, on a device they share
    page_id = str(content["page"])
    if sit_down(session, page_id).questionnaire.page(page_id) is None:
        return None
    sitting, reading = save_page(session, page_id, content["entered"])
    page = sitting.questionnaire.page(page_id)
    if page is None or not would_cut(reading):
        return None
    use_session(session)  # the form that is drawn is hers
    return draw(sitting, page, reading.readings, status=422)
