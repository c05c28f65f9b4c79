"""What surrounds the publishing of a generation: the plan before it, the gate, the way back.

`index.build` makes a generation live; the modules here decide whether it should, or set right what
went wrong. In reading order:

- `plans` compares the corpus with the texts that are wanted: what a reindex would change;
- `gate` asks the golden questions of two generations, and finds those that are lost;
- `undo` chooses the earlier generation that can be made live again;
- `repair` removes what interruptions left in a data directory;
- `doctor` checks the whole installation: model, store, audit log, generation, quotes, disk.

Imports `index.search` and what is below it; not its sibling `index.drafts`.
"""
