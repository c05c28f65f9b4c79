"""The package index.store."""
