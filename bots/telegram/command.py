"""`precedent bot`."""

import typer


def bot() -> None:
    """Answer in Telegram until stopped.

    It needs a token: in Telegram, write to @BotFather, send /newbot, and set what it gives as PRECEDENT_TELEGRAM_TOKEN,
    in the environment or a .env file. Send @BotFather /setinline too, so that the bot can be asked in any chat.

    Examples:

      PRECEDENT_TELEGRAM_TOKEN=123456789:AAE... precedent bot

      PRECEDENT_TELEGRAM_API=http://127.0.0.1:8081 precedent bot     (with a Bot API server of your own)
    """
    from assistant.settings import Settings  # noqa: PLC0415
    from bots.telegram.running import run_bot  # noqa: PLC0415

    run_bot(
        Settings.load(), lambda name: typer.echo(f"\n@{name} answers in Telegram   (stop it with Ctrl+C)\n", err=True)
    )
