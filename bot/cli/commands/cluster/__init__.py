"""The commands for those who have more than one machine, or more than one bot.

- `hosts`: the hosts that hold the shards, where several machines are searched;
- `copies`: what `doctor` checks and mends of their copies, and whoever serves has made anew;
- `migrate`: what several bots share, moved to Postgres and back.
"""
