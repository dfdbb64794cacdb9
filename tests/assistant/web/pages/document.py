"""Reads a page as a browser would, as far as tests ask, and holds what every page must keep."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, Final

Response = Any

_VOID: Final = {"meta", "link", "input", "br", "img", "circle", "path"}


@dataclass
class Element:
    """An element with its attributes and all the text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


class Document(HTMLParser):
    """The elements of a page, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert self._open == [], [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=[e.tag for e in self._open])
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1].tag if self._open else None}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a name that have these attributes; `_` stands for `-`, and `class_` for `class`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(
                value in element.attributes.get(name, "").split()
                if name == "class"
                else element.attributes.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of that kind."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, [(element.tag, element.attributes) for element in found]
        return found[0]

    @property
    def title(self) -> str:
        """The title of the page."""
        return next(title.text for title in self.all("title") if "svg" not in title.inside).strip()

    def links(self, start: str = "/") -> list[str]:
        """Addresses that the page links to, those that begin in this way."""
        return [link["href"] for link in self.all("a") if link.attributes.get("href", "").startswith(start)]


def read(response: Response, status: int = 200) -> Document:
    """The page of a response, after a look at what every page must keep."""
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    document = Document(response.text)
    assert len(document.all("h1")) == 1
    levels = [int(element.tag[1]) for element in document.elements if element.tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    ids = [element["id"] for element in document.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    for element in document.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element
        for naming in ("aria-labelledby", "aria-describedby", "for"):
            if naming in element.attributes:
                assert set(element[naming].split()) <= set(ids), element
    labelled = {label.attributes.get("for") for label in document.all("label")}
    for element in document.elements:
        if element.tag in ("input", "select", "textarea") and element.attributes.get("type") not in (
            "hidden",
            "submit",
        ):
            assert "label" in element.inside or element.attributes.get("id") in labelled, element
    for script in document.all("script"):
        assert (
            script.attributes.get("src", "").startswith("/") or script.attributes.get("type") == "application/ld+json"
        )
    assert document.title and document.one("meta", name="description")["content"].strip()
    return document
