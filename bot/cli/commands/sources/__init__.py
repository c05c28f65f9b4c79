"""The commands over single sources: `commands` has `list, show, add, remove` and the group itself.

`checking` has `sources check`, which reads addresses again; `editing` has `sources edit, rename`.
"""
