"""The package index.search."""
