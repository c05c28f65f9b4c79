"""The package index.generation."""
