"""The conversation: messages in, replies of quotes and fixed sentences out.

A person writes in a terminal or a chat. What was written becomes an `Incoming`, a `Command` or a
`Press`; a desk answers it with a `Served`, a reply with its buttons; and the platform that it came
from puts the reply into the reader's language and shows it. Nothing here writes text of its own: a
block of a reply is a quote, the fields of a source, or sentences from one table.

In reading order:

- `replies`: the records that pass between a platform and the desks
- `sentences`: all that the bot says, in three languages
- `desk`: questions, commands for everybody, and the buttons under an answer
- `people`: who was let in, and what moderators decide about that
- `moderation`: what moderators change in the corpus, on cards that they approve
- `terminal`: the front end for whoever types at a shell
- `serving`: what every chat platform needs: turns, limits, workers, what moderators are told
- `telegram`: the front end for Telegram
- `matrix`: the front end for Matrix, encrypted
- `web`: the reader page, in a browser
- `cli`: the command line, which alone reads settings and wires the rest together

The bot may import `index`, never the reverse. Within it arrows point down: `cli`, then `telegram`,
`matrix`, `terminal` and `web`, then `serving`, then the three desks, then `replies`, then
`sentences`.
"""
