"""Drafts: what adding a text would do to the corpus, shown to a moderator before it is done.

In reading order:

- `records` holds the draft and its parts;
- `prepare` opens the corpus and makes the draft of a text: the article it becomes, what to skip,
  samples, changes;
- `edits` reads what a moderator writes about a draft, and changes it; `written` knows the names of
  fields, months and languages, `likely` the fields that the text itself seems to give;
- `duplicates` knows the articles that a text is compared with, and finds those that it is a copy
  of, in the same words or in others;
- `navigation` suggests paragraphs to skip, by the `wordings` of web pages;
- `changes` pairs the paragraphs of two revisions, `comparison` the articles of two generations,
  `excerpts` cuts a change down to the sentences that differ;
- `refreshing` reads the address of an article again and compares.

Imports `index.search` and what is below it; not its sibling `index.publishing`.
"""
