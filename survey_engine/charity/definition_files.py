"""A questionnaire version as files: its text, an XLSForm, words for translators, the form on paper."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Blueprint, abort, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey_engine.charity.definition_page import version_page
from survey_engine.charity.definition_shelf import ADDRESS, Held, held
from survey_engine.exchange.paper import LARGE_PRINT, SIZES, Look, PaperError, paper
from survey_engine.exchange.paper_cover import Invitation
from survey_engine.exchange.po_files import Domain, is_language, po_bytes
from survey_engine.exchange.spreadsheets import SpreadsheetError
from survey_engine.exchange.translating import merged, questionnaire_texts
from survey_engine.exchange.translation_sheet import write_translation_sheet
from survey_engine.exchange.xlsform import write_xlsform
from survey_engine.web.access import Access, access
from survey_engine.web.forms import PageError
from survey_engine.web.house import house
from survey_engine.web.papers import PDF
from survey_engine.web.printed_language import is_draft, translator
from survey_engine.web.staff_sitting import staff_page
from survey_engine.web.translations import ENGLISH

definition_files = Blueprint("definition_files", __name__, url_prefix=ADDRESS)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SIZES: Final = {"paper.pdf": SIZES[0], "large-print.pdf": LARGE_PRINT[0]}


@definition_files.get("/<name>/<version>/files/<file>")
@access(Access.OFFICE)
def one_file(name: str, version: str, file: str) -> ResponseReturnValue:
    """One of the files; `language` in the query names that of words and papers."""
    with house().store.reading() as db:
        one = held(db, name, version)
    stem = f"{one.questionnaire.id}-{one.questionnaire.version}"
    code = request.args.get("language", ENGLISH)
    if file == "definition.yaml":
        return _saved(_yaml(one), f"{one.questionnaire.version}.yaml", "application/yaml; charset=utf-8")
    try:
        if file == "xlsform.xlsx" and not one.errors:
            return _saved(_sheets(one), f"{stem}.xlsx", _XLSX)
        if file in ("translators.xlsx", "translators.po"):
            return _for_translators(one, file, code.strip())
        if file in _SIZES and not one.errors:
            return _paper(one, code, _SIZES[file])
    except (SpreadsheetError, PaperError) as error:
        return _not_made(one, str(error))
    return abort(404)


def _saved(content: bytes, name: str, kind: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _yaml(one: Held) -> bytes:
    """The file of a version as it is kept, wherever that is."""
    if one.text is not None:
        return one.text.encode()
    wanted = (one.questionnaire.id, str(one.questionnaire.version))
    path = next((each for each in house().catalogue.paths if (each.parent.name, each.stem) == wanted), None)
    return path.read_bytes() if path is not None else abort(404)


def _sheets(one: Held) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_xlsform(path, one.questionnaire, {})
        return path.read_bytes()


def _for_translators(one: Held, file: str, code: str) -> Response:
    """Every text of all versions and of this draft, with the words there are, in any language."""
    if not is_language(code) or code == ENGLISH:
        sentence = "Write the code of a language other than English, such as cy or pl."
        with house().store.reading() as db:
            return version_page(db, one, errors=[PageError("#language", sentence)], status=422)
    known = house().languages.get(code)
    name = str(one.questionnaire.id)
    versions = {each.version: each for each in house().catalogue.versions(name)}
    versions[one.questionnaire.version] = one.questionnaire
    texts = questionnaire_texts(versions[number] for number in sorted(versions))
    domain = merged(known.domain(name) if known else Domain(name, code), texts)
    if file == "translators.po":
        return _saved(po_bytes(domain), f"{name}-{code}.po", "text/x-gettext-translation; charset=utf-8")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "words.xlsx"
        write_translation_sheet(path, code, [domain])
        return _saved(path.read_bytes(), f"{name}-{code}.xlsx", _XLSX)


def _paper(one: Held, code: str, points: int) -> Response:
    language = house().languages.get(code) or abort(404)
    invitation = Invitation(f"{house().settings.base_url}/i")
    look = Look(language.code, language.direction, points, is_draft=is_draft(language))
    worded = language.worded(one.questionnaire)
    pdf = paper(worded, look, house().settings.organisation, invitation, translator(language))
    is_whole = one.record is None and language.covers(one.questionnaire)
    mark = "" if is_whole else "-preview"
    name = f"{one.questionnaire.id}-{one.questionnaire.version}-{language.code}-{points}pt{mark}.pdf"
    return _saved(pdf, name, PDF)


def _not_made(one: Held, sentence: str) -> Response:
    return staff_page(
        "message",
        heading="This file cannot be made",
        paragraphs=(sentence,),
        action=(one.address, "Go back"),
        status=409,
    )
