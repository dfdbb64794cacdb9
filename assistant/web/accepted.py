"""The language that a visitor's browser asks for."""

from starlette.requests import Request

from corpus.vocabulary import LANGUAGES


def preferred_language(request: Request) -> str | None:
    """The first of the product's languages that the visitor's browser asks for; None where it asks for none of them."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:300].split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        code = name.split("-")[0].lower()
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and weight > 0:
            wanted.append((-weight, code))
    return sorted(wanted, key=lambda item: item[0])[0][1] if wanted else None
