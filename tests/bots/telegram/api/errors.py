"""The errors that the Bot API answers: a code, a sentence, and for too many requests the seconds to wait."""

from typing import Any

from starlette.responses import JSONResponse, Response


class ApiError(Exception):
    """An answer that is an error.

    Args:
        code: the HTTP status, which the JSON repeats as `error_code`.
        description: Telegram's own sentence.
        retry_after: seconds to wait, with code 429.
    """

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            told["parameters"] = {"retry_after": self.retry_after}
        return told


def bad_request(reason: str) -> ApiError:
    """400. Telegram begins the reason with a small letter unless the second one is a capital (BUTTON_DATA_INVALID)."""
    if len(reason) < 2 or not (reason[1] == "_" or "A" <= reason[1] <= "Z"):
        reason = reason[:1].lower() + reason[1:]
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the person has blocked the bot, or the bot is not in the group."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409: two ways of getting updates at once."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)


def error_response(error: ApiError) -> Response:
    """An error over HTTP."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else None
    return JSONResponse(error.as_json(), error.code, headers)
