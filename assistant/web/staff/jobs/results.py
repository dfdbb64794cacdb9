"""What came of long work, for a person: in words, with the next step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.web.staff.sources.words import failure_told, held_told, no_draft_told
from assistant.wording import Wording
from corpus.catalogue import Job

SHOWN: Final = 50
"""Of each list, so many are named."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the next step."""

    name: str
    path: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """What is to be known of single things: what each is, and why."""

    heading: str
    rows: list[tuple[str, str]]
    more: int = 0


@dataclass(slots=True)
class Outcome:
    """What came of a job.

    Args:
        told: Sentences, the most important first.
        ways: Links that lead on, the most useful first.
        lists: Details.
    """

    told: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    lists: list[Listed] = field(default_factory=list)

    def add_list(self, heading: str, rows: list[tuple[str, str]]) -> None:
        """Add a list, if there is anything in it."""
        if rows:
            self.lists.append(Listed(heading, rows[:SHOWN], max(0, len(rows) - SHOWN)))


def outcome_of(job: Job, wording: Wording) -> Outcome:
    """What came of a job that was done."""
    came, result = Outcome(), job.result
    if job.kind == "weekly":
        _weekly(came, result, wording)
    elif job.kind == "refresh":
        _refreshed(came, result, wording)
    elif job.kind == "take":
        _taken(came, result.get("taken", {}), wording)
    elif job.kind == "links":
        _links(came, result, wording)
    else:
        _published(came, result, wording)
    return came


def _refreshed(came: Outcome, result: Mapping[str, Any], wording: Wording) -> None:
    difference = result.get("difference", {})
    sources = difference.get("sources", [])
    if "taken" in result:
        _taken(came, result["taken"], wording, [source["id"] for source in sources])
        held = [source for source in sources if source["held"]]
    else:
        counts = {state: sum(len(source[state]) for source in sources) for state in ("new", "changed", "gone")}
        if any(counts.values()):
            came.told.append(changes_told(counts, wording))
            came.ways.append(Way(wording("See what was found"), f"/staff/sources/found/{difference.get('run')}"))
        else:
            came.told.append(wording("Nothing has changed."))
        held = [source for source in sources if source["held"]]
        failing = any(source["failed"] for source in sources)
        if failing and not any(counts.values()):
            came.ways.append(Way(wording("See what was found"), f"/staff/sources/found/{difference.get('run')}"))
    if held and "taken" in result:
        came.ways.append(Way(wording("Decide about it"), f"/staff/sources/found/{difference.get('run')}"))
    came.add_list(
        wording("Held back until you have looked at it"),
        [(source["name"], held_told(source["held"], wording)) for source in held],
    )
    failed = [(source["name"], source["failure"]) for source in sources if source["failure"]]
    failed += [(find["address"], find["reason"]) for source in sources for find in source["failed"]]
    told = [(what, failure_told(reason, wording, named=False)) for what, reason in failed]
    came.add_list(wording("Could not be read"), told)
    came.ways.append(Way(wording("To the sources"), "/staff/sources"))


def changes_told(counts: Mapping[str, int], wording: Wording) -> str:
    """What is new, changed and gone, in words."""
    plural = wording.plural
    told = {
        "new": plural("{count} new document", "{count} new documents", counts["new"]),
        "changed": plural("{count} changed", "{count} changed", counts["changed"]),
        "gone": plural("{count} gone", "{count} gone", counts["gone"]),
    }
    return " · ".join(told[state] for state, count in counts.items() if count)


