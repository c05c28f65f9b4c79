"""The package index.text."""
