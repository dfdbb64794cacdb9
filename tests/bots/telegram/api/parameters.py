"""The parameters of a call: from the address, a form, a multipart form or a JSON body, as typed values."""

import json
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.bots.telegram.api.errors import bad_request

Parameters = dict[str, Any]

_INTEGERS = {
    "chat_id", "message_id", "message_thread_id", "offset", "limit", "timeout", "cache_time", "max_connections",
    "reply_to_message_id",
}  # fmt: skip
_BOOLEANS = {
    "drop_pending_updates", "show_alert", "is_personal", "disable_notification", "protect_content",
    "disable_web_page_preview", "allow_sending_without_reply",
}  # fmt: skip
_OBJECTS = {
    "reply_markup", "reply_parameters", "link_preview_options", "entities", "results", "button", "commands", "scope",
    "allowed_updates",
}  # fmt: skip

_CONVERSIONS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_INTEGERS, int),
    **dict.fromkeys(_BOOLEANS, lambda value: value.lower() in {"true", "yes", "1"}),
    **dict.fromkeys(_OBJECTS, json.loads),
}


async def read_parameters(request: Request) -> Parameters:
    """What a call was given.

    Args:
        request: the HTTP request; its body is read.

    Returns:
        Integers, booleans and nested objects as such; one that cannot be read as what it should be stays a string, for
        the method to refuse in its own words.

    Raises:
        ApiError: the body is not in the form that it says, or not in UTF-8.
    """
    given: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if body:
        content_type = request.headers.get("content-type", "")
        try:
            given |= _from_body(content_type.partition(";")[0].strip().lower(), content_type, body)
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return {name: _typed(name, value) for name, value in given.items()}


def _from_body(kind: str, content_type: str, body: bytes) -> dict[str, Any]:
    if kind == "application/json":
        try:
            given = json.loads(body)
        except json.JSONDecodeError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(given, dict):
            raise bad_request("expected an Object")
        return given
    if kind == "multipart/form-data":
        return _from_multipart(content_type, body)
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict"))


def _from_multipart(content_type: str, body: bytes) -> dict[str, Any]:
    whole = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    given: dict[str, Any] = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            given[name] = value if part.get_filename() else value.decode("utf-8")
    return given


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name not in _CONVERSIONS:
        return value
    try:
        return _CONVERSIONS[name](value)
    except ValueError:
        return value
