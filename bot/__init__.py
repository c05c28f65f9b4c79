"""The conversation: messages in, replies out."""
