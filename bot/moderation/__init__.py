"""The package bot.moderation."""
