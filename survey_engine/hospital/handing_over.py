"""Codes that were just made, until their file was opened: sealed under a key of one browser's cookie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from flask import make_response
from werkzeug.wrappers import Response

from survey_engine.hospital.home import own_hospital
from survey_engine.records import handouts, invitations, waves
from survey_engine.records.invitations import Issued
from survey_engine.records.tables import WaveRecord
from survey_engine.sealing.codes import show_code, sign_link
from survey_engine.sealing.keys import KEY_BYTES, open_handout, seal_handout
from survey_engine.web.cookies import read_cookie, set_cookie
from survey_engine.web.house import house
from survey_engine.web.staff_sitting import note, seconds_now

MOST: Final = 200  # at 0.1 s a code; a larger hospital asks twice
_ID_BYTES: Final = 16

Row = tuple[str, str, str]  # ref, code, link


def make_codes(wave: WaveRecord, count: int, details: Mapping[str, object]) -> str:
    """Make codes of her hospital, and keep them sealed for a day; returns what `give` puts into a cookie.

    `details`: what the audit chain says beside wave, hospital and count.
    """
    pepper = waves.pepper(wave, house().settings.master_key)
    drawn = invitations.draw(wave.symbol or "", wave.id, count, pepper, house().random)
    handout_id, key = house().random(_ID_BYTES), house().random(KEY_BYTES)
    with house().store.writing() as db:
        made = invitations.store(db, wave.id, own_hospital(), drawn, house().random)
        sealed = seal_handout(json.dumps([_row(one) for one in made]).encode(), key, handout_id)
        handouts.keep(db, handout_id, own_hospital(), wave.id, sealed, seconds_now())
        told = {"wave": wave.id, "hospital": own_hospital(), "count": count}
        note(db, "codes issued", told | dict(details))
    return (handout_id + key).hex()


def give(response: Response, cookie: str, handed: str) -> Response:
    """Let this browser alone open them."""
    set_cookie(response, cookie, handed)
    return response


def _row(one: Issued) -> Row:
    settings, shown = house().settings, show_code(one.code)
    return one.ref, shown, f"{settings.base_url}/i#{shown}.{sign_link(one.code, settings.secret_keys)}"


def handed_over(cookie: str) -> tuple[str, list[Row]] | None:
    """(wave, the codes this browser holds the key of); None once they are gone."""
    handout_id, key = _held(cookie)
    if not key:
        return None
    with house().store.reading() as db:
        found = handouts.load(db, handout_id, own_hospital(), seconds_now())
    opened = open_handout(found.sealed, key, handout_id) if found is not None else None
    if found is None or not opened:
        return None
    return found.wave, [(ref, code, link) for ref, code, link in json.loads(opened)]


def forget_codes(cookie: str) -> None:
    """She has opened the file: we no longer hold them."""
    with house().store.writing() as db:
        handouts.forget(db, _held(cookie)[0], own_hospital())


def _held(cookie: str) -> tuple[bytes, bytes]:
    try:
        data = bytes.fromhex(read_cookie(cookie) or "")
    except ValueError:
        data = b""
    is_whole = len(data) == _ID_BYTES + KEY_BYTES
    return (data[:_ID_BYTES], data[_ID_BYTES:]) if is_whole else (b"", b"")


def file_response(data: bytes, name: str, kind: str) -> Response:
    """A file to save."""
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
