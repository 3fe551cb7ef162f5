"""A codebook as DDI-Codebook 2.6, for data archives and statistics programs.

Source: the DDI Alliance's DDI-Codebook 2.6, whose schema fixes the order of what stands in each element.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import assert_never
from xml.etree import ElementTree as ET  # nosec B405 # nothing is read, only written

from survey_engine.analysis.codebook import Code, Variable, codebook
from survey_engine.questionnaire.answers import clean_text
from survey_engine.questionnaire.definition import (
    All,
    Answered,
    AnyOf,
    Condition,
    Is,
    Kind,
    Not,
    Question,
    Questionnaire,
)

NAMESPACE = "ddi:codebook:2_6"
XML = "http://www.w3.org/XML/1998/namespace"


def to_ddi(questionnaire: Questionnaire, variables: Sequence[Variable] | None = None) -> bytes:
    """The codebook of a questionnaire as XML, in its source language; `variables` those of a wave."""
    ET.register_namespace("", NAMESPACE)
    described = list(variables if variables is not None else codebook(questionnaire, {}))
    name = f"{questionnaire.id}_{questionnaire.version}"
    root = ET.Element(_tag("codeBook"), {"version": "2.6", "ID": name, f"{{{XML}}}lang": "en"})
    _add_study(root, questionnaire)
    data = _add(root, "dataDscr")
    _add_groups(data, described, questionnaire)
    for variable in described:
        _add_variable(data, variable, questionnaire)
    ET.indent(root)
    stream = io.BytesIO()
    ET.ElementTree(root).write(stream, encoding="UTF-8", xml_declaration=True)
    return stream.getvalue() + b"\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(tag), attributes)
    element.text = clean_text(text) or None  # XML forbids what a name that somebody typed can hold
    return element


def _add_study(root: ET.Element, questionnaire: Questionnaire) -> None:
    citation = _add(_add(root, "stdyDscr"), "citation")
    titles = _add(citation, "titlStmt")
    _add(titles, "titl", f"{questionnaire.title}, version {questionnaire.version}")
    _add(titles, "IDNo", f"{questionnaire.id}/{questionnaire.version}", agency="survey_engine")
    versions = _add(citation, "verStmt")
    _add(versions, "version", str(questionnaire.version))
    _add(versions, "notes", f"SHA-256 of the definition: {questionnaire.content_hash}")


def _add_groups(data: ET.Element, variables: Sequence[Variable], questionnaire: Questionnaire) -> None:
    """Every section, and every question with a column for each choice: groups stand before all variables."""
    for section in questionnaire.sections:
        asked = {question.id for page in section.pages for question in page.questions}
        inside = [variable for variable in variables if variable.question in asked]
        if inside:
            _add_group(data, f"g_{section.id}", "section", section.title, inside)
    for question in questionnaire.asked():
        columns = [variable for variable in variables if variable.question == question.id]
        if len(columns) > 1:
            _add_group(data, f"m_{question.id}", "multipleResp", question.text, columns)


def _add_group(data: ET.Element, name: str, kind: str, label: str, variables: Iterable[Variable]) -> None:
    members = " ".join(_id_of(variable) for variable in variables)
    group = _add(data, "varGrp", ID=name, type=kind, var=members, name=name[2:])
    _add(group, "labl", label)


def _id_of(variable: Variable) -> str:
    return f"v_{variable.name}"


def _add_variable(data: ET.Element, variable: Variable, questionnaire: Questionnaire) -> None:
    question = questionnaire.question(variable.question) if variable.question else None
    is_figure = variable.kind == Kind.NUMBER.value and not variable.codes
    interval = "contin" if is_figure else "discrete"
    element = _add(data, "var", ID=_id_of(variable), name=variable.name, intrvl=interval)
    if variable.kind == Kind.SCALE.value:
        element.set("nature", "ordinal")
    _add(element, "labl", variable.label, level="variable")
    if question is not None:
        _add_question(element, variable, question, questionnaire)
    _add(element, "txt", " ".join(part for part in (variable.left_out, variable.missing) if part))
    for code in variable.codes:
        _add_category(element, code, question)
    for standard in variable.standards:
        _add(element, "concept", standard, vocab=questionnaire.standards)
    _add(element, "varFormat", type="numeric" if is_figure else "character")
    _add(element, "notes", f"Stands in {', '.join(variable.files)}.")
    if variable.flags or variable.inherited:
        flags = f"own: {' '.join(variable.flags)}; inherited: {' '.join(variable.inherited)}"
        _add(element, "notes", f"Flags for disclosure control. {flags}")


def _add_question(
    element: ET.Element, variable: Variable, question: Question, questionnaire: Questionnaire
) -> None:
    asked = _add(element, "qstn", ID=f"q_{variable.name}")
    if variable.position is not None:
        asked.set("seqNo", str(variable.position))
    _add(asked, "qstnLit", question.text)
    if question.hint:
        _add(asked, "postQTxt", question.hint)
    condition = questionnaire.shown_when(question)
    if condition is not None:
        _add(element, "universe", f"People where {_in_words(condition, questionnaire)}.", clusion="I")


def _add_category(element: ET.Element, code: Code, question: Question | None) -> None:
    option = question.option(code.value) if question else None
    category = _add(element, "catgry")
    if option is not None and option.escape:
        category.set("missing", "Y")
    _add(category, "catValu", code.value)
    _add(category, "labl", code.label, level="category")
    if code.score:
        _add(category, "txt", f"score: {code.score}")


def _in_words(condition: Condition, questionnaire: Questionnaire) -> str:
    """A condition in words, questions by their names and options by their labels."""
    match condition:
        case Is():
            question = questionnaire.question(condition.question)
            options = [question.option(option) for option in condition.options] if question else []
            labels = " or ".join(f"“{option.label}”" for option in options if option is not None)
            return f"the answer to {condition.question} is {labels}"
        case Answered():
            return f"{condition.question} has an answer"
        case Not():
            return f"it is not so that {_in_words(condition.condition, questionnaire)}"
        case All() | AnyOf():
            word = " and " if isinstance(condition, All) else " or "
            parts = word.join(_in_words(part, questionnaire) for part in condition.conditions)
            return f"({parts})"
        case _:
            assert_never(condition)
