"""The package bot.sentences."""
