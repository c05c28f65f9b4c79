"""The package index.generation.writing."""
