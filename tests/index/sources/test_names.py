import hashlib

import pytest

from index.errors import UnreadableSource
from index.sources.names import check_upload, id_of_address, id_of_file, ids_of_files
from index.sources.web import addresses


def hashed(name: str, origin: str) -> str:
    return f"{name}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"


@pytest.mark.parametrize(
    ("origin", "article_id"),
    [
        ("1973-oil-crisis.md", "1973-oil-crisis"),
        ("changelog--friends-20.md", "changelog--friends-20"),
        ("-a-.md", "-a-"),
        ("My  File (1).txt", "my-file-1"),
        ("v1.2.txt", "v1-2"),
        ("east/a.txt", "east-a"),
        ("Объявление щи.txt", "obyavlenie-shchi"),
        ("Її сім’я.txt", "ii-simya"),
        ("Škoda Ærø.txt", hashed("skoda-r", "Škoda Ærø.txt")),
        ("橋.txt", hashed("article", "橋.txt")),
        ("!.txt", hashed("article", "!.txt")),
    ],
)
def test_an_id_is_readable_and_safe(origin: str, article_id: str) -> None:
    assert id_of_file(origin) == article_id


def test_paths_that_would_share_an_id_each_get_a_hash() -> None:
    assert ids_of_files(["a.md", "a.txt", "b.txt"]) == {
        "a.md": hashed("a", "a.md"),
        "a.txt": hashed("a", "a.txt"),
        "b.txt": "b",
    }


def test_the_same_address_has_the_same_id_and_others_have_others() -> None:
    written = ["http://a.example", "HTTP://A.example:80/#x", "http://a.example/"]
    ids = {id_of_address(str(addresses.parse(address))) for address in written}
    assert ids == {"a-example-217fbabc"}
    others = ["http://a.example/x", "http://a.example/x/", "http://a.example/x?y", "http://b.x/"]
    assert len({id_of_address(str(addresses.parse(address))) for address in others}) == 4
    assert id_of_address("https://a.example/%D0%BC%D0%BE%D1%81%D1%82").startswith("a-example-most-")


def test_the_name_of_an_upload_is_kept_in_nfc_without_spaces_around_it() -> None:
    assert check_upload(" cafe\u0301.md ") == "caf\xe9.md"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 256, "has a name longer than 255 bytes; give it a shorter"),
        ("a/b.txt", "has a path for a name; send it under the name alone, without / \\ :"),
        ("a\x00.txt", "has a name with characters that cannot be written; rename it"),
        (".hidden", "has no name, or a hidden one; rename it"),
        ("NUL.txt", "has the name NUL.txt, a device in Windows; rename it"),
    ],
)
def test_a_name_that_is_no_files_everywhere_is_refused(name: str, reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        check_upload(name)
    assert str(caught.value) == reason
