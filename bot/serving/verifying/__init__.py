"""Quotes checked in a chat, whichever platform: receipts, quotations, drafts.

`chat`  commands about quotes, and files that are drafts; done by threads of their own

It may import what `bot.serving` may, and of that `platform` and `workers`.
"""
