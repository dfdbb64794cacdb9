"""Brings the catalogs of fixed phrases up to date with the code: `python -m tests.catalogs`.

Phrases are marked as `wording("…")` and `wording.plural("…", "…", count)` in code, and as `wording("…")`,
`wording_html("…")` and `plural("…", "…", count)` in templates, their words written out on the spot.
"""

import ast
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from assistant.wording import DOMAIN
from corpus.vocabulary import LANGUAGES

ROOT: Final = Path(__file__).parents[1]
LOCALE: Final = ROOT / "assistant" / "locale"
TEMPLATE: Final = LOCALE / f"{DOMAIN}.pot"
TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")
SPEAKING: Final = ("assistant", "bots")
"""The packages that say something."""
KEYWORDS: Final = {"wording": (1,), "wording_html": (1,), "plural": (1, 2)}
"""What marks a phrase, and which of its arguments are the phrase."""

_NOTE: Final = """\
# The fixed phrases of the product.
#
# After a phrase is added or changed in code, write this file anew and bring the
# catalogs of the languages up to date with it:
#
#     python -m tests.catalogs
#
# Then put in what is missing in <language>/LC_MESSAGES/precedent.po. A phrase
# that changed counts as a new one, and what the code no longer says is dropped.
# The catalogs are read as they are: nothing has to be compiled.
"""
# Neither dates nor line numbers: the files change only where the phrases do.
_HEADER: Final = """\
msgid ""
msgstr ""
"Project-Id-Version: precedent\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
{plural_forms}
"""


def catalog_path(language: str) -> Path:
    """Where the catalog of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalog(language: str) -> Catalog:
    """The catalog of a language as it is on disk.

    Raises:
        PoFileError: It is not well formed, or a phrase in it has more forms than the language.
    """
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation of a phrase: one form, or as many as the language has for numbers; empty where it is missing."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def phrases_in_python(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, list[str | None], list[str]]]:
    """Finds marked phrases in Python code; an extraction method of Babel.

    Babel's own method works on tokens and so, before Python 3.12, sees no call within an f-string.

    Raises:
        ValueError: A phrase is put together at run time, so that no catalog can have it.
    """
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in keywords:
                texts = [_literal(argument) for argument in node.args]
                if None in texts[: len(KEYWORDS[name])]:
                    raise ValueError(f"{file.name}:{node.lineno}: write the words of the phrase out")
                yield node.lineno, name, texts, []


def phrases_in_templates(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, list[str | None], list[str]]]:
    """Finds marked phrases in Jinja templates; an extraction method of Babel.

    Raises:
        ValueError: A phrase is put together at run time, so that no catalog can have it.
    """
    for node in Environment(autoescape=True).parse(file.read().decode()).find_all(nodes.Call):
        if not isinstance(node.node, nodes.Name) or node.node.name not in keywords:
            continue
        texts = [argument.value if isinstance(argument, nodes.Const) else None for argument in node.args]
        if None in texts[: len(KEYWORDS[node.node.name])]:
            raise ValueError(f"{file.name}:{node.lineno}: write the words of the phrase out")
        yield node.lineno, node.node.name, texts, []


METHODS: Final = [("**.py", phrases_in_python), ("**.html", phrases_in_templates), ("**.xml", phrases_in_templates)]
"""How phrases are found in which files."""


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def extract() -> Catalog:
    """The phrases that the code has, untranslated."""
    found = [
        (package, *phrase)
        for package in SPEAKING
        for phrase in extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS)
    ]
    template = Catalog()
    for package, path, line, message, _, _ in sorted(found, key=lambda phrase: phrase[:3]):
        template.add(message, locations=[(f"{package}/{path}", line)])
    return template


def render(catalog: Catalog, language: str = "") -> str:
    """A catalog as the text of its file: the template's, or with `language` that of a translation."""
    entries = io.BytesIO()
    write_po(entries, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    plural_forms = f'"Plural-Forms: {get_plural(language)}\\n"\n' if language else ""
    note = "" if language else _NOTE
    header = _HEADER.format(language=language, plural_forms=plural_forms)
    return f"{note}{header}{entries.getvalue().decode().rstrip()}\n"


def main() -> None:
    """Write the template anew, and add to and drop from each catalog what the code does."""
    template = extract()
    TEMPLATE.write_text(render(template), "utf-8")
    for language in TRANSLATED:
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = read_catalog(language) if path.is_file() else Catalog(locale=language)
        catalog.update(template, no_fuzzy_matching=True)
        path.write_text(render(catalog, language), "utf-8")
        missing = sum(not all(forms_of(message)) for message in catalog if message.id)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} phrases, {missing} to translate")


if __name__ == "__main__":
    main()
