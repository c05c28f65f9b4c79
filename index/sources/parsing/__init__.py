"""The package index.sources.parsing."""
