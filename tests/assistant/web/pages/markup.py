"""A page as a browser reads it, as far as tests look at it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

_EMPTY = {"meta", "link", "input", "br", "hr", "img", "source", "wbr"}


@dataclass(eq=False)
class Element:
    """An element; its text is all that stands in it, white space made single."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    within: list["Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def is_in(self, *, tag: str = "", cls: str = "") -> bool:
        return any(tag in ("", outer.tag) and cls in ("", *outer.classes) for outer in self.within)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


class Markup(HTMLParser):
    """The elements of a page, in their order. A page that is not well formed fails."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, [element.tag for element in self._open]

    def all(self, tag: str = "", *, cls: str = "", **attributes: str) -> list[Element]:
        """The elements with a tag, a class, and values of attributes (`for_` is `for`), but for those in templates."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if not element.is_in(tag="template")
            and tag in ("", element.tag)
            and cls in ("", *element.classes)
            and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", *, cls: str = "", **attributes: str) -> Element:
        """The only one of them."""
        found = self.all(tag, cls=cls, **attributes)
        assert len(found) == 1, (tag, cls, attributes, len(found))
        return found[0]

    def link(self, text: str) -> Element:
        """The only link whose words hold a text."""
        found = [link for link in self.all("a") if text in link.text]
        assert len(found) == 1, (text, [link.text for link in found])
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), attrs
        element = Element(tag, {name: value or "" for name, value in attrs}, within=list(self._open))
        self.elements.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)


def assert_orderly(text: str) -> Markup:
    """What every page keeps to: nothing runs or is styled in it, ids are unique, headings and labels are in order."""
    page = Markup(text)
    ids = [element["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids)), ids
    for element in page.elements:
        assert "style" not in element.attributes, element
        assert not any(name.startswith("on") for name in element.attributes), element
        assert element.tag != "style", element
        if element.tag == "script":
            assert element.text == "" or element["type"] == "application/ld+json", element
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), (element, name)
        if element.tag in ("input", "select", "textarea") and element.attributes.get("type") != "hidden":
            labelled = "aria-label" in element.attributes or page.all("label", for_=element.attributes.get("id", ""))
            assert labelled, element
    for link in page.all("a"):
        assert link["href"].startswith(("/", "#", "http://", "https://")), link
        assert link.text or "aria-label" in link.attributes, link
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids, link
    levels = [int(element.tag[1]) for element in page.all() if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[:1] == [1]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    return page
