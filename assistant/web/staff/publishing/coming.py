"""What publishing would change."""

from dataclasses import dataclass
from typing import Literal

from corpus.catalogue import Catalogue, CatalogueError
from corpus.catalogue.publishing import submit

Kind = Literal["new", "changed", "same", "held"]


@dataclass(frozen=True, slots=True)
class Coming:
    """An approved draft, and what publishing makes of it.

    Args:
        draft: Its number.
        title: Of the practice.
        city: Of the practice.
        by: Who approved it.
        kind: `new`, `changed`, `same` where it says what is published already, or `held` where it cannot go out.
        reason: Why it cannot, as a sentence.
        practice_id: The practice that it changes, or None.
    """

    draft: int
    title: str
    city: str
    by: str
    kind: Kind
    reason: str = ""
    practice_id: str | None = None


def coming(catalogue: Catalogue) -> list[Coming]:
    """What publishing would do now, in the order in which it was approved.

    Raises:
        CatalogueError: The catalogue failed.
    """
    from assistant.office.publishing import practice_of  # noqa: PLC0415

    kept = {draft.id: draft for draft in catalogue.drafts.approved()}
    upcoming = catalogue.upcoming()
    held = dict(upcoming.state.held)
    changed_here: set[str] = set()
    found = []
    for draft in upcoming.approved:
        known = kept.get(draft.id)
        title, city = (str(draft.record.get(part) or "") for part in ("title", "city"))
        by = known.decided_by if known else ""
        try:
            practice = practice_of(draft, held)
        except CatalogueError as error:
            found.append(Coming(draft.id, title, city, by, "held", str(error), draft.practice_id))
            continue
        submission, before = submit(practice), held.get(practice.id)
        standing = before.digest if before else None
        if draft.practice_id and draft.base and standing not in (draft.base, submission.digest):
            other = "another approved draft changes" if practice.id in changed_here else "somebody has changed"
            reason = f"Meanwhile {other} {practice.id}: look at the draft again."
            found.append(Coming(draft.id, title, city, by, "held", reason, practice.id))
            continue
        kind: Kind = "new" if before is None else "same" if before.digest == submission.digest else "changed"
        found.append(Coming(draft.id, practice.title, practice.city, by, kind, "", practice.id))
        held[practice.id] = submission
        changed_here.add(practice.id)
    return found
