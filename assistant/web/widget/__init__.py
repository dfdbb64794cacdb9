"""A small box to ask from, which other web sites put on their pages with one line."""

import json
from functools import cache
from html import escape
from pathlib import Path

from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES

_FOLDER = Path(__file__).parent


@cache
def widget_script() -> bytes:
    """The script of the box: its words in every language, its style sheet, and what it does."""
    words = json.dumps({language: words_in(Wording(language)) for language in LANGUAGES}, ensure_ascii=False)
    style = json.dumps(" ".join((_FOLDER / "box.css").read_text("utf-8").split()))
    does = (_FOLDER / "box.js").read_text("utf-8")
    return f'(() => {{\n"use strict";\nconst words = {words};\nconst style = {style};\n{does}}})();\n'.encode()


def words_in(wording: Wording) -> dict[str, str]:
    """What the box says in a language, by the names that its script has for it."""
    return {
        "label": wording("What would you like to know from other cities?"),
        "ask": wording("Ask"),
        "wait": wording("Looking through the practices…"),
        "none": wording("Nothing in the collection answers this yet."),
        "near": wording("The nearest practices are these:"),
        "many": wording("Many requests came at once. Please wait a little and try again."),
        "failed": wording("The answer could not be fetched here."),
        "open": wording("See the whole answer on Precedent"),
    }


def line_to_copy(origin: str, language: str) -> str:
    """The line that puts the box on a page.

    Args:
        origin: Scheme and host of the site that answers.
        language: Language of the box.
    """
    return f'<script async src="{escape(origin)}/widget.js" data-lang="{escape(language)}"></script>'
