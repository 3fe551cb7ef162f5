"""A questionnaire as a FHIR R4 Questionnaire. Extensions carry what FHIR has no word for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from survey_engine.exchange.fhir_conditions import (
    SYSTEM,
    WAY_OUT,
    condition_json,
    splits,
    stands_alone,
    way_out_json,
)
from survey_engine.questionnaire.definition import (
    Condition,
    Kind,
    Option,
    Page,
    Question,
    Questionnaire,
    Score,
    Section,
)
from survey_engine.questionnaire.wording import PLACE, texts

OWN = "urn:survey-engine:"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = HL7 + "translation"
HINT, INTRO = ".hint", ".intro"
TEXT = "text"  # the part of an extension of ours that holds its text

Words = Mapping[str, Mapping[str, str]]  # language -> context -> words


def to_fhir(questionnaire: Questionnaire, words: Words | None = None) -> dict[str, Any]:
    """The resource as plain JSON values. `words` are complete translations by language and context."""
    return _Writer(questionnaire, words or {}).resource()


def not_carried(questionnaire: Questionnaire) -> list[str]:
    """What the file holds and another format does not, line by line."""
    lines = [f"{name}: it is retired, so it is not in the file." for name in sorted(questionnaire.retired)]
    if questionnaire.traits:
        named = ", ".join(trait.question for trait in questionnaire.traits)
        lines.append(f"{named}: the groups of their answers are in disclosure.yaml, not in the file.")
    for text in texts(questionnaire):
        if places := [place[0] for place in PLACE.finditer(text.text)]:
            told = ", ".join(dict.fromkeys(places))
            lines.append(f"{text.context}: {told} stands as it is written, for nothing fills it in there.")
    return lines


class _Writer:
    def __init__(self, questionnaire: Questionnaire, words: Words) -> None:
        self._all = questionnaire
        self._words = words
        self._sources = {text.context: text.text for text in texts(questionnaire)}

    def resource(self) -> dict[str, Any]:
        one = self._all
        name = one.id[0].upper() + one.id[1:]
        low, high = one.minutes
        return {
            "resourceType": "Questionnaire",
            "language": "en",
            "extension": [
                self._own_text("public-name", self._context(one.id, "public_name"), one.public_name),
                _own("alias", "Code", one.alias),
                _own("standards", "Code", one.standards),
                _own("answered-by", "Code", one.answered_by.value),
                _own("minutes-low", "Integer", low),
                _own("minutes-high", "Integer", high),
                _own("plaintext-bytes", "Integer", one.plaintext_bytes),
            ],
            "url": f"{OWN}questionnaire:{one.id}",
            "version": str(one.version),
            "name": name,
            **self._text("title", f"{one.id}.{one.id}.title", one.title),
            # Whether a version is published is known to an installation alone, not to its file: a resource
            # that says "active" could be used by others before the charity has said yes.
            "status": "draft",
            "item": [self._section(section) for section in one.sections],
        }

    def _text(self, member: str, context: str, text: str) -> dict[str, Any]:
        """A text with its translations, as FHIR puts them beside it."""
        beside = self._translations(context)
        return {member: text, f"_{member}": {"extension": beside}} if beside else {member: text}

    def _translations(self, context: str) -> list[dict[str, Any]]:
        return [
            {
                "url": TRANSLATION,
                "extension": [
                    {"url": "lang", "valueCode": language.replace("_", "-")},
                    {"url": "content", "valueString": found},
                ],
            }
            for language, known in self._words.items()
            if (found := known.get(context))
        ]

    def _own_text(self, name: str, context: str, text: str) -> dict[str, Any]:
        """A text of ours: its value, or with translations the text and each of them as parts."""
        beside = self._translations(context)
        if not beside:
            return {"url": OWN + name, "valueString": text}
        return {"url": OWN + name, "extension": [{"url": TEXT, "valueString": text}, *beside]}

    def _context(self, name: str, part: str) -> str:
        return f"{self._all.id}.{name}.{part}"

    def _section(self, section: Section) -> dict[str, Any]:
        context = self._context(section.id, "section_short_title")
        marks = [self._own_text("short-title", context, section.short_title)]
        marks += [_own("distressing", "Boolean", True)] if section.distressing else []
        marks += [_own("after-check", "Boolean", True)] if section.after_check else []
        items: list[dict[str, Any]] = []
        if section.intro:
            words = self._text("text", self._context(section.id, "section_intro"), section.intro)
            items.append({"linkId": f"section.{section.id}{INTRO}", **words, "type": "display"})
        items += [item for page in section.pages if not page.starts_part for item in self._page(page)]
        title = self._text("text", self._context(section.id, "section_title"), section.title)
        return {
            "extension": marks,
            "linkId": f"section.{section.id}",
            **title,
            "type": "group",
            "item": items,
        }

    def _page(self, page: Page) -> Iterator[dict[str, Any]]:
        if stands_alone(page):
            yield from self._question(page.questions[0], page.show_if)
            return
        when = condition_json(page.show_if, self._all) if page.show_if else {}
        items = [item for one in page.questions for item in self._question(one, one.show_if)]
        yield {**when, "linkId": f"page.{page.key}", "type": "group", "item": items}

    def _question(self, question: Question, condition: Condition | None) -> Iterator[dict[str, Any]]:
        yield self._asked(question, condition)
        if splits(question):
            yield self._ways_out(question, condition)

    def _asked(self, question: Question, condition: Condition | None) -> dict[str, Any]:
        when = condition_json(condition, self._all) if condition else {}
        context = self._context(question.id, "short_title")
        short_title = self._own_text("short-title", context, question.short_title)
        marks = [*when.pop("extension", []), short_title, *_marks(question), *self._limits(question)]
        item: dict[str, Any] = {
            "extension": marks,
            "linkId": question.id,
            **self._text("text", self._context(question.id, "text"), question.text),
            "type": _type(question),
            **when,
        }
        if question.kind is Kind.MULTIPLE:
            item["repeats"] = True
        if question.options and not splits(question):
            item["answerOption"] = [self._option(question, option) for option in question.options]
        is_statement = question.kind is Kind.STATEMENT  # nothing can stand inside a text to read (que-1)
        if question.hint and is_statement:
            marks.append(self._own_text("hint", self._context(question.id, "hint"), question.hint))
        below = [self._hint(question)] if question.hint and not is_statement else []
        return {**item, "item": below} if below else item

    def _limits(self, question: Question) -> Iterator[dict[str, Any]]:
        if question.max_choices is not None:
            yield {"url": HL7 + "questionnaire-maxOccurs", "valueInteger": question.max_choices}
        if question.number is not None:
            yield _limit("minValue", question, question.number.minimum)
            yield _limit("maxValue", question, question.number.maximum)
            yield _own("step", "String", question.number.step)
        if question.scale is not None:
            context = self._context(question.id, "low_label")
            yield self._own_text("low-label", context, question.scale.low_label)
            context = self._context(question.id, "high_label")
            yield self._own_text("high-label", context, question.scale.high_label)
        if question.kind is Kind.TEXT:
            yield _own("max-bytes", "Integer", question.max_bytes)

    def _hint(self, question: Question) -> dict[str, Any]:
        coding = {"system": "http://hl7.org/fhir/questionnaire-display-category", "code": "instructions"}
        category = {
            "url": HL7 + "questionnaire-displayCategory",
            "valueCodeableConcept": {"coding": [coding]},
        }
        words = self._text("text", self._context(question.id, "hint"), question.hint)
        return {"extension": [category], "linkId": question.id + HINT, **words, "type": "display"}

    def _ways_out(self, question: Question, condition: Condition | None) -> dict[str, Any]:
        """An item takes one type of answer: the ways out are asked after it, while nothing is typed."""
        return {
            "linkId": question.id + WAY_OUT,
            **self._text("text", self._context(question.id, "text"), question.text),
            "type": "choice",
            **way_out_json(question, condition, self._all),
            "answerOption": [self._option(question, option) for option in question.options],
        }

    def _option(self, question: Question, option: Option) -> dict[str, Any]:
        marks = [_own("score", "Code", option.score.value)] if option.score is not Score.UNSCORED else []
        marks += [_own("escape", "Boolean", True)] if option.escape else []
        marks += [_own("since", "Integer", option.since)] if option.since else []
        if option.exclusive:
            marks.append({"url": HL7 + "questionnaire-optionExclusive", "valueBoolean": True})
        context = self._context(question.id, f"option.{option.id}")
        coding = {"system": SYSTEM, "code": option.id, **self._text("display", context, option.label)}
        return {"extension": marks, "valueCoding": coding} if marks else {"valueCoding": coding}


def _marks(question: Question) -> Iterator[dict[str, Any]]:
    yield _own("kind", "Code", question.kind.value)
    yield from (_own("flag", "Code", flag.value) for flag in sorted(question.flags))
    yield from (_own("standard", "Code", code) for code in question.standards)
    yield from (_own("inherits", "Code", name) for name in question.inherits)
    for name, is_so in (("core", question.core), ("shared", question.shared), ("band", question.band)):
        if is_so:
            yield _own(name, "Boolean", True)
    if question.compares_why or question.replaces:
        yield _own("compares", "Code", question.compares.value)
    if question.compares_why:
        yield _own("compares-why", "String", question.compares_why)
    if question.replaces:
        yield _own("replaces", "Code", question.replaces)
    if question.since:
        yield _own("since", "Integer", question.since)
    if question.derives:
        values = " ".join(f"{option}={value}" for option, value in question.derives.values)
        yield _own("derives", "String", f"{question.derives.name}: {values}")


def _is_whole(question: Question) -> bool:
    limits = question.number
    return limits is not None and not any("." in n for n in (limits.minimum, limits.maximum, limits.step))


def _limit(name: str, question: Question, text: str) -> dict[str, Any]:
    if _is_whole(question):
        return {"url": HL7 + name, "valueInteger": int(text)}
    return {"url": HL7 + name, "valueDecimal": float(text) if "." in text else int(text)}


def _type(question: Question) -> str:
    match question.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.SCALE:
            return "choice"
        case Kind.NUMBER:
            return "integer" if _is_whole(question) else "decimal"
        case Kind.MONTH_YEAR | Kind.DATE:
            return "date"
        case Kind.TEXT:
            return "text" if question.long else "string"
        case Kind.STATEMENT:
            return "display"
        case _:
            assert_never(question.kind)


def _own(name: str, kind: str, value: object) -> dict[str, Any]:
    return {"url": OWN + name, f"value{kind}": value}
