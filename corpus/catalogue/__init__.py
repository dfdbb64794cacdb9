"""The catalogue: an SQL database of every practice with its earlier versions, and of what people asked."""

from corpus.catalogue.entries import Changes, Feedback, PracticeVersion, Published, Revision, UnansweredQuestion
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.store import Catalogue

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Changes",
    "Feedback",
    "PracticeVersion",
    "Published",
    "Revision",
    "UnansweredQuestion",
]
