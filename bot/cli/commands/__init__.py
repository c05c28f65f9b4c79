"""The commands, a module for each group. `bot.cli.main` imports the one that is run, and no other.

- `ask`: `ask` and `batch`, a question or a file of them. `chat`: talk in the terminal.
- `sources`: `sources list, show, add, remove`; `checking`: `sources check`;
  `editing`: `sources edit, rename`.
- `corpus`: `reindex`, `status`, `doctor`. `history`: `history`, `undo`, `diff`.
- `golden`: the questions that a new generation must answer. `audit`: who did what.
- `people`: who may ask and who moderates. `serve`: `telegram`. `settings`: all settings.

May import everything but each other (`sources` imports `checking` and `editing`, its own).
"""
