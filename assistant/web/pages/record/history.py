"""How a record has changed: its versions, what is different in each, and a version as it stood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import structlog
from babel.dates import format_date
from fastapi import APIRouter, HTTPException, Request, Response

from assistant.assistant import Assistant
from assistant.differences import Change, Stretch, differences
from assistant.web.frame.renderer import pages_of
from assistant.web.frame.rendering import language_names
from assistant.web.pages.record.past import gone_or_unknown, versions_of
from assistant.web.pages.record.shown_record import shown_record
from assistant.web.workers import off_the_loop
from assistant.wording import Wording
from corpus.faults import CorpusError
from corpus.practice import Practice
from corpus.vocabulary import vocabulary

if TYPE_CHECKING:  # SQL is loaded with the first page that needs it
    from corpus.catalogue import PracticeVersion

log = structlog.get_logger()

router = APIRouter(include_in_schema=False)

SHOWN: Final = 20
"""Versions on one page."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What changed in one part, with the part's name in the visitor's language."""

    part: str
    language: str | None
    stretches: Sequence[Stretch]
    listed: bool


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version in the list.

    Args:
        changes: What is different from the version before it; empty where it is the first, or nothing is.
        readable: Whether it can be shown as it stood.
        published: Whether it was there to be read.
    """

    number: int
    what: str
    when: datetime
    who: str
    changes: Sequence[ShownChange]
    readable: bool
    published: bool


@router.get("/practices/{practice_id}/history")
async def history(request: Request, practice_id: str, before: int | None = None) -> Response:
    """Every version of a record, newest first, each with what is different in it."""
    practice, versions = await _practice_and_versions(request, practice_id)
    if isinstance(practice, Response):
        return practice
    pages = pages_of(request)
    visitor = pages.visitor(request)
    shown: list[ShownVersion] = []
    last = len(versions or ())
    if versions:
        last = min(max(before - 1, 0), last) if before is not None else last
        shown = await off_the_loop(request, _listed, versions, last, visitor.wording)
    return pages.render(
        request,
        "practice_history.html",
        visitor=visitor,
        status=503 if versions is None else 200,
        record=shown_record(practice, visitor.language),
        away=versions is None,
        versions=shown,
        newest=len(versions or ()),
        earlier=shown[-1].number if shown and shown[-1].number > 1 else None,
        # The first page has no number: it moves on with each version.
        later=last + SHOWN + 1 if versions and last < len(versions) else None,
    )


@router.get("/practices/{practice_id}/history/{number}")
async def version(request: Request, practice_id: str, number: int) -> Response:
    """A record as it stood."""
    practice, versions = await _practice_and_versions(request, practice_id)
    if isinstance(practice, Response):
        return practice
    pages = pages_of(request)
    visitor = pages.visitor(request)
    known = next((version for version in versions or () if version.number == number), None)
    if versions is not None and known is None:
        raise HTTPException(404, f"There is no version {number} of this practice.")
    stood = _read(known) if known else None
    return pages.render(
        request,
        "practice_version.html",
        visitor=visitor,
        status=503 if versions is None else 200,
        current=shown_record(practice, visitor.language),
        record=shown_record(stood, visitor.language) if stood else None,
        away=versions is None,
        number=number,
        newest=len(versions or ()),
        when=known.when if known else None,
    )


async def _practice_and_versions(
    request: Request, practice_id: str
) -> "tuple[Practice | Response, list[PracticeVersion] | None]":
    """A published practice and its versions, None while the catalogue is away; else what is answered in their place."""
    assistant: Assistant = request.app.state.assistant
    practice = assistant.practice(practice_id)
    if practice is None:  # what was withdrawn is not shown as it stood either
        return await gone_or_unknown(request, practice_id), None
    try:
        versions = await versions_of(request, practice_id)
    except CorpusError as error:
        log.error("history_not_read", reason=str(error))
        return practice, None
    if versions and versions[-1].change == "withdrawn":  # since the snapshot was built
        return await gone_or_unknown(request, practice_id), None
    return practice, versions


def _listed(versions: "Sequence[PracticeVersion]", last: int, wording: Wording) -> list[ShownVersion]:
    """The versions up to one, newest first."""
    shown = []
    for place in range(last - 1, max(last - 1 - SHOWN, -1), -1):
        version = versions[place]
        practice = _read(version)
        before = _read(versions[place - 1]) if place else None
        changes = differences(before, practice) if practice and before else []
        shown.append(
            ShownVersion(
                version.number,
                _what(version.change, wording),
                version.when,
                _who(version.by, wording),
                [_change(change, wording) for change in changes],
                readable=practice is not None,
                published=version.change != "withdrawn",
            )
        )
    return shown


def _read(version: "PracticeVersion") -> Practice | None:
    """The practice as it stood; None where it was kept in an older format."""
    try:
        return version.practice
    except CorpusError as error:
        log.warning("version_not_read", practice=version.practice_id, number=version.number, reason=str(error))
        return None


def _what(change: str, wording: Wording) -> str:
    return {
        "added": wording("Published"),
        "changed": wording("Changed"),
        "withdrawn": wording("Withdrawn"),
        "restored": wording("Published again"),
    }[change]


def _who(by: str, wording: Wording) -> str:
    """The part that whoever made a change has; never a name."""
    if by == "setup":
        return wording("From the collection that comes with the product")
    if by == "command line":
        return wording("By those who run this site")
    return wording("By the staff")


def _change(change: Change, wording: Wording) -> ShownChange:
    words, language = vocabulary(), wording.language
    names = language_names()
    part = {
        "title": wording("Title"),
        "place": wording("Place"),
        "region": wording("Region"),
        "years": wording("Years"),
        "themes": wording("Themes"),
        "audiences": wording("For whom"),
        "sdgs": wording("Sustainable Development Goals"),
        "summary": wording("Summary"),
        "source": wording("Sources"),
        "question": wording("Questions it answers"),
        "checked": wording("Facts last checked"),
    }.get(change.part, "")
    if change.part == "section":
        part = words.sections[change.key].label(language)
    elif change.part == "translation":
        part = wording("Translation: {language}", language=names[change.key])
    label: dict[str, Callable[[str], str]] = {
        "region": lambda code: words.regions[code].label(language),
        "themes": lambda code: words.themes[code].label(language),
        "audiences": lambda code: words.audiences[code].label(language),
        "sdgs": lambda code: f"{code} {words.sdgs[code].label(language)}",
        "checked": lambda day: str(format_date(date.fromisoformat(day), "long", locale=language)),
    }
    if change.part not in label:
        return ShownChange(part, change.language, change.stretches, change.listed)
    stretches = [Stretch(stretch.kind, label[change.part](stretch.text)) for stretch in change.stretches]
    return ShownChange(part, language, stretches, change.listed)
