"""What the catalogue hands out about sources, drafts and links, as plain values that need no open database."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from corpus.document import Document

if TYPE_CHECKING:
    from corpus.drafting import Alike, Proposal

SourceKind = Literal["page", "sitemap", "feed", "file", "folder", "upload", "text"]
FindState = Literal["new", "changed", "gone", "failed", "unchanged"]
DraftState = Literal["waiting", "approved", "rejected", "merged", "published"]
LinkCondition = Literal["ok", "moved", "dead", "changed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from.

    Args:
        id: Its number.
        kind: What it is.
        address: A URL, an absolute path, or the name of what was uploaded or pasted.
        name: What people call it.
        publisher: Who stands behind it; empty where the documents say so themselves.
        pattern: Only these addresses of a site map, a feed or a folder, with `*` for anything; None for all.
        columns: Which column of a table is which field of the format; None where that is guessed.
        paused: Whether refreshes leave it out.
        added_at: Since when it is known.
        added_by: Who added it.
        last_tried: When it was last looked at.
        last_done: When what was found was last taken over.
        failure: Why the last look failed, as a sentence; or empty.
        held: Why what the last look found waits for a person, as a sentence; or empty.
        documents: How many documents it holds now.
        waiting: How many drafts of it wait for review.
    """

    id: int
    kind: SourceKind
    address: str
    name: str
    publisher: str = ""
    pattern: str | None = None
    columns: Mapping[str, str] | None = None
    paused: bool = False
    added_at: datetime.datetime
    added_by: str
    last_tried: datetime.datetime | None = None
    last_done: datetime.datetime | None = None
    failure: str = ""
    held: str = ""
    documents: int = 0
    waiting: int = 0

    @property
    def refreshes(self) -> bool:
        """Whether there is anything to look at again: what was uploaded or pasted is here and nowhere else."""
        return self.kind not in ("upload", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """One page or file of a source, as it was last read.

    `digest` is that of its bytes and `text_digest` that of its text; `validators` is what to ask for changes with, as
    the server gave it, or what stands for that of a file. `no_draft` says why no draft was made of it.
    """

    id: int
    source_id: int | None
    address: str
    document: Document | None = field(repr=False)
    digest: str
    text_digest: str
    validators: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime.datetime | None = None
    gone_at: datetime.datetime | None = None
    failure: str = ""
    no_draft: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What a look found at one address of a source.

    `document` is there for what is new or changed. `id` is None until it is kept.
    """

    source_id: int
    address: str
    state: FindState
    title: str = ""
    failure: str = ""
    document: Document | None = field(default=None, repr=False)
    digest: str = ""
    text_digest: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How the look at one source ended: why it failed, and why what it found waits for a person; or neither."""

    source_id: int
    failure: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh: the sources it concerns, and how far it is."""

    id: int
    sources: tuple[int, ...]
    started_at: datetime.datetime
    looked_at: datetime.datetime | None = None
    taken_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft of a practice, as it stands in the queue.

    Args:
        id: Its number.
        version: Goes up with every change: who changes a draft says which version was seen.
        state: Where it stands.
        source_id: Its source; None where a person wrote it, or the source was removed.
        source_name: What the source is called.
        document_id: The document it was drawn from, or None.
        address: Of that document.
        key: Which practice of the document it is.
        record: Fields of the format; some may be missing until it is approved.
        proposals: What was proposed for each field, with the passages it rests on.
        practice_id: The practice it updates; None for a new one. Of a published draft, the practice it became.
        alike: Published practices that it resembles.
        created_at: Since when it waits.
        changed_at: When it last changed.
        edited_by: The last person who edited it, or empty.
        decided_by: Who approved, rejected or merged it, or empty.
        decided_at: When that was.
        reason: Why it was rejected; or, where it waits or is approved, what a reviewer has to know.
        revision: The revision of the corpus with which it was published.
        merged_from: The draft that was merged into the practice, where this is the update which that made.
        gone_at: Since when its document is gone from the source.
        whole: Whether `record` is all of the practice, as a person wrote it over; else it is laid over the practice.
    """

    id: int
    version: int
    state: DraftState
    source_id: int | None
    source_name: str
    document_id: int | None
    address: str
    key: str
    record: dict[str, Any] = field(repr=False)
    proposals: "list[Proposal]" = field(repr=False)
    practice_id: str | None
    alike: "list[Alike]" = field(repr=False)
    created_at: datetime.datetime
    changed_at: datetime.datetime
    edited_by: str = ""
    decided_by: str = ""
    decided_at: datetime.datetime | None = None
    reason: str = ""
    revision: int | None = None
    merged_from: int | None = None
    gone_at: datetime.datetime | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """An address that published practices name as a source, as the last check found it.

    Args:
        address: As the practices give it.
        state: `ok`; `moved` for good, to `moved_to`; `dead`; `changed` beyond recognition; or `unknown` where it could
            not be told, for the reason in `failure`.
        checked_at: When it was last asked for.
        since: Since when it is in this state.
        status: What the server answered with, or None where nothing was answered.
        failure: Why it could not be read, as a sentence; or empty.
        failing_since: Since when every check failed, or None.
        moved_to: Where it is now, or empty.
        validators: To ask for changes with.
        media_type: What it was when it was last read.
        sketch: What its text is recognised by.
        practices: Ids of the published practices that name it.
    """

    address: str
    state: LinkCondition
    checked_at: datetime.datetime
    since: datetime.datetime
    status: int | None = None
    failure: str = ""
    failing_since: datetime.datetime | None = None
    moved_to: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    sketch: tuple[int, ...] = field(default=(), repr=False)
    practices: tuple[str, ...] = ()
