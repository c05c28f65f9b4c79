"""A long text at the terminal: how far it is can be seen, and Ctrl-C leaves all as it was."""

import os
import pty
import signal

from fakes.commands.shell import Shell, files_below

LONG = "\n\n".join(f"Солдат {number} бежал ночью." for number in range(60_000))


def test_a_long_text_shows_how_far_it_is_and_is_cancelled_by_ctrl_c(indexed: Shell) -> None:
    indexed.write(long=LONG)
    before = files_below(indexed.data)
    terminal, theirs = pty.openpty()
    with indexed.start("sources", "add", "articles/long.txt", "--yes", stderr=theirs) as process:
        os.close(theirs)
        said = b""
        while b"splitting" not in said:
            said += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 130
        assert b"60000" in said  # paragraphs
        os.set_blocking(terminal, False)
        assert b"interrupted, nothing was lost" in os.read(terminal, 100_000)
    os.close(terminal)
    assert files_below(indexed.data) == before
