"""What scripts of staff get, as OpenAPI describes it."""

import datetime
from typing import Any

from pydantic import BaseModel, Field

from corpus.catalogue import Job, KeptDraft, Source
from corpus.catalogue.jobs import JobKind, JobState
from corpus.catalogue.source_entries import DraftState, SourceKind


class SourceAnswer(BaseModel):
    """A source."""

    id: int
    kind: SourceKind
    address: str
    name: str
    publisher: str
    pattern: str | None
    paused: bool
    documents: int
    waiting: int = Field(description="How many drafts of it wait for review.")
    last_tried: datetime.datetime | None
    last_done: datetime.datetime | None
    failure: str = Field(description="Why the last look failed; or empty.")
    held: str = Field(description="Why what was found waits for a person; or empty.")

    @classmethod
    def of(cls, source: Source) -> "SourceAnswer":
        """A source as scripts get it."""
        return cls(**{name: getattr(source, name) for name in cls.model_fields})


class DraftAnswer(BaseModel):
    """A draft of a practice."""

    id: int
    version: int
    state: DraftState
    source: int | None
    address: str
    practice: str | None = Field(description="The practice that it updates.")
    record: dict[str, Any] = Field(description="Fields of the format, as far as they are known.")
    created: datetime.datetime
    changed: datetime.datetime
    decided_by: str
    reason: str

    @classmethod
    def of(cls, draft: KeptDraft) -> "DraftAnswer":
        """A draft as scripts get it."""
        return cls(
            id=draft.id,
            version=draft.version,
            state=draft.state,
            source=draft.source_id,
            address=draft.address,
            practice=draft.practice_id,
            record=draft.record,
            created=draft.created_at,
            changed=draft.changed_at,
            decided_by=draft.decided_by,
            reason=draft.reason,
        )


class JobAnswer(BaseModel):
    """Long work: how far it is, and what came of it."""

    id: int
    kind: JobKind
    state: JobState
    by: str
    asked: datetime.datetime
    ended: datetime.datetime | None
    step: str
    done: int
    total: int
    result: dict[str, Any] = Field(description="What came of it, once it is done.")
    reason: str = Field(description="Why it failed; or empty.")

    @classmethod
    def of(cls, job: Job) -> "JobAnswer":
        """A job as scripts get it."""
        same = {name: getattr(job, name) for name in ("id", "kind", "state", "by", "step", "done", "total", "reason")}
        return cls(**same, asked=job.asked_at, ended=job.ended_at, result=dict(job.result))


class AddedAnswer(BaseModel):
    """What was added, and the work that reads it."""

    sources: list[SourceAnswer]
    refused: list[dict[str, str]] = Field(
        default_factory=list, description="Files that cannot be read: name and reason of each."
    )
    unchanged: list[str] = Field(default_factory=list, description="Files that are known just so.")
    drafts: int = Field(0, description="Drafts that wait already, of finished records.")
    job: JobAnswer | None = Field(None, description="The work that drafts from it; none where there is nothing to do.")


class StatusAnswer(BaseModel):
    """How things stand."""

    revision: int = Field(description="Number of the latest state of the collection; 0 before the first.")
    practices: int = Field(description="How many practices this server answers from.")
    in_step: bool = Field(description="Whether it answers from the latest state.")
    sources: int
    failing: int = Field(description="Sources whose last look failed.")
    held: int = Field(description="Sources that wait for a person.")
    drafts: dict[DraftState, int]
    running: list[JobAnswer]