def _taken(came: Outcome, taken: Mapping[str, Any], wording: Wording, sources: list[int] | None = None) -> None:
    count = len({*taken.get("drafts_added", []), *taken.get("drafts_changed", [])})
    if count:
        came.told.append(wording.plural("{count} draft waits for you.", "{count} drafts wait for you.", count))
        only = {"source": sources[0]} if sources and len(sources) == 1 else {"order": "newest"}
        came.ways.append(
            Way(wording.plural("Review it", "Review them", count), "/staff", only),
        )
    else:
        came.told.append(wording("No new draft came of it."))
    if gone := len(taken.get("gone", [])):
        came.told.append(
            wording.plural(
                "{count} document is gone from its source. What was published from it stays, and is marked.",
                "{count} documents are gone from their source. What was published from them stays, and is marked.",
                gone,
            )
        )
    if left := len(taken.get("drafts_left_out", [])):
        came.told.append(
            wording.plural(
                "{count} waiting draft is no longer in its source.",
                "{count} waiting drafts are no longer in their source.",
                left,
            )
        )
    came.add_list(
        wording("Held no practice"),
        [(one["address"], no_draft_told(one["reason"], wording)) for one in taken.get("no_practice", [])],
    )
    came.add_list(
        wording("Could not be drafted"),
        [(one["address"], failure_told(one["reason"], wording, named=False)) for one in taken.get("failed", [])],
    )
    if sources is None:
        came.ways.append(Way(wording("To the sources"), "/staff/sources"))


def _links(came: Outcome, result: Mapping[str, Any], wording: Wording) -> None:
    counts, plural = result.get("links", {}), wording.plural
    came.told.append(plural("{count} page is as it was.", "{count} pages are as they were.", counts.get("ok", 0)))
    if dead := counts.get("dead", 0):
        came.told.append(plural("{count} page is dead.", "{count} pages are dead.", dead))
    if moved := counts.get("moved", 0):
        came.told.append(plural("{count} page has moved.", "{count} pages have moved.", moved))
    if changed := counts.get("changed", 0):
        came.told.append(plural("{count} page is not what it was.", "{count} pages are not what they were.", changed))
    if unknown := counts.get("unknown", 0):
        came.told.append(plural("{count} page could not be told.", "{count} pages could not be told.", unknown))
    came.ways.append(Way(wording("See the links"), "/staff/links"))


def _published(came: Outcome, result: Mapping[str, Any], wording: Wording) -> None:
    counts = {kind: len(result.get(kind, [])) for kind in ("added", "changed", "restored", "withdrawn")}
    told = published_told(counts, wording)
    came.told.append(
        " · ".join(told[kind] for kind, count in counts.items() if count)
        or wording("There was nothing to change: the site holds it all already.")
    )
    came.add_list(
        wording("Not published"),
        [
            (wording("Draft {number}", number=held["draft"]), held_back_told(held["reason"], wording))
            for held in result.get("held", [])
        ],
    )
    for number in [held["draft"] for held in result.get("held", [])][:1]:
        came.ways.append(Way(wording("Look at the draft"), f"/staff/drafts/{number}"))
    came.ways.append(Way(wording("To publishing"), "/staff/publish"))


def published_told(counts: Mapping[str, int], wording: Wording) -> dict[str, str]:
    """What became of practices that were published, in words: of each kind that is counted, how many."""
    plural = wording.plural
    told = {
        "added": plural("{count} new practice", "{count} new practices", counts.get("added", 0)),
        "changed": plural("{count} changed", "{count} changed", counts.get("changed", 0)),
        "restored": plural("{count} is back", "{count} are back", counts.get("restored", 0)),
        "withdrawn": plural("{count} withdrawn", "{count} withdrawn", counts.get("withdrawn", 0)),
    }
    return {kind: said for kind, said in told.items() if kind in counts}


def held_back_told(reason: str, wording: Wording) -> str:
    """Why an approved draft was not published."""
    if reason.startswith("Meanwhile "):
        return wording("The practice was changed meanwhile: look at the draft again.")
    return wording("It is no whole practice: open the draft, take it up again and see what is missing.")


def _weekly(came: Outcome, result: Mapping[str, Any], wording: Wording) -> None:
    parts = {"refresh": _refreshed, "links": _links}
    for name, tell in parts.items():
        part = result.get(name, {})
        if "failed" in part:
            which = wording("Look for changes") if name == "refresh" else wording("Check the links")
            came.add_list(wording("It did not work"), [(which, failure_told(part["failed"], wording))])
        else:
            tell(came, part, wording)
