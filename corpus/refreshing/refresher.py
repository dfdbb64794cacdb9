"""Refreshes the corpus from its sources: looks first, and takes over what was found once a person has seen it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from corpus.catalogue import Catalogue, CatalogueError, Source
from corpus.catalogue.runs import Known
from corpus.catalogue.source_entries import Look, SourceKind
from corpus.document import Document
from corpus.fetching import Fetched, web_address
from corpus.refreshing.difference import Difference, compare
from corpus.refreshing.listing import list_all, recognise
from corpus.refreshing.look import InCatalogue, InMemory, Keeper, Looking
from corpus.refreshing.take import Drafts, Likens, Taken, Taking
from corpus.refreshing.visiting import Gets, Reads, read_find

if TYPE_CHECKING:
    from corpus.drafting.draft import Drafted

Progress = Callable[[str, int, int], None]

MAX_UPLOAD: Final = 20 * 2**20
_NEVER_SEEN: Final = Known("", "", {}, read=False, gone=False)


class _Known:
    """Stands for a drafter where the drafts are known."""

    def __init__(self, drafted: "Drafted") -> None:
        self._drafted = drafted

    def draft(self, document: Document, **_: Any) -> "Drafted":
        """The drafts."""
        return self._drafted


def no_progress(_step: str, _done: int, _total: int) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What lies at an address: its kind, its name as it gives it, and how many pages it names."""

    address: str
    kind: SourceKind
    name: str
    pages: int

    def __str__(self) -> str:
        if self.kind == "feed":
            return f"This is a feed of {self.pages} entr{'y' if self.pages == 1 else 'ies'}."
        if self.kind == "sitemap":
            return f"This is a site map of {self.pages} page{'' if self.pages == 1 else 's'}."
        return "This is one page."


