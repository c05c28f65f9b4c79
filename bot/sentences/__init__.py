"""All that the bot says beside quotes and fields of sources: fixed sentences in three languages.

Three words, each with one meaning:

- a *sentence* is an entry of the tables; `sentence("paragraph", number=7)` names it
- to *say* is to put sentences into a reply: `Say` is a block of them, `said` a reply of one
- to *speak* is to put words into the language of one reader: `speaker("uk")` returns what does

Words are a sentence, words joined, or a text, which is a field of a source and never translated.
Whoever makes a reply names sentences; a front end binds the reader's language, once, and speaks.

In reading order:

- `say`: the words, and the speaker that finds them in the tables
- `answers`: outcomes, filters, citations, and the words of the terminal
- `chat`: commands, buttons and what else only a chat platform needs
- `people`: who was let in, invitations, what moderators decide about people
- `cards`: what a moderator sees of a source before anything changes
- `moderation`: what moderators do, and how it went
- `checking`: what became of a quote, what a quotation is
- `absence`: a no as it is cited, and what became of the corpus since
- `matrix`, `web`: what only Matrix needs, and what only the reader page

A key is always written out where it is used, so that a search finds it. It imports nothing of
the project.
"""
