"""The methods that answer people's queries: answerCallbackQuery, answerInlineQuery."""

import re
from typing import Any

from tests.bots.telegram.api.entities import utf16_length
from tests.bots.telegram.api.errors import ApiError, bad_request
from tests.bots.telegram.api.keyboards import checked_keyboard, read_keyboard
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.telegram import Telegram
from tests.bots.telegram.api.texts import cleaned, read_markup

_MOST_RESULTS = 50
_LONGEST_ID = 64  # bytes; of a result, and of the next offset


def answer_callback_query(telegram: Telegram, params: Parameters) -> bool:
    """Ends the waiting of a pressed button, with a notice of up to 200 characters or none."""
    if utf16_length(str(params.get("text") or "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    telegram.answer("callback_query", params.get("callback_query_id"), params)
    return True


def answer_inline_query(telegram: Telegram, params: Parameters) -> bool:
    """Shows results above the line in which a person types."""
    results = _read_results(params.get("results"))
    _check_button(params.get("button"))
    texts = [_check_result(result) for result in results]
    for text, entities in texts:
        cleaned(text, entities)
    for result in results:
        checked_keyboard(read_keyboard(result.get("reply_markup")), only_inline=True)
    ids = [str(result["id"]) for result in results]
    if any(not 1 <= len(one.encode()) <= _LONGEST_ID for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(str(params.get("next_offset") or "").encode()) > _LONGEST_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    telegram.answer("inline_query", params.get("inline_query_id"), params)
    return True


def _read_results(results: Any) -> list[dict[str, Any]]:
    if results in (None, ""):
        return []
    if isinstance(results, str):
        raise bad_request("Can't parse JSON encoded inline query results")
    if not isinstance(results, list):
        raise bad_request("Expected an Array of inline query results")
    if len(results) > _MOST_RESULTS:
        raise bad_request("Too many inline query results specified")
    return results


def _check_result(result: Any) -> tuple[str, list[dict[str, Any]]]:
    """Only articles are known here. Gives text and entities of the message that the result sends."""
    if not isinstance(result, dict):
        raise _unreadable("Inline query result must be an object")
    for name in ("type", "id", "title"):
        if not isinstance(result.get(name), str):
            raise _unreadable(f'Can\'t find field "{name}"')
    if result["type"] != "article":
        raise _unreadable(f'type "{result["type"]}" is unsupported for the inline query result')
    if not result["title"]:
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise _unreadable('Can\'t find field "input_message_content"')
    try:
        return read_markup(content.get("message_text"), content.get("parse_mode"), content.get("entities"))
    except ApiError as error:
        raise _unreadable(error.description.removeprefix("Bad Request: ")) from None


def _check_button(button: Any) -> None:
    if button in (None, ""):
        return
    if not isinstance(button, dict) or "text" not in button:
        raise bad_request("Can't parse inline query results button: InlineQueryResultsButton must be an Object")
    if "web_app" in button:
        return
    start = str(button.get("start_parameter") or "")
    if not start:
        raise bad_request("Can't use empty start_parameter")
    if len(start) > 64:
        raise bad_request("Too long start_parameter specified")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", start):
        raise bad_request("Unallowed characters in start_parameter are used")


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"Can't parse inline query result: {reason}")
