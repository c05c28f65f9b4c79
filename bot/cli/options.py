"""What several commands take and give back: their options, and the exit code of a failed check."""

from pathlib import Path

import click

from index.checking.citing.formats import FORMS

CHECK_FAILED = 1
"""The exit code of a command that ran and found something wrong."""

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the index is kept (else PULLQUOTE_DATA_DIR).",
)
anyway_option = click.option(
    "--publish-anyway", "anyway", is_flag=True, help="Even if fewer golden questions are answered."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
FORM_CHOICE = click.Choice(FORMS)
form_option = click.option(
    "--format",
    "form",
    type=FORM_CHOICE,
    help="Print the quotes for another program: JSON-LD, a web annotation, a bibliography, …",
)
