"""The second half of a refresh: takes what was found into the catalogue, each document together with its drafts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from corpus.catalogue import Catalogue, CatalogueError, Find, Source
from corpus.catalogue.intake import Incoming, values_of
from corpus.document import Document
from corpus.faults import CorpusError

if TYPE_CHECKING:
    from corpus.drafting.draft import Drafted

Progress = Callable[[str, int, int], None]


class Drafts(Protocol):
    """Drafts practices from documents, as `corpus.drafting.Drafter` does."""

    def draft(
        self,
        document: Document,
        *,
        address: str,
        publisher: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> "Drafted":
        """Draft the practices that a document holds."""


class Likens(Protocol):
    """Finds published practices that a draft resembles, as `corpus.drafting.Likeness` does."""

    def alike(self, record: Mapping[str, Any], limit: int = 3) -> list[Any]:
        """The published practices that a draft may be an update of."""


@dataclass(slots=True)
class Taken:
    """What taking over did.

    Args:
        documents: How many documents are new or changed.
        added: Numbers of the drafts that are new in the queue.
        changed: Numbers of the drafts that were brought up to date.
        left_out: Numbers of the drafts that their document no longer holds.
        gone: Addresses that are gone.
        no_practice: Address and reason where a document held no practice.
        failed: Address and reason where drafting failed; the next refresh tries again.
        held: Sources that were left alone, because what was found there waits for a person.
    """

    documents: int = 0
    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    no_practice: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    held: list[Source] = field(default_factory=list)


class Taking:
    """Takes over what one refresh found.

    Args:
        catalogue: Where.
        drafter: Makes what drafts; called where there is anything to draft.
        likeness: Makes what knows the published practices; called likewise.
    """

    def __init__(self, catalogue: Catalogue, drafter: Callable[[], Drafts], likeness: Callable[[], Likens]) -> None:
        self._catalogue = catalogue
        self._make_drafter = drafter
        self._make_likeness = likeness
        self._drafter: Drafts | None = None
        self._likeness: Likens | None = None

    def take(self, run: int, *, by: str, sources: Sequence[int] | None, anyway: bool, progress: Progress) -> Taken:
        """Take over what a refresh found and was not taken over yet.

        Raises:
            CatalogueError: There is no such refresh, or its look has not ended.
        """
        runs, taken = self._catalogue.sources.runs, Taken()
        known = runs.get(run)
        if known is None or known.looked_at is None:
            raise CatalogueError("This refresh is not there, or has not looked at everything yet: begin it again.")
        looks = runs.looks(run)
        wanted = [number for number in looks if sources is None or number in sources]
        chosen: list[tuple[Source, list[Find]]] = []
        for number in wanted:
            source = self._catalogue.sources.get(number)
            if source is None or looks[number].failure:
                continue
            if looks[number].held and not anyway:
                taken.held.append(source)
                continue
            chosen.append((source, runs.finds(run, source_id=number, untaken=True)))
        total, done = sum(len(finds) for _, finds in chosen), 0
        progress("drafting", 0, total)
        for source, finds in chosen:
            done += runs.take_unchanged(run, source.id)
            progress("drafting", done, total)
            for find in finds:
                if find.state in ("new", "changed", "gone"):
                    self._take_one(source, find, taken)
                    done += 1
                    progress("drafting", done, total)
        left = any(find.source_id not in _failed(looks) for find in runs.finds(run, untaken=True))
        runs.end(run, [source.id for source, _ in chosen], by, finished=not left)
        return taken

    def _take_one(self, source: Source, find: Find, taken: Taken) -> None:
        runs = self._catalogue.sources.runs
        if find.state == "gone":
            if runs.take(find) is not None:
                taken.gone.append(find.address)
            return
        document = runs.document(find)
        if document is None:  # another process was faster
            return
        try:
            incoming, reason = self._drafted(source, find.address, document)
        except _UndraftableError as error:
            if runs.fail(find, str(error)):
                taken.failed.append((find.address, str(error)))
            return
        did = runs.take(find, incoming, reason)
        if did is None:
            return
        taken.documents += 1
        taken.added += did.added
        taken.changed += did.changed
        taken.left_out += did.left_out
        if not incoming:
            taken.no_practice.append((find.address, reason))

    def _drafted(self, source: Source, address: str, document: Document) -> tuple[list[Incoming], str]:
        """The drafts of a document, or why there are none."""
        self._drafter = self._drafter or self._make_drafter()
        with _naming(address):
            drafted = self._drafter.draft(
                document, address=address, publisher=source.publisher or None, columns=source.columns
            )
        if not drafted.drafts:
            return [], drafted.reason
        self._likeness = self._likeness or self._make_likeness()
        with _naming(address):
            incoming = [Incoming(draft, self._likeness.alike(draft.record)) for draft in drafted.drafts]
        try:
            for one in incoming:
                values_of(one)
        except CatalogueError as error:
            raise _UndraftableError(f"{address}: {error}") from error
        return incoming, ""


class _UndraftableError(Exception):
    """No draft can be made of one document; the message is one plain sentence."""


@contextmanager
def _naming(address: str) -> Iterator[None]:
    """A defect that one document brings to light must not keep the others waiting for ever: it is named, they go on.

    Where what drafting needs is not there, nothing is wrong with the document, and the work stops.
    """
    try:
        yield
    except (CorpusError, OSError, MemoryError):
        raise
    except Exception as error:
        what = "The program failed at drafting from this"
        raise _UndraftableError(f"{address}: {what} ({type(error).__name__}). Tell those who look after it.") from error


def _failed(looks: Mapping[int, Any]) -> set[int]:
    return {number for number, look in looks.items() if look.failure}
