"""The package bot.terminal."""
