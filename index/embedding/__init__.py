"""The package index.embedding."""
