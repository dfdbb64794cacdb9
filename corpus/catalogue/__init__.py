"""The catalogue: an SQL database of every practice with its earlier versions, what people asked, and their chats."""

from corpus.catalogue.asked import Asked, AskedQuestion, ShownTogether, Tally
from corpus.catalogue.draft_rows import DraftConflictError
from corpus.catalogue.drafts import Drafts
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
from corpus.catalogue.errors import CatalogueError, MovedOnError
from corpus.catalogue.inbox import Inbox
from corpus.catalogue.jobs import Job, JobRefusedError, Jobs
from corpus.catalogue.people import People
from corpus.catalogue.settling import Approved, Settled, Upcoming
from corpus.catalogue.source_entries import Find, KeptDraft, LinkState, Source, StoredDocument
from corpus.catalogue.sources import Sources
from corpus.catalogue.states import State
from corpus.catalogue.store import Catalogue
from corpus.catalogue.tasks import Task, Tasks

__all__ = [
    "Approved",
    "Asked",
    "AskedQuestion",
    "Catalogue",
    "CatalogueError",
    "Changes",
    "DraftConflictError",
    "Drafts",
    "Feedback",
    "Find",
    "Inbox",
    "Job",
    "JobRefusedError",
    "Jobs",
    "KeptDraft",
    "LinkState",
    "MovedOnError",
    "People",
    "PracticeVersion",
    "Preferences",
    "Publication",
    "Published",
    "Revision",
    "Settled",
    "ShownAnswer",
    "ShownTogether",
    "Source",
    "Sources",
    "State",
    "StoredDocument",
    "Tally",
    "Task",
    "Tasks",
    "UnansweredQuestion",
    "Upcoming",
    "Waiting",
]
