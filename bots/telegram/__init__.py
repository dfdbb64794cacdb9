"""The Telegram bot: a practitioner asks in chat."""
