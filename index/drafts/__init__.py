"""The package index.drafts."""
