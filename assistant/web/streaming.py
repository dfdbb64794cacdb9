"""An answer as server-sent events: for programs that show each part of it as soon as it is there.

The stream begins at once and ends with `done`, or with `problem` where the answer could not be made. Put together, its
events hold what the JSON answer holds.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Final

import structlog
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import JsonValue, TypeAdapter

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.compose import refusal
from assistant.web.problems import Problem
from assistant.wording import Wording

log = structlog.get_logger()

MEDIA_TYPE: Final = "text/event-stream"
EVENTS: Final = {
    "looking": "The search has begun: `practices`, among how many.",
    "understood": "What was drawn from the words of the question, as `understood` in the JSON answer.",
    "lead": "The phrase that the answer begins with: `text`, `language`.",
    "refused": "In place of a lead, where there is no answer: `reason`, `note`, and `text` to show, in `language`.",
    "practice": "One for each practice, in the order of their numbers: what it is in the JSON answer, and `sentences`, "
    "those of the answer that cite it.",
    "suggestions": "Questions that the corpus can answer: `suggestions`.",
    "done": "The last event: `question`, `language`, `answered`, `confidence`, `conversation`, `snapshot`, `took_ms`.",
    "problem": "The last event where the answer could not be made: a problem document (RFC 9457).",
}
"""The events, each with what its data holds: a JSON object on one line."""

_EXAMPLE: Final = """\
event: looking
data: {"practices":218}

event: understood
data: {"language":"en","countries":[],"regions":[],"places":[],"follows":null}

event: lead
data: {"text":"5 cities have done something about this:","language":"en"}

event: practice
data: {"number":1,"id":"ie-cork-lifelong-learning-festival","title":"…","sentences":[{"text":"…","citations":[1]}]}

event: suggestions
data: {"suggestions":["…"]}

event: done
data: {"question":"…","language":"en","answered":true,"conversation":"…","took_ms":8.1}

"""
RESPONSE: Final[dict[str, Any]] = {
    "description": "The answer: as JSON, or as server-sent events for a request with `Accept: text/event-stream`.",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "string",
                "description": "Server-sent events, each with a JSON object as its data.\n\n"
                + "\n".join(f"- `{name}`: {meaning}" for name, meaning in EVENTS.items()),
            },
            "example": _EXAMPLE,
        }
    },
}
"""How the OpenAPI document describes the stream."""

_ANYTHING: Final = TypeAdapter[JsonValue](JsonValue)
_HEADERS: Final = {"cache-control": "no-store", "vary": "accept", "x-accel-buffering": "no"}
"""The last one tells proxies to pass on each event as it comes."""


def wants_events(request: Request) -> bool:
    """Whether a program asks for events rather than for JSON: the one of the two that it names first."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in request.headers.get("accept", "").split(",")]
    return next((kind for kind in kinds if kind in (MEDIA_TYPE, "application/json")), None) == MEDIA_TYPE


def streamed(request: Request, ask: Callable[[], Awaitable[Answer]]) -> Response:
    """An answer as a stream.

    Args:
        request: The request; the answer is counted among the figures of its application.
        ask: Makes the answer. What can be wrong with a question is to be found before.
    """
    return StreamingResponse(_events(request, ask), media_type=MEDIA_TYPE, headers=_HEADERS)


def parts(answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of an answer, by name and data, in their order."""
    yield "understood", answer.understood.model_dump(mode="json")
    sentences = answer.answer
    if answer.answered:
        yield "lead", {"text": sentences[0].text, "language": answer.language}
    else:
        said = refusal(answer.reason or "no_match", Wording(answer.language), near=bool(answer.practices))
        refused = {"reason": answer.reason, "note": answer.note, "text": answer.note or said}
        yield "refused", {**refused, "language": answer.language}
    for practice in answer.practices:
        citing = [sentence for sentence in sentences if practice.number in sentence.citations]
        shown = [sentence.model_dump(mode="json") for sentence in citing]
        yield "practice", {**practice.model_dump(mode="json"), "sentences": shown}
    yield "suggestions", {"suggestions": answer.suggestions}
    last = ("question", "language", "answered", "confidence", "conversation", "snapshot", "took_ms")
    yield "done", {name: getattr(answer, name) for name in last}


async def _events(request: Request, ask: Callable[[], Awaitable[Answer]]) -> AsyncIterator[bytes]:
    assistant: Assistant = request.app.state.assistant
    yield _event("looking", {"practices": len(assistant.live.served.contents)})
    try:
        answer = await ask()
    except Exception as error:  # the stream has begun: its status cannot say so any more
        log.error("defect", path=request.url.path, error=type(error).__name__, exc_info=error)
        detail = "Something went wrong on our side. The fault is noted."
        document = Problem(type="about:blank", title="Internal Server Error", status=500, detail=detail)
        yield _event("problem", document.model_dump(exclude={"errors"}))
        return
    request.app.state.metrics.count(answer)
    for name, data in parts(answer):
        yield _event(name, data)


def _event(name: str, data: dict[str, Any]) -> bytes:
    # JSON has no line breaks of its own, so that no text from outside can begin another event.
    return b"event: %b\ndata: %b\n\n" % (name.encode(), _ANYTHING.dump_json(data))
