import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from fakes.chat import publish
from fakes.commands.shell import CAUGHT, FLED, VOTED, Ran, Shell, files_below

from index.records import Source, SourceText

LIVE = "Generation 2 is live: {}, {}, 0 removed,"


def add(shell: Shell, typed: str, *names: str) -> Ran:
    """Add articles at a terminal, where somebody types."""
    paths = [f"articles/{name}.txt" for name in names]
    return shell.run("sources", "add", *paths, typed=typed.encode(), at_terminal=True)


def source(shell: Shell, source_id: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(shell.run("sources", "show", source_id, "--json").out)
    return found


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
        _, _, below = numbered.partition(f"\n\n{quote['paragraph']}\n")
        assert quote["text"] in below.partition("\n\n")[0]  # of a long paragraph, a part


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


# What a moderator does with a card, in the order of doing it


def test_a_moderator_reads_the_card_edits_it_and_approves(indexed: Shell) -> None:
    indexed.write(caught=f"{CAUGHT}\nПоделитесь этим.\n")
    typed = ["outlet: Meduza", "edit date: 2024-06", "skip 2", "language: Klingonese", "keep 2-3"]
    ran = add(indexed, "\n".join([*typed, "skip 3", "approve", ""]), "caught")
    assert (ran.code, ran.err) == (0, "")
    assert "Paragraph 3 will be skipped: it speaks to the reader of the page" in ran.out
    assert "Nothing was changed: language is 'Klingonese'; write a code such as en, uk" in ran.out
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
    assert ran.out.splitlines()[-1].endswith("Cancelled: fled stays as it is.")
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


def test_fields_of_a_source_are_edited_and_it_is_renamed_without_its_file(indexed: Shell) -> None:
    indexed.write(caught=CAUGHT)
    add(indexed, "approve\n", "caught")
    ran = indexed.run("sources", "edit", "caught", "outlet: Meduza", "дата: 2 июня 2024")
    assert (ran.code, "0 added, 1 changed" in ran.out) == (0, True)
    ran = indexed.run("sources", "rename", "caught", "caught-at-dawn")
    assert ran.code == 0
    assert "caught will be called caught-at-dawn from now on." in ran.out
    shown = source(indexed, "caught-at-dawn")
    assert (shown["outlet"], shown["published"]) == ("Meduza", "2024-06-02")
    refused = indexed.run("sources", "edit", "caught-at-dawn", "outlte: x")
    assert (refused.code, "did you mean outlet?" in refused.err) == (2, True)
    assert indexed.run("sources", "rename", "nothing", "x").code == 2


def test_another_text_of_the_same_file_name_is_a_new_source_unless_it_is_told_to_replace(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT)
    add(indexed, "approve\n", "caught")
    indexed.write(caught="Хлеб подорожал ещё утром, и очереди выросли.")
    ran = indexed.run("sources", "add", "articles/caught.txt", "--yes")
    assert ran.out.startswith("New source: caught-2")
    ran = indexed.run("sources", "add", "articles/caught.txt", "--yes", "--replace")
    assert ran.out.startswith("In place of caught, revision 1")
