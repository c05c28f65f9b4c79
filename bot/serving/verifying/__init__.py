"""Quotes checked and kept in a chat, whichever platform.

`chat`    commands about quotes, and files that are drafts; done by threads of their own
`living`  the quotes of messages remembered, and whoever holds one that changes told

It may import what `bot.serving` may, and of that `platform` and `workers`.
"""
