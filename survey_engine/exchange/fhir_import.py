"""A FHIR R4 Questionnaire -> the values of a questionnaire file, and every line of what is not carried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from survey_engine.exchange.asked import Asked
from survey_engine.exchange.expressions import ExpressionError
from survey_engine.exchange.fhir import INTRO, OWN
from survey_engine.exchange.fhir_answers import own, own_whole
from survey_engine.exchange.fhir_conditions import read_condition
from survey_engine.exchange.fhir_json import Item, read_resource
from survey_engine.exchange.fhir_losses import losses_of_item, losses_of_resource, why_left_out
from survey_engine.exchange.fhir_questions import Questions
from survey_engine.exchange.fhir_rules import broken_rules, fatal_rules, items_of
from survey_engine.exchange.foreign_text import shown
from survey_engine.exchange.importing import (
    MOST_ITEMS,
    Imported,
    ImportRefusedError,
    Names,
    header,
    shown_if,
    version_of,
)
from survey_engine.exchange.settling import own_page, section_values, settle_texts, shared_page
from survey_engine.questionnaire.definition import Condition

Values = dict[str, Any]
Conditions = tuple[Condition | None, ...]


def from_fhir(content: bytes) -> Imported:
    """Read one resource. Raises ImportRefusedError for what is none."""
    resource = read_resource(content)
    if sum(1 for _ in items_of(resource)) > MOST_ITEMS:
        raise ImportRefusedError(f"It has more than {MOST_ITEMS} items. Split it.")
    for reason in fatal_rules(resource):
        raise ImportRefusedError(reason)
    return _Reader(resource).read()


class _Reader:
    def __init__(self, resource: Item) -> None:
        self._resource = resource
        self._lost: list[str] = []
        self._names = Names(self._lost)
        self._asked = Asked()
        self._sections_read = 0
        self._id = self._names.of("questionnaire", _name(resource))
        self._questions = Questions(self._id, resource, self._names, self._asked, self._lost)

    def read(self) -> Imported:
        one = self._resource
        self._lost += [*sorted(losses_of_resource(one)), *broken_rules(one)]
        text = self._questions.text
        title = text(one, "title", f"{self._id}.{self._id}.title", str(one.get("name") or "A survey"))
        low, high = own_whole(one, "minutes-low", 1, 999), own_whole(one, "minutes-high", 1, 999)
        given = {
            "version": version_of(one.get("version", ""), self._lost.append),
            "public_name": self._questions.own_text(one, "public-name", f"{self._id}.{self._id}.public_name"),
            "alias": own(one, "alias", "Code"),
            "standards": own(one, "standards", "Code"),
            "answered_by": own(one, "answered-by", "Code"),
            "minutes": [low, high] if low and high else None,
            "plaintext_bytes": own_whole(one, "plaintext-bytes", 2048, 65536),
        }
        if not given["public_name"]:
            self._lost.append("It has no neutral name and no short titles, so stand-ins are in the file.")
        sections = list(self._sections(one.get("item", ())))
        if not sections:
            raise ImportRefusedError(
                "The Questionnaire asks nothing that can be carried: it has no such item."
            )
        settle_texts(sections)
        values = {**header(self._id, title, given), "sections": sections}
        return Imported(values, self._questions.words, self._lost)

    def _sections(self, items: list[Item]) -> Iterator[Values]:
        loose: list[Item] = []
        for item in items:
            if item.get("type") == "group":
                yield from self._loose(loose)
                loose = []
                yield from self._section(item)
            else:
                loose.append(item)
        yield from self._loose(loose)

    def _loose(self, items: list[Item]) -> Iterator[Values]:
        """Items that stand in no group, as a section of their own."""
        if items:
            link = f"part{self._sections_read + 1}"
            yield from self._section({"linkId": link, "type": "group", "text": "Questions", "item": items})

    def _section(self, item: Item) -> Iterator[Values]:
        link = shown(item.get("linkId", "part"))
        if self._is_left_out(item, link):
            return
        self._sections_read += 1
        text = self._questions.text
        name = self._names.of("section", item.get("linkId", "part").removeprefix("section."))
        title = text(item, "text", f"{self._id}.{name}.section_title", "Questions")
        head: Values = {"id": name, "title": title}
        short_title = self._questions.own_text(item, "short-title", f"{self._id}.{name}.section_short_title")
        if short_title not in ("", title):
            head["short_title"] = short_title
        self._lost += losses_of_item(item, link, "group")
        outer = (self._condition(item, link),)
        pages: list[Values] = []
        for below in item.get("item", ()):
            if below.get("type") == "display" and below.get("linkId") == f"{item.get('linkId')}{INTRO}":
                head["intro"] = text(below, "text", f"{self._id}.{name}.section_intro", "")
            else:
                pages.extend(self._pages(below, outer))
        head |= {"distressing": True} if own(item, "distressing", "Boolean") and head.get("intro") else {}
        head |= {"after_check": True} if own(item, "after-check", "Boolean") else {}
        if pages:
            yield section_values(head, pages)
        else:
            self._lost.append(f"{link}: a group without a question was left out.")

    def _is_left_out(self, item: Item, link: str) -> bool:
        if why := why_left_out(item):
            below = sum(1 for _ in items_of(item))
            inside = f", nor are the {below} items inside" if below else ""
            self._lost.append(f"{link}: {why}{inside}.")
        return bool(why)

    def _condition(self, item: Item, link: str) -> Condition | None:
        try:
            return read_condition(item, self._asked)
        except ExpressionError as error:
            self._lost.append(f"{link}: its condition is not carried, so it is always shown: {error}.")
            return None

    def _pages(self, item: Item, outer: Conditions) -> Iterator[Values]:
        link = shown(item.get("linkId", "?"))
        if self._questions.is_way_out(item) or self._is_left_out(item, link):
            return
        if item.get("type") != "group":
            yield from self._question(item, link, outer)
        elif _is_page(item):
            name = self._names.of("page", item["linkId"].removeprefix("page."))
            when = shown_if((*outer, self._condition(item, link)), link, self._lost.append)
            pages = [page for below in item["item"] for page in self._pages(below, ())]
            yield from shared_page(name, when, pages, self._lost.append)
        else:
            yield from self._group(item, link, outer)

    def _group(self, item: Item, link: str, outer: Conditions) -> Iterator[Values]:
        """A group inside a group: its heading as a text to read, and its questions each on its own page."""
        self._lost.append(f"{link}: a group inside a group; its questions stand on pages of their own.")
        self._lost += losses_of_item(item, link, "group")
        inside = (*outer, self._condition(item, link))
        if item.get("text"):
            heading = {"linkId": item.get("linkId", ""), "text": item["text"], "type": "display"}
            beside = {"_text": item["_text"]} if "_text" in item else {}
            yield from self._question({**heading, **beside}, link, inside, is_heading=True)
        for below in item.get("item", ()):
            yield from self._pages(below, inside)

    def _question(
        self, item: Item, link: str, outer: Conditions, *, is_heading: bool = False
    ) -> Iterator[Values]:
        condition = self._condition(item, link)
        question, later = self._questions.read(item, link, is_heading=is_heading)
        if question is not None:
            when = shown_if((*outer, condition), link, self._lost.append)
            yield own_page(question | when)
        for below in later:
            self._lost.append(f"{shown(below.get('linkId', '?'))}: stood inside {link}, and follows it here.")
            yield from self._pages(below, (*outer, condition))


def _is_page(item: Item) -> bool:
    """Whether a group is one page of ours: it has no heading, and its questions stand together."""
    inside = item.get("item", ())
    is_ours = item.get("linkId", "").startswith("page.") and not item.get("text") and inside
    return bool(is_ours) and all(below.get("type") != "group" for below in inside)


def _name(resource: Item) -> str:
    url = str(resource.get("url", ""))
    if url.startswith(f"{OWN}questionnaire:"):
        return url.removeprefix(f"{OWN}questionnaire:") or "imported"
    last = url.rstrip("/").rsplit("/", 1)[-1]
    return str(resource.get("name") or resource.get("id") or last or resource.get("title") or "imported")
