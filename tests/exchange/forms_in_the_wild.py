"""FHIR Questionnaires as other programs write them, in our own words, each like a kind that is found."""

from __future__ import annotations

from typing import Any

Item = dict[str, Any]
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
LOINC = "http://loinc.org"
HIDDEN = {"url": HL7 + "questionnaire-hidden", "valueBoolean": True}


def resource(*items: Item, **members: Any) -> Item:
    return {"resourceType": "Questionnaire", "status": "active", **members, "item": list(items)}


def group(link: str, *items: Item, **members: Any) -> Item:
    return {"linkId": link, "type": "group", **members, "item": list(items)}


def item(link: str, kind: str, text: str = "How are you?", **members: Any) -> Item:
    return {"linkId": link, "type": kind, "text": text, **members}


def coding(code: str, display: str, system: str = LOINC, **members: Any) -> Item:
    return {"valueCoding": {"system": system, "code": code, "display": display, **members}}


def when(question: str, operator: str, **answer: Any) -> Item:
    return {"question": question, "operator": operator, **answer}


def expression(name: str, text: str) -> Item:
    return {"url": SDC + name, "valueExpression": {"language": "text/fhirpath", "expression": text}}


def control(code: str) -> Item:
    concept = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}]}
    return {"url": HL7 + "questionnaire-itemControl", "valueCodeableConcept": concept}


def weighed(code: str, display: str, weight: int) -> Item:
    ordinal = {"url": HL7 + "ordinalValue", "valueDecimal": weight}
    return {"code": code, "display": display, "extension": [ordinal]}


def mood_scale() -> Item:
    """A scored screening form with one value set inside it, as LOINC's panels are."""
    often = {
        "resourceType": "ValueSet",
        "id": "often",
        "status": "active",
        "compose": {"include": [{"system": LOINC, "concept": [
            weighed("LA6568-5", "Not at all", 0), weighed("LA6569-3", "Several days", 1),
            weighed("LA6570-1", "More than half the days", 2), weighed("LA6571-9", "Nearly every day", 3),
        ]}]},
    }  # fmt: skip
    asked = [
        item(f"/4425{i}-8", "choice", text, required=True, answerValueSet="#often", prefix=f"{i}.",
             code=[{"system": LOINC, "code": f"4425{i}-8"}])
        for i, text in enumerate(("Little interest in doing things", "Feeling low", "Sleeping badly"), 1)
    ]  # fmt: skip
    total = item(
        "/44261-6", "decimal", "Sum", readOnly=True, extension=[expression("calculatedExpression", "1")]
    )
    stem = "Over the last 2 weeks, how often were you bothered by:"
    return resource(
        group("/44249-1", group("/stem", *asked, text=stem), total, text="Your mood"),
        name="MoodScale9",
        title="Mood scale",
        url="http://example.org/Questionnaire/mood-9",
        version="2.1.0",
        publisher="Somebody",
        copyright="Nobody's",
        code=[{"system": LOINC, "code": "44249-1"}],
        contained=[often],
        meta={"profile": [SDC + "q"]},
    )


def smoking() -> Item:
    """Booleans and numbers that decide, as an SDC example has them; one by an expression of its own."""
    unit = {"url": HL7 + "questionnaire-unit", "valueCoding": {"code": "{drinks}"}}
    smokes = [when("2", "=", answerBoolean=True)]
    drinks = item("2.1", "quantity", "How many a day?", enableWhen=smokes, extension=[unit])
    return resource(
        group("1", item("2", "boolean", "Do you smoke?", item=[drinks]), text="Habits"),
        item("3", "integer", "How old are you?", extension=[{"url": HL7 + "minValue", "valueInteger": 16},
                                                             {"url": HL7 + "maxValue", "valueInteger": 120}]),
        item("4", "text", "Why?", enableWhen=[when("3", ">=", answerInteger=18)]),
        item("5", "text", "Anything more?", extension=[
            expression("enableWhenExpression", "%resource.item.where(linkId='3').answer.value > 65")
        ]),
        item("6", "string", "For those who do not", enableWhen=[
            when("2", "=", answerBoolean=False), when("3", "exists", answerBoolean=True)
        ], enableBehavior="all"),
        id="habits",
        title="Habits",
    )  # fmt: skip


