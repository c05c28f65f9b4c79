"""What surrounds the publishing of a generation: the gate before it, the way back, the repair.

`index.build` makes a generation live; the modules here decide whether it should, or set right what
went wrong. In reading order:

- `gate` asks the golden questions of two generations, and finds those that are lost;
- `undo` chooses the earlier generation that can be made live again;
- `damage` compares the store with the kept generations, which hold good copies of its articles;
- `repair` mends the store from those, and removes what interruptions left in a data directory;
- `permissions` finds what other users may read in a data directory, and closes it to them;
- `doctor` checks the whole installation: model, store, audit log, generation, quotes, other files,
  permissions, disk.

Imports `index.search` and what is below it; not its sibling `index.drafts`.
"""
