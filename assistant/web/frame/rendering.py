"""Renders templates: in the visitor's language, everything escaped, with a tag by which it need not be sent twice."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.assistant import Assistant
from assistant.web.frame.assets import Assets
from assistant.web.frame.visitor import Visitor, direction_of, visitor_of
from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES

FOLDER: Final = Path(__file__).parents[1] / "templates"


class Pages:
    """Renders pages.

    Args:
        assets: Style sheets and scripts that pages name.
    """

    def __init__(self, assets: Assets) -> None:
        self._environments = {language: _environment(language, assets) for language in LANGUAGES}

    def visitor(self, request: Request) -> Visitor:
        """Who asks for a page."""
        settings = _assistant(request).settings
        return visitor_of(request, settings.public_url, settings.language)

    def render(
        self, request: Request, template: str, *, visitor: Visitor | None = None, status: int = 200, **values: Any
    ) -> Response:
        """A page.

        Args:
            request: The request; one that has the page already is answered without a body.
            template: Name of its template.
            visitor: Who asks, where that is known already.
            status: HTTP status.
            values: What the template shows.
        """
        visitor = visitor or self.visitor(request)
        text = self.text(template, visitor=visitor, **values)
        body = text.encode("utf-8", "replace")
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers = {
            "etag": tag,
            "vary": "accept-language, cookie",
            "cache-control": "private, no-cache",
            "content-language": visitor.language,
        }
        if status == 200 and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, status_code=status, headers=headers)

    def text(self, template: str, *, visitor: Visitor, **values: Any) -> str:
        """A template as text, for a part of a page or something that is none."""
        return self._environments[visitor.language].get_template(template).render(visitor=visitor, **values)


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


def _environment(language: str, assets: Assets) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    phrases = Wording(language)

    def wording_html(message: str, **values: object) -> Markup:
        """A phrase with marked-up values in its places; everything else in it is escaped."""
        return Markup(escape(phrases(message))).format(**values)  # noqa: S704  (it is escaped)

    environment.globals |= {
        "wording": phrases,
        "plural": phrases.plural,
        "wording_html": wording_html,
        "asset": assets.url,
        "languages": language_names(),
        "number": lru_cache(maxsize=1000)(lambda value: format_decimal(value, locale=language)),
    }
    environment.filters |= {"day": lambda day: format_date(day, "long", locale=language), "direction": direction_of}
    return environment


@cache
def language_names() -> dict[str, str]:
    """The product's languages, each by its own name."""
    names = {code: str(Locale(code).get_display_name(code)) for code in LANGUAGES}
    return {code: name[:1].upper() + name[1:] for code, name in names.items()}
