"""The catalogue: an SQL database of every practice with its earlier versions, what people asked, and their chats."""

from corpus.catalogue.entries import (
    Changes,
    Feedback,
    PracticeVersion,
    Preferences,
    Publication,
    Published,
    Revision,
    ShownAnswer,
    UnansweredQuestion,
    Waiting,
)
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.inbox import Inbox
from corpus.catalogue.people import People
from corpus.catalogue.store import Catalogue

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Changes",
    "Feedback",
    "Inbox",
    "People",
    "PracticeVersion",
    "Preferences",
    "Publication",
    "Published",
    "Revision",
    "ShownAnswer",
    "UnansweredQuestion",
    "Waiting",
]
