import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import PASSWORD

from bot.cli.commands import serve
from bot.cli.settings import SettingsRefused
from bot.matrix.login import read_login


def logs_in(data: Path, *typed: str, options: tuple[str, ...] = ()) -> Result:
    arguments = ["--login", *options, "--data", str(data)]
    return CliRunner().invoke(serve.matrix, arguments, input="".join(f"{line}\n" for line in typed))


def test_the_bot_is_logged_in_by_password_which_is_kept_nowhere(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    data = tmp_path / "other"
    ran = logs_in(data, newsroom.server.url, "", newsroom.bot, PASSWORD)
    assert ran.exception is None, ran.output
    login = read_login(data)
    assert login is not None
    assert f"Logged in as {newsroom.bot}, device {login.device}." in ran.output
    assert "This is its recovery key, shown this once" in ran.output
    for file in (data / "matrix").iterdir():
        assert PASSWORD.encode() not in file.read_bytes()
    again = logs_in(data, newsroom.server.url, login.token)
    assert again.exception is None
    assert "recovery key" not in again.output
    kept = read_login(data)
    assert kept is not None
    assert (kept.device, kept.store_key) == (login.device, login.store_key)


def test_an_account_with_keys_of_its_own_is_asked_for_its_recovery_key(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    ran = logs_in(first, newsroom.server.url, "", newsroom.bot, PASSWORD)
    recovery_key = next(line for line in ran.output.splitlines() if line.startswith("    Es"))
    ran = logs_in(second, newsroom.server.url, "", newsroom.bot, PASSWORD, "")
    assert "The bot's device is not signed" in ran.output
    ran = logs_in(second, newsroom.server.url, "", newsroom.bot, PASSWORD, recovery_key)
    assert "The bot's device is signed by its account." in ran.output
    kept = [json.loads((data / "matrix" / "identity.json").read_text()) for data in (first, second)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (("nothing.invalid",), "no Matrix homeserver answers at https://nothing.invalid"),
        (("{url}", "not-a-token"), "does not take this access token; copy it whole"),
        (("{url}", "", "nobody", "wrong"), "does not log the bot in (M_FORBIDDEN"),
    ],
)
def test_what_is_mistyped_at_the_login_is_one_line(
    newsroom: Newsroom, tmp_path: Path, typed: tuple[str, ...], refusal: str
) -> None:
    lines = [line.format(url=newsroom.server.url) for line in typed]
    ran = logs_in(tmp_path / "other", *lines)
    assert isinstance(ran.exception, SettingsRefused)
    assert refusal in str(ran.exception)
    assert "\n" not in str(ran.exception)


def test_without_its_packages_matrix_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    with pytest.raises(SettingsRefused, match=r"^Matrix needs more packages; install them with: "):
        CliRunner().invoke(serve.matrix, ["--data", str(tmp_path)], catch_exceptions=False)


def test_nothing_to_serve_and_no_login_are_said_in_one_line(tmp_path: Path) -> None:
    for command, says in (
        (serve.matrix, "the bot is not logged in to Matrix"),
        (serve.serve_everywhere, "neither Telegram nor Matrix is set up"),
    ):
        ran = CliRunner().invoke(command, ["--data", str(tmp_path)])
        assert isinstance(ran.exception, SettingsRefused)
        assert says in str(ran.exception)
