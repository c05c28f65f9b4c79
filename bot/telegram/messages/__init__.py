"""The package bot.telegram.messages."""
