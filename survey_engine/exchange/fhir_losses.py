"""What of a FHIR resource has no place here, as sentences: one for each member and each extension."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.exchange.fhir import HL7, OWN, TRANSLATION
from survey_engine.exchange.fhir_conditions import EXPRESSION, SYSTEM
from survey_engine.exchange.fhir_json import Item, extension, extensions
from survey_engine.exchange.foreign_text import shown

HIDDEN = HL7 + "questionnaire-hidden"
DISPLAY_CATEGORY = HL7 + "questionnaire-displayCategory"
ITEM_CONTROL = HL7 + "questionnaire-itemControl"
_CARRIED = {
    "resourceType", "id", "language", "extension", "url", "version", "name", "title", "_title", "status",
    "item", "contained",
}  # fmt: skip
_CARRIED_OF_ITEM = {
    "linkId", "text", "_text", "type", "item", "extension", "enableWhen", "enableBehavior", "repeats",
    "answerOption", "option", "answerValueSet", "id", "required", "readOnly", "answerConstraint",
}  # fmt: skip
_UNDERSTOOD = {
    EXPRESSION, TRANSLATION, HL7 + "questionnaire-maxOccurs", HL7 + "minValue", HL7 + "maxValue",
    DISPLAY_CATEGORY, HL7 + "questionnaire-optionExclusive", HL7 + "questionnaire-sliderStepValue", HIDDEN,
}  # fmt: skip
_WEIGHTS = ("ordinalValue", "itemWeight", "questionnaire-ordinalValue")


def losses_of_resource(resource: Item) -> Iterator[str]:
    """What the resource says of itself, and is not carried."""
    for member in resource.keys() - _CARRIED:
        yield f"`{shown(member)}` of the Questionnaire is not carried."
    for one in resource.get("contained", ()):
        if one.get("resourceType") not in ("ValueSet", "CodeSystem"):
            said = f"{shown(one.get('resourceType', 'resource'))} `{shown(one.get('id', '?'))}`"
            yield f"The {said} inside the Questionnaire is not carried."
    for one in resource.get("extension", ()):
        if not str(one.get("url")).startswith(OWN):
            yield f"The extension {shown(one.get('url'))} of the Questionnaire is not carried."
    language = resource.get("language", "en")
    if language.partition("-")[0].casefold() != "en":
        yield f"Its texts are in `{shown(language)}`. They are carried where English is expected."


def losses_of_item(item: Item, link: str, kind: str) -> Iterator[str]:
    """What one item says, and is not carried."""
    for member in sorted(item.keys() - _CARRIED_OF_ITEM):
        yield f"{link}: `{shown(member)}` is not carried."
    if item.get("required"):
        yield f"{link}: `required` is not carried, for here every question can be passed over."
    if item.get("repeats") and kind not in ("single", "multiple"):
        yield f"{link}: it can be answered again and again there, and once here."
    if item.get("type") == "open-choice" or item.get("answerConstraint", "optionsOnly") != "optionsOnly":
        yield f"{link}: another answer in her own words is not carried. Add an option for it."
    if item.get("type") in ("dateTime", "quantity", "url"):
        what = {"dateTime": "the time of day", "quantity": "the unit", "url": "that it is an address"}
        yield f"{link}: {what[item['type']]} is not carried."
    for url in dict.fromkeys(_urls(item)):
        yield f"{link}: the extension {url} is not carried."
    yield from _losses_of_options(item, link)


def _urls(item: Item) -> Iterator[str]:
    beside = item.get("_text", {})
    for one in (*item.get("extension", ()), *beside.get("extension", ())):
        url = str(one.get("url"))
        if not url.startswith(OWN) and url not in _UNDERSTOOD:
            yield shown(url)


def _losses_of_options(item: Item, link: str) -> Iterator[str]:
    options = (*item.get("answerOption", ()), *item.get("option", ()))
    systems = {str(option.get("valueCoding", {}).get("system", SYSTEM)) for option in options} - {SYSTEM}
    for system in sorted(systems):
        yield f"{link}: that its codes are of {shown(system)} is not carried."
    if any("initialSelected" in option for option in options):
        yield f"{link}: which option is chosen at first is not carried."
    urls = {str(one.get("url")) for option in options for one in option.get("extension", ())}
    for url in sorted(urls - _UNDERSTOOD):
        if not url.startswith(OWN) and url.rsplit("/", 1)[-1] not in _WEIGHTS:
            yield f"{link}: the extension {shown(url)} of its options is not carried."


def why_left_out(item: Item) -> str:
    """Why an item is not for people at all, as the rest of a sentence; empty where it is."""
    if extension(item, HIDDEN).get("valueBoolean") is True:
        return "it is hidden there, so it is not carried"
    if item.get("type") in ("group", "display"):
        return ""
    urls = [str(one.get("url", "")) for one in item.get("extension", ())]
    if any(url.endswith("-calculatedExpression") for url in urls):
        return "its answer is calculated, so it is not carried"
    return "nobody can answer it there (`readOnly`), so it is not carried" if item.get("readOnly") else ""


def is_hint(below: Item) -> bool:
    """Whether a text inside a question tells how to answer it."""
    if below.get("type") != "display":
        return False
    for url, codes in (
        (DISPLAY_CATEGORY, {"instructions", "help"}),
        (ITEM_CONTROL, {"help", "inline", "prompt", "flyover", "lower", "upper"}),
    ):
        for one in extensions(below, url):
            coding = one.get("valueCodeableConcept", {}).get("coding", ())
            if any(code.get("code") in codes for code in coding):
                return True
    return False
