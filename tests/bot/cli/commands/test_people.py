import json
import time

import pytest
from fakes.commands.shell import Shell
from fakes.people_book import opened

from bot.people import passes
from bot.people.book import Profile
from bot.people.file import FILE_NAME

EVE = Profile("Eve @eve", "en")


@pytest.fixture(autouse=True)
def _settings(shell: Shell) -> None:
    shell.set("PULLQUOTE_TELEGRAM_MODERATORS", "1")


def test_who_is_granted_a_role_is_listed_until_it_is_revoked(shell: Shell) -> None:
    assert shell.run("people", "grant", "66", "journalist").out == "66 is a journalist now.\n"
    assert shell.run("people", "grant", "66", "journalist").out == "66 is a journalist already.\n"
    assert shell.run("people", "list").out.splitlines() == [
        "1  moderator  unknown  PULLQUOTE_TELEGRAM_MODERATORS",
        "66  journalist  unknown  cli:ada",
    ]
    assert shell.run("people", "revoke", "66").out == "66 is a stranger again.\n"
    assert len(shell.run("people", "list").out.splitlines()) == 1


def test_people_are_listed_as_json_with_those_who_wait(shell: Shell) -> None:
    code = shell.run("people", "invite").out.split()[-1]
    with opened(shell.data) as book:
        book.now[0] = time.time()  # when the command line made the code
        book.invitations.open(code, "66", EVE)
    listed = [json.loads(line) for line in shell.run("people", "list", "--json").out.splitlines()]
    assert listed[1] == {
        "id": "66",
        "role": "waiting (journalist)",
        "name": "Eve @eve",
        "from": "cli:ada",
    }


def test_an_invitation_is_a_link_once_the_bot_was_served(shell: Shell) -> None:
    ran = shell.run("people", "invite", "moderator")
    assert ran.out.startswith("In a private chat with the bot, within 7 days, send: /start ")
    with opened(shell.data) as book:
        book.people.keep_bot_name("pullquote_bot")
    out = shell.run("people", "invite").out
    assert out.startswith("https://t.me/pullquote_bot?start=")
    assert len(out.strip().partition("=")[2]) == 32


def test_people_in_matrix_are_told_by_their_ids(shell: Shell) -> None:
    shell.set("PULLQUOTE_MATRIX_MODERATORS", "@ada:news.example")
    eve = "@eve:news.example"
    assert shell.run("people", "grant", eve, "journalist").out == f"{eve} is a journalist now.\n"
    assert shell.run("people", "list").out.splitlines() == [
        "1  moderator  unknown  PULLQUOTE_TELEGRAM_MODERATORS",
        "@ada:news.example  moderator  unknown  PULLQUOTE_MATRIX_MODERATORS",
        f"{eve}  journalist  unknown  cli:ada",
    ]
    assert shell.run("people", "revoke", eve).out == f"{eve} is a stranger again.\n"
    (done,) = [json.loads(line) for line in shell.run("audit", "--json").out.splitlines()][-1:]
    assert (done["action"], done["detail"]) == ("revoked", f"matrix:{eve}, who was journalist")


def test_who_is_invited_to_matrix_is_told_what_to_send_there(shell: Shell) -> None:
    says = "In a room with the bot alone, within 7 days, send: !pq start "
    assert shell.run("people", "invite", "--in", "matrix").out.startswith(says)
    folder = shell.data / "matrix"
    folder.mkdir()
    (folder / "login.json").write_text("{}")
    assert shell.run("people", "invite").out.startswith(says)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("grant", "@eve:", "journalist"),
            "@eve: is no id of a person in Matrix; it reads as @ada:example.org, whole",
        ),
        (
            ("grant", "@eve", "journalist"),
            "@eve is no id of a person in Telegram; it is a number, which the bot tells whoever"
            " writes to it",
        ),
        (("revoke", "66"), "nobody with the id 66 was let in; who was: pullquote people list"),
        (
            ("revoke", "1"),
            "1 has a role from the setting PULLQUOTE_TELEGRAM_MODERATORS, which always holds;"
            " change the setting and start the bot again",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(shell: Shell, words: tuple[str, ...], line: str) -> None:
    assert shell.run("people", *words).refusal == line


def test_the_last_moderator_stays_one(shell: Shell) -> None:
    shell.set("PULLQUOTE_TELEGRAM_MODERATORS", "")
    shell.run("people", "grant", "5", "moderator")
    assert shell.run("people", "revoke", "5").refusal.startswith(
        "5 is the last moderator; first: pullquote people grant ID moderator"
    )


def test_a_damaged_file_is_one_line(shell: Shell) -> None:
    (shell.data / FILE_NAME).write_text("no database at all, but some text\n" * 40)
    assert "people.sqlite are damaged (file is not a database)" in (
        shell.run("people", "list").refusal
    )


def test_what_is_done_to_roles_stands_in_the_audit_log(shell: Shell) -> None:
    shell.run("people", "grant", "66", "journalist")
    shell.run("people", "revoke", "66")
    done = [json.loads(line) for line in shell.run("audit", "--json").out.splitlines()]
    assert [(one["by"], one["action"], one["detail"]) for one in done[-2:]] == [
        ("cli:ada", "granted", "telegram:66 as journalist"),
        ("cli:ada", "revoked", "telegram:66, who was journalist"),
    ]
    assert shell.run("audit", "--verify").code == 0


def test_whoever_has_no_chat_logs_in_with_a_link_until_they_are_revoked(shell: Shell) -> None:
    shell.set("PULLQUOTE_WEB", "8000")
    ran = shell.run("people", "login", "carl")
    assert (ran.code, ran.err) == (0, "carl is a journalist now, on the reader page.\n")
    address, signed = ran.out.strip().rsplit("/", 1)
    assert address == "http://127.0.0.1:8000/in"
    assert passes.holder(passes.load_key(shell.data), signed, time.time()) == "carl"
    assert shell.run("people", "login", "carl").err == ""
    assert shell.run("people", "list").out.splitlines()[-1] == "carl  journalist  unknown  cli:ada"
    assert shell.run("people", "revoke", "carl").out == "carl is a stranger again.\n"
    assert len(shell.run("people", "list").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("web", "name", "line"),
    [
        ("", "carl", "there is no reader page; set PULLQUOTE_WEB=8000 and run: pullquote serve"),
        (
            "8000",
            "Carl!",
            "'Carl!' is no name for the page; use small letters, digits, dots and hyphens",
        ),
        (
            "8000",
            "66",
            "66 was not let in; first: pullquote people grant 66 journalist",
        ),
    ],
)
def test_who_cannot_log_in_is_told_what_to_do(shell: Shell, web: str, name: str, line: str) -> None:
    shell.set("PULLQUOTE_WEB", web)
    assert shell.run("people", "login", name).refusal == line
