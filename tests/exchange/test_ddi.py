"""The codebook as DDI-Codebook 2.6.

The schema itself is not at hand offline. What is held here is the order of elements as the field-level
documentation of DDI-Codebook 2.6 (DDI Alliance) lists the children of each, transcribed for the elements that
we write, with the attributes that each may have.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from survey_engine.analysis.codebook import codebook
from survey_engine.exchange.ddi import to_ddi
from survey_engine.questionnaire.loading import load_questionnaire
from tests.exchange.interchange import FILES, NAMES

NAMESPACE = "{ddi:codebook:2_6}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CHILDREN = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "verStmt": "version verResp notes",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "varGrp": "labl txt concept defntn universe notes",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod "
    "universe TotlResp sumStat "
    "txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap "
    "catLevel notes",
    "qstn": "preQTxt qstnLit postQTxt forward backward ivuInstr",
    "catgry": "catValu labl txt catStat mrow",
}
ATTRIBUTES = {
    "codeBook": {"version", "ID", XML_LANG},
    "IDNo": {"agency"},
    "varGrp": {"ID", "type", "var", "name"},
    "var": {"ID", "name", "intrvl", "nature"},
    "labl": {"level"},
    "qstn": {"ID", "seqNo"},
    "universe": {"clusion"},
    "catgry": {"missing"},
    "concept": {"vocab"},
    "varFormat": {"type"},
}
VALUES = {
    ("varGrp", "type"): {"section", "multipleResp"},
    ("var", "intrvl"): {"contin", "discrete"},
    ("var", "nature"): {"nominal", "ordinal", "interval", "ratio", "percent", "other"},
    ("catgry", "missing"): {"Y", "N"},
    ("varFormat", "type"): {"numeric", "character"},
    ("universe", "clusion"): {"I", "E"},
}
ONCE = {"varFormat", "titl", "catValu", "stdyDscr", "dataDscr"}  # of what we write, at most one in its parent
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")


def parsed(path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(to_ddi(load_questionnaire(path)), parser)


def name_of(element: etree._Element) -> str:
    tag = str(element.tag)
    assert tag.startswith(NAMESPACE), tag
    return tag.removeprefix(NAMESPACE)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_element_stands_in_the_order_of_the_standard(path: Path) -> None:
    for element in parsed(path).iter(etree.Element):
        name, inside = name_of(element), [name_of(child) for child in element]
        order = CHILDREN.get(name, "").split()
        assert set(inside) <= set(order), name
        assert inside == sorted(inside, key=order.index), name
        assert [child for child in ONCE if inside.count(child) > 1] == []
        assert set(element.attrib) <= ATTRIBUTES.get(name, set()), name
        for attribute, value in element.attrib.items():
            assert value in VALUES.get((name, str(attribute)), {value})
        if not inside and name != "varFormat":
            assert (element.text or "").strip(), name


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_ids_are_names_used_once_and_references_hit_them(path: Path) -> None:
    root = parsed(path)
    ids = [str(element.get("ID")) for element in root.iter(etree.Element) if element.get("ID")]
    assert len(ids) == len(set(ids))
    assert all(NCNAME.fullmatch(one) for one in ids)
    variables = {str(one.get("ID")) for one in root.iter(f"{NAMESPACE}var")}
    groups = [set(str(one.get("var")).split()) for one in root.iter(f"{NAMESPACE}varGrp")]
    assert groups
    assert set().union(*groups) <= variables


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_variable_and_code_of_the_codebook_is_there(path: Path) -> None:
    questionnaire, root = load_questionnaire(path), parsed(path)
    described = {str(one.get("name")): one for one in root.iter(f"{NAMESPACE}var")}
    variables = codebook(questionnaire, {})
    assert list(described) == [variable.name for variable in variables]
    for variable in variables:
        found = described[variable.name]
        values = [value.text for value in found.iter(f"{NAMESPACE}catValu")]
        assert values == [code.value for code in variable.codes]
        question = questionnaire.question(variable.question) if variable.question else None
        ways_out = {option.id for option in question.options if option.escape} if question else set()
        missing = {
            one.findtext(f"{NAMESPACE}catValu")
            for one in found.iter(f"{NAMESPACE}catgry")
            if one.get("missing") == "Y"
        }
        assert missing == ways_out & set(values)
        if question is not None:
            assert found.findtext(f"{NAMESPACE}qstn/{NAMESPACE}qstnLit") == question.text


def test_who_was_asked_is_said_in_words() -> None:
    root = parsed(FILES[NAMES.index("a_chain-1")])
    said = {
        str(one.get("name")): one.findtext(f"{NAMESPACE}universe") for one in root.iter(f"{NAMESPACE}var")
    }
    assert said["third"] == "People where the answer to second is “Yes” or “I do not know”."
    assert said["first"] is None


def test_a_question_with_several_choices_is_a_group_of_columns() -> None:
    root = parsed(FILES[NAMES.index("every_kind-1")])
    kinds = {str(one.get("ID")): one.get("type") for one in root.iter(f"{NAMESPACE}varGrp")}
    assert kinds == {"g_kinds": "section", "m_kind_multiple": "multipleResp"}
    assert root.get(XML_LANG) == "en"
    assert root.get("version") == "2.6"
