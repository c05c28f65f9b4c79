"""The server: the state of a data directory in Postgres, for several processes at once.

`bot.cli` opens it where PULLQUOTE_CLUSTER is set, and enters it in `index.store.engines`; nothing
else imports it, so that without the setting neither it nor psycopg is loaded. Each file of a data
directory is a schema of its own there (`pullquote_people` for `people.sqlite`), with the same
tables. Its modules, in reading order:

- `dialect` says in Postgres' words what stores say in SQLite's: statements, and tables;
- `faults` tells what went wrong with a server in one line, which never holds a password;
- `links` connects, keeps links that are not in use, and finds the server again after a restart;
- `shared` stands for one file: it answers statements as a SQLite connection does;
- `locks` holds what one process at a time may hold: the corpus, and the jobs beside serving;
- `opening` checks a server at the start, makes the tables, and puts all of it together;
- `belonging` sees that a database and a data directory belong together, before anything is begun;
- `moving` moves all rows of a data directory to a server and back, and compares every one of them.

Imports `index.errors` and the modules of `index.store` that know of files and the audit log.
"""
