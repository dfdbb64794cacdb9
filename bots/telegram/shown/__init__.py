"""What a chat shows: messages in Telegram's HTML, and the buttons under them."""
