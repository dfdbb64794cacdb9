"""Publishes what was approved, and rolls back: catalogue and index go together, and neither is ever half changed.

The snapshot is built aside, of the state that would be, and lies ready; one transaction makes the catalogue that state,
if nothing has changed meanwhile; then the snapshot is made current. Whoever dies before the transaction has changed
nothing, and whoever dies after it leaves a snapshot that `agree` finds by the digest of the corpus.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from assistant.publishing import Progress, ServedModel, build_state, building, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Approved, Catalogue, CatalogueError, Changes, MovedOnError, Settled, State, Upcoming
from corpus.catalogue.publishing import submit
from corpus.faults import RecordError
from corpus.practice import Practice
from index.snapshot import SnapshotError, SnapshotStore

_ATTEMPTS: Final = 5
"""Others may change the corpus while a snapshot is being built; who never has a moment's peace is told so."""

_EMPTY: Final = "Nothing would be left to be found: a corpus without practices cannot be served."


@dataclass(frozen=True, slots=True)
class Held:
    """An approved draft that was not published, and why: it stays approved."""

    draft: int
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """What became of publishing or rolling back.

    Args:
        revision: Number of the latest revision now.
        changes: What it did to the corpus.
        snapshot: The snapshot that is served now.
        drafts: The drafts that were published.
        held: Approved drafts that were not published.
    """

    revision: int
    changes: Changes
    snapshot: str
    drafts: list[int] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        kinds = ("added", "changed", "withdrawn", "restored")
        return {
            "revision": self.revision,
            "snapshot": self.snapshot,
            **{kind: getattr(self.changes, kind) for kind in kinds},
            "drafts": self.drafts,
            "held": [{"draft": held.draft, "reason": held.reason} for held in self.held],
        }


def publish(
    settings: Settings, model: ServedModel, *, by: str, progress: Progress = lambda step, done, total: None
) -> PublishedChange:
    """Publish every approved draft.

    Args:
        settings: They name the home.
        model: The embedding model.
        by: Who publishes.
        progress: Told how far it is.

    Returns:
        What was published. A draft that cannot be is held back and named.

    Raises:
        CatalogueError: The catalogue cannot be changed, or is changed by others again and again.
        SnapshotError: Nothing would be left to be found.
    """

    def attempt(catalogue: Catalogue, store: SnapshotStore) -> PublishedChange:
        upcoming = catalogue.upcoming()
        practices, settled, held = _chosen(upcoming)
        target = upcoming.state.with_changes({practice.id: submit(practice) for practice in practices})
        snapshot = _ready(settings, store, model, target, progress)
        changes = catalogue.publish(practices, drafts=settled, expecting=target.revision, by=by)
        drafts = [draft.id for draft in settled]
        change = PublishedChange(changes.revision or target.revision, changes, snapshot, drafts, held)
        return _served(store, snapshot, change, progress)

    return _again_and_again(settings, attempt)


def withdraw(
    settings: Settings,
    model: ServedModel,
    ids: Iterable[str],
    *,
    by: str,
    progress: Progress = lambda step, done, total: None,
) -> PublishedChange:
    """Take practices out of what is published; their history is kept.

    Args:
        settings, model, by, progress: As for `publish`.
        ids: The practices.

    Raises:
        CatalogueError: Some ids are unknown, or as for `publish`.
        SnapshotError: Nothing would be left to be found.
    """
    wanted = list(dict.fromkeys(ids))

    def attempt(catalogue: Catalogue, store: SnapshotStore) -> PublishedChange:
        state = catalogue.state()
        unknown = [name for name in wanted if name not in state.held and not catalogue.history(name)]
        if unknown:
            raise CatalogueError(
                f"The catalogue holds no practice {', '.join(sorted(unknown))}: nothing was withdrawn."
            )
        target = state.with_changes({}, withdrawn=wanted)
        snapshot = _ready(settings, store, model, target, progress)
        changes = catalogue.withdraw(wanted, by=by, expecting=target.revision)
        change = PublishedChange(changes.revision or target.revision, changes, snapshot)
        return _served(store, snapshot, change, progress)

    return _again_and_again(settings, attempt)


