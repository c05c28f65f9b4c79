"""Appends entries to an audit log that a server keeps, until it is killed.

python tests/fakes/processes/appending.py DATA NAME: the server is that of PULLQUOTE_CLUSTER.
"""

import os
import sys
from itertools import count
from pathlib import Path

from index.store import audit
from index.store.engines import SERVERS
from index.store.server.opening import open_server

if __name__ == "__main__":
    SERVERS[Path(sys.argv[1])] = open_server(os.environ["PULLQUOTE_CLUSTER"])
    for number in count(1):
        audit.append(Path(sys.argv[1]), f"cli:{sys.argv[2]}", "noted", f"entry {number}")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
