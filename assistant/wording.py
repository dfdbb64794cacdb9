"""Fixed phrases in seven languages, from gettext catalogs."""

import gettext as gettext_module
import io
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).parent / "locale"
DOMAIN = "precedent"


class Wording:
    """The phrases of one language.

    Args:
        language: One of the product's languages; any other gives English.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._translations = _translations(language)

    def __call__(self, message: str, **values: object) -> str:
        """The phrase, with values put in its `{places}`."""
        phrase = self._translations.gettext(message)
        return phrase.format(**values) if values else phrase

    def plural(self, singular: str, plural: str, count: int, **values: object) -> str:
        """The form of a phrase for a number of things, with `{count}` and other values put in."""
        return self._translations.ngettext(singular, plural, count).format(count=count, **values)


@cache
def _translations(language: str) -> gettext_module.NullTranslations:
    path = _LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == "en" or not path.is_file():
        return gettext_module.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  (only where a translation is wanted)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)
