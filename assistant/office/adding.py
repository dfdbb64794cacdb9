"""Adds to the corpus whatever staff have: finished records are published, everything else becomes a source."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus.catalogue import Catalogue, CatalogueError, Source
from corpus.drafting import records_of_text
from corpus.drafting.draft import Drafted
from corpus.readers import READABLE
from corpus.refreshing import Difference, Refresher, Taken
from corpus.refreshing.folders import is_record, list_folder
from corpus.refreshing.refresher import Progress, no_progress

_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of sources that are added.

    Args:
        name: What people are to call it; found out where empty.
        publisher: Who stands behind it.
        pattern: Only these of its pages or files.
        columns: Which column of a table is which field of the format.
    """

    name: str = ""
    publisher: str = ""
    pattern: str | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A source that was added.

    Args:
        source: As it is now.
        recognised: What it is, as a sentence; or empty.
        difference: What looking at it found; None for what was uploaded or pasted.
        taken: What was taken over.
    """

    source: Source
    recognised: str = ""
    difference: Difference | None = None
    taken: Taken = field(default_factory=Taken)

    @property
    def failures(self) -> list[str]:
        """What could not be fetched, read or drafted from, as sentences."""
        looked = self.difference.sources if self.difference else ()
        found = [one.failure for one in looked if one.failure]
        found += [find.failure for one in looked for find in one.of("failed")]
        return found + [reason for _, reason in self.taken.failed]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What was named to be added: finished records and folders of them, web addresses, files to draft from."""

    records: list[Path] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def sort(named: Iterable[str]) -> Sorted:
    """Tell what is to be published from what is to be drafted from.

    A `.md` file that begins with front matter is a record, and so is every `.md` file in a folder that holds one. A
    path that does not exist is left among the records, whose reader says so.

    Raises:
        CatalogueError: A file is of a kind that cannot be read.
    """
    found = Sorted()
    for one in named:
        if _WEB.match(one):
            found.pages.append(one)
            continue
        path = Path(one)
        if path.is_dir():
            documents = list_folder(path)
            if documents:
                found.files.append(path)
            if not documents or any(is_record(record) for record in path.rglob("*.md")):
                found.records.append(path)
        elif is_record(path) or not path.exists():
            found.records.append(path)
        elif path.suffix.lower() in READABLE:
            found.files.append(path)
        else:
            kinds = ", ".join(sorted(suffix for suffix in READABLE if suffix.startswith(".")))
            raise CatalogueError(f"{path} is of a kind that cannot be read: what can be is {kinds}.")
    return found


def add_page(
    catalogue: Catalogue,
    refresher: Refresher,
    address: str,
    *,
    by: str,
    about: About = About(),
    progress: Progress = no_progress,
) -> AddedSource:
    """Add a web page, a site map or a feed, and draft from it at once.

    Raises:
        FetchError: It cannot be fetched: nothing is added.
        ListingError: It is a site map or a feed that cannot be read: nothing is added.
    """
    found = refresher.recognise(address, about.pattern)
    source = catalogue.sources.add(
        found.kind,
        found.address,
        by=by,
        name=about.name or found.name,
        publisher=about.publisher,
        pattern=about.pattern,
        columns=about.columns,
    )
    source = _described(catalogue, source, about, by)
    return _drafted_from(catalogue, refresher, source, by=by, recognised=str(found), progress=progress)


def add_path(
    catalogue: Catalogue,
    refresher: Refresher,
    path: Path,
    *,
    by: str,
    about: About = About(),
    progress: Progress = no_progress,
) -> AddedSource:
    """Add a file of this machine, or a folder of files, and draft from it at once. Not for addresses that come by web.

    Raises:
        CatalogueError: It cannot be kept.
    """
    whole = path.resolve()
    source = catalogue.sources.add(
        "folder" if whole.is_dir() else "file",
        str(whole),
        by=by,
        name=about.name or whole.name,
        publisher=about.publisher,
        pattern=about.pattern,
        columns=about.columns,
    )
    source = _described(catalogue, source, about, by)
    return _drafted_from(catalogue, refresher, source, by=by, recognised="", progress=progress)


def add_upload(
    catalogue: Catalogue,
    refresher: Refresher,
    name: str,
    body: bytes,
    *,
    by: str,
    media_type: str = "",
    about: About = About(),
    progress: Progress = no_progress,
) -> AddedSource:
    """Take in a file that was uploaded. Another one of the same name later is a new version of it.

    Finished records become drafts too, whole and certain: whoever uploads them may not be one who may publish.

    Raises:
        ReadError: It cannot be read: nothing is added.
        CatalogueError: It is too large, its name cannot be kept, or nothing can be drafted from it.
    """
    return _receive(catalogue, refresher, "upload", name, body, by, media_type, about, progress)


def add_text(
    catalogue: Catalogue,
    refresher: Refresher,
    name: str,
    text: str,
    *,
    by: str,
    about: About = About(),
    progress: Progress = no_progress,
) -> AddedSource:
    """Take in a text that was pasted; the arguments and errors are those of `add_upload`."""
    return _receive(
        catalogue, refresher, "text", name, text.encode("utf-8", "replace"), by, "text/plain", about, progress
    )


def _receive(
    catalogue: Catalogue, refresher: Refresher, kind: str, name: str, body: bytes, by: str, media_type: str,
    about: About, progress: Progress,
) -> AddedSource:  # fmt: skip
    called = " ".join(name.replace("\\", "/").rpartition("/")[2].split())
    before = catalogue.sources.at(called)
    source = catalogue.sources.add(
        "upload" if kind == "upload" else "text",
        called,
        by=by,
        name=about.name or called,
        publisher=about.publisher,
        columns=about.columns,
    )
    source = _described(catalogue, source, about, by)
    try:
        records = records_of_text(body.decode("utf-8", "replace"))
        drafted = Drafted(records) if records else None
        taken = refresher.receive(source, body, by=by, media_type=media_type, drafted=drafted, progress=progress)
        if taken.failed:
            raise CatalogueError(taken.failed[0][1])
    except BaseException:
        if before is None:
            catalogue.sources.remove(source.id, by)
        raise
    return AddedSource(source=catalogue.sources.get(source.id) or source, taken=taken)


def _described(catalogue: Catalogue, source: Source, about: About, by: str) -> Source:
    """The source with what is said of it now, where it was there already."""
    said = {
        name: value
        for name, value in (("name", about.name), ("publisher", about.publisher), ("pattern", about.pattern))
        if value and value != getattr(source, name)
    }
    changes: dict[str, object] = dict(said)
    if about.columns and dict(about.columns) != source.columns:
        changes["columns"] = dict(about.columns)
    return catalogue.sources.change(source.id, by=by, **changes) if changes else source


def _drafted_from(
    catalogue: Catalogue, refresher: Refresher, source: Source, *, by: str, recognised: str, progress: Progress
) -> AddedSource:
    difference = refresher.look([source.id], progress=progress)
    taken = refresher.take(difference, by=by, progress=progress)
    now = catalogue.sources.get(source.id) or source
    return AddedSource(source=now, recognised=recognised, difference=difference, taken=taken)
