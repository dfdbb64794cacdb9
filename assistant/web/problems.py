"""One shape for everything that goes wrong over HTTP: RFC 9457 problem documents."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.narrowing import FilterError
from assistant.question import QuestionError
from corpus.faults import CorpusError

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem document."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["The question has 1001 characters; ask it in at most 1000."])
    errors: list[dict[str, str]] = Field(
        default_factory=list, description="Each field that is wrong, with what is wrong with it."
    )


RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "Something in the request is wrong; `detail` says what.",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    },
}
NOT_FOUND: dict[int | str, dict[str, Any]] = RESPONSES | {
    404: {
        "description": "There is no such practice.",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    },
}


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> JSONResponse:
    """A problem document as a response."""
    title = {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase
    shown = [{key: _storable(text) for key, text in error.items()} for error in errors or []]
    document = Problem(title=title, status=status, detail=_storable(detail), errors=shown)
    return JSONResponse(
        document.model_dump(exclude=None if errors else {"errors"}), status_code=status, media_type=MEDIA_TYPE
    )


def _storable(text: str) -> str:
    """Text that UTF-8 can hold: what is quoted from a request may have half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _place(request: Request) -> str:
    """Where it happened, as it may stand in a log: the address of a one-time link is a secret."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "")) or request.url.path


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer in a browser, and not a program that reads it."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(("/api/", "/static/"))


def tell(request: Request, error: Exception, document: Response) -> Response:
    """A problem document, or in its place the page that tells a person of the problem, where there are pages."""
    show: Callable[[Request, int, Exception], Response] | None = getattr(request.app.state, "problem_page", None)
    if show is None or getattr(request.app.state, "assistant", None) is None:
        return document
    if not wants_page(request):
        document.headers["vary"] = "accept"
        return document
    page = show(request, document.status_code, error)
    for name in ("allow", "retry-after"):
        if name in document.headers:
            page.headers[name] = document.headers[name]
    return page


def install(app: FastAPI) -> None:
    """Answer every failure of the application with a problem document, or for a person with a page."""

    @app.exception_handler(QuestionError)
    async def _question(request: Request, error: QuestionError) -> Response:
        return tell(request, error, problem(422, str(error), [{"field": "question", "problem": str(error)}]))

    @app.exception_handler(FilterError)
    async def _filter(request: Request, error: FilterError) -> Response:
        faults = [{"field": f"filters.{error.facet}", "problem": str(error)}]
        return tell(request, error, problem(422, str(error), faults))

    @app.exception_handler(CorpusError)
    async def _catalogue(request: Request, error: CorpusError) -> Response:
        log.error("catalogue_failed", path=_place(request), reason=str(error))
        return tell(request, error, problem(503, "This could not be kept just now. Try again later."))

    @app.exception_handler(RequestValidationError)
    async def _request(request: Request, error: RequestValidationError) -> Response:
        return tell(request, error, _of_request(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400 and str(error.detail).startswith("Too many "):  # fields or files of a form
            return tell(request, error, problem(422, str(error.detail)))
        if error.status_code == 400:  # the body is not UTF-8, or not JSON at all
            return tell(request, error, problem(422, "The body must be JSON in UTF-8."))
        details = {404: "There is nothing at this address.", 405: "This address does not take that method."}
        default = HTTPStatus(error.status_code).phrase
        own = str(error.detail) if error.detail != default else details.get(error.status_code, default)
        response = problem(error.status_code, own)
        response.headers.update(error.headers or {})
        return tell(request, error, response)

    @app.exception_handler(Exception)
    async def _defect(request: Request, error: Exception) -> Response:
        log.error("defect", path=_place(request), error=type(error).__name__, exc_info=error)
        told = problem(500, "Something went wrong on our side. The fault is noted.")
        try:
            return tell(request, error, told)
        except Exception as further:
            log.error("defect", path=_place(request), error=type(further).__name__, exc_info=further)
            return told


def _of_request(error: RequestValidationError) -> JSONResponse:
    """The problem document for a request that does not have the shape it must have."""
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return problem(422, "The body is not valid JSON.", [{"field": "body", "problem": "is not valid JSON"}])
    if any(fault["loc"] == ("body",) for fault in error.errors()):
        return problem(422, "The body must be a JSON object, sent with content-type: application/json.")
    errors = [
        {
            "field": ".".join(str(part) for part in fault["loc"][1:]) or "body",
            "problem": str(fault["msg"]),
        }
        for fault in error.errors()[:20]
    ]
    detail = "; ".join(f"{fault['field']}: {fault['problem']}" for fault in errors[:3])
    return problem(422, detail or "The request is not understood.", errors)