def admission() -> Item:
    """A hospital's form: groups in groups, questions in questions, repeats, display items between."""
    allergy = group("3.1", item("3.1.1", "open-choice", "To what?", answerOption=[
        coding("227493005", "Cashew nuts", "http://snomed.info/sct"), coding("300916003", "Latex")
    ]), item("3.1.2", "attachment", "A picture"), text="Each allergy", repeats=True)  # fmt: skip
    return resource(
        item("0", "display", "Please fill this in before you come."),
        group("1",
              item("1.1", "string", "Your name", maxLength=40, initial=[{"valueString": "Jo"}]),
              item("1.2", "date", "Date of birth"), item("1.3", "time", "When did you get up?"),
              group("1.4", item("1.4.1", "reference", "Your GP"), item("1.4.2", "url", "A page"),
                    text="Others"),
              text="About <b>you</b>"),
        group("2", item("2.1", "choice", "Pain now?", answerOption=[
            {"valueInteger": 0}, {"valueInteger": 5}, {"valueInteger": 10}
        ]), item("2.2", "choice", "Where?", repeats=True, answerOption=[
            {"valueString": "Head"}, {"valueString": "Back"}, {"valueString": "Head"}
        ], enableWhen=[when("2.1", "!=", answerInteger=0)]),
              item("2.3", "dateTime", "Since?", enableWhen=[when("2.2", "=", answerString="Back")]),
              text="Pain"),
        group("3", item("3.0", "boolean", "Any allergy?"), allergy, text="Allergies",
              enableWhen=[when("1.2", "exists", answerBoolean=True)]),
        name="admission-form",
    )  # fmt: skip


def rendering() -> Item:
    """A form for a renderer: hidden items, help texts, markdown beside the text, drop-down lists."""
    marked = {"extension": [{"url": HL7 + "rendering-markdown", "valueMarkdown": "**Colour**"}]}
    help_text = item("c.help", "display", "The one you like best.", extension=[control("help")])
    unit = item("n.unit", "display", "kg", extension=[control("unit")])
    return resource(
        item("h", "string", "A key", extension=[HIDDEN]),
        group("g", item("h2", "string", "A key"), text="Hidden", extension=[HIDDEN]),
        item("c", "choice", "Colour", _text=marked, item=[help_text], extension=[control("drop-down")],
             answerOption=[coding("r", "Red", initialSelected=True), coding("b", "Blue")]),
        item("n", "decimal", "Weight", item=[unit]),
        title="Rendering",
        contained=[{"resourceType": "Patient", "id": "p"}],
        extension=[{"url": SDC + "launchContext", "extension": [{"url": "name", "valueCode": "patient"}]}],
    )  # fmt: skip


def welsh_first() -> Item:
    """A form in another language with translations beside it."""
    english = {"url": HL7 + "translation", "extension": [
        {"url": "lang", "valueCode": "pl"}, {"url": "content", "valueString": "Jak się masz?"}
    ]}  # fmt: skip
    odd = {"url": HL7 + "translation", "extension": [
        {"url": "lang", "valueCode": "klingon!"}, {"url": "content", "valueString": "nuqneH"}
    ]}  # fmt: skip
    return resource(
        item("un", "boolean", "Sut wyt ti?", _text={"extension": [english, odd]}),
        language="cy",
        title="Holiadur",
        name="Holiadur",
    )


def older_version() -> Item:
    """STU3: `option` and `options`, conditions without an operator."""
    later = {"question": "one", "answerCoding": {"system": LOINC, "code": "y"}}
    return resource(
        item("one", "choice", "Go on?", option=[coding("y", "Yes"), coding("n", "No")]),
        item("two", "choice", "Which?", options={"reference": "ValueSet/x"}, enableWhen=[later]),
        item("three", "string", "Why?", enableWhen=[{"question": "one", "hasAnswer": True}]),
        name="Old",
    )


def newer_version() -> Item:
    """R5: `coding` with an answerConstraint, disabledDisplay."""
    return resource(
        item("a", "coding", "Which?", answerConstraint="optionsOrString", disabledDisplay="hidden",
             answerOption=[coding("x", "X"), coding("y", "Y")]),
        item("b", "question", "A question that holds others", item=[item("b1", "string", "Inside")]),
        name="New", versionAlgorithmString="semver",
    )  # fmt: skip


def careless() -> Item:
    """What hand-written files get wrong: forward looks, no enableBehavior, unknown items, no words, nulls."""
    return resource(
        item("a", "boolean", "First?", enableWhen=[when("z", "=", answerBoolean=True)]),
        item("b", "boolean", "Second?", enableWhen=[when("gone", "=", answerBoolean=True)]),
        item("c", "boolean", "Third?", enableWhen=[
            when("a", "=", answerBoolean=True), when("b", "=", answerBoolean=True)
        ]),
        {"linkId": "d", "type": "choice", "answerOption": [coding("only", "Only one")], "prefix": None},
        item("e", "choice", "Which?", repeats=True, answerOption=[coding("only", "Only one")]),
        item("f", "choice", "Which?", answerValueSet="http://example.org/vs"),
        group("empty"), item("z", "boolean", "Last?"),
        item("Z", "text", "The same but for its capital, and {braces} in it"),
        title="Careless",
    )  # fmt: skip


WILD = {
    make.__name__: make
    for make in (
        mood_scale, smoking, admission, rendering, welsh_first, older_version, newer_version, careless
    )
}  # fmt: skip
