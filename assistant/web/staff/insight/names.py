"""What codes are called on the pages of insight."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from assistant.insight import ANYWHERE, Period, Span
from assistant.wording import Wording
from corpus.places import label_of
from corpus.vocabulary import vocabulary


@lru_cache(maxsize=1000)
def language_name(code: str, language: str) -> str:
    """A language's name, in another one; its code where that has no name for it."""
    try:
        name = Locale.parse(code).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name or code)


def country_name(code: str, language: str) -> str:
    """A country's name."""
    return label_of(code, language)


def region_name(code: str, wording: Wording) -> str:
    """A region's name, or what is said of questions that name none."""
    if code == ANYWHERE:
        return wording("No place named")
    term = vocabulary().regions.get(code)
    return term.label(wording.language) if term else code


def theme_name(code: str, language: str) -> str:
    """A theme's name."""
    term = vocabulary().themes.get(code)
    return term.label(language) if term else code


def reason_name(code: str, wording: Wording) -> str:
    """Why there was no answer, in words."""
    words = {
        "no_match": wording("Nothing in the collection fits"),
        "out_of_scope": wording("Not about what cities do for learning"),
        "filters_too_narrow": wording("Nothing from the place, or with the filters, that were asked for"),
    }
    return words.get(code, code)


def period_names(wording: Wording, keep_days: int) -> dict[str, str]:
    """The periods to choose from."""
    return {
        "weeks": wording("4 weeks"),
        "months": wording("3 months"),
        "all": wording.plural("All of {count} day", "All of {count} days", keep_days),
    }


def period_told(period: Period, wording: Wording) -> str:
    """The first and the last day of a period, in words."""
    return wording(
        "{first} to {last}",
        first=format_date(period.since, "long", locale=wording.language),
        last=format_date(period.until, "long", locale=wording.language),
    )


def span_short(span: Span, wording: Wording) -> str:
    """The first day of a stretch of time, as a label of a chart."""
    return str(format_skeleton("MMMd", span.first, locale=wording.language))


def span_told(span: Span, wording: Wording) -> str:
    """A stretch of time in words."""
    first = str(format_skeleton("MMMd", span.first, locale=wording.language))
    if span.first == span.last:
        return first
    return wording("{first} to {last}", first=first, last=format_skeleton("MMMd", span.last, locale=wording.language))
