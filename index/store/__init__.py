"""The store: every revision of every article, which generation is live, and who changed what.

One SQLite file, `store.sqlite`, holds what cannot be computed again; all else in a data directory
can be made anew from it. Its modules, in reading order:

- `engines` names what a store can be kept in, a SQLite file or a server, and what it needs of both;
- `file` opens the SQLite file: its tables, its transactions, its errors in one line; and it holds
  the lock, so that one process at a time changes a data directory;
- `proofs` keeps from which generation on, and until which, an article stood as it did, and a digest
  of that, so that damage is told by name;
- `store` reads and writes articles, revisions, generations and events in it;
- `readings` keeps what read each revision, and tells a reading from an edit;
- `mending` finds what is damaged in the whole store, and mends it from articles known to be good;
- `chain` keeps the audit log in it, each entry with the hash of the one before;
- `audit` appends to the log, lists it and verifies it, for those who have no store open;
- `golden` keeps the moderators' golden questions in it;
- `standing` finds what became of a revision that was quoted: live, replaced or withdrawn;
- `comfort` opens the bot's own files: one that is damaged is set aside;
- `databases` opens and checks SQLite files: this one, the cache of vectors, and the bot's own; and
  makes what stands in a data directory for its owner alone;
- `server` keeps the state of a data directory in Postgres, where that is chosen.

Imports `index.errors` and `index.records` only.
"""
