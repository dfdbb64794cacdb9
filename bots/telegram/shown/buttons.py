"""The buttons under messages, and what Telegram sends back when one is pressed: at most 64 bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.wording import Wording
from bots.telegram.shown.answers import LETTERS
from bots.telegram.shown.practice_pages import PracticePage
from corpus.catalogue import ShownAnswer
from corpus.vocabulary import LANGUAGES, vocabulary

LANGUAGE_NAMES: Final = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "zh": "中文",
    "ru": "Русский",
    "pt": "Português",
}
_PRESSED: Final = re.compile(
    r"(?P<action>[a-z]{1,12}):(?P<key>[A-Za-z0-9_-]{1,32}):(?P<first>[0-9]{1,3}):(?P<second>[0-9]{1,3})"
)

Rows = list[list[InlineKeyboardButton]]

_WHOLE_OF_THREE: Final = 12
"""Characters that a telephone shows on a button that is one of three in a row."""
_MOST_PAGES: Final = 12


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a pressed button asks for.

    Args:
        action: The word for it.
        key: The shown answer that it belongs to; empty where it belongs to none.
        first: A number with it, such as that of a practice, counted from 1.
        second: Another one, such as that of a page, counted from 0.
    """

    action: str
    key: str = ""
    first: int = 0
    second: int = 0

    def pack(self) -> str:
        """As it goes into a button."""
        return f"{self.action}:{self.key or '-'}:{self.first}:{self.second}"

    @classmethod
    def unpack(cls, data: str) -> "Pressed | None":
        """What a button asks for; None where it is not one of ours."""
        match = _PRESSED.fullmatch(data)
        if match is None:
            return None
        key = "" if match["key"] == "-" else match["key"]
        return cls(match["action"], key, int(match["first"]), int(match["second"]))


def button(label: str, action: str, key: str = "", first: int = 0, second: int = 0) -> InlineKeyboardButton:
    """A button that asks for something."""
    return InlineKeyboardButton(label, callback_data=Pressed(action, key, first, second).pack())


def answer_buttons(shown: ShownAnswer, wording: Wording, *, judged: bool = False) -> InlineKeyboardMarkup:
    """Under an answer: each practice, then what can be done with all of them.

    Args:
        shown: The answer.
        wording: The asker's language.
        judged: Whether the asker has said already if it helped.
    """
    rows: Rows = _numbers("open", shown)
    if shown.practices:
        rows.append(
            [
                button(f"🔁 {wording('More like…')}", "choose", shown.key, _LIKE),
                button(f"☆ {wording('Save…')}", "choose", shown.key, _SAVE),
            ]
        )
    if shown.question:
        judging = [button("👍", "helped", shown.key, 1), button("👎", "helped", shown.key, 0)]
        rows.append(
            [button(f"🌍 {wording('Region…')}", "choose", shown.key, _REGION), *(() if judged else judging)],
        )
    if shown.suggestions:
        letters = enumerate(LETTERS[: len(shown.suggestions)], 1)
        rows.append([button(f"❓ {letter}", "suggested", shown.key, number) for number, letter in letters])
    return InlineKeyboardMarkup(rows)


_LIKE, _SAVE, _REGION = 1, 2, 3


def choice_buttons(shown: ShownAnswer, choice: int, wording: Wording) -> InlineKeyboardMarkup | None:
    """What to choose from, after a button that needs a choice; None for a choice that does not exist."""
    back = [button(f"↩ {wording('Back')}", "back", shown.key)]
    if choice == _LIKE:
        return InlineKeyboardMarkup([*_numbers("like", shown, "🔁 "), back])
    if choice == _SAVE:
        return InlineKeyboardMarkup([*_numbers("keep", shown, "☆ "), back])
    if choice == _REGION:
        return InlineKeyboardMarkup([*_regions("narrow", shown.key, wording), back])
    return None


def page_buttons(
    shown: ShownAnswer, number: int, pages: list[PracticePage], current: int, wording: Wording, *, saved: bool, url: str
) -> InlineKeyboardMarkup:
    """Under a practice: its pages, and what can be done with it.

    Args:
        shown: The answer or list that it was opened from.
        number: Its number there.
        pages: Its pages.
        current: Which of them is shown.
        wording: The asker's language.
        saved: Whether the asker has saved it.
        url: Its address on the web; empty where there is none.
    """
    names = [f"• {page.name} •" if place == current else page.name for place, page in enumerate(pages)]
    near = _places_near(current, len(pages))
    rows = _in_rows([button(names[place], "page", shown.key, number, place) for place in near])
    keep = (f"★ {wording('Saved')}", "drop") if saved else (f"☆ {wording('Save')}", "save")
    rows.append(
        [
            button(keep[0], keep[1], shown.key, number, current),
            button(f"🔁 {wording('More like this')}", "like", shown.key, number),
        ]
    )
    last = [button(f"↩ {wording('Back')}", "back", shown.key)]
    if url.startswith("https://"):
        last.append(InlineKeyboardButton(f"🔗 {wording('On the web')}", url=url))
    return InlineKeyboardMarkup([*rows, last])


def example_buttons(questions: Sequence[str]) -> InlineKeyboardMarkup:
    """Questions to tap, for a person who is new: their letters, as a button has no room for a question."""
    letters = LETTERS[: len(questions)]
    return InlineKeyboardMarkup(
        [[button(f"❓ {letter}", "example", first=number) for number, letter in enumerate(letters)]]
    )


def language_buttons(wording: Wording) -> InlineKeyboardMarkup:
    """The languages, each in its own words, and the choice to leave it open."""
    codes = list(LANGUAGES)
    named = [button(LANGUAGE_NAMES[code], "language", code) for code in codes]
    rows: Rows = [named[start : start + 2] for start in range(0, len(named), 2)]
    rows.append([button(wording("The language of each question"), "language")])
    return InlineKeyboardMarkup(rows)


def region_buttons(wording: Wording) -> InlineKeyboardMarkup:
    """The regions of the network, to search always in one of them, or everywhere."""
    return InlineKeyboardMarkup(_regions("region", "", wording))


def region_of(number: int) -> str | None:
    """The code of the region with a button's number; None for everywhere."""
    codes = list(vocabulary().regions)
    return codes[number - 1] if 0 < number <= len(codes) else None


def _regions(action: str, key: str, wording: Wording) -> Rows:
    labels = [term.label(wording.language) for term in vocabulary().regions.values()]
    rows: Rows = [[button(label, action, key, number)] for number, label in enumerate(labels, 1)]
    return [*rows, [button(f"🌍 {wording('Everywhere')}", action, key, 0)]]


def _in_rows(buttons: list[InlineKeyboardButton]) -> Rows:
    """Three to a row, or two where a telephone would cut one of three short."""
    each = 3 if max(len(one.text) for one in buttons) <= _WHOLE_OF_THREE else 2
    return [buttons[start : start + each] for start in range(0, len(buttons), each)]


def _places_near(current: int, count: int) -> list[int]:
    """The places of all pages; of very many, the first, the last, and those around the one that is shown."""
    if count <= _MOST_PAGES:
        return list(range(count))
    return sorted({0, *range(max(0, current - 4), min(count, current + 5)), count - 1})


def _numbers(action: str, shown: ShownAnswer, mark: str = "") -> Rows:
    each = [button(f"{mark}{number}", action, shown.key, number) for number in range(1, len(shown.practices) + 1)]
    return [each[start : start + 5] for start in range(0, len(each), 5)]
