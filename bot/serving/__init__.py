"""The conversation as it is served on a chat platform: events in, replies out, whichever platform.

Here what the desks answer meets whoever asks: who may, how often, in which order, and that each
event is answered once, also after a crash. Nothing here knows a platform. A platform brings its own
client, events, delivery and markup, and implements `platform.Platform`. To be read in this order:

`platform`    the seam: the events that a platform gives, and what it does for the conversation
`intake`      events in, each dealt with once and, within a chat, in order
`answers`     an event -> who may ask, how often, and the answer
`workers`     the threads with a desk each, and the lanes in which jobs follow one another
`moderators`  the moderators' part of the conversation: a package of its own
`verifying`   quotes checked and kept in a chat: a package of its own
`documents`   a reply of more than a screen as the text of a document
`admission`   who is let in now, also where a group goes on under another id
`running`     all of this opened for a platform, with jobs beside it, a port for health, and its end
`monitoring`  the counters, and the pages for whoever watches the bot
`http`        a small HTTP server on an address that the settings name
`logs`        log lines on stderr, with no secret in them

It may import the desks (`bot.desk`, `bot.moderation`, `bot.people`), `bot.sentences`, `bot.replies`
and `index`; never a platform.
"""
