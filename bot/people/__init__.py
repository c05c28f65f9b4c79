"""The package bot.people."""
