"""Where a page stands in the site: links above its heading, and the same for search engines."""

from dataclasses import dataclass
from typing import Any

from assistant.web.frame.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above another one, or the page itself.

    Args:
        name: Its name in the visitor's language.
        path: Its path.
    """

    name: str
    path: str


def breadcrumb_list(visitor: Visitor, crumbs: list[Crumb]) -> dict[str, Any]:
    """The way to a page in schema.org's words.

    Args:
        visitor: In whose language the page is.
        crumbs: The pages from the top down to this one.
    """
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb.name, "item": f"{visitor.origin}{crumb.path}"}
            for place, crumb in enumerate(crumbs, 1)
        ],
    }
