"""A record as Markdown: YAML front matter between `---` lines, then sections under `##` headings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from corpus.faults import Fault

MAX_CHARACTERS: Final = 200_000
"""A longer file is refused before it is parsed."""
MAX_DEPTH: Final = 10
"""Front matter nested more deeply is refused before it is built up: the C loader would end the process."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_Loader: Any = type("_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
# Norway's code is NO, and a day that no month has is a fault of its field: words and dates are left as text.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":bool", ":timestamp"))]
    for first, known in _Loader.yaml_implicit_resolvers.items()
}
Path = tuple[str | int, ...]


@dataclass(slots=True)
class RawRecord:
    """A record's fields as plain data, unchecked, with the line at which each stands."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Sequence[str | int], problem: str, allowed: str = "") -> Fault:
        """A fault of the field at `path`, with the nearest line known for it."""
        known = tuple(path)
        while known and known not in self.lines:
            known = known[:-1]
        name = ".".join(str(part) for part in path) or "record"
        return Fault(self.file, self.lines.get(known, 1), name, problem, allowed)


def read(text: str, file: str) -> RawRecord:
    """Take a record's text apart without judging its content.

    Args:
        text: The whole file.
        file: Its name, for faults.

    Returns:
        The front matter's fields and, under `sections`, a list of `{"code", "text"}`. Whatever cannot be read is
        a fault in the result, never an exception.
    """
    raw = RawRecord(file)
    if len(text) > MAX_CHARACTERS:
        raw.faults.append(raw.fault((), "the file is too long", f"at most {MAX_CHARACTERS} characters"))
        return raw
    text = text.replace("\r\n", "\n")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raw.faults.append(Fault(file, line, "record", f"holds the control character U+{ord(control[0]):04X}"))
        return raw
    lines = text.split("\n")
    if text.startswith("\ufeff") or lines[0].rstrip() != "---":
        raw.faults.append(raw.fault((), "the file does not begin with front matter", "a first line of '---'"))
        return raw
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raw.faults.append(raw.fault((), "the front matter has no end", "a line of '---'"))
        return raw
    _read_front_matter("\n".join(lines[1:end]), raw)
    if raw.data or not raw.faults:
        _read_sections("\n".join(lines[end + 1 :]), end + 1, raw)
    return raw


def write(fields: Mapping[str, Any], sections: Iterable[tuple[str, str]]) -> str:
    """Write a record.

    Args:
        fields: The front matter, in the order in which it is to stand.
        sections: Heading and text of each section.

    Returns:
        The text of the file, with a line break at its end.
    """
    front = yaml.dump(dict(fields), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    body = "\n\n".join(f"## {heading}\n{text}" for heading, text in sections)
    return f"---\n{front}---\n\n{body}\n"


class _Dumper(yaml.SafeDumper):
    """Lists of plain words stand on one line, and nothing is written as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain_list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    flow = all(isinstance(value, str | int) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flow)


_Dumper.add_representer(list, _plain_list)


def _read_front_matter(text: str, raw: RawRecord) -> None:
    try:
        refused = _refused(text, raw.file)
        if refused:
            raw.faults.append(refused)
            return
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader, the C one where it exists)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raw.faults.append(Fault(raw.file, line, "front matter", f"not valid YAML: {error.problem}"))
        return
    except Exception as error:  # a value that does not fit its tag raises whatever Python raises for it
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raw.faults.append(Fault(raw.file, 1, "front matter", f"not valid YAML: {reason}"))
        return
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raw.faults.append(raw.fault((), "the front matter is not a list of fields", "lines of 'field: value'"))
        return
    _note_lines(node, (), raw)
    raw.data = {str(key): value for key, value in data.items()}
    if "sections" in raw.data:
        raw.faults.append(raw.fault(("sections",), "is no field of the format"))


def _refused(text: str, file: str) -> Fault | None:
    """What a small text could turn into a large structure with, as a fault; None where it does not try."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return Fault(file, line, "front matter", "YAML aliases are not allowed in a record")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return Fault(file, line, "front matter", "is nested too deeply", f"at most {MAX_DEPTH} levels")
    return None


def _note_lines(node: yaml.Node, path: Path, raw: RawRecord) -> None:
    """Remember at which line of the file each field stands; notice one that stands twice or holds what no text may."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = _line_of(key)
            if here in raw.lines:
                name = ".".join(str(part) for part in here)
                raw.faults.append(Fault(raw.file, line, name, f"stands twice, first in line {raw.lines[here]}"))
            raw.lines[here] = line
            _note_lines(value, here, raw)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            raw.lines[(*path, number)] = _line_of(value)
            _note_lines(value, (*path, number), raw)
    elif control := _CONTROL.search(node.value):  # YAML can write as an escape what it does not take as it is
        raw.faults.append(raw.fault(path, f"holds the control character U+{ord(control[0]):04X}"))


def _line_of(node: yaml.Node | yaml.Event) -> int:
    """Line of the file at which a part of the front matter stands: after the first `---`, counted from 1."""
    return (node.start_mark.line if node.start_mark else 0) + 2


def _read_sections(body: str, lines_before: int, raw: RawRecord) -> None:
    headings = list(_HEADING.finditer(body))
    before = body[: headings[0].start()] if headings else body
    if before.strip():
        raw.faults.append(
            Fault(
                raw.file,
                lines_before + 1,
                "sections",
                "text stands outside a section",
                "text under a '## ' heading",
            )
        )
    sections = []
    for number, heading in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(body)
        line = lines_before + 1 + body.count("\n", 0, heading.start())
        raw.lines.setdefault(("sections",), line)
        raw.lines[("sections", number)] = line
        code = re.sub(r"\s+", "-", heading[1].lower())
        sections.append({"code": code, "text": body[heading.end() : end].strip()})
    if headings:
        raw.data["sections"] = sections
