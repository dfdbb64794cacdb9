"""What visitors see in place of a page: there is none, it cannot be shown, or the request was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from assistant.narrowing import FilterError
from assistant.question import MAX_CHARACTERS, QuestionError
from assistant.web.frame.rendering import Pages
from assistant.web.headers import HEADERS
from assistant.wording import Wording


@dataclass(frozen=True, slots=True)
class WayOn:
    """A link that leads on.

    Args:
        name: In the visitor's language.
        path: An address of the site, with its parameters, without the language.
        parameters: Its parameters.
    """

    name: str
    path: str
    parameters: tuple[tuple[str, str], ...] = ()


def problem_page(
    request: Request,
    status: int,
    error: Exception | None = None,
    *,
    title: str | None = None,
    said: str | None = None,
    ways: Sequence[WayOn] = (),
) -> Response:
    """A page that says kindly what is wrong, in the visitor's language, and how to go on.

    Args:
        request: What was asked for.
        status: HTTP status.
        error: What was raised, where something was; nothing of it is shown but what the visitor sent.
        title: The heading, in place of the one for the status.
        said: What stands under it, likewise.
        ways: Links that lead on, before those to the home page and the practices.
    """
    pages: Pages = request.app.state.pages
    visitor = pages.visitor(request)
    heading, sentence = _words(status, error, visitor.wording)
    response = pages.render(
        request,
        "problem.html",
        visitor=visitor,
        status=status,
        heading=title or heading,
        sentence=said or sentence,
        ways=ways,
    )
    for name, value in HEADERS.items():  # a failure of our own is answered outside of what adds them elsewhere
        response.headers.setdefault(name, value)
    response.headers["vary"] = "accept, accept-language, cookie"
    return response


def _words(status: int, error: Exception | None, wording: Wording) -> tuple[str, str]:
    """Heading and sentence for a status."""
    if isinstance(error, FilterError):
        return (
            wording("This filter is not known"),
            wording("“{value}” is not known here. Please choose from the list.", value=error.value[:60]),
        )
    if isinstance(error, QuestionError):
        return (
            wording("This question cannot be read"),
            wording("Please ask with words, in at most {number} characters.", number=MAX_CHARACTERS),
        )
    absent = wording("There is no such page"), wording("The address may be mistyped, or the page may have moved.")
    ours = wording("Something went wrong on our side"), wording("The fault is noted. Please try again later.")
    known = {
        404: absent,
        405: (
            wording("This does not work here"),
            wording("The page cannot be used in this way. Please start again."),
        ),
        410: absent,
        413: (wording("That is too long"), wording("Please send a shorter text.")),
        429: (
            wording("One moment, please"),
            wording("Many requests came at once. Please wait a little and try again."),
        ),
        503: (wording("This does not work just now"), wording("Please try again in a few minutes.")),
    }
    unread = (
        wording("This was not understood"),
        wording("Something in the address or in the form is not as it should be."),
    )
    return known.get(status, ours if status >= 500 else unread)
