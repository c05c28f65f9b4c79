"""The package bot.desk."""
