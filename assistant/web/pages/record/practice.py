"""The page of one practice: everything in its record, asking it alone, what is similar, and how to keep it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request, Response

from assistant.assistant import Assistant
from assistant.details import ListedPractice, listed
from assistant.question import MAX_CHARACTERS, QuestionError
from assistant.web.frame.renderer import pages_of
from assistant.web.pages.record import citing
from assistant.web.pages.record.comparable import MOST, ids_of
from assistant.web.pages.record.past import SIMILAR, gone_or_unknown
from assistant.web.pages.record.shown_record import shown_record
from assistant.web.pages.record.structured_data import article
from assistant.web.pages.record.unreachable import Unreachable, unreachable_of
from assistant.web.workers import off_the_loop
from assistant.within import Told, ask_within
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

OPEN_GRAPH_LOCALES: Final = {
    "en": "en_GB",
    "fr": "fr_FR",
    "es": "es_ES",
    "ar": "ar_AR",
    "zh": "zh_CN",
    "ru": "ru_RU",
    "pt": "pt_PT",
}


@dataclass(frozen=True, slots=True)
class _Computed:
    """What is computed for a page, off the event loop."""

    similar: list[ListedPractice]
    told: Told | None
    unreachable: date | None
    too_long: bool = False


@router.get("/practices/{practice_id}.md")
async def markdown(request: Request, practice_id: str) -> Response:
    """The record as the text of its Markdown file."""
    practice = await _published(request, practice_id)
    if isinstance(practice, Response):
        return practice
    return _file(await off_the_loop(request, practice.render), "text/markdown", f"{practice.id}.md")


@router.get("/practices/{practice_id}.bib")
async def bibtex(request: Request, practice_id: str) -> Response:
    """The record and its sources as a file for BibTeX."""
    practice = await _published(request, practice_id)
    if isinstance(practice, Response):
        return practice
    url = f"{pages_of(request).visitor(request).origin}/practices/{practice.id}"
    return _file(citing.bibliography(practice, url), "application/x-bibtex", f"{practice.id}.bib")


@router.get("/practices/{practice_id}")
async def practice(
    request: Request,
    practice_id: str,
    q: str = "",
    compare: Annotated[list[str], Query()] = [],  # noqa: B006  (FastAPI copies defaults)
) -> Response:
    """Everything in one practice's record, and with `q` what it says about a question."""
    found = await _published(request, practice_id)
    if isinstance(found, Response):
        return found
    pages = pages_of(request)
    visitor = pages.visitor(request)
    dead = unreachable_of(request)
    computed = await off_the_loop(request, _compute, request.app.state.assistant, found, q, visitor.language, dead)
    address = f"{visitor.origin}/practices/{found.id}"
    record = shown_record(found, visitor.language)
    picked = [other for other in ids_of(compare) if other != found.id][: MOST - 1]
    return pages.render(
        request,
        "practice.html",
        visitor=visitor,
        status=422 if computed.too_long else 200,
        record=record,
        similar=computed.similar,
        told=computed.told,
        unreachable=computed.unreachable,
        question=q[:MAX_CHARACTERS],
        too_long=computed.too_long,
        most_characters=MAX_CHARACTERS,
        picked=picked,
        most_picked=MOST - 1,
        apa=citing.apa(found, address),
        apa_sources=[citing.apa_source(source, found.checked) for source in found.sources],
        described=article(record, f"{address}?lang={visitor.language}", f"{visitor.origin}/"),
        locales=OPEN_GRAPH_LOCALES,
    )


async def _published(request: Request, practice_id: str) -> Practice | Response:
    """The practice, or the page that tells that it was withdrawn."""
    assistant: Assistant = request.app.state.assistant
    return assistant.practice(practice_id) or await gone_or_unknown(request, practice_id)


def _compute(assistant: Assistant, practice: Practice, question: str, language: str, dead: Unreachable) -> _Computed:
    base = assistant.settings.public_url
    unreachable = dead.day([source.url for source in practice.sources])
    try:
        similar = [listed(hit.practice, language, base) for hit in assistant.similar(practice.id, SIMILAR)]
        if not question.strip():
            return _Computed(similar, None, unreachable)
        return _Computed(similar, ask_within(assistant, practice.id, question, language), unreachable)
    except QuestionError as error:
        return _Computed(similar, None, unreachable, too_long=error.code == "too_long")
    except KeyError as error:  # withdrawn between one line and the next
        raise HTTPException(404) from error


def _file(text: str, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    return Response(text.encode("utf-8", "replace"), media_type=f"{media_type}; charset=utf-8", headers=headers)
