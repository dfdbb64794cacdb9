"""The methods that describe the bot: commands, name and descriptions, each in any language."""

import re
from typing import Any

from tests.bots.telegram.api.errors import bad_request
from tests.bots.telegram.api.parameters import Parameters

Command = dict[str, str]

_MOST_COMMANDS = 100
_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_SCOPES_OF_CHATS = {"chat", "chat_administrators", "chat_member"}


class Profile:
    """What people see of the bot before they write.

    Attributes:
        commands: by scope ("default", "all_private_chats", "chat:<id>", …) and language ("" for all others).
        names: by language; so are the descriptions.
    """

    def __init__(self, name: str) -> None:
        self.commands: dict[tuple[str, str], list[Command]] = {}
        self.names = {"": name}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}

    def set_my_commands(self, params: Parameters) -> bool:
        commands = [_command(given) for given in _array(params.get("commands"))]
        key = _scope(params.get("scope")), _language(params)
        if len(commands) > _MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        if any(not re.fullmatch(r"[a-z0-9_]+", command["command"]) for command in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        self.commands[key] = commands
        return True

    def get_my_commands(self, params: Parameters) -> list[Command]:
        return self.commands.get((_scope(params.get("scope")), _language(params)), [])

    def delete_my_commands(self, params: Parameters) -> bool:
        self.commands.pop((_scope(params.get("scope")), _language(params)), None)
        return True

    # What Telegram says of a text that is too long is not documented for these three; the words here are ours.

    def set_my_name(self, params: Parameters) -> bool:
        return _set(self.names, params, "name", 64)

    def set_my_description(self, params: Parameters) -> bool:
        return _set(self.descriptions, params, "description", 512)

    def set_my_short_description(self, params: Parameters) -> bool:
        return _set(self.short_descriptions, params, "short_description", 120)

    def get_my_name(self, params: Parameters) -> dict[str, str]:
        return {"name": _get(self.names, params)}

    def get_my_description(self, params: Parameters) -> dict[str, str]:
        return {"description": _get(self.descriptions, params)}

    def get_my_short_description(self, params: Parameters) -> dict[str, str]:
        return {"short_description": _get(self.short_descriptions, params)}


def _language(params: Parameters) -> str:
    code = str(params.get("language_code") or "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("Invalid language code specified")
    return code


def _set(texts: dict[str, str], params: Parameters, name: str, longest: int) -> bool:
    language = _language(params)
    text = str(params.get(name) or "").strip()
    if len(text) > longest:
        raise bad_request(f"{name.upper()}_TOO_LONG")
    texts.pop(language, None)
    if text:
        texts[language] = text
    return True


def _get(texts: dict[str, str], params: Parameters) -> str:
    return texts.get(_language(params)) or texts.get("", "")


def _array(commands: Any) -> list[Any]:
    if commands in (None, ""):
        return []
    if isinstance(commands, str):
        raise bad_request("Can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    return commands


def _command(given: Any) -> Command:
    if not isinstance(given, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in given:
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    command = str(given["command"]).strip().removeprefix("/")
    description = str(given["description"]).strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > 32:
        raise bad_request("Command length must not exceed 32")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:
        raise bad_request("Command description length must not exceed 256")
    return {"command": command, "description": description}


def _scope(scope: Any) -> str:
    if scope in (None, ""):
        return "default"
    if isinstance(scope, str):
        raise bad_request("Can't parse BotCommandScope JSON object")
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _SCOPES:
        return str(kind)
    if kind not in _SCOPES_OF_CHATS:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if scope.get("chat_id") in (None, ""):
        raise bad_request("Can't parse BotCommandScope: Can't find field \"chat_id\"")
    return ":".join(str(part) for part in (kind, scope["chat_id"], scope.get("user_id")) if part)
