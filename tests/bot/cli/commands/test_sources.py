import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from fakes.chat import publish
from fakes.shell import CAUGHT, FLED, VOTED, Ran, Shell

from bot.cli.commands.sources import check
from index.errors import SourceGone, UnreadableSource
from index.records import Article, Source, SourceText


def last_line(ran: Ran) -> str:
    return ran.out.splitlines()[-1]


def test_sources_are_listed_with_what_is_known_of_them(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "list").out == (
        "fled  unknown  unknown  unknown\nvoted  2024-06-30  Вестник  Итоги\n"
    )
    listed = indexed.run("sources", "list", "--json").out.splitlines()
    assert json.loads(listed[1]) == {
        "id": "voted",
        "origin": "voted.txt",
        "title": "Итоги",
        "outlet": "Вестник",
        "author": None,
        "published": "2024-06-30",
        "url": None,
        "language": None,
        "note": None,
    }


def test_a_source_is_shown_with_its_revision(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles")
    shown = indexed.run("sources", "show", "fled").out.splitlines()
    assert shown[:3] == ["id:         fled", "origin:     fled.txt", "title:      unknown"]
    assert shown[-2] == "revision:   2"
    as_json = json.loads(indexed.run("sources", "show", "fled", "--json").out)
    assert (as_json["id"], as_json["title"], as_json["revision"]) == ("fled", None, 2)
    assert shown[-1] == f"sha256:     {as_json['sha256']}"


@pytest.mark.parametrize("command", ["show", "remove"])
def test_a_source_that_is_not_there_is_refused(indexed: Shell, command: str) -> None:
    assert indexed.run("sources", command, "nosuch").refusal == (
        "there is no source 'nosuch'; see: pullquote sources list"
    )


def test_added_files_join_the_corpus(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    assert last_line(indexed.run("sources", "add", "articles/caught.txt")).startswith(
        "Generation 2 is live: 1 added, 0 changed, 0 removed, 1 unchanged; 0 texts embedded,"
    )


def test_an_added_file_that_is_in_the_corpus_is_read_again(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    assert last_line(indexed.run("sources", "add", "articles/fled.txt")).startswith(
        "Generation 2 is live: 0 added, 1 changed, 0 removed, 0 unchanged;"
    )


def test_what_cannot_be_added_is_listed_once_with_its_reason_and_the_rest_added(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT, broken="---\npublished: yesterday\n---\n\nText.\n")
    (indexed.folder / "photo.txt").write_bytes(b"\0\1\2\3")
    origins = ["articles", "HTTPS://127.0.0.1/a", "nosuch.txt", "articles/broken.txt", "photo.txt"]
    ran = indexed.run("sources", "add", *origins, "articles/caught.txt")
    assert (ran.code, last_line(ran)[:30]) == (1, "Generation 2 is live: 1 added,")
    assert ran.err.splitlines() == [
        "problem: articles: is a folder; to make the corpus equal it: pullquote reindex articles",
        "problem: HTTPS://127.0.0.1/a: is not on the public internet, and what is on this machine"
        " or its network is not fetched; save the page and add the file",
        "problem: nosuch.txt: there is no such file; check the path",
        "problem: articles/broken.txt: front matter: published is 'yesterday';"
        " write it as 2024-06-30, 2024-06 or 2024",
        "problem: photo.txt: looks like a binary file (U+0000 in line 1); if it is a text,"
        " save it again as UTF-8",
    ]


def test_two_files_of_one_name_are_not_taken_for_one_article(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    (indexed.folder / "caught.txt").write_text(FLED)
    ran = indexed.run("sources", "add", "articles/caught.txt", "caught.txt")
    assert (ran.code, last_line(ran)[:30]) == (1, "Generation 2 is live: 1 added,")
    assert ran.err == (
        "problem: caught.txt: another file named here has the same name; rename one of them\n"
    )


def test_when_nothing_could_be_added_the_corpus_is_left(indexed: Shell) -> None:
    ran = indexed.run("sources", "add", "nosuch.txt")
    assert ran == Ran(
        2,
        "",
        "problem: nosuch.txt: there is no such file; check the path\n"
        "pullquote: none of these could be read, so the corpus was left as it was\n",
    )
    assert indexed.run("status").out.startswith("generation:  1\n")


def test_a_removed_source_is_gone_until_undo(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "remove", "fled").out.startswith("Generation 3 is live: 0 added")
    assert indexed.run("sources", "list").out.split()[0] == "caught"
    today = datetime.now(UTC).date().isoformat()
    shown = indexed.run("sources", "show", "fled").out.splitlines()
    assert (shown[0], shown[-1]) == ("id:         fled", f"withdrawn:  {today}")
    assert json.loads(indexed.run("sources", "show", "fled", "--json").out)["withdrawn"] == today
    indexed.run("undo")
    assert indexed.run("sources", "show", "fled").code == 0


def test_the_only_source_is_not_removed(indexed: Shell) -> None:
    assert indexed.run("sources", "remove", "fled").refusal == (
        "fled is the only source; a corpus cannot be empty, so it was left as it was"
    )


def test_check_names_what_is_unknown_and_exits_1(indexed: Shell) -> None:
    whole = "title: T\noutlet: O\nauthor: A\npublished: 2024\nurl: https://x.org/a\n"
    indexed.write(caught=f"---\n{whole}---\n\n{CAUGHT}")
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "check") == Ran(
        1,
        "caught: complete\n"
        "fled: unknown title, outlet, author, published, url\n"
        "2 sources, 1 with something unknown\n",
        "",
    )


@pytest.mark.model
def test_an_added_file_is_embedded_alone_and_found_by_its_meaning(
    shell: Shell, own_seeds: Path
) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    shell.set("PULLQUOTE_DATA_DIR", str(own_seeds))
    shell.write(ferry="The ferry sank at noon.\n\nThe captain was arrested.\n")
    added = last_line(shell.run("sources", "add", "articles/ferry.txt"))
    assert added.startswith("Generation 2 is live: 1 added, 0 changed, 0 removed, 5 unchanged; 3 ")
    found = json.loads(shell.run("ask", "--json", "When did the boat go under?").out)
    assert found["quotes"][0]["text"] == "The ferry sank at noon."
    assert found["searched"]["articles"] == 6


# What a moderator reads: the text as it is quoted from

UNENDED = "Q: Who steered?\n\nA: A  sailor\tdid.\n\n\nQ: And who slept?\n\nA: The mate"


def test_the_text_is_printed_as_it_is_quoted_from(indexed: Shell) -> None:
    assert indexed.run("sources", "show", "fled", "--text") == Ran(0, FLED, "")


def test_the_text_of_the_newest_revision_is_printed(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "show", "fled", "--text").out == CAUGHT


@pytest.mark.model
def test_every_offset_of_a_quote_points_into_the_text_that_is_printed(
    shell: Shell, own_seeds: Path
) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    shell.set("PULLQUOTE_DATA_DIR", str(own_seeds))
    answer = json.loads(shell.run("ask", "--json", "how many men has get lost helped").out)
    quotes = answer["quotes"]
    assert quotes[0]["text"].startswith("Get Lost has been operating for about a year")
    for quote in quotes:
        text = shell.run("sources", "show", quote["article"]["id"], "--text").out
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert sha256(text[:-1].encode()).hexdigest() == quote["sha256"]  # it ended in no newline
        numbered = shell.run("sources", "show", quote["article"]["id"], "--paragraphs").out
        assert f"\n\n{quote['paragraph']}\n{quote['text']}\n\n" in numbered


def test_a_pipe_gets_the_text_byte_for_byte_in_any_locale(
    indexed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    process = indexed.start("sources", "show", "fled", "--text")
    assert process.communicate() == (FLED.encode(), b"")


def test_nothing_is_added_but_a_missing_end_of_the_last_line(shell: Shell) -> None:
    data = str(shell.folder / "other")
    publish(Path(data), SourceText(Source("trial", "trial.txt"), UNENDED))
    show = ("sources", "show", "trial", "--data", data)
    assert shell.run(*show, "--text").out == f"{UNENDED}\n"
    assert shell.run(*show, "--paragraphs").out == "1\nA  sailor\tdid.\n\n2\nThe mate\n"


def test_paragraphs_are_printed_under_the_numbers_of_their_citations(indexed: Shell) -> None:
    ran = indexed.run("sources", "show", "fled", "--paragraphs")
    assert ran == Ran(0, "1\nСолдат бежал ночью.\n\n2\nЕго не нашли.\n", "")
    answer = json.loads(indexed.run("ask", "--json", "Кого не нашли?").out)
    assert (answer["quotes"][0]["paragraph"], answer["quotes"][0]["text"]) == (2, "Его не нашли.")


def test_what_is_skipped_stands_in_the_text_and_among_no_paragraphs(indexed: Shell) -> None:
    indexed.write(caught=f"Поделитесь этим.\n\n{CAUGHT}")
    (indexed.articles / "sources.toml").write_text('["caught.txt"]\nskip = ["Поделитесь этим."]\n')
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "show", "caught", "--text").out == (
        f"Поделитесь этим.\n\n{CAUGHT}"
    )
    assert indexed.run("sources", "show", "caught", "--paragraphs").out == (
        "1\nСолдат бежал ночью.\n\n2\nЕго нашли утром.\n"
    )


def test_the_text_of_a_withdrawn_source_is_printed_and_said_to_be_withdrawn(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    indexed.run("sources", "remove", "fled")
    today = datetime.now(UTC).date().isoformat()
    ran = indexed.run("sources", "show", "fled", "--text")
    assert ran == Ran(0, FLED, f"fled is withdrawn since {today}\n")


@pytest.mark.parametrize("option", ["--text", "--paragraphs"])
def test_the_text_of_a_source_that_is_not_there_is_refused(indexed: Shell, option: str) -> None:
    assert indexed.run("sources", "show", "nosuch", option).refusal == (
        "there is no source 'nosuch'; see: pullquote sources list"
    )


def test_a_source_is_shown_in_one_way_at_a_time(indexed: Shell) -> None:
    assert indexed.run("sources", "show", "fled", "--text", "--json").refusal == (
        "give one of --text, --paragraphs and --json (see: pullquote sources show --help)"
    )


# What `sources check` finds at the addresses

WHOLE = Source(
    "whole", "a.txt", title="T", outlet="O", author="A", published="2024", url="https://x.org/a"
)


def article(source_id: str, address: str) -> Article:
    source = Source(source_id, address, "T", "O", "A", "2024", address)
    return Article(source_id, 1, source, "Ten men fled.\n\nNobody saw.", "")


def read_address(address: str) -> SourceText:
    """The web of these tests."""
    if address.endswith("/gone"):
        raise SourceGone(f"{address}: the server says 404 Not Found")
    if address.endswith("/slow"):
        raise UnreadableSource(f"{address}: no answer in 20 seconds")
    text = "Two men fled.\n\nХлеб." if address.endswith("/new") else "Ten men fled.\n\nNobody saw."
    return SourceText(Source("x", address), text)


def never(address: str) -> SourceText:
    raise AssertionError(address)


def test_every_address_is_reported_with_what_became_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = ("gone", "new", "same", "slow")
    articles = [article(name, f"https://x.org/{name}") for name in names]
    file = Article("file", 1, Source("file", "f.txt"), "Text.", "")
    assert not check([file, *articles], read_address)
    assert capsys.readouterr().out.splitlines() == [
        "file: unknown title, outlet, author, published, url",
        "gone: complete; gone: the server says 404 Not Found",
        "new: complete; changed: 1 paragraph added, 1 changed, 1 removed",
        "same: complete; unchanged",
        "slow: complete; could not be fetched: no answer in 20 seconds",
        "5 sources, 1 with something unknown; 4 addresses: 1 unchanged, 1 changed, 1 gone,"
        " 1 could not be fetched",
    ]


@pytest.mark.parametrize(
    ("address", "is_well"), [("same", True), ("slow", True), ("new", False), ("gone", False)]
)
def test_what_is_changed_or_gone_needs_mending(address: str, is_well: bool) -> None:
    assert check([article("a", f"https://x.org/{address}")], read_address) is is_well


def test_what_is_lacking_needs_mending_and_files_are_not_fetched() -> None:
    assert check([Article("whole", 1, WHOLE, "Text.", "")], never)
    assert not check([Article("a", 1, Source("a", "a.txt"), "Text.", "")], never)
