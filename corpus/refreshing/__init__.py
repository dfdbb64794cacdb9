"""Keeps the corpus fresh: lists sources, looks at what changed, takes it over as drafts, and checks links."""

from corpus.refreshing.difference import Difference, SourceDifference
from corpus.refreshing.errors import ListingError
from corpus.refreshing.links import check_links
from corpus.refreshing.refresher import MAX_UPLOAD, Recognised, Refresher
from corpus.refreshing.take import Taken

__all__ = [
    "MAX_UPLOAD",
    "Difference",
    "ListingError",
    "Recognised",
    "Refresher",
    "SourceDifference",
    "Taken",
    "check_links",
]
