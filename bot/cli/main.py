"""The entrance of the command line: its commands, and one clear line when a command fails."""

import io
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

import click

from bot.cli.settings import SettingsRefused
from index.errors import PullquoteError
from index.store.engines import SERVERS, ServerFailed

_COULD_NOT_RUN = 2
_INTERRUPTED = 130  # what shells expect after Ctrl-C

# Where each command stands. Only the one that is run is imported: a question in a fresh process
# would else wait for what only moderators and servers need.
_COMMANDS = {
    "ask": ("bot.cli.commands.ask", "ask"),
    "audit": ("bot.cli.commands.history", "audit_log"),
    "batch": ("bot.cli.commands.ask", "batch"),
    "cluster": ("bot.cli.commands.cluster.hosts", "cluster"),
    "chat": ("bot.cli.commands.chat", "chat"),
    "diff": ("bot.cli.commands.history", "diff"),
    "doctor": ("bot.cli.commands.corpus", "doctor"),
    "export": ("bot.cli.commands.saved", "export"),
    "golden": ("bot.cli.commands.golden", "golden"),
    "history": ("bot.cli.commands.history", "history"),
    "matrix": ("bot.cli.commands.serve", "matrix"),
    "migrate": ("bot.cli.commands.cluster.migrate", "migrate"),
    "people": ("bot.cli.commands.people", "people"),
    "reindex": ("bot.cli.commands.corpus", "reindex"),
    "saved": ("bot.cli.commands.saved", "saved"),
    "serve": ("bot.cli.commands.serve", "serve_everywhere"),
    "settings": ("bot.cli.commands.settings", "settings"),
    "sources": ("bot.cli.commands.sources.commands", "sources"),
    "status": ("bot.cli.commands.corpus", "status"),
    "telegram": ("bot.cli.commands.serve", "telegram"),
    "undo": ("bot.cli.commands.history", "undo"),
    "verify": ("bot.cli.commands.verify", "verify"),
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pullquote")
def pullquote() -> None:
    """Answer questions from your own articles, quoted word for word and cited.

    To try it on the five demonstration articles: pullquote chat

    To use your own: pullquote reindex FOLDER

    Exit codes: 0 done; 1 a check failed, or some files could not be read; 2 it could not run, and
    one line says what, where and how to mend it.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the check it ran failed, 2 it could not run."""
    _use_utf8()
    try:
        _run(list(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\npullquote: interrupted, nothing was lost", err=True)
        sys.exit(_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(_COULD_NOT_RUN)
    except BrokenPipeError:
        # Whoever read our output has enough, as `head` has: not an error.
        _drop_output()
    except (click.ClickException, PullquoteError, SettingsRefused, ServerFailed, OSError) as error:
        click.echo(f"pullquote: {' '.join(_worded(error).split())}", err=True)
        sys.exit(_COULD_NOT_RUN)
    sys.exit(0)


def add_commands(names: Iterable[str] = tuple(_COMMANDS)) -> None:
    """Import commands by their names, or all of them, and add them to the group `pullquote`."""
    for name in names:
        module, function = _COMMANDS[name]
        pullquote.add_command(getattr(import_module(module), function), name)


def _use_utf8() -> None:
    # Articles hold what the terminal's code page may lack; a quote must not stop at it. File names
    # may hold what is no text at all, and so may a pipe that we read.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "replace" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=errors)


def _run(arguments: list[str]) -> None:
    named = next((word for word in arguments if not word.startswith("-")), "")
    add_commands([named] if named in _COMMANDS else _COMMANDS)
    # Not `pullquote.main`, which takes a closed pipe for a failure.
    try:
        with pullquote.make_context("pullquote", arguments) as context:
            pullquote.invoke(context)
    finally:
        for server in SERVERS.values():
            server.close()
    if sys.stdout is not None:
        sys.stdout.flush()  # here, where an error can still be told


def _drop_output() -> None:
    """Let what cannot be written any more go nowhere, so that Python does not complain at exit."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _worded(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = "pullquote" if context is None else context.command_path
        return f"{error.format_message()} (see: {command} --help)"
    if isinstance(error, OSError):
        # A full disk, a path that is too long: what cannot be foreseen at every place.
        if error.filename is None:
            _drop_output()
        return f"{error.filename or 'the output'} cannot be used: {error.strerror}"
    return str(error)
