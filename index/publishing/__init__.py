"""The package index.publishing."""
