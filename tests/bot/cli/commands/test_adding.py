"""What a moderator does with a card on the command line, in the order of doing it."""

import json

import pytest
from fakes.shell import CAUGHT, FLED, VOTED, Ran, Shell, files_below

LIVE = "Generation 2 is live: {}, {}, 0 removed,"


def add(shell: Shell, typed: str, *names: str) -> Ran:
    """Add articles at a terminal, where somebody types."""
    paths = [f"articles/{name}.txt" for name in names]
    return shell.run("sources", "add", *paths, typed=typed.encode(), at_terminal=True)


def source(shell: Shell, source_id: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(shell.run("sources", "show", source_id, "--json").out)
    return found


def test_a_moderator_reads_the_card_edits_it_and_approves(indexed: Shell) -> None:
    indexed.write(caught=f"{CAUGHT}\nПоделитесь этим.\n")
    typed = ["outlet: Meduza", "edit date: 2024-06", "skip 2", "language: Russian", "keep 2-3"]
    ran = add(indexed, "\n".join([*typed, "skip 3", "approve", ""]), "caught")
    assert (ran.code, ran.err) == (0, "")
    assert "Paragraph 3 will be skipped: it speaks to the reader of the page" in ran.out
    assert "Nothing was changed: language is 'Russian'; write a code such as en, uk" in ran.out
    assert ran.out.count("outlet: Meduza\n") == 5
    assert LIVE.format("1 added", "0 changed") in ran.out
    shown = source(indexed, "caught")
    assert (shown["outlet"], shown["published"], shown["language"]) == ("Meduza", "2024-06", None)
    found = json.loads(indexed.run("ask", "--json", "Его нашли утром?").out)
    assert found["searched"]["paragraphs"] == 4


@pytest.mark.parametrize("typed", ["cancel\n", "outlet: Meduza\n", ""])
def test_what_is_cancelled_or_left_changes_nothing(indexed: Shell, typed: str) -> None:
    indexed.write(fled=CAUGHT)
    before = files_below(indexed.data)
    ran = add(indexed, typed, "fled")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith("Cancelled; fled was left as it was.")
    assert files_below(indexed.data) == before


def test_of_several_sources_those_approved_are_indexed_once(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT, other="Новый.\n", voted=VOTED)
    ran = add(indexed, "approve\ncancel\napprove\n", "caught", "other", "voted")
    assert ran.out.count(" is live: ") == 1
    assert LIVE.format("2 added", "0 changed") in ran.out
    listed = indexed.run("sources", "list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["caught", "fled", "voted"]


def test_a_new_text_of_a_source_is_shown_with_what_it_changes(indexed: Shell) -> None:
    indexed.write(fled=CAUGHT)
    ran = add(indexed, "approve\n", "fled")
    assert ran.out.startswith(
        "In place of fled, revision 1: paragraphs added 0, changed 1, removed 0, unchanged 1.\n"
    )
    assert (
        "    Changed, paragraph 2 before:\n    ▎ Его не нашли.\n"
        "    and now:\n    ▎ Его нашли утром.\n"
    ) in ran.out.replace("\n\n", "\n")
    assert LIVE.format("0 added", "1 changed") in ran.out


@pytest.mark.parametrize(
    "line",
    ["title: a\x1b[2Jb", "title: a\x00b", f"title: {'x' * 5000}", "title\x1b[2J", "skip \x07"],
)
def test_hostile_typing_is_refused_in_one_harmless_line(indexed: Shell, line: str) -> None:
    indexed.write(caught=CAUGHT)
    ran = add(indexed, f"{line}\napprove\n", "caught")
    refused = [one for one in ran.out.splitlines() if "Nothing was changed: " in one]
    assert len(refused) == 1
    assert len(refused[0]) < 300
    assert not any(mark in ran.out for mark in "\x1b\x00\x07")
    assert source(indexed, "caught")["title"] is None


def test_markup_in_a_field_is_shown_and_kept_as_it_is(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    ran = add(indexed, "outlet: [bold red]X[/] <b>Y</b> {id}\napprove\n", "caught")
    assert "outlet: [bold red]X[/] <b>Y</b> {id}\n" in ran.out
    assert source(indexed, "caught")["outlet"] == "[bold red]X[/] <b>Y</b> {id}"


# For scripts


def test_a_dry_run_shows_the_card_and_changes_nothing(indexed: Shell) -> None:
    indexed.write(caught=FLED)
    before = files_below(indexed.data)
    ran = indexed.run("sources", "add", "--dry-run", "articles/caught.txt")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("New source: caught\n")
    assert "The same text is in the corpus: fled (title unknown)\n" in ran.out
    assert files_below(indexed.data) == before


def test_a_dry_run_before_the_first_index_makes_nothing(shell: Shell) -> None:
    shell.write(fled=FLED)
    other = shell.folder / "other"
    ran = shell.run("sources", "add", "--dry-run", "articles/fled.txt", "--data", str(other))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "New source: fled")
    assert not other.exists()


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_text_of_another_source_is_refused_where_nobody_is_asked(
    indexed: Shell, options: tuple[str, ...]
) -> None:
    indexed.write(copy=FLED.upper(), caught=CAUGHT)
    ran = indexed.run("sources", "add", *options, "articles/copy.txt", "articles/caught.txt")
    assert ran.code == 1
    assert ran.err.splitlines()[0] == (
        "problem: copy.txt: the corpus has the same text as fled; to add it nevertheless:"
        " pullquote sources add --yes"
    )
    assert LIVE.format("1 added", "0 changed") in ran.out + ran.err
    assert indexed.run("sources", "show", "copy").code == 2


def test_two_files_of_one_text_are_told_apart_from_two_texts(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT, copy=CAUGHT)
    ran = indexed.run("sources", "add", "articles/caught.txt", "articles/copy.txt")
    assert (ran.code, ran.err.count("the same text as caught;")) == (1, 1)


def test_yes_adds_the_text_of_another_source(indexed: Shell) -> None:
    indexed.write(copy=FLED)
    ran = indexed.run("sources", "add", "--yes", "articles/copy.txt", at_terminal=True)
    assert (ran.code, ran.err) == (0, "")
    assert LIVE.format("1 added", "0 changed") in ran.out


def test_the_same_text_of_the_same_source_is_no_duplicate(indexed: Shell) -> None:
    ran = indexed.run("sources", "add", "articles/fled.txt")
    assert (ran.code, ran.err) == (0, "")
    assert "Generation 1 is live: 0 added, 0 changed, 0 removed, 1 unchanged;" in ran.out


def test_cards_are_printed_as_json_a_line_each(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT, voted=VOTED)
    ran = indexed.run("sources", "add", "--json", "articles/caught.txt", "articles/voted.txt")
    cards = [json.loads(line) for line in ran.out.splitlines()]
    shown = [(one["source"]["id"], one["paragraphs"]) for one in cards]
    assert shown == [("caught", 2), ("voted", 1)]
    assert ran.err.startswith(LIVE.format("2 added", "0 changed"))


def test_a_damaged_index_only_keeps_rewordings_from_being_looked_for(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    for path in (indexed.data / "generations").rglob("vectors.faiss"):
        path.write_bytes(b"")
    ran = indexed.run("sources", "add", "articles/caught.txt")
    assert (ran.code, ran.err) == (0, "")
    assert "Re-worded copies could not be looked for" in ran.out
    assert LIVE.format("1 added", "0 changed") in ran.out
