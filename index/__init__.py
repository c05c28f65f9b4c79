"""The library: a corpus in, exact quotes out. It knows nothing of chats, settings or markup.

To learn it, read these in order; each is short:

1. `records`: what a source, an article, a paragraph, a quote and an answer are;
2. `text.quoting`: how a quote is sliced out of its article, and checked;
3. `search.asker`: the read path, a question to an answer from the live generation;
4. `search.find`: how the passages for a question are found;
5. `build`: the write path, texts to a new live generation.

The rooms, from the bottom up; each imports only what stands above it in this list:

- `records` and `errors`, what crosses the rooms; `text`, an article cut into paragraphs, sentences
  and quotes;
- `store`, articles, revisions, events and the audit log, and how any SQLite file is opened;
- `sources`, files and addresses read into texts; `embedding`, texts turned into vectors. Neither
  imports the other;
- `reading`, whether a passage answers a question, and in which sentence;
- `generation`, one immutable index over the corpus, written and opened;
- `search`, a question answered from a generation;
- `drafts`, what adding a text would do; `publishing`, what surrounds making a generation live.
  Neither imports the other;
- `build`, where texts come in and a generation goes live; `checking`, whether a quote is one.

`README.md` beside this file tells how a reindex runs, and what stands in a data directory.
"""
