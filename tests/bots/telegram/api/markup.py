"""HTML as Telegram reads it: few tags, strictly nested, and an error that names the byte where it stopped."""

import re
from dataclasses import dataclass

from tests.bots.telegram.api.entities import Entity, utf16_length
from tests.bots.telegram.api.errors import ApiError, bad_request
from tests.bots.telegram.api.links import checked_link

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_SPACES = re.compile(r"[ \t\r\n\v]*")
_NAME = re.compile(r"[^ \t\r\n\v>\0]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v=>/\"'\0]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_PLAIN = re.compile(r"[^<&\0]+")


@dataclass
class _Opened:
    tag: str
    argument: str
    offset: int  # UTF-16 units of text before it
    pieces: int  # pieces of text before it


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Text and entities of a message in HTML.

    Args:
        html: the markup. Of named references only lt, gt, amp and quot are read; any other stays as it is written.

    Returns:
        The text as shown, and its entities in the order in which their tags end. A link that Telegram does not take
        leaves its text and no entity.

    Raises:
        ApiError: "can't parse entities: …", with the offset in bytes.
    """
    return _Reader(html).read()


class _Reader:
    def __init__(self, html: str) -> None:
        self._html = html.replace("\0", " ") + "\0"  # the end is a character of its own
        self._at = 0
        self._pieces: list[str] = []
        self._length = 0
        self._opened: list[_Opened] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while (character := self._html[self._at]) != "\0":
            if character == "<":
                begin = self._at
                self._at += 1
                if self._html[self._at] == "/":
                    self._at += 1
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
            elif character == "&":
                self._add(self._reference())
            else:
                self._add(self._take(_PLAIN))
        if self._opened:
            raise _fault(f'Can\'t find end tag corresponding to start tag "{self._opened[-1].tag}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # only code in <pre> shows its language
        return "".join(self._pieces), self._entities

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._html, self._at)
        taken = match[0] if match else ""
        self._at += len(taken)
        return taken

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += utf16_length(piece)

    def _reference(self) -> str:
        match = _REFERENCE.match(self._html, self._at)
        assert match is not None
        hexadecimal, decimal, name = match.groups()
        written = len(match[0].rstrip(";"))
        if name is not None:
            meant = _NAMED.get(name, "")
        else:
            code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
            meant = "" if code == 0 or code >= 0x10FFFF or written >= 10 else chr(code)
        self._at += len(match[0]) if meant else 1
        if meant and "\ud800" <= meant <= "\udfff":
            raise _fault(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
                "code units"
            )
        return meant or "&"

    def _byte(self, at: int) -> int:
        return len(self._html[:at].encode())

    def _start_tag(self, begin: int) -> None:
        tag = self._take(_NAME).lower()
        if self._html[self._at] == "\0":
            raise _fault(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TYPES:
            raise _fault(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = ""
        while self._html[self._at] != ">":
            self._take(_SPACES)
            if self._html[self._at] == ">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value, argument)
        self._at += 1
        if tag == "span" and argument != "spoiler":
            raise _fault(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self._opened.append(_Opened(tag, argument, self._length, len(self._pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        name = self._take(_ATTRIBUTE)
        if not name:
            raise _fault(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self._take(_SPACES)
        unclosed = _fault(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        if self._html[self._at] == "\0":
            raise unclosed
        if self._html[self._at] != "=":
            return name, None
        self._at += 1
        self._take(_SPACES)
        quote = self._html[self._at]
        if quote == "\0":
            raise unclosed
        if quote not in "\"'":
            token_begin = self._at
            value = self._take(_TOKEN).lower()
            if self._html[self._at] not in " \t\r\n\v>\0":
                raise _fault(f"Unexpected end of name token at byte offset {self._byte(token_begin)}")
        else:
            self._at += 1
            value = self._quoted(quote)
        if self._html[self._at] == "\0":
            raise _fault(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name, value

    def _quoted(self, quote: str) -> str:
        pieces = []
        while (character := self._html[self._at]) not in (quote, "\0"):
            if character == "&":
                pieces.append(self._reference())
            else:
                pieces.append(character)
                self._at += 1
        if self._html[self._at] == quote:
            self._at += 1
        return "".join(pieces)

    def _end_tag(self, begin: int) -> None:
        if not self._opened:
            raise _fault(f"Unexpected end tag at byte offset {self._byte(begin)}")
        tag = self._take(_NAME).lower()
        self._take(_SPACES)
        if self._html[self._at] != ">":
            raise _fault(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self._at += 1
        opened = self._opened.pop()
        if tag and tag != opened.tag:
            raise _fault(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Opened) -> None:
        entity: Entity = {
            "offset": opened.offset,
            "length": self._length - opened.offset,
            "type": _TYPES[opened.tag],
        }
        last = self._entities[-1] if self._entities else None
        inside = last is not None and last["offset"] == entity["offset"] and last["length"] == entity["length"]
        if opened.tag == "a":
            target = _link_target(opened.argument or "".join(self._pieces[opened.pieces :]))
            if target is None:
                return
            entity |= target
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdecimal():
                raise _fault("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "pre" and inside and last is not None and last["type"] == "code" and "language" in last:
            last["type"] = "pre"
            return
        self._entities.append(entity)


def _argument(tag: str, name: str, value: str | None, so_far: str) -> str:
    """What an attribute says that counts; an unknown one is ignored."""
    if tag == "blockquote" and name == "expandable":
        return "1"
    if value is None:
        return so_far
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return so_far


def _link_target(address: str) -> Entity | None:
    if user := re.fullmatch(r"tg://user/?\?id=(\d+)", address):
        return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
    try:
        return {"url": checked_link(address)}
    except ValueError:
        return None


def _fault(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
