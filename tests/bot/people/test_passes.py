import stat
from pathlib import Path

import pytest
from fakes.people_book import opened
from fakes.processes.postgres import of_files

from bot.people import passes
from bot.people.book import WEB
from bot.people.passes import CODE_SECONDS, LINK_SECONDS, LoginCodes
from index.errors import StoreRefused

KEY, NOW = b"k" * 32, 1_000_000_000.0


pytestmark = pytest.mark.usefixtures("engine")


def test_a_link_is_its_persons_for_an_hour() -> None:
    signed = passes.sign(KEY, "@ada:example.org", NOW)
    assert passes.holder(KEY, signed, NOW + LINK_SECONDS - 1) == "@ada:example.org"
    assert passes.holder(KEY, signed, NOW + LINK_SECONDS) is None


def test_a_link_with_any_character_altered_is_nobodys() -> None:
    signed = passes.sign(KEY, "7", NOW)
    for at, was in enumerate(signed):
        for other in "A0.-":
            if other != was:
                altered = f"{signed[:at]}{other}{signed[at + 1 :]}"
                assert passes.holder(KEY, altered, NOW) is None, altered


@pytest.mark.parametrize(
    "written",
    ["", ".", "..", "...", "a.b.c", "Nw.zz.AA", "Nw.6b08b9dc.", "é.1.é", "Nw.-1.AA", "A" * 10_000],
)
def test_what_is_no_link_is_nobodys(written: str) -> None:
    assert passes.holder(KEY, written, NOW) is None


def test_a_link_that_another_key_signed_is_nobodys() -> None:
    assert passes.holder(b"o" * 32, passes.sign(KEY, "7", NOW), NOW) is None


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = passes.load_key(tmp_path / "data")
    path = tmp_path / "data" / passes.KEY_NAME
    assert passes.load_key(tmp_path / "data") == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_was_cut_off_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / passes.KEY_NAME).write_bytes(b"short")
    with pytest.raises(StoreRefused, match="is damaged; remove it"):
        passes.load_key(tmp_path)


def test_a_code_is_taken_once_however_it_is_typed(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        codes = LoginCodes(book.people)
        code = codes.give("2")
        assert codes.take(f" {code.lower().replace('-', ' ')} ") == "2"
        assert codes.take(code) is None


def test_a_code_ends_with_ten_minutes_and_with_the_next(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        codes = LoginCodes(book.people)
        first, second = codes.give("2"), codes.give("2")
        assert codes.take(first) is None
        book.wait(CODE_SECONDS)
        assert codes.take(second) is None


def test_a_code_ends_with_the_role_and_with_what_is_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        codes = LoginCodes(book.people)
        book.people.grant("1", "3", "journalist")
        revoked = codes.give("3")
        book.people.revoke("1", "3")
        forgotten = codes.give("2")
        book.people.forget("2")
        assert (codes.take(revoked), codes.take(forgotten)) == (None, None)


def test_a_code_is_of_one_platform(tmp_path: Path) -> None:
    with opened(tmp_path) as book, opened(tmp_path, platform=WEB) as other:
        code = LoginCodes(book.people).give("2")
        assert LoginCodes(other.people).take(code) is None
        assert LoginCodes(book.people).take(code) == "2"


@of_files
def test_only_the_digest_of_a_code_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as book:
        code = LoginCodes(book.people).give("2")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept
