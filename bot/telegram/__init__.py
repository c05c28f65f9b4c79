"""The package bot.telegram."""
