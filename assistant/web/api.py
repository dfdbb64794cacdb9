"""The JSON interface."""

import asyncio
from functools import partial
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, FilterRequest
from assistant.assistant import MAX_LIMIT, Assistant
from assistant.browse import Page, browse
from assistant.details import FullPractice, ListedPractice, Terms, full_practice, listed, terms
from assistant.lists import Sort
from assistant.narrowing import check_filters
from assistant.question import clean_question
from assistant.web import streaming
from assistant.web.accepted import preferred_language
from assistant.web.problems import NOT_FOUND, RESPONSES, problem
from assistant.web.workers import off_the_loop
from assistant.years import FIRST_YEAR, LAST_YEAR, Years

Language = Literal["en", "fr", "es", "ar", "zh", "ru", "pt"]
Identifier = Annotated[str, Path(max_length=120, examples=["ie-cork-lifelong-learning-festival"])]
Values = Annotated[list[str], Query(max_length=300)]

router = APIRouter(prefix="/api")

_HEADERS: Final = {"vary": "accept, accept-language"}
"""Titles and summaries are in the language that is asked for, an answer in the form; a cache must not mix them up."""


class AskRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "How have other cities got older people online?"},
                {
                    "question": "¿Cómo llevan libros a los barrios?",
                    "filters": {"regions": ["latin-america-caribbean"]},
                },
            ]
        },
    )

    question: str = Field(description="At most 1,000 characters, in any language.")
    language: Language | None = Field(None, description="Language to answer in; that of the question where left out.")
    filters: FilterRequest = Field(default_factory=FilterRequest)
    standing: FilterRequest = Field(
        default_factory=FilterRequest,
        description="What the asker always narrows to; it counts only where neither the filters nor the words of the "
        "question name a place.",
    )
    conversation: str | None = Field(None, description="From the last answer, to ask a follow-up.")
    limit: int = Field(5, ge=1, le=MAX_LIMIT, description="How many practices at most.")
    ignore: Annotated[list[str], Field(max_length=20)] = Field(
        default_factory=list, description="Words of the question that are not to narrow the search."
    )


