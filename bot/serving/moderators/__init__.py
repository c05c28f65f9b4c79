"""The package bot.serving.moderators."""
