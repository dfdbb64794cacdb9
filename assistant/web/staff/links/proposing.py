"""Proposes the new address of a page that has moved, in every practice that names it."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from assistant.web.staff.review.shelf import standing
from corpus.catalogue import Catalogue, CatalogueError, LinkState
from corpus.practice import Practice

_WAITING: Final = 1_000


def propose(catalogue: Catalogue, links: Sequence[LinkState], by: str) -> int:
    """Put into the queue, for each practice, one change that names the new addresses.

    Args:
        catalogue: Where.
        links: Addresses that have moved.
        by: Who proposes it.

    Returns:
        How many changes wait now that did not before.

    Raises:
        CatalogueError: The catalogue failed.
    """
    moved = {link.address: link.moved_to for link in links if link.moved_to}
    names = sorted({name for link in links if link.moved_to for name in link.practices})
    waiting = catalogue.drafts.queue(limit=_WAITING) if names else []
    made = 0
    for name in names:
        practice = standing(catalogue, name)
        changed = None if practice is None else with_addresses(practice, moved)
        if changed is None or any(
            draft.practice_id == name and draft.record.get("sources") == changed.model_dump(mode="json")["sources"]
            for draft in waiting
        ):
            continue
        try:
            catalogue.drafts.propose(changed, by=by)
        except CatalogueError:  # it was changed or withdrawn a moment ago
            if catalogue.practice(name) == practice:
                raise
            continue
        made += 1
    return made


def with_addresses(practice: Practice, moved: dict[str, str]) -> Practice | None:
    """A practice with the new addresses of its sources; None where none has moved, or a new one cannot be used."""
    sources, taken = [], {source.url for source in practice.sources if source.url not in moved}
    for source in practice.sources:
        new = moved.get(source.url, source.url)
        if source.url in moved and new in taken:
            continue  # the page it has moved to is named already
        taken.add(new)
        sources.append({**source.model_dump(), "url": new})
    try:
        changed = Practice.model_validate({**practice.model_dump(), "sources": sources})
    except ValidationError:
        return None
    return changed if changed != practice else None
