"""What `pullquote settings` lists."""

import pytest
from fakes.commands.shell import Shell

from bot.cli.settings import Settings

TOKEN = "123456:AAHsecretsecret"
WEBHOOK_SECRET = "never-shown-1"


def listed(out: str) -> dict[str, list[str]]:
    """Give the lines of each setting by the name of its variable."""
    blocks = [block.splitlines() for block in out.strip("\n").split("\n\n")]
    return {block[0].split(":")[0]: block for block in blocks}


def test_every_setting_is_listed_once_in_the_order_of_the_fields(shell: Shell) -> None:
    ran = shell.run("settings")
    assert (ran.code, ran.err) == (0, "")
    names = [block.splitlines()[0].split(":")[0] for block in ran.out.strip().split("\n\n")]
    assert names == [f"PULLQUOTE_{field.upper()}" for field in Settings.model_fields]


def test_each_setting_stands_with_its_value_meaning_and_default(shell: Shell) -> None:
    (shell.folder / ".env").write_text(
        'PULLQUOTE_QUOTES=5\nPULLQUOTE_QUESTION_PROMPT="query: "\nPULLQUOTE_TWO_PERSON=yes\n'
    )
    found = listed(shell.run("settings").out)
    assert found["PULLQUOTE_QUOTES"] == [
        "PULLQUOTE_QUOTES: 5",
        "    How many quotes an answer shows at most (1 to 10; a chat shows 3 at a time).",
        "    Default: 3",
    ]
    assert found["PULLQUOTE_LANGUAGE"] == [
        "PULLQUOTE_LANGUAGE: en",
        "    The language of the bot's own sentences: en, ru or uk. Quotes are never translated.",
        "    Default: en",
    ]
    assert found["PULLQUOTE_QUESTION_PROMPT"][0] == "PULLQUOTE_QUESTION_PROMPT: 'query: '"
    assert found["PULLQUOTE_PASSAGE_PROMPT"][0] == "PULLQUOTE_PASSAGE_PROMPT: not set"
    assert found["PULLQUOTE_TWO_PERSON"][0::2] == [
        "PULLQUOTE_TWO_PERSON: true",
        "    Default: false",
    ]
    assert found["PULLQUOTE_THRESHOLD"][0::2] == [
        "PULLQUOTE_THRESHOLD: not set",
        "    Default: not set",
    ]


def test_the_data_directory_of_the_command_is_the_one_in_force(shell: Shell) -> None:
    ran = shell.run("settings", "--data", "elsewhere")
    assert listed(ran.out)["PULLQUOTE_DATA_DIR"][0] == "PULLQUOTE_DATA_DIR: elsewhere"


def test_no_part_of_a_secret_is_shown(shell: Shell) -> None:
    (shell.folder / ".env").write_text(
        f"PULLQUOTE_TELEGRAM_TOKEN={TOKEN}\nPULLQUOTE_WEBHOOK_SECRET={WEBHOOK_SECRET}\n"
    )
    ran = shell.run("settings")
    assert listed(ran.out)["PULLQUOTE_TELEGRAM_TOKEN"][0] == "PULLQUOTE_TELEGRAM_TOKEN: set"
    assert listed(ran.out)["PULLQUOTE_WEBHOOK_SECRET"][0] == "PULLQUOTE_WEBHOOK_SECRET: set"
    for part in ("123456", "AAH", "secretsecret", "shown-1", "****"):
        assert part not in ran.out + ran.err


def test_secrets_that_are_not_set_are_told_so(shell: Shell) -> None:
    found = listed(shell.run("settings").out)
    assert found["PULLQUOTE_TELEGRAM_TOKEN"][0::2] == [
        "PULLQUOTE_TELEGRAM_TOKEN: not set",
        "    Default: not set",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "PULLQUOTE_XYZZY=1",
            "there is no setting PULLQUOTE_XYZZY in .env line 1; see: pullquote settings",
        ),
        (
            "PULLQUOTE_WEBHOOK_SECRET=a b",
            "PULLQUOTE_WEBHOOK_SECRET in .env line 1: Telegram takes 1",
        ),
    ],
)
def test_settings_that_are_refused_are_listed_all_the_same(
    shell: Shell, line: str, problem: str
) -> None:
    (shell.folder / ".env").write_text(f"{line}\n")
    ran = shell.run("settings")
    assert ran.code == 2
    assert ran.err.startswith(f"pullquote: {problem}")
    assert len(listed(ran.out)) == len(Settings.model_fields)
    assert listed(ran.out)["PULLQUOTE_QUOTES"][0::2] == [
        "PULLQUOTE_QUOTES: refused",
        "    Default: 3",
    ]
