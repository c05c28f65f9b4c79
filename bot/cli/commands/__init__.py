"""The commands, a module for each group. `bot.cli.main` imports the one that is run, and no other.

- `ask`: `ask` and `batch`, a question or a file of them. `chat`: talk in the terminal.
- `sources`: the commands over single sources, a package of their own.
- `corpus`: `reindex`, `status`, `doctor`. `history`: `history`, `undo`, `diff`, `audit`.
- `golden`: the questions that a new generation must answer, and the bar by them.
- `people`: who may ask and who moderates. `settings`: all settings.
- `cluster`: the hosts that hold the shards, where several machines are searched; the state moved to
  Postgres, for several bots.
- `verify`: a receipt, a quotation, or the quotations of a draft. `saved`: `saved` and `export`.
- `serve`: `telegram`, `matrix`, and all at once; `login`: how the bot logs in to Matrix.

May import everything but each other.
"""
