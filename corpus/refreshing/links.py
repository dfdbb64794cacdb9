"""Checks whether the pages that published practices rest on are still there, and still say what they said."""

import dataclasses
import datetime
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import urlsplit

from corpus.catalogue import Catalogue, LinkState
from corpus.catalogue.source_entries import LinkCondition
from corpus.fetching import Fetched, FetchError, Validators
from corpus.refreshing.sketch import likeness, sketch_of
from corpus.refreshing.visiting import Gets

Progress = Callable[[str, int, int], None]

DEAD_AFTER: Final = datetime.timedelta(hours=20)
"""A page is dead where two checks so far apart, and all between them, found it gone: on two days, that is."""
LOST_AFTER: Final = datetime.timedelta(days=13)
"""A site that does not answer may be mended: it is dead only where every check failed for two weeks."""
STRANGE_BELOW: Final = 0.05
"""A page whose text is less like the text it had is changed beyond recognition."""
FAMILIAR_FROM: Final = 0.5
"""A page whose text is at least so much like it is the same: its text now is what the next check holds it against."""
_ENOUGH: Final = 40  # shingles of a page by which it can be recognised
_HOSTS_AT_ONCE: Final = 8
_GONE: Final = frozenset({"not_found", "bad_address"})
_SILENT: Final = frozenset({"server", "unreachable", "insecure", "too_many_redirects", "too_slow"})


def check_links(
    catalogue: Catalogue,
    fetcher: Gets,
    progress: Progress = lambda _step, _done, _total: None,
    *,
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
) -> list[LinkState]:
    """Check every source of every published practice, and keep what was found of each as it comes.

    A page is dead only after it was found gone on two different days; a site that does not answer, after two weeks. One
    that keeps programs out cannot be told: its state is `unknown`.

    Args:
        catalogue: Where the practices are, and where the states are kept.
        fetcher: Fetches pages.
        progress: Is told how far it is.
        now: Gives the moment.

    Returns:
        The states of all of them, by address.
    """
    links = catalogue.sources.links
    before = {link.address: link for link in links.states()}
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in sorted(links.addresses()):
        by_host[urlsplit(address).netloc].append(address)
    total, done, lock, stop = sum(map(len, by_host.values())), 0, threading.Lock(), threading.Event()

    def check_all(addresses: Sequence[str]) -> None:
        nonlocal done
        for address in addresses:
            if stop.is_set():
                return
            links.keep(check_link(address, before.get(address), fetcher, now()))
            with lock:
                done += 1
                progress("checking links", done, total)

    progress("checking links", 0, total)
    with ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="links") as threads:
        try:
            for checking in [threads.submit(check_all, addresses) for addresses in by_host.values()]:
                checking.result()
        except BaseException:
            stop.set()
            raise
    return links.states()


def check_link(address: str, before: LinkState | None, fetcher: Gets, now: datetime.datetime) -> LinkState:
    """Check one address.

    Args:
        address: Which.
        before: What the check before found, or None.
        fetcher: Fetches pages.
        now: The moment.
    """
    known = before.validators if before and before.sketch and before.state in ("ok", "moved") else {}
    given = Validators(known.get("etag"), known.get("last_modified"), known.get("address"))
    try:
        # What is no web page is large and has no text to be recognised by: whether it is there is enough.
        paper = before is not None and before.media_type not in ("", "text/html", "application/xhtml+xml")
        fetched = fetcher.check(address) if paper else fetcher.get(address, given)
    except FetchError as error:
        return _failed(address, before, error, now)
    state, sketch = _condition(fetched, before)
    return LinkState(
        address=address,
        state=state,
        checked_at=now,
        since=before.since if before and before.state == state else now,
        status=fetched.status,
        moved_to=fetched.moved_permanently or "" if state == "moved" else "",
        validators={
            name: value
            for name, value in dataclasses.asdict(fetched.validators).items()
            if value and fetched.validators != Validators(address=fetched.validators.address)
        },
        media_type=fetched.media_type or (before.media_type if before else ""),
        sketch=sketch,
    )


def _condition(fetched: Fetched, before: LinkState | None) -> tuple[LinkCondition, tuple[int, ...]]:
    """The state of a page that is there, and what it is to be recognised by from now on."""
    kept = before.sketch if before else ()
    there: LinkCondition = "moved" if fetched.moved_permanently else "ok"
    if fetched.not_modified:
        return there, kept
    asked, found = urlsplit(fetched.address), urlsplit(fetched.final_address)
    if len(asked.path) > 1 and found.path in ("", "/") and not found.query:
        return "changed", kept  # a page of its own that now leads to the front page is gone, whatever the server says
    if "html" not in fetched.media_type:
        return there, kept
    sketch = sketch_of(fetched.body, fetched.charset)
    if len(kept) < _ENOUGH:
        return there, sketch
    alike = likeness(kept, sketch)
    if alike < STRANGE_BELOW:
        return "changed", kept
    return there, sketch if alike >= FAMILIAR_FROM else kept


def _failed(address: str, before: LinkState | None, error: FetchError, now: datetime.datetime) -> LinkState:
    gone, silent = error.reason in _GONE, error.reason in _SILENT
    since = (before.failing_since if before else None) or now
    was_dead = before is not None and before.state == "dead"
    state: LinkCondition
    if error.reason in ("too_large", "not_text"):
        state, since = "ok", now  # it is there, and more than we wanted to know
    elif (
        (gone and now - since >= DEAD_AFTER)
        or (silent and now - since >= LOST_AFTER)
        or (was_dead and (gone or silent))
    ):
        state = "dead"
    else:
        state = "unknown"
    return LinkState(
        address=address,
        state=state,
        checked_at=now,
        since=before.since if before and before.state == state else now,
        status=error.status,
        failure=str(error),
        failing_since=since if gone or silent else None,
        validators={},
        media_type=before.media_type if before else "",
        sketch=before.sketch if before else (),
    )
