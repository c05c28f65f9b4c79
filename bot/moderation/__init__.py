"""Moderation: what moderators add, edit and remove, shown on a card before the corpus changes.

What a moderator sends becomes a draft. The draft waits, also over a restart, until its card is
approved or cancelled. Nothing here knows a chat platform, an event loop or a language: what is
said are `Words`, and `bot.serving.moderators` delivers them and runs what takes long.

In reading order:

- `records`: the moderator who acts, the step that this leads to, the change that is published
- `desk`: the conversation; what is sent, answered and pressed becomes a `Step`
- `drafts`: the drafts that wait, each compared with the corpus as it is now
- `store`: the SQLite file that keeps drafts and the messages that show them
- `remarks`: what reading a file left out of its text, as a sentence
- `cards`: a draft or a removal laid out for a moderator, with its buttons
- `changed`: what a new text changes, as blocks or as a document
- `typed`: what is written about a card instead of pressing its buttons
- `undoing`: an undo laid out for a moderator, who confirms it
- `wording`: what became of a change, of the golden questions, of a check of addresses
- `reports`: the commands without a card: history, diff, undo, audit, golden questions
- `golden`: golden questions, checked before they are added
- `facts`: what the command line reports as well, before it is worded

It may import `bot.replies` and `index`, but neither `bot.desk` nor `bot.people`, its neighbours.
"""