class Refresher:
    """Refreshes the corpus from its sources.

    Args:
        catalogue: Where everything is kept.
        fetcher: Fetches pages.
        reader: Reads documents.
        drafter: Makes what drafts practices; called only where there is something to draft.
        likeness: Makes what knows the published practices; called likewise.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        fetcher: Gets,
        reader: Reads,
        drafter: Callable[[], Drafts],
        likeness: Callable[[], Likens],
    ) -> None:
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._reader = reader
        self._drafter = drafter
        self._likeness = likeness

    def recognise(self, address: str, pattern: str | None = None) -> Recognised:
        """Find out what lies at a web address.

        Args:
            address: As a person typed it.
            pattern: Only these of the pages that it names.

        Raises:
            FetchError: It cannot be fetched.
            ListingError: It is a site map or a feed that cannot be read.
        """
        address = web_address(address)
        fetched = self._fetcher.get(address)
        kind = recognise(fetched)
        if kind is None:
            return Recognised(address, "page", "", 1)
        first: list[Fetched] = [fetched]
        listing = list_all(lambda one: first.pop() if first else self._fetcher.get(one), address, pattern)
        name = listing.title or (urlsplit(address).hostname or address)
        return Recognised(address, listing.kind, name, len(listing.addresses))

    def look(
        self,
        sources: Sequence[int] | None = None,
        *,
        run: int | None = None,
        keep: bool = True,
        progress: Progress = no_progress,
    ) -> Difference:
        """Look at sources: fetch and read everything that has changed.

        Every find is kept as it comes. Where a look was interrupted, even by a kill, the next one at the same sources
        within a day goes on with it.

        Args:
            sources: Their numbers; all that are not paused if left out.
            run: The refresh to go on with; found by itself if left out.
            keep: Whether anything is kept; a look that keeps nothing only shows the difference.
            progress: Is told the step, how much of it is done, and of how much.

        Raises:
            CatalogueError: There is no such source or refresh.
        """
        chosen = self._chosen(sources)
        keeper: Keeper
        if not keep:
            keeper = InMemory()
        elif run is None:
            keeper = InCatalogue(self._catalogue, self._catalogue.sources.runs.begin([one.id for one in chosen]).id)
        else:
            known = self._catalogue.sources.runs.get(run)
            if known is None:
                raise CatalogueError(f"There is no refresh {run}: begin a new one.")
            chosen = [one for one in self._chosen(None, paused=True) if one.id in known.sources]
            keeper = InCatalogue(self._catalogue, run)
        return Looking(self._catalogue, self._fetcher, self._reader, keeper, progress).look(chosen)

    def difference(self, run: int) -> Difference:
        """The difference that a refresh found, as it was kept.

        Raises:
            CatalogueError: There is no such refresh.
        """
        runs = self._catalogue.sources.runs
        if runs.get(run) is None:
            raise CatalogueError(f"There is no refresh {run}: begin a new one.")
        sources = {source.id: source for source in self._catalogue.sources.all()}
        looks = [(sources[number], look) for number, look in runs.looks(run).items() if number in sources]
        found = []
        for source, look in looks:
            difference = compare(source, runs.finds(run, source_id=source.id), before=0, failure=look.failure)
            found.append(type(difference)(source, difference.finds, difference.unchanged, look.failure, look.held))
        return Difference(run, sorted(found, key=lambda one: (one.source.name.casefold(), one.source.id)))

    def take(
        self,
        found: Difference | int,
        *,
        by: str,
        sources: Sequence[int] | None = None,
        anyway: bool = False,
        progress: Progress = no_progress,
    ) -> Taken:
        """Take over what a look found: documents, and drafts of them for the queue; nothing is published.

        Each document is taken over together with its drafts. What was interrupted goes on where it was.

        Args:
            found: What a look gave, or its number.
            by: Who takes it over.
            sources: Only of these sources.
            anyway: Whether sources that are held back are taken over too.
            progress: Is told how far it is.

        Raises:
            CatalogueError: Nothing of this look was kept.
        """
        run = found.run if isinstance(found, Difference) else found
        if run is None:
            raise CatalogueError("Nothing of this look was kept: look again, to take it over.")
        taking = Taking(self._catalogue, self._drafter, self._likeness)
        return taking.take(run, by=by, sources=sources, anyway=anyway, progress=progress)

    def receive(
        self,
        source: Source,
        body: bytes,
        *,
        by: str,
        media_type: str = "",
        drafted: "Drafted | None" = None,
        progress: Progress = no_progress,
    ) -> Taken:
        """Take in what was uploaded or pasted, as the document of its source.

        Args:
            source: An upload or a text.
            body: What was given.
            by: Who gave it.
            media_type: What it is said to be.
            drafted: Its drafts, where they are known already; else they are drafted.
            progress: Is told how far it is.

        Raises:
            ReadError: It cannot be read; nothing is kept of it.
            CatalogueError: It is too large.
        """
        if len(body) > MAX_UPLOAD:
            raise CatalogueError(f"{source.name} has more than {MAX_UPLOAD // 2**20} MB: cut it into several.")
        runs = self._catalogue.sources.runs
        known = runs.known(source.id).get(source.address, _NEVER_SEEN)
        digest = hashlib.sha256(body).hexdigest()
        find = read_find(
            source.id, source.address, known, body, digest, {}, self._reader, media_type=media_type, name=source.address
        )
        run = runs.begin([source.id])
        runs.keep(run.id, find)
        runs.looked(run.id, Look(source.id))
        runs.end_look(run.id)
        drafter = self._drafter if drafted is None else lambda: _Known(drafted)
        taking = Taking(self._catalogue, drafter, self._likeness)
        return taking.take(run.id, by=by, sources=None, anyway=False, progress=progress)

    def _chosen(self, sources: Sequence[int] | None, *, paused: bool = False) -> list[Source]:
        every = [source for source in self._catalogue.sources.all() if source.refreshes]
        if sources is None:
            return [source for source in every if paused or not source.paused]
        known = {source.id: source for source in every}
        unknown = [number for number in sources if number not in known]
        if unknown:
            names = ", ".join(str(number) for number in unknown)
            raise CatalogueError(f"There is nothing to look at again in source {names}: see precedent corpus sources")
        return [known[number] for number in dict.fromkeys(sources)]
