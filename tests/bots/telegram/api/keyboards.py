"""The keyboards under a message: what Telegram refuses, in the order in which it notices."""

from typing import Any

from tests.bots.telegram.api.errors import bad_request
from tests.bots.telegram.api.links import checked_link

Markup = dict[str, Any]

_MOST_BUTTONS = 100
_MOST_IN_A_ROW = 8
_LONGEST_DATA = 64  # bytes


def read_keyboard(markup: Any) -> Markup | None:
    """The first look at a `reply_markup`, before the chat is looked up.

    Args:
        markup: as sent.

    Returns:
        The markup, or None where it is absent or empty.

    Raises:
        ApiError: it is no markup, or a button has neither address nor data.
    """
    if markup in (None, "", {}):
        return None
    if isinstance(markup, str):
        raise bad_request("Can't parse reply keyboard markup JSON object")
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return markup
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        for button in row:
            _read_button(button)
    return markup if any(rows) else None


def _read_button(button: Any) -> None:
    reason = None
    if not isinstance(button, dict):
        reason = "InlineKeyboardButton must be an Object"
    elif "text" not in button:
        reason = 'Can\'t find field "text"'
    elif wrong := [name for name in ("text", "url", "callback_data") if not isinstance(button.get(name, ""), str)]:
        reason = f'Field "{wrong[0]}" must be of type String'
    elif not any(button.get(kind) for kind in ("url", "callback_data")) and not any(
        kind in button
        for kind in ("switch_inline_query", "switch_inline_query_current_chat", "web_app", "copy_text", "login_url")
    ):
        reason = "Text buttons are unallowed in the inline keyboard"
    if reason is not None:
        raise bad_request(f"Can't parse inline keyboard button: {reason}")


def checked_keyboard(markup: Markup | None, only_inline: bool = False) -> Markup | None:
    """The second look, once the chat is known.

    Args:
        markup: from `read_keyboard`.
        only_inline: the message is edited: no other keyboard fits.

    Returns:
        The inline keyboard to show, with addresses as Telegram keeps them; None for any other kind.

    Raises:
        ApiError: text, address or data of a button will not do, or there are too many. Telegram itself leaves out
            buttons past the eighth of a row or passes them on to clients that do not show them; here that is refused.
    """
    if markup is None:
        return None
    if "inline_keyboard" not in markup:
        if only_inline:
            raise bad_request("Inline keyboard expected")
        return None
    rows = [[_checked_button(button) for button in row] for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > _MOST_BUTTONS or any(len(row) > _MOST_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            if len(button.get("callback_data", "").encode()) > _LONGEST_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
    return {"inline_keyboard": rows}


def _checked_button(button: dict[str, Any]) -> dict[str, Any]:
    if not str(button["text"]).strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    if not button.get("url"):
        return dict(button)
    try:
        return button | {"url": checked_link(button["url"])}
    except ValueError as reason:
        raise bad_request(f"Inline keyboard button URL '{button['url']}' is invalid: {reason}") from None
