"""The link that opens the bot's chat in Telegram."""


def start_link(bot_name: str, code: str) -> str:
    """Make the link that opens the chat with the bot in Telegram and sends it the code.

    >>> start_link("pullquote_bot", "AbC-_9")
    'https://t.me/pullquote_bot?start=AbC-_9'
    """
    return f"https://t.me/{bot_name}?start={code}"
