"""The package bot.cli."""
