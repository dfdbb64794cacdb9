"""The earlier versions of a practice, read from the catalogue; and what stands in place of one that was withdrawn."""

import asyncio
import re
from typing import TYPE_CHECKING, Final

import structlog
from fastapi import HTTPException, Request, Response

from assistant.assistant import Assistant
from assistant.details import ListedPractice, listed
from assistant.web.frame.renderer import pages_of
from assistant.web.workers import off_the_loop
from corpus.faults import CorpusError
from index.search import Query

if TYPE_CHECKING:  # SQL is loaded with the first page that needs it
    from corpus.catalogue import PracticeVersion

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 3.0
SIMILAR: Final = 4
_ID: Final = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")
_LONGEST_ID: Final = 120


async def versions_of(request: Request, practice_id: str) -> "list[PracticeVersion]":
    """Every version of a practice, oldest first; empty for one that never was.

    Raises:
        CorpusError: The catalogue cannot be read, or not soon.
    """
    if len(practice_id) > _LONGEST_ID or not _ID.fullmatch(practice_id):
        return []
    assistant: Assistant = request.app.state.assistant

    def read() -> "list[PracticeVersion]":
        return assistant.catalogue.get().history(practice_id)

    # Not in the threads that answer: it waits for a disk.
    reading = asyncio.to_thread(read)
    try:
        return await asyncio.wait_for(reading, PATIENCE_SECONDS)
    except (OSError, TimeoutError) as error:
        raise CorpusError("The catalogue cannot be read just now.") from error


async def gone_or_unknown(request: Request, practice_id: str) -> Response:
    """What is answered where nothing is published under an id: a kind page if it was withdrawn, with similar practices.

    Raises:
        HTTPException: There never was such a practice, as far as is known.
    """
    try:
        versions = await versions_of(request, practice_id)
    except CorpusError as error:
        log.error("history_not_read", reason=str(error))
        versions = []
    if not versions or versions[-1].change != "withdrawn":
        raise HTTPException(404, f"There is no practice '{practice_id[:_LONGEST_ID]}'.")
    pages = pages_of(request)
    visitor = pages.visitor(request)
    similar = await off_the_loop(request, _nearest, request.app.state.assistant, versions[-1], visitor.language)
    return pages.render(request, "practice_gone.html", visitor=visitor, status=410, similar=similar)


def _nearest(assistant: Assistant, version: "PracticeVersion", language: str) -> list[ListedPractice]:
    """Practices near to a version of one that is not served any more."""
    try:
        summary = version.practice.summary
    except CorpusError:  # it was kept in an older format
        return []
    found = assistant.live.served.searcher.search(Query(summary, "en", limit=SIMILAR + 1), assistant.vector(summary))
    # The snapshot may be older than the withdrawal.
    others = [hit.practice for hit in found.hits if hit.practice.id != version.practice_id]
    return [listed(practice, language, assistant.settings.public_url) for practice in others[:SIMILAR]]
