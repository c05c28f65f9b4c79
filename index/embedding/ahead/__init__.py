"""A large archive embedded before its generation is written: by this process, or on a cluster.

Its texts are dealt in blocks, in any order; each block that is done becomes a file of the cache. So
what an interruption costs are the blocks under way, and a second run computes nothing.

- `tasks`: the protocol of whatever embeds blocks, and the loop that does it here; read it first
- `filling`: the texts that the cache lacks are dealt, embedded and kept; the corpus may change
- `estimate`: how long that will take, from some articles and the first blocks
- `on_ray`: the same blocks as tasks of Ray, on the processors and GPUs of a cluster
- `block`: what each of these tasks does, on the machine that it is given to
- `recipe`: the model of the settings, made on a machine that embeds

Only `on_ray` imports Ray. The package may import the modules of `index.embedding` beside it, and
what that may import.
"""
