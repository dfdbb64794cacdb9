"""What refreshing came to, as plain data: for `--json`, and for jobs."""

from collections.abc import Sequence
from typing import Any

from corpus.catalogue import LinkState, Source
from corpus.refreshing import Difference, Taken


def of_difference(difference: Difference) -> dict[str, Any]:
    """A difference as plain data."""
    return {
        "run": difference.run,
        "sources": [
            {
                "id": one.source.id,
                "name": one.source.name,
                "address": one.source.address,
                **{
                    state: [{"address": find.address, "title": find.title} for find in one.of(state)]
                    for state in ("new", "changed", "gone")
                },
                "failed": [{"address": find.address, "reason": find.failure} for find in one.of("failed")],
                "unchanged": one.unchanged,
                "failure": one.failure,
                "held": one.held,
            }
            for one in difference.sources
        ],
    }


def of_taken(taken: Taken) -> dict[str, Any]:
    """What was taken over, as plain data."""
    return {
        "documents": taken.documents,
        "drafts_added": taken.added,
        "drafts_changed": taken.changed,
        "drafts_left_out": taken.left_out,
        "gone": taken.gone,
        "no_practice": [{"address": address, "reason": reason} for address, reason in taken.no_practice],
        "failed": [{"address": address, "reason": reason} for address, reason in taken.failed],
        "held": [source.id for source in taken.held],
    }


def of_links(links: Sequence[LinkState]) -> list[dict[str, Any]]:
    """States of links as plain data."""
    return [
        {
            "address": link.address,
            "state": link.state,
            "since": link.since.isoformat(),
            "checked": link.checked_at.isoformat(),
            "moved_to": link.moved_to,
            "reason": link.failure,
            "practices": list(link.practices),
        }
        for link in links
    ]


def of_source(source: Source) -> dict[str, Any]:
    """A source as plain data."""
    return {
        "id": source.id,
        "kind": source.kind,
        "address": source.address,
        "name": source.name,
        "publisher": source.publisher,
        "pattern": source.pattern,
        "columns": None if source.columns is None else dict(source.columns),
        "paused": source.paused,
        "documents": source.documents,
        "waiting": source.waiting,
        "last_tried": source.last_tried.isoformat() if source.last_tried else None,
        "last_done": source.last_done.isoformat() if source.last_done else None,
        "failure": source.failure,
        "held": source.held,
    }
