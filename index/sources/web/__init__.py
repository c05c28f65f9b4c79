"""The package index.sources.web."""
