"""A generation whose shards are on other machines: copied there, asked there, two copies of each.

- `records`: hosts, and sets of shards that they have copies of
- `placement`: which hosts hold which shards of which generations, and the file that says so
- `shared`: the same as rows of the server that keeps the state, where one does
- `host`: what a host does: it copies shards from the shared folder, opens them, and answers
- `placing`: a generation is given to hosts; read it first
- `healing`: what a lost host held is copied to others
- `elsewhere`: the corpus as an asker has it, whose shards are asked for by calls to hosts
- `ahead`: what a shard is asked ahead, so that a question waits for fewer rounds of calls
- `copies`: one call to each host for all its shards; late or failed, it goes to the other copies
- `packing`: calls and replies as bytes
- `checking`: whether the hosts hold what was placed, each copy as it was written
- `on_ray`: hosts as actors of Ray, and the calls to them

Only `on_ray` imports Ray. The package may import the modules of `index.generation` that open and
ask shards, `index.store`, `index.text`, `index.errors` and `index.records`.
"""
