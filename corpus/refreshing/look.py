"""The first half of a refresh: looks at every page and file of the sources, and keeps what it finds as it comes."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from corpus.catalogue import Catalogue, Find, Source
from corpus.catalogue.runs import Known
from corpus.catalogue.source_entries import Look
from corpus.fetching import FetchError
from corpus.refreshing.difference import Difference, SourceDifference, compare
from corpus.refreshing.errors import ListingError
from corpus.refreshing.folders import list_folder
from corpus.refreshing.listing import list_all
from corpus.refreshing.visiting import Gets, Reads, is_local, visit

Progress = Callable[[str, int, int], None]

_HOSTS_AT_ONCE: Final = 8
_HERE: Final = ""  # in place of a host, for files of this machine


class Keeper(Protocol):
    """Keeps what a look finds."""

    @property
    def run(self) -> int | None:
        """Number of the refresh, or None where nothing outlives it."""

    def keep(self, find: Find) -> None:
        """Keep what was found at one address."""

    def ended(self, difference: SourceDifference) -> None:
        """Keep how the look at a source ended."""

    def found(self, source_id: int) -> list[Find]:
        """What was found at a source so far, by an earlier process too."""

    def end(self) -> None:
        """Say that every source was looked at."""


class InCatalogue:
    """Keeps everything in the catalogue, one find at a time, so that a look that is killed goes on where it was.

    Args:
        catalogue: Where.
        run: Number of the refresh.
    """

    def __init__(self, catalogue: Catalogue, run: int) -> None:
        self._runs = catalogue.sources.runs
        self.run: int | None = run
        self._run = run

    def keep(self, find: Find) -> None:
        """Keep what was found at one address."""
        self._runs.keep(self._run, find)

    def ended(self, difference: SourceDifference) -> None:
        """Keep how the look at a source ended."""
        source, failed = difference.source, difference.of("failed")
        trouble = failed[0].failure if failed and source.kind in ("page", "file") else ""
        self._runs.looked(self._run, Look(source.id, difference.failure, difference.held), trouble)

    def found(self, source_id: int) -> list[Find]:
        """What was found at a source so far."""
        return self._runs.finds(self._run, source_id=source_id)

    def end(self) -> None:
        """Say that every source was looked at."""
        self._runs.end_look(self._run)


class InMemory:
    """Keeps nothing longer than it is needed to show the difference."""

    run: int | None = None

    def __init__(self) -> None:
        self._finds: dict[int, list[Find]] = defaultdict(list)

    def keep(self, find: Find) -> None:
        """Remember what was found, without the document."""
        slim = Find(
            source_id=find.source_id, address=find.address, state=find.state, title=find.title,
            failure=find.failure, text_digest=find.text_digest,
        )  # fmt: skip
        self._finds[find.source_id].append(slim)

    def ended(self, difference: SourceDifference) -> None:
        """Nothing is kept of it."""

    def found(self, source_id: int) -> list[Find]:
        """What was found at a source so far."""
        return list(self._finds[source_id])

    def end(self) -> None:
        """Nothing is kept of it."""


@dataclass(slots=True)
class _Listed:
    """A source with what is to be visited of it."""

    source: Source
    known: dict[str, Known]
    addresses: list[str] = field(default_factory=list)
    failure: str = ""


class Looking:
    """One look at sources.

    Args:
        catalogue: What is known of them.
        fetcher: Fetches pages.
        reader: Reads them.
        keeper: Keeps what is found.
        progress: Is told how far it is.
    """

    def __init__(self, catalogue: Catalogue, fetcher: Gets, reader: Reads, keeper: Keeper, progress: Progress) -> None:
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._reader = reader
        self._keeper = keeper
        self._progress = progress
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._done = 0

    def look(self, sources: Sequence[Source]) -> Difference:
        """Look at them: at several sites at once, at the pages of each site one after the other."""
        with ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="look") as threads:
            try:
                listed = self._in_turn(threads, [(_host(source.address, source), source) for source in sources])
                differences = self._visit_all(threads, listed)
            except BaseException:
                self._stop.set()  # nobody waits for what is still to be visited
                raise
        self._keeper.end()
        return Difference(self._keeper.run, differences)

    def _in_turn(self, threads: ThreadPoolExecutor, sources: Iterable[tuple[str, Source]]) -> list[_Listed]:
        by_host: dict[str, list[Source]] = defaultdict(list)
        for host, source in sources:
            by_host[host].append(source)
        return [
            one
            for future in [threads.submit(self._list, group) for group in by_host.values()]
            for one in future.result()
        ]

    def _list(self, sources: Sequence[Source]) -> list[_Listed]:
        listed = []
        for source in sources:
            if self._stop.is_set():
                break
            one = _Listed(source, self._catalogue.sources.runs.known(source.id))
            try:
                one.addresses = self._addresses(source, one.known)
            except (ListingError, FetchError) as error:
                one.failure = str(error)
            listed.append(one)
        return listed

    def _addresses(self, source: Source, known: dict[str, Known]) -> list[str]:
        """What is to be visited of a source; what it does not name any more is kept as gone."""
        if source.kind == "folder":
            named = [str(path) for path in list_folder(Path(source.address), source.pattern)]
        elif source.kind in ("sitemap", "feed"):
            named = list(list_all(self._fetcher.get, source.address, source.pattern).addresses)
        else:
            return [source.address]
        there = [address for address, one in known.items() if one.read and not one.gone]
        if source.kind == "feed":  # it names the latest only: what it named before is asked for itself
            return list(dict.fromkeys([*named, *there]))
        names = set(named)
        for address in there:
            if address not in names:
                self._keeper.keep(Find(source_id=source.id, address=address, state="gone"))
        return named

    def _visit_all(self, threads: ThreadPoolExecutor, listed: Sequence[_Listed]) -> list[SourceDifference]:
        by_host: dict[str, list[tuple[_Listed, str]]] = defaultdict(list)
        total = sum(len(one.addresses) for one in listed)
        for one in listed:
            found = {find.address for find in self._keeper.found(one.source.id)}
            self._done += sum(address in found for address in one.addresses)
            for address in one.addresses:
                if address not in found:
                    by_host[_host(address, one.source)].append((one, address))
        self._progress("looking", self._done, total)
        visits: list[Future[None]] = [threads.submit(self._visit, group, total) for group in by_host.values()]
        for visiting in visits:
            visiting.result()
        differences = []
        for one in listed:
            before = sum(known.read and not known.gone for known in one.known.values())
            found_now = self._keeper.found(one.source.id)
            difference = compare(one.source, found_now, before=before, failure=one.failure)
            self._keeper.ended(difference)
            differences.append(difference)
        return sorted(differences, key=lambda difference: (difference.source.name.casefold(), difference.source.id))

    def _visit(self, visits: Sequence[tuple[_Listed, str]], total: int) -> None:
        for listed, address in visits:
            if self._stop.is_set():
                return
            find = visit(listed.source, address, listed.known.get(address), self._fetcher, self._reader)
            if find is not None:
                self._keeper.keep(find)
            with self._lock:
                self._done += 1
                self._progress("looking", self._done, total)


def _host(address: str, source: Source) -> str:
    return _HERE if is_local(source) else urlsplit(address).netloc
