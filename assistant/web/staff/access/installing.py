"""Gives an application what keeps others out of the pages of staff."""

from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import problem
from assistant.web.staff.access.cookies import drop, token_in
from assistant.web.staff.access.dependencies import API
from assistant.web.staff.access.faults import FormRefusedError, NotAllowedError, NotSignedInError
from assistant.web.staff.access.pages import staff_page, visitor_of_staff
from assistant.web.staff.access.state import Access

SIGN_IN: Final = "/staff/sign-in"
HEADERS: Final = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    "referrer-policy": "same-origin",
}


def install_access(app: FastAPI) -> None:
    """Give an application what the pages of staff share, and answers for those who are not let in."""
    app.state.access = Access()
    app.add_middleware(StaffHeaders)

    @app.exception_handler(NotSignedInError)
    async def _not_signed_in(request: Request, _error: NotSignedInError) -> Response:
        if request.url.path.startswith(API):
            told = problem(401, "Send a key of staff: Authorization: Bearer KEY.")
            told.headers["www-authenticate"] = "Bearer"
            return told
        if "application/json" in request.headers.get("accept", ""):
            return problem(401, "Sign in first.")
        after = next_after(request)
        response = RedirectResponse(f"{SIGN_IN}?{urlencode(after)}" if after else SIGN_IN, status_code=303)
        if token_in(request):
            drop(request, response)
        return response

    @app.exception_handler(NotAllowedError)
    async def _not_allowed(request: Request, error: NotAllowedError) -> Response:
        if _is_program(request):
            return problem(403, "This is for publishers; the key or account is that of an editor.")
        wording = visitor_of_staff(request).wording
        return await staff_page(
            request,
            error.signed,
            "staff/refused.html",
            status=403,
            heading=wording("This is for publishers"),
            sentence=wording(
                "You are signed in as an editor. Publishers can do this, and they can make you a publisher, too."
            ),
        )

    @app.exception_handler(FormRefusedError)
    async def _form_refused(request: Request, error: FormRefusedError) -> Response:
        if _is_program(request):
            return problem(403, "The request does not carry the token of this session, or comes from another site.")
        wording = visitor_of_staff(request).wording
        return await staff_page(
            request,
            error.signed,
            "staff/refused.html",
            status=403,
            heading=wording("Nothing was changed"),
            sentence=wording(
                "The form was from before you signed in, or from another site. Go back, load the page again, and "
                "try once more."
            ),
        )


def next_after(request: Request) -> dict[str, str]:
    """Where to go on after signing in: to the page that was asked for, in its language."""
    if request.method != "GET":
        return {}
    parameters = {"lang": request.query_params["lang"]} if "lang" in request.query_params else {}
    query = f"?{request.url.query}" if request.url.query else ""
    return parameters | ({"next": request.url.path + query} if request.url.path != "/staff" else {})


def _is_program(request: Request) -> bool:
    return request.url.path.startswith(API) or "application/json" in request.headers.get("accept", "")


class StaffHeaders:
    """ASGI middleware: nobody keeps what is shown to staff, and no search engine lists it.

    Args:
        app: The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on the response where it is one to staff."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(("/staff/", API)):
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                del headers["etag"]
            await send(message)

        await self._app(scope, receive, add)