class FeedbackRequest(BaseModel):
    """Whether an answer, or one practice in it, helped."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "How have other cities got older people online?",
                    "practice": None,
                    "helpful": True,
                }
            ]
        },
    )

    question: str = Field(min_length=1, max_length=1000)
    practice: str | None = Field(None, max_length=120, description="Id of a practice, or none for the whole answer.")
    helpful: bool
    comment: str | None = Field(None, max_length=2000)
    language: Language = "en"


def _assistant(request: Request) -> Assistant:
    assistant: Assistant = request.app.state.assistant
    return assistant


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json", headers=_HEADERS)


@router.post("/ask", response_model=Answer, responses={**RESPONSES, 200: streaming.RESPONSE})
async def ask(request: Request, asked: AskRequest) -> Response:
    """Answer a question from what other cities have done, with the source of every sentence."""
    assistant = _assistant(request)
    answering = partial(
        off_the_loop,
        request,
        assistant.ask,
        asked.question,
        language=asked.language,
        filters=asked.filters,
        standing=asked.standing,
        conversation=asked.conversation,
        limit=asked.limit,
        ignore=tuple(asked.ignore),
        expected_language=_shown_language(request),
        channel="api",
    )
    if streaming.wants_events(request):
        clean_question(asked.question)  # what is wrong with the request is said before the stream begins
        for filters in (asked.filters, asked.standing):
            check_filters(filters, assistant.live.served.contents)
        return streaming.streamed(request, answering)
    answer = await answering()
    request.app.state.metrics.count(answer)
    return _json(answer)


@router.get("/search", response_model=Page, responses=RESPONSES)
async def search(
    request: Request,
    q: Annotated[str | None, Query(description="Words or a question; without it, all practices.")] = None,
    country: Values = [],  # noqa: B006  (FastAPI copies defaults)
    region: Values = [],  # noqa: B006
    city: Values = [],  # noqa: B006
    theme: Values = [],  # noqa: B006
    audience: Values = [],  # noqa: B006
    sdg: Values = [],  # noqa: B006
    source_language: Annotated[
        list[str], Query(max_length=300, description="Languages that a source is in; `und` where it is not known.")
    ] = [],  # noqa: B006
    first_year: Annotated[
        int | None, Query(alias="from", ge=FIRST_YEAR, le=LAST_YEAR, description="Began in this year or later.")
    ] = None,
    last_year: Annotated[
        int | None, Query(alias="to", ge=FIRST_YEAR, le=LAST_YEAR, description="Began in this year or earlier.")
    ] = None,
    sort: Annotated[
        Sort | None, Query(description="Left out: the best first where there is a query, else by title.")
    ] = None,
    language: Language | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """List practices with the numbers that each further filter would leave."""
    filters = {
        "countries": country,
        "regions": region,
        "cities": city,
        "themes": theme,
        "audiences": audience,
        "sdgs": sdg,
    }
    page = await off_the_loop(
        request,
        browse,
        _assistant(request),
        q,
        filters=filters,
        years=Years(first_year, last_year),
        source_languages=source_language,
        sort=sort,
        language=language or (None if q else preferred_language(request)),
        limit=limit,
        offset=offset,
    )
    return _json(page)


@router.get("/practices/{practice_id}", response_model=FullPractice, responses=NOT_FOUND)
async def practice(request: Request, practice_id: Identifier, language: Language | None = None) -> Response:
    """Everything in one practice's record."""
    assistant = _assistant(request)
    found = assistant.practice(practice_id)
    if found is None:
        return _unknown(practice_id)
    shown = language or _shown_language(request)
    return _json(full_practice(found, shown, assistant.settings.public_url))


@router.get("/practices/{practice_id}/similar", response_model=list[ListedPractice], responses=NOT_FOUND)
async def similar(
    request: Request,
    practice_id: Identifier,
    language: Language | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> Response:
    """Practices that treat what this one treats."""
    assistant = _assistant(request)
    if assistant.practice(practice_id) is None:
        return _unknown(practice_id)
    try:
        hits = await off_the_loop(request, assistant.similar, practice_id, limit)
    except KeyError:  # withdrawn between one line and the next
        return _unknown(practice_id)
    shown = language or _shown_language(request)
    base = assistant.settings.public_url
    found = [listed(hit.practice, shown, base, score=hit.score).model_dump(mode="json") for hit in hits]
    return JSONResponse(found, headers=_HEADERS)


@router.get("/vocabulary", response_model=Terms, responses=RESPONSES)
async def vocabulary(request: Request, language: Language | None = None) -> Response:
    """The words by which practices are described and filtered, with their labels."""
    return _json(terms(_assistant(request).live.served.contents, language or _shown_language(request)))


@router.post("/feedback", status_code=202, responses=RESPONSES)
async def feedback(request: Request, given: FeedbackRequest) -> Response:
    """Keep whether an answer helped. Nothing about the person is kept."""
    assistant = _assistant(request)
    if given.practice is not None and assistant.practice(given.practice) is None:
        return problem(422, f"There is no practice '{given.practice}'.", [{"field": "practice", "problem": "unknown"}])
    # Not in the threads that answer: it waits for a disk.
    await asyncio.to_thread(
        assistant.keeper.keep_feedback,
        given.question,
        practice_id=given.practice,
        helpful=given.helpful,
        comment=given.comment,
        language=given.language,
    )
    return JSONResponse({"kept": True}, status_code=202)


def _shown_language(request: Request) -> str:
    return preferred_language(request) or _assistant(request).settings.language


def _unknown(practice_id: str) -> Response:
    return problem(404, f"There is no practice '{practice_id}'.")
