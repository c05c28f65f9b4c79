"""The package bot.serving."""
