"""What is said to whoever sends too many requests at once: a page to a person, a problem document to a program."""

from fastapi import Request, Response

from assistant.web.frame.problem_page import WayOn, problem_page
from assistant.web.problems import problem, wants_page


def too_many(request: Request, wait: int) -> Response:
    """The answer to one request too many.

    Args:
        request: The request.
        wait: Seconds until there is room for another one.
    """
    if not wants_page(request) or not hasattr(request.app.state, "pages"):
        document = problem(429, f"Many requests came from your address at once. Try again in {wait} s.")
        document.headers["vary"] = "accept"
        return document
    visitor = request.app.state.pages.visitor(request)
    said = visitor.wording.plural(
        "Many requests came from your address at once. Please try again in {count} second.",
        "Many requests came from your address at once. Please try again in {count} seconds.",
        wait,
    )
    ways = [WayOn(visitor.wording("Try again"), visitor.path, visitor.query)] if request.method == "GET" else []
    return problem_page(request, 429, said=said, ways=ways)
