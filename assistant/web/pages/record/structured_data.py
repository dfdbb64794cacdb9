"""Says in schema.org's words what a page is about, for search engines: only what the record says."""

from typing import Any

from assistant.web.pages.record.citing import SITE
from assistant.web.pages.record.shown_record import ShownRecord, ShownSource


def article(record: ShownRecord, url: str, home: str) -> dict[str, Any]:
    """A practice's page as an `Article`. It names no author, day of publication or licence: none is known.

    Args:
        record: The record as it is shown.
        url: Address of the page.
        home: Address of the site.
    """
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": record.title,
        "abstract": record.summary,
        "inLanguage": sorted({record.language, "en"}),
        "mainEntityOfPage": {"@type": "WebPage", "@id": url, "lastReviewed": record.checked.isoformat()},
        "isPartOf": {"@type": "WebSite", "name": SITE, "url": home},
        "about": [{"@type": "Thing", "name": theme.label} for theme in record.themes],
        "audience": [{"@type": "Audience", "audienceType": audience.label} for audience in record.audiences],
        "spatialCoverage": {
            "@type": "Place",
            "name": f"{record.city}, {record.country_name}",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": record.city,
                "addressCountry": record.country,
            },
        },
        "citation": [_cited(source) for source in record.sources],
    }
    if record.start and record.end:  # a practice without an end goes on, or its end is unknown
        described["temporalCoverage"] = f"{record.start}/{record.end}"
    return described


def _cited(source: ShownSource) -> dict[str, Any]:
    cited: dict[str, Any] = {
        "@type": "CreativeWork",
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
    }
    if source.address:
        cited["url"] = source.address
    if source.published:
        cited["datePublished"] = str(source.published)
    return cited
