from pathlib import Path

from fakes.people_book import opened

from bot.people.book import TELEGRAM
from bot.web.sessions import MOST_SESSIONS, SESSION_SECONDS, Sessions


def test_who_was_let_in_has_a_session_for_a_working_day(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        sessions = Sessions({TELEGRAM: book.people}, lambda: book.now[0])
        token = sessions.begin("2")
        assert token is not None
        visitor = sessions.visitor(token)
        assert visitor is not None
        assert (visitor.person, visitor.role) == ("2", "journalist")
        book.wait(SESSION_SECONDS)
        assert sessions.visitor(token) is None


def test_a_stranger_and_whoever_is_of_no_platform_have_none(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        sessions = Sessions({TELEGRAM: book.people}, lambda: book.now[0])
        assert [sessions.begin(person) for person in ("3", "ada", "@a:b.c", "!", "")] == [None] * 5
        assert sessions.visitor("") is None


def test_a_session_ends_with_the_role_and_does_not_begin_again_with_the_next(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as book:
        sessions = Sessions({TELEGRAM: book.people}, lambda: book.now[0])
        book.people.grant("1", "3", "journalist")
        token = sessions.begin("3")
        assert token is not None
        book.people.revoke("1", "3")
        book.people.grant("1", "3", "journalist")
        assert sessions.visitor(token) is None


def test_the_oldest_session_makes_way(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        sessions = Sessions({TELEGRAM: book.people}, lambda: book.now[0])
        tokens = [sessions.begin("2") or "" for _ in range(MOST_SESSIONS + 1)]
        assert [sessions.visitor(token) is None for token in tokens] == [True] + [
            False
        ] * MOST_SESSIONS


def test_whoever_logs_out_is_out(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        sessions = Sessions({TELEGRAM: book.people}, lambda: book.now[0])
        token = sessions.begin("2") or ""
        sessions.end(token)
        assert sessions.visitor(token) is None
