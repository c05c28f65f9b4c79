"""The reader page: what a receipt stands for, in a browser; and questions, for whoever has no chat.

Everything is a page without scripts, for people who were let in; strangers see one page, whatever
they ask for. In reading order:

- `serving`: the page served on an address until it is told to end
- `site`: which address shows what, and to whom
- `records`: who asks on the page, and what a desk answered
- `requests`: what a request holds: who sends it, and the fields of its form
- `sessions`: who is logged in, and until when
- `receipts`: a receipt -> all that its page shows
- `article`: the text of a revision -> its paragraphs, with the passage that was quoted marked
- `conversing`: a form -> the desk's answer
- `pages`: all of these -> HTML, by the templates beside it
- `replies`: how anything is sent: its headers, and the errors

It may import `bot.serving` and everything below, and is the only owner of Jinja2.
"""