def rollback(
    settings: Settings,
    model: ServedModel,
    version: int | None = None,
    *,
    by: str,
    progress: Progress = lambda step, done, total: None,
) -> PublishedChange:
    """Bring back what stood after an earlier revision, as a new revision. Forward again is the same with a later one.

    Args:
        settings, model, by, progress: As for `publish`.
        version: Number of the revision; the one before the latest if left out.

    Raises:
        CatalogueError: There is no such revision, or as for `publish`.
        SnapshotError: Nothing would be left to be found.
    """

    def attempt(catalogue: Catalogue, store: SnapshotStore) -> PublishedChange:
        latest = catalogue.revision()
        number = latest.number if latest else 0
        if version is None and number < 2:
            raise CatalogueError("There is no earlier revision to go back to.")
        state = catalogue.state(number - 1 if version is None else version)
        target = State(number, state.held)
        snapshot = _ready(settings, store, model, target, progress)
        changes = catalogue.roll_back(state, expecting=number, by=by)
        change = PublishedChange(changes.revision or number, changes, snapshot)
        return _served(store, snapshot, change, progress)

    return _again_and_again(settings, attempt)


def _again_and_again(
    settings: Settings, attempt: Callable[[Catalogue, SnapshotStore], PublishedChange]
) -> PublishedChange:
    """Try while others change the corpus in between; nobody else builds meanwhile."""
    with building(settings) as store, open_catalogue(settings) as catalogue:
        for _ in range(_ATTEMPTS - 1):
            try:
                return attempt(catalogue, store)
            except MovedOnError:
                continue  # what was embedded is kept: the next attempt takes less time
        return attempt(catalogue, store)


def _ready(settings: Settings, store: SnapshotStore, model: ServedModel, target: State, progress: Progress) -> str:
    """A snapshot of a state of the corpus that lies ready: one that is there already, or a new one."""
    if not target.held:
        raise SnapshotError(_EMPTY)
    found = whole_snapshot(store, target.digest, model.fingerprint)
    next_one = State(target.revision + 1, target.held)
    return found or build_state(settings, store, model, next_one, current=False, progress=progress).id


def whole_snapshot(store: SnapshotStore, digest: str, fingerprint: str) -> str | None:
    """A whole snapshot of a corpus made with a model: the current one before others, then the newest."""
    current = store.current_id()
    for identifier in sorted(store.holding(digest, fingerprint), key=lambda name: name != current):
        try:
            store.verify(identifier)
        except SnapshotError:
            continue
        return identifier
    return None


def _served(store: SnapshotStore, snapshot: str, change: PublishedChange, progress: Progress) -> PublishedChange:
    if store.current_id() != snapshot:
        store.make_current(snapshot, known_whole=True)
    progress("serving", 1, 1)
    return change


def _chosen(upcoming: Upcoming) -> tuple[list[Practice], list[Settled], list[Held]]:
    """What is to be published: the practices, the drafts that they come from, and drafts that are held back."""
    practices: dict[str, Practice] = {}
    settled: list[Settled] = []
    held: list[Held] = []
    for draft in upcoming.approved:
        try:
            practice = practice_of(draft, {*upcoming.state.held, *practices})
        except CatalogueError as error:
            held.append(Held(draft.id, str(error)))
            continue
        digest = submit(practice).digest
        before = practices.get(practice.id)
        standing = upcoming.state.held.get(practice.id)
        found = submit(before).digest if before else standing.digest if standing else None
        if draft.practice_id and draft.base and found not in (draft.base, digest):
            other = "another approved draft changes" if before else "somebody has changed"
            held.append(Held(draft.id, f"Meanwhile {other} {practice.id}: look at the draft again."))
            continue
        practices[practice.id] = practice
        settled.append(Settled(draft.id, draft.version, practice.id))
    return list(practices.values()), settled, held


def practice_of(draft: Approved, taken: Iterable[str]) -> Practice:
    """The practice that an approved draft makes.

    Args:
        draft: The draft.
        taken: Ids that a new practice cannot have.

    Raises:
        CatalogueError: It is no whole practice, or would not come back from an export as it is.
    """
    identifier = draft.practice_id or _free(str(draft.record.get("id") or ""), set(taken))
    try:
        practice = Practice.model_validate({**draft.record, "id": identifier})
        again = Practice.parse(practice.render(), f"{identifier}.md")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"The draft is no whole practice: {where}: {first['msg']}.") from error
    except RecordError as error:
        raise CatalogueError(f"The draft cannot be written as a record: {error.faults[0]}.") from error
    if again != practice:
        raise CatalogueError("The draft cannot be written as a record: a section holds a heading.")
    return practice


def _free(wanted: str, taken: set[str]) -> str:
    """An id that is not taken: the one wanted, or that with a number."""
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted[:112]}-{number}", number + 1
    return free
