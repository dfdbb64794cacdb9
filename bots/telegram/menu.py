"""What Telegram shows of the bot before anyone writes: its commands and what it is, in every language."""

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from assistant.wording import Wording
from bots.telegram.handlers.commands import descriptions
from corpus.vocabulary import LANGUAGES

log = structlog.get_logger()


async def set_menu(bot: Bot) -> None:
    """Tell Telegram the commands and descriptions in each language; for all others, English.

    What fails is logged: the bot answers without it.
    """
    for language in LANGUAGES:
        wording = Wording(language)
        commands = [BotCommand(name, text) for name, text in descriptions(wording).items()]
        description, short = describe(wording)
        # The first language is also what people get whose own the product does not speak.
        for code in [language, None] if language == LANGUAGES[0] else [language]:
            try:
                await bot.set_my_commands(commands, language_code=code)
                await bot.set_my_description(description, language_code=code)
                await bot.set_my_short_description(short, language_code=code)
            except TelegramError as error:
                log.warning("menu_not_set", language=language, error=type(error).__name__)


def describe(wording: Wording) -> tuple[str, str]:
    """What the bot is: for who opens the chat, at most 512 characters, and for who looks at its profile, 120."""
    return (
        wording(
            "What have other cities done about this? Ask in your own words, and get practices of real cities with "
            "their sources."
        ),
        wording("What other cities have done, with sources."),
    )
