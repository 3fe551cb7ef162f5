"""A page as the rules read it: parsed strictly, with what they ask of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

CONTROLS = {"input", "select", "textarea"}


@lru_cache(maxsize=4)
def parse(html: str) -> tuple[Element, list[tuple[tuple[int, int], str, object]]]:
    """The page's root, and each place that is not strict HTML; the gates of one page share one reading."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root, parser.errors


class Page:
    """One parsed page, with what the rules ask of it."""

    def __init__(self, html: str, url: str) -> None:
        """`url` is the page's own address, which tells our own host from a stranger's."""
        self.root, self.parse_errors = parse(html)
        self.host = urlsplit(url).netloc
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.elements = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self.ids = Counter(element.get("id", "") for element in self.elements if "id" in element.attrib)
        self.by_id = {element.get("id", ""): element for element in self.elements if "id" in element.attrib}

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of the tags, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]

    def above(self, element: Element) -> Iterator[Element]:
        """The elements around an element, nearest first."""
        while (parent := self.parents.get(element)) is not None:
            yield parent
            element = parent

    def controls(self) -> list[Element]:
        """What a person fills in: no hidden fields, no buttons."""
        unseen = {"hidden", "submit", "button", "reset", "image"}
        return [element for element in self.all(*CONTROLS) if element.get("type", "text") not in unseen]

    def summaries(self) -> list[Element]:
        """The error summaries; a page has one or none."""
        return [element for element in self.elements if "data-error-summary" in element.attrib]

    def named_by(self, element: Element, attribute: str) -> list[str]:
        """The texts of the elements whose ids stand in an ARIA attribute."""
        return [text_of(self.by_id[one]) for one in element.get(attribute, "").split() if one in self.by_id]


def text_of(element: Element) -> str:
    """The element's text, spaces run together."""
    return " ".join("".join(element.itertext()).split())


def show(element: Element) -> str:
    """An element in a sentence."""
    name = element.get("id") or element.get("name") or element.get("class") or text_of(element)[:30]
    return f"<{element.tag} {name}>"
