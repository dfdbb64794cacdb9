"""The tests' own Telegram Bot API server.

    with BotApi() as api:
        ana = api.person("Ana", language_code="es")
        ana.says("hola")
        [greeting] = ana.chat.wait_for(1)

It answers over HTTP as Telegram does, in shape, codes and words; what it knows of Telegram's behaviour comes from the
public documentation and from the published source of Telegram's own server. `BotApi` says how it is directed.

Not as on Telegram
- Markdown is not understood, only HTML; of inline results only articles; messages sent by inline results are not kept.
- A webhook may be http and on any port if it is on this machine, and is tried again after fractions of a second.
- A row of more than 8 buttons, or more than 100 in all, is refused in Telegram's words for a markup that is too long.
- The words for a name or description that is too long, and the 15 s in which a query must be answered, are guesses:
  Telegram documents neither.
"""

from tests.bots.telegram.api.chats import Chat, Message
from tests.bots.telegram.api.faults import (
    DropAfter,
    DropBefore,
    Fault,
    Garbage,
    HangAfter,
    HangBefore,
    Refusal,
    ServerError,
    TooManyRequests,
)
from tests.bots.telegram.api.groups import Group
from tests.bots.telegram.api.people import Person
from tests.bots.telegram.api.server import BotApi
from tests.bots.telegram.api.telegram import Call

__all__ = [
    "BotApi",
    "Call",
    "Chat",
    "DropAfter",
    "DropBefore",
    "Fault",
    "Garbage",
    "Group",
    "HangAfter",
    "HangBefore",
    "Message",
    "Person",
    "Refusal",
    "ServerError",
    "TooManyRequests",
]
