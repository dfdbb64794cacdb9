"""Homes whose index costs nothing to build: vectors by chance, and names of places without the world's."""

from pathlib import Path
from typing import Any

from assistant.office.agreeing import agree
from assistant.publishing import ServedModel, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue, draft_rows
from corpus.places import Gazetteer
from corpus.places.finds import Finds
from corpus.places.names import Names
from corpus.practice import Practice
from index.contents import Contents
from index.snapshot import SnapshotStore
from tests.corpus.sample import RECORD
from tests.index.doubles import HashEmbedder

BY = "tests"


class NoWorld:
    """Stands in for the gazetteer: it knows no city."""

    @staticmethod
    def compile(cities: list[tuple[str, str]], finds: Finds) -> Gazetteer:
        return Gazetteer([], Names(), {})


def cheap_model(fingerprint: str = "by chance") -> ServedModel:
    """A model that gives every text a direction of its own."""
    return ServedModel("by chance", fingerprint, HashEmbedder.dimension, 512, lambda: HashEmbedder(fingerprint))


def boat(number: int = 1, **changes: Any) -> Practice:
    """One of many practices of Oslo."""
    practice = Practice.parse(RECORD)
    other = {"id": f"no-oslo-boats-{number}", "title": f"Reading boats, number {number}"}
    return Practice.model_validate(practice.model_dump() | other | changes)


def make_home(folder: Path, practices: list[Practice]) -> Settings:
    """A home with practices published and indexed."""
    settings = Settings(home=folder, _env_file=None)
    with open_catalogue(settings) as catalogue:
        catalogue.add(practices, by=BY)
    assert agree(settings, cheap_model())
    return settings


def approve_new(catalogue: Catalogue, practice: Practice) -> int:
    """Put a new practice into the queue, and approve it; gives the draft's number."""
    with catalogue._database.writing() as session:
        row = draft_rows.row_for(practice, state="waiting", base=None)
        session.add(row)
        session.flush()
        number = row.id
    return catalogue.drafts.approve(number, version=1, by=BY, practice_id=None).id


def approve_change(catalogue: Catalogue, practice: Practice) -> int:
    """Put a person's own version of a published practice into the queue, and approve it; gives the draft's number."""
    draft = catalogue.drafts.propose(practice, by=BY)
    return catalogue.drafts.approve(draft.id, version=draft.version, by=BY).id


def served(settings: Settings) -> dict[str, str]:
    """What a server would answer from: the title of each practice in the current snapshot."""
    contents = Contents.open(SnapshotStore(settings.snapshots))
    return {name: contents.practice(number).title for number, name in enumerate(contents.ids)}


def published(settings: Settings) -> dict[str, str]:
    """What the catalogue holds: the title of each published practice."""
    with open_catalogue(settings) as catalogue:
        return {practice.id: practice.title for practice in catalogue.practices()}
