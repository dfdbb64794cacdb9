"""The page of an answer, the same in parts as they come, the answer to take along, and whether it helped."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse, StreamingResponse
from starlette.datastructures import QueryParams

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.narrowing import FilterError
from assistant.question import MAX_CHARACTERS, QuestionError
from assistant.web.frame.renderer import pages_of
from assistant.web.frame.rendering import Pages
from assistant.web.frame.visitor import COOKIE, Visitor
from assistant.web.pages.answer.asked import AskedPage
from assistant.web.pages.answer.copying import Format, as_apa, as_bibtex, as_markdown, as_text
from assistant.web.pages.answer.shown import ShownAnswer, shown_answer
from assistant.web.pages.home import examples_of
from assistant.web.workers import off_the_loop
from corpus.faults import CorpusError
from corpus.vocabulary import LANGUAGES

router = APIRouter(include_in_schema=False)

_EXAMPLES: Final = 6
_PART: Final = "<!--part-->"
"""Ends each part of a page that is sent in parts. No text from outside can hold it, since it is escaped."""
_END: Final = "<!--end-->"
_LONGEST_COMMENT: Final = 2000


@router.get("/ask")
async def ask(request: Request) -> Response:
    """The answer to a question."""
    pages = pages_of(request)
    visitor, asked = pages.visitor(request), AskedPage.of(request.query_params)
    try:
        shown = await _shown(request, visitor, asked)
    except (QuestionError, FilterError) as error:
        return pages.render(
            request, "ask_again.html", visitor=visitor, status=_status(error), **_asking_again(request, visitor, error)
        )
    return pages.render(request, "answer.html", visitor=visitor, shown=shown, practices=_practices(request))


@router.get("/ask/part")
async def parts(request: Request) -> Response:
    """What the page of an answer holds, in parts: the script of the page shows each one when it has come."""
    pages = pages_of(request)
    visitor, asked = pages.visitor(request), AskedPage.of(request.query_params)
    headers = {"cache-control": "no-store", "content-language": visitor.language, "x-robots-tag": "noindex"}
    try:
        shown = await _shown(request, visitor, asked)
        status, texts = 200, _parts(pages, visitor, shown)
    except (QuestionError, FilterError) as error:
        again = _asking_again(request, visitor, error)
        status, texts = _status(error), iter([pages.text("ask_again_part.html", visitor=visitor, **again)])
    return StreamingResponse(_sent(texts), status_code=status, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/ask/copy")
async def copy(request: Request, format: Format = "text") -> Response:
    """An answer as text, as Markdown or as citations."""
    visitor, asked = pages_of(request).visitor(request), AskedPage.of(request.query_params)
    answer = await _answered(request, visitor, asked, keep=False)
    assistant: Assistant = request.app.state.assistant
    practices = [practice for one in answer.practices if (practice := assistant.practice(one.id))]
    shown = shown_answer(answer, asked, visitor)
    address = f"{visitor.origin}{visitor.url('/ask', asked.parameters(thanks=''))}"
    text = {
        "text": lambda: as_text(shown, address, visitor.origin),
        "markdown": lambda: as_markdown(shown, address, visitor.origin),
        "apa": lambda: as_apa(practices, visitor.origin),
        "bibtex": lambda: as_bibtex(practices, visitor.origin),
    }[format]()
    headers = {"cache-control": "no-store", "x-robots-tag": "noindex", "content-language": answer.language}
    return PlainTextResponse(text, headers=headers)


@router.post("/ask/feedback")
async def feedback(
    request: Request,
    helpful: Annotated[str, Form(pattern="^(yes|no)$")],
    question: Annotated[str, Form(min_length=1, max_length=MAX_CHARACTERS)],
    comment: Annotated[str, Form(max_length=3 * _LONGEST_COMMENT)] = "",
    back: Annotated[str, Form(max_length=60_000)] = "",
) -> Response:
    """Keep whether an answer helped, and show it again with thanks. Nothing about the visitor is kept."""
    # Made anew of what an answer's page can ask: no address from outside is followed.
    given = QueryParams(urlsplit(back).query) if back.startswith("/ask?") else QueryParams({"q": question})
    named = [("lang", given["lang"])] if given.get("lang") in LANGUAGES else []
    language = named[0][1] if named else pages_of(request).visitor(request).language
    assistant: Assistant = request.app.state.assistant
    thanks = "kept"
    try:
        # Not in the threads that answer: it waits for a disk.
        await asyncio.to_thread(
            assistant.keeper.keep_feedback,
            question,
            practice_id=None,
            helpful=helpful == "yes",
            comment=comment.strip()[:_LONGEST_COMMENT] or None,
            language=language,
        )
    except CorpusError:
        thanks = "later"
    parameters = [*AskedPage.of(given).parameters(thanks=thanks), *named]
    return RedirectResponse(f"/ask?{urlencode(parameters)}#feedback", status_code=303)


async def _answered(request: Request, visitor: Visitor, asked: AskedPage, *, keep: bool) -> Answer:
    assistant: Assistant = request.app.state.assistant
    chosen = visitor.in_address or request.cookies.get(COOKIE) == visitor.language
    return await off_the_loop(
        request,
        assistant.ask,
        asked.question,
        language=visitor.language if chosen else None,
        filters=asked.requested,
        conversation=asked.conversation or None,
        limit=asked.limit,
        ignore=asked.ignore,
        expected_language=visitor.language,
        keep=keep,
        channel="web",
    )


async def _shown(request: Request, visitor: Visitor, asked: AskedPage) -> ShownAnswer:
    # Who comes back with thanks has asked and was counted before.
    answer = await _answered(request, visitor, asked, keep=not asked.thanks)
    if not asked.thanks:
        request.app.state.metrics.count(answer)
    return shown_answer(answer, asked, visitor)


def _asking_again(request: Request, visitor: Visitor, error: QuestionError | FilterError) -> dict[str, object]:
    """What is shown where a question cannot be asked as it is."""
    asked, wording = AskedPage.of(request.query_params), visitor.wording
    elsewhere = None
    if isinstance(error, FilterError):
        heading = wording("This filter is not known")
        said = wording("The address narrows the search to “{value}”, which is not known here.", value=error.value[:60])
        elsewhere = visitor.url("/ask", asked.parameters(filters={}))
    elif error.code == "empty":
        heading = wording("What have other cities done about this?")
        said = wording("Please write what you would like to know, in a few words or a whole question.")
    else:
        heading = wording("This question is a little long")
        said = wording("Please ask it in at most {number} characters.", number=MAX_CHARACTERS)
    examples = examples_of(request.app.state.assistant.live.served, visitor.language, _EXAMPLES)
    shown = {"heading": heading, "said": said, "asked": asked, "elsewhere": elsewhere, "examples": examples}
    return {**shown, "practices": _practices(request)}


def _practices(request: Request) -> int:
    """How many practices a question is looked for in."""
    assistant: Assistant = request.app.state.assistant
    return len(assistant.live.served.contents)


def _status(error: QuestionError | FilterError) -> int:
    return 200 if isinstance(error, QuestionError) and error.code == "empty" else 422


def _parts(pages: Pages, visitor: Visitor, shown: ShownAnswer) -> Iterator[str]:
    yield pages.text("answer_part.html", visitor=visitor, shown=shown)
    for card in shown.cards:
        yield pages.text("answer_card.html", visitor=visitor, shown=shown, card=card)
    if shown.more:
        yield pages.text("answer_more.html", visitor=visitor, shown=shown)
    yield pages.text("answer_beyond.html", visitor=visitor, shown=shown)


async def _sent(texts: Iterator[str]) -> AsyncIterator[bytes]:
    for text in texts:
        yield f"{text}{_PART}".encode("utf-8", "replace")
    yield _END.encode()
