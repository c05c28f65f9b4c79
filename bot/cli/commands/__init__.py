"""The package bot.cli.commands."""
