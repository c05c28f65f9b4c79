"""The questions are Cyrillic, so that no model is loaded."""

from fakes.commands.shell import Shell


def test_chat_in_a_pipe_answers_line_after_line_until_quit(indexed: Shell) -> None:
    indexed.set("PULLQUOTE_LANGUAGE", "ru")
    typed = "Кто бежал ночью?\nmore\ncontext 1\nsource 1\nhelp\nquit\nКто?\n"
    ran = indexed.run("chat", typed=typed.encode())
    assert (ran.code, ran.err) == (0, "")
    asked = [line for line in ran.out.splitlines() if line.startswith("? ")]
    assert asked == [f"? {line}" for line in typed.splitlines()[:-1]]
    context = ran.out.split("? context 1\n")[1].split("\n\n")[0].splitlines()
    assert [context[0], context[1], context[3]] == [
        "Абзацы вокруг цитаты 1:",
        "    ▎ Солдат бежал ночью.",
        "    ▎ Его не нашли.",
    ]
    assert "  прочитано из: fled.txt\n" in ran.out
    assert ran.out.endswith("До свидания.\n")
    assert "\x1b" not in ran.out


def test_chat_ends_with_its_input_and_takes_bytes_that_are_no_text(indexed: Shell) -> None:
    ran = indexed.run("chat", typed="Кто бежал ночью?\n".encode() + b"\xff\xfe\n")
    assert ran.code == 0
    assert ran.out.endswith(
        "\n? \ufffd\ufffd\nI find no words in that. Ask for instance: who refused to fight?\n"
    )
