"""Takes in files and texts: each is read at once, kept, and waits to be drafted from."""

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from assistant.web.staff.sources.uploads import MAX_FILE
from corpus.catalogue import Catalogue, Source
from corpus.catalogue.runs import Known
from corpus.catalogue.source_entries import Find, Look
from corpus.document import Document

if TYPE_CHECKING:
    from corpus.drafting import Alike

MAX_NAME: Final = 200
_RECORD: Final = 2 * 2**20  # a larger file is no single record
_NEVER_SEEN: Final = Known("", "", {}, read=False, gone=False)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, or a text: its name, where its bytes are read from, and what it is said to be."""

    name: str
    content: BinaryIO
    media_type: str = ""
    kind: str = "upload"


@dataclass(slots=True)
class Received:
    """What became of files and texts.

    Args:
        run: Number of the refresh in which they wait to be taken over; None where nothing does.
        sources: The sources that they are now.
        refused: Names of those that cannot be read, with the reason.
        unchanged: Names of those that are known just so.
        tables: Numbers of the sources that are tables of which not every column is understood.
        drafts: How many drafts are there already.
    """

    run: int | None = None
    sources: list[Source] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    drafts: int = 0


def receive(
    catalogue: Catalogue, uploads: Iterable[Upload], *, by: str, name: str = "", publisher: str = ""
) -> Received:
    """Read files and keep what they say. One request at a time, and of it one file: a file may be large.

    Args:
        catalogue: Where.
        uploads: The files.
        by: Who gives them.
        name: What people are to call the one that there is.
        publisher: Who stands behind them.

    Raises:
        CatalogueError: The catalogue failed.
    """
    from corpus.readers import Reader, ReadError  # noqa: PLC0415

    received, finds = Received(), list[tuple[Find, bytes]]()
    with _one_at_a_time, Reader() as reader:
        for upload in uploads:
            called = plain_name(upload.name)
            body = upload.content.read(MAX_FILE + 1)
            try:
                if len(body) > MAX_FILE:
                    raise ReadError("too_large", f"is too large: it has more than {MAX_FILE // 2**20} MB", called)
                document = reader.read(body, name=called, media_type=upload.media_type)
            except ReadError as error:
                received.refused.append((called, str(error)))
                continue
            source = _source(catalogue, upload.kind, called, by=by, name=name, publisher=publisher)
            find = _find(catalogue, source, body, document)
            if find.state == "unchanged":
                received.unchanged.append(called)
                continue
            if any(one.source_id == source.id for one, _ in finds):
                received.refused.append((called, f"{called} has a name that another one of these files has."))
                continue
            received.sources.append(source)
            finds.append((find, body if len(body) <= _RECORD else b""))
            if source.columns is None and not_understood(document):
                received.tables.append(source.id)
        if finds:
            _keep(catalogue, received, finds, by)
    return received


def not_understood(document: Document) -> list[str]:
    """The columns of a table of which it cannot be told what they hold; none where it is no table."""
    from corpus.drafting import guess_columns  # noqa: PLC0415
    from corpus.drafting.records import record_of_row  # noqa: PLC0415

    if not document.columns or (document.rows and record_of_row(document.rows[0], 0) is not None):
        return []
    guessed = guess_columns(document)
    return [column for column in document.columns if column not in guessed]


def plain_name(name: str) -> str:
    """The name of a file without its folders, short enough to be kept."""
    last = " ".join("".join(c if c.isprintable() else " " for c in name.replace("\\", "/").rpartition("/")[2]).split())
    stem, dot, suffix = last.rpartition(".")
    if len(last) > MAX_NAME:
        last = f"{(stem or last)[: MAX_NAME - 10]}{dot}{suffix[:9]}"
    return last or "file"


def _source(catalogue: Catalogue, kind: str, called: str, *, by: str, name: str, publisher: str) -> Source:
    source = catalogue.sources.add(
        "upload" if kind == "upload" else "text", called, by=by, name=name or called, publisher=publisher
    )
    said = {"name": name, "publisher": publisher}
    changes = {part: value for part, value in said.items() if value and value != getattr(source, part)}
    return catalogue.sources.change(source.id, by=by, **changes) if changes else source


def _find(catalogue: Catalogue, source: Source, body: bytes, document: Document) -> Find:
    known = catalogue.sources.runs.known(source.id).get(source.address, _NEVER_SEEN)
    digest = hashlib.sha256(body).hexdigest()
    same = known.read and not known.gone and known.text_digest == document.digest
    return Find(
        source_id=source.id,
        address=source.address,
        state="unchanged" if same else "changed" if known.read else "new",
        title=document.title or source.name,
        document=document,
        digest=digest,
        text_digest=document.digest,
    )


def _keep(catalogue: Catalogue, received: Received, finds: Sequence[tuple[Find, bytes]], by: str) -> None:
    """Keep everything in one refresh; finished records become drafts at once, for there is nothing to draft."""
    from corpus.catalogue.intake import Incoming  # noqa: PLC0415
    from corpus.drafting import records_of_text  # noqa: PLC0415

    runs = catalogue.sources.runs
    run = runs.begin([source.id for source in received.sources])
    taken = 0
    for find, _ in finds:
        runs.keep(run.id, find)
        runs.looked(run.id, Look(find.source_id))
    runs.end_look(run.id)
    for find, body in finds:
        records = records_of_text(body.decode("utf-8", "replace")) if body else ()
        if not records:
            continue
        incoming = [Incoming(one, _same(catalogue, one.record.get("id"))) for one in records]
        for kept in runs.finds(run.id, source_id=find.source_id, untaken=True):
            if did := runs.take(kept, incoming):
                received.drafts += len(did.added) + len(did.changed)
                taken += 1
        received.tables = [number for number in received.tables if number != find.source_id]
    received.run = run.id
    if taken == len(finds):
        runs.end(run.id, [source.id for source in received.sources], by, finished=True)
        received.run = None


def _same(catalogue: Catalogue, practice_id: object) -> "list[Alike]":
    """The published practice that a finished record is a version of."""
    from corpus.drafting import Alike  # noqa: PLC0415

    if not isinstance(practice_id, str) or catalogue.practice(practice_id) is None:
        return []
    return [Alike(practice_id, 1.0, "same text")]
