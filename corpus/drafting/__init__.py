"""Drafting: from a document to drafts of practices, each field with the passage it rests on and how sure it is."""

from corpus.drafting.draft import Draft, Drafted, Embed, Proposal, Rest, proposals_from_json, proposals_to_json
from corpus.drafting.drafter import Drafter
from corpus.drafting.finishing import finish, missing, proposed_id
from corpus.drafting.language_model import LanguageModel, LanguageModelError
from corpus.drafting.likeness import Alike, Likeness
from corpus.drafting.records import records_of_text
from corpus.drafting.tables import COLUMN_FIELDS, guess_columns
from corpus.drafting.written import read_draft, write_draft

__all__ = [
    "COLUMN_FIELDS",
    "Alike",
    "Draft",
    "Drafted",
    "Drafter",
    "Embed",
    "LanguageModel",
    "LanguageModelError",
    "Likeness",
    "Proposal",
    "Rest",
    "finish",
    "guess_columns",
    "missing",
    "proposals_from_json",
    "proposals_to_json",
    "proposed_id",
    "read_draft",
    "records_of_text",
    "write_draft",
]
