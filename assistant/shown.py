"""A practice in brief, as every list and answer shows it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from corpus.places import label_of
from corpus.practice import Practice


class ShownPractice(BaseModel):
    """What is shown of a practice wherever it stands."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    city: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    country_name: str
    region: str
    start: int | None
    end: int | None
    themes: list[str]
    audiences: list[str]
    sdgs: list[int]
    summary: str
    language: str = Field(description="Language of title and summary: the asker's where they were translated.")
    url: str


def in_brief(practice: Practice, language: str, base: str) -> dict[str, Any]:
    """The fields of `ShownPractice`.

    Args:
        practice: The practice.
        language: Language of title and summary where they were translated, and of the country's name.
        base: Address of the site, before `/practices/…`.
    """
    written = language if language in practice.languages() else "en"
    return {
        "id": practice.id,
        "title": practice.title_in(written),
        "city": practice.city,
        "country": practice.country,
        "country_name": label_of(practice.country, language),
        "region": practice.region,
        "start": practice.start,
        "end": practice.end,
        "themes": practice.themes,
        "audiences": practice.audiences,
        "sdgs": practice.sdgs,
        "summary": practice.summary_in(written),
        "language": written,
        "url": f"{base.rstrip('/')}/practices/{practice.id}",
    }
