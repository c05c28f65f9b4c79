"""Clients that share no code with nio: Element's cryptography in node, and Hydrogen in a browser.

Both are npm packages, in a folder with their `node_modules` that MATRIX_CLIENTS names.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any  # JSON that a client prints

from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import PASSWORD

SETTING = "MATRIX_CLIENTS"
PACKAGES = ("@matrix-org/matrix-sdk-crypto-wasm", "hydrogen-view-sdk")
_SCRIPTS = Path(__file__).with_name("clients")


def missing() -> str | None:
    """Name what the tests need and this machine lacks; `None` if nothing, or the setting is set."""
    if SETTING in os.environ:
        return None  # whoever set it wants the test: what lacks must fail it
    return f"set {SETTING} to a folder in which npm has installed {' and '.join(PACKAGES)}"


def ask_excluding(newsroom: Newsroom, name: str, question: str, seconds: float) -> dict[str, Any]:
    """Ask with a client that excludes devices which are not signed; return what it reports."""
    node = shutil.which("node")
    assert node is not None, "node is not installed"
    asked = {
        "clients": os.environ[SETTING],
        "homeserver": newsroom.server.url,
        "user": newsroom.id(name),
        "password": PASSWORD,
        "bot": newsroom.bot,
        "question": question,
        "seconds": seconds,
    }
    ran = subprocess.run(
        [node, str(_SCRIPTS / "excluding.mjs"), json.dumps(asked)],
        capture_output=True,
        encoding="utf-8",
        timeout=seconds + 120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))
