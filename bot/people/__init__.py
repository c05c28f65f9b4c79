"""People: who is let in with which role, who invites whom, and how often a person may ask.

A moderator or journalist has their role from the settings, or was granted it by a moderator. Every
change is recorded in the audit log before it is made. Nothing here knows an event loop or a
language: what is said are `Words`, and `bot.serving.moderators` delivers them.

In reading order:

- `book`: the roles of everybody, by the settings and granted, and the limit on questions
- `file`: the SQLite file behind the book, and how it is changed
- `groups`: the groups that moderators let in from chat
- `invitations`: codes, requests to join, and the decisions on them
- `passes`: signed links and codes with which people log in to the reader page
- `desk`: the moderators' commands and buttons about people become a `Response`

It may import `bot.replies` and `index`, but neither `bot.desk` nor `bot.moderation`, its
neighbours.
"""
