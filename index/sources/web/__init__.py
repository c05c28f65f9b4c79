"""A web address -> what stands there, fetched so that no site can do harm.

- `fetching`: one page, through its redirects, within limits of time and size
- `addresses`: which addresses may be fetched, as written and by where the host stands
- `network`: connections to addresses that were checked

The package may import `index.text`, `index.errors` and `index.records`.
"""
