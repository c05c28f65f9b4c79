"""The store: every revision of every article, which generation is live, and who changed what.

One SQLite file, `store.sqlite`, holds what cannot be computed again; all else in a data directory
can be made anew from it. Its modules, in reading order:

- `file` opens the SQLite file: its tables, its transactions, its errors in one line; and it holds
  the lock, so that one process at a time changes a data directory;
- `store` reads and writes articles, revisions, generations and events in it;
- `chain` keeps the audit log in it, each entry with the hash of the one before;
- `audit` appends to the log, lists it and verifies it, for those who have no store open;
- `golden` keeps the moderators' golden questions in it;
- `standing` finds what became of a revision that was quoted: live, replaced or withdrawn;
- `comfort`: files that may be set aside where they are damaged, or only be read
- `databases` opens SQLite files: this one, the cache of vectors, and the bot's own.

Imports `index.errors` and `index.records` only.
"""
