import fcntl
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.shell import CAUGHT, CHECKOUT, FLED, VOTED, Ran, Shell, files_below

from index.store.file import FILE_NAME


def last_line(ran: Ran) -> str:
    return ran.out.splitlines()[-1]


# reindex


def test_the_first_reindex_says_what_it_made_live(shell: Shell) -> None:
    shell.write(fled=FLED, voted=VOTED)
    ran = shell.run("reindex", "articles")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Generation 1 is live: 2 added, 0 changed, 0 removed, 0 unchanged; 0 texts embedded,"
    )


def test_a_second_reindex_of_an_unchanged_folder_embeds_nothing_and_says_so(
    indexed: Shell,
) -> None:
    before = files_below(indexed.data)
    assert indexed.run("reindex", "articles").out.startswith(
        "Generation 1 is live: 0 added, 0 changed, 0 removed, 1 unchanged; 0 texts embedded,"
    )
    assert files_below(indexed.data) == before


def test_a_reindex_makes_the_corpus_equal_the_folder(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    (indexed.articles / "voted.txt").unlink()
    indexed.write(fled=CAUGHT, caught=CAUGHT)
    assert indexed.run("reindex", "articles").out.startswith(
        "Generation 3 is live: 1 added, 1 changed, 1 removed, 0 unchanged;"
    )
    assert indexed.run("sources", "list").out.split() == [
        "caught", "unknown", "unknown", "unknown", "fled", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_a_dry_run_says_what_would_change_and_changes_nothing(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    (indexed.articles / "voted.txt").unlink()
    indexed.write(fled=CAUGHT, caught=CAUGHT)
    before = files_below(indexed.data)
    *said, command = indexed.run("reindex", "articles", "--dry-run").out.splitlines()
    assert said == [
        "would add caught",
        "would change fled",
        "would remove voted",
        "would add 1, change 1, remove 1; 0 stay as they are",
    ]
    words = command.removeprefix("to do exactly this: pullquote ").split()
    assert words[:3] == ["reindex", "articles", "--as-planned"]
    assert files_below(indexed.data) == before
    assert indexed.run(*words).out.startswith("Generation 3 is live: 1 added, 1 changed, 1 removed")


def planned(shell: Shell) -> list[str]:
    """The command that a dry run ends with."""
    last = shell.run("reindex", "articles", "--dry-run").out.splitlines()[-1]
    return last.removeprefix("to do exactly this: pullquote ").split()


PLAN_CHANGED = (
    "the articles or the corpus have changed since that plan, so nothing was done; see what would"
    " be done now with --dry-run"
)


@pytest.mark.parametrize("later", [FLED + "x", f"---\ntitle: T\n---\n\n{CAUGHT}"])
def test_a_plan_is_refused_when_a_text_or_its_metadata_changed_since(
    indexed: Shell, later: str
) -> None:
    indexed.write(fled=CAUGHT)
    command = planned(indexed)
    indexed.write(fled=later)
    assert indexed.run(*command).refusal == PLAN_CHANGED


def test_a_plan_is_refused_when_the_corpus_changed_since(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    command = planned(indexed)
    indexed.run("sources", "add", "articles/caught.txt")
    assert indexed.run(*command).refusal == PLAN_CHANGED


def test_a_dry_run_without_changes_names_no_command(indexed: Shell) -> None:
    assert indexed.run("reindex", "articles", "--dry-run").out == (
        "would add 0, change 0, remove 0; 1 stay as they are\n"
    )


def test_a_dry_run_before_the_first_index_makes_nothing(shell: Shell) -> None:
    shell.write(fled=FLED)
    other = shell.folder / "other"
    ran = shell.run("reindex", "articles", "--dry-run", "--data", str(other))
    assert ran.out.startswith("would add fled\n")
    assert not other.exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_folder_without_articles_is_refused_and_the_corpus_left(
    indexed: Shell, options: Sequence[str]
) -> None:
    (indexed.folder / "empty").mkdir()
    assert indexed.run("reindex", "empty", *options).refusal == (
        "there is no article to index, so the corpus was left as it was;"
        " name a folder that holds articles: pullquote reindex FOLDER"
    )
    assert indexed.run("sources", "list").out.startswith("fled ")


def test_files_that_fail_are_listed_with_the_reason_and_the_others_indexed(
    shell: Shell,
) -> None:
    shell.write(fled=FLED, empty=" \n")
    (shell.articles / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (shell.articles / "table.xlsx").write_bytes(b"x")
    ran = shell.run("reindex", "articles")
    assert ran.code == 1
    assert ran.out.startswith("Generation 1 is live: 1 added")
    assert [line.split(":")[:2] for line in ran.err.splitlines()] == [
        ["problem", " empty.txt"],
        ["problem", " photo.txt"],
        ["problem", " table.xlsx"],
    ]
    assert "problem: empty.txt: holds no text; put the text of the article into it\n" in ran.err


def test_a_skip_entry_that_matches_nothing_is_told_and_the_article_indexed(shell: Shell) -> None:
    shell.write(fled=f"---\nskip: [Share this]\n---\n\n{FLED}")
    ran = shell.run("reindex", "articles")
    assert (ran.code, ran.out[:30]) == (1, "Generation 1 is live: 1 added,")
    assert ran.err == (
        "problem: fled.txt: the article was read, but skip entry 'Share this' matches nothing in"
        " it; give the exact text of a whole line, or a /pattern/, or remove the entry\n"
    )


def test_while_another_reindex_runs_a_second_is_refused(indexed: Shell) -> None:
    with (indexed.data / "reindex.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        indexed.write(fled=CAUGHT)
        assert indexed.run("reindex", "articles").refusal == (
            f"another reindex of {indexed.data} is running; wait until it has ended and try again"
        )
    assert indexed.run("reindex", "articles").code == 0


# sources


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


# history, undo, status, doctor


def test_history_lists_what_was_published_and_undone_and_marks_what_is_live(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    indexed.run("undo")
    lines = indexed.run("history").out.splitlines()
    assert [(line[0], line.split("  ")[-1]) for line in lines] == [
        ("*", "published generation 1: 1 article, 1 added, 0 changed, 0 removed, by unknown"),
        (" ", "published generation 2: 2 articles, 1 added, 0 changed, 0 removed, by cli:ada"),
        ("*", "undone to generation 1: 1 article, 0 added, 0 changed, 0 removed, by cli:ada"),
    ]
    events = [json.loads(line) for line in indexed.run("history", "--json").out.splitlines()]
    assert [(event["action"], event["generation"]) for event in events] == [
        ("published", 1),
        ("published", 2),
        ("undone to", 1),
    ]


def test_undo_goes_back_until_there_is_nothing_to_go_back_to(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles")
    assert indexed.run("undo") == Ran(0, "Generation 1 is live again.\n", "")
    assert indexed.run("undo").refusal == (
        "there is no earlier generation to go back to; see: pullquote history"
    )


def test_undo_goes_to_any_generation_that_is_kept_and_refuses_the_others(indexed: Shell) -> None:
    for text in (CAUGHT, FLED, CAUGHT):
        indexed.write(fled=text)
        indexed.run("reindex", "articles")
    assert indexed.run("undo", "2").out == "Generation 2 is live again.\n"
    assert json.loads(indexed.run("status", "--json").out)["undo_to"] == [3, 4]
    assert indexed.run("undo", "4").out == "Generation 4 is live again.\n"
    for number in ("1", "4", "9"):
        assert indexed.run("undo", number).refusal == (
            f"cannot go back to generation {number}; those that are kept: 3 or 2;"
            " see: pullquote history"
        )


def test_status_says_what_is_live(indexed: Shell) -> None:
    indexed.write(voted=VOTED)
    indexed.run("reindex", "articles")
    facts = json.loads(indexed.run("status", "--json").out)
    assert {name: facts[name] for name in facts if name not in ("made", "model", "bytes")} == {
        "generation": 2,
        "articles": 2,
        "paragraphs": 3,
        "sentences": 3,
        "search": "exact",
        "recall": 1.0,
        "oldest": "2024-06-30",
        "newest": "2024-06-30",
        "undo_to": [1],
        "data": str(indexed.data),
    }
    assert [line.split(":")[0] for line in indexed.run("status").out.splitlines()] == [
        *("generation", "made", "articles", "paragraphs", "sentences", "search", "recall"),
        *("oldest", "newest"),
        *("model", "bytes", "undo to", "data"),
    ]


@pytest.mark.model
def test_doctor_exits_1_when_a_check_fails(shell: Shell, own_seeds: Path) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    assert shell.run("doctor", "--data", str(own_seeds)).code == 0
    (own_seeds / FILE_NAME).unlink()
    ran = shell.run("doctor", "--data", str(own_seeds))
    assert (ran.code, ran.err) == (1, "")
    assert [line[:5] for line in ran.out.splitlines()] == [
        "ok   ",
        "FAIL ",
        "FAIL ",
        "FAIL ",
        "FAIL ",
        "ok   ",
    ]


def test_doctor_says_that_a_verified_model_does_not_run(indexed: Shell) -> None:
    ran = indexed.run("doctor")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("FAIL model: the model in ")
    assert [line[:4] for line in ran.out.splitlines()[1:]] == ["ok  "] * 5


@pytest.mark.model
def test_reindexing_the_unchanged_seeds_embeds_nothing(shell: Shell, own_seeds: Path) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    ran = shell.run("reindex", str(CHECKOUT / "seeds"), "--data", str(own_seeds))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(
        "Generation 1 is live: 0 added, 0 changed, 0 removed, 5 unchanged; 0 texts embedded,"
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
