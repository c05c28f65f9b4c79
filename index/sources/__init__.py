"""The package index.sources."""
