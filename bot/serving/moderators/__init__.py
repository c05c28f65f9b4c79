"""The moderators' part of the conversation: the corpus is changed and people are let in, in a chat.

What takes long is done by threads of its own, so that questions are answered meanwhile. To be read
in this order:

`chat`       files, addresses and commands about the corpus; a card's buttons and answers
`shown`      cards, shown again in the place of their messages, and shown to other moderators
`drafting`   texts drafted where nobody waits for it, with a button that cancels
`jobs`       changes and checks, each begun here and followed in one message until it has ended
`following`  how a moderator is answered, a job followed, and somebody else told
`joining`    invitations, requests to join, roles given and taken, menus
`worker`     the threads that own the drafts, change the corpus, and read files and addresses

It may import what `bot.serving` may, and of that `platform` and `workers`.
"""
