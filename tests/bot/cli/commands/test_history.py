import json

from fakes.commands.shell import CAUGHT, FLED, Ran, Shell


def test_history_lists_what_was_published_and_undone_and_marks_what_is_live(
    indexed: Shell,
) -> None:
    indexed.write(caught=CAUGHT)
    indexed.run("reindex", "articles")
    indexed.run("undo")
    lines = indexed.run("history").out.splitlines()
    assert [(line[0], line.split("  ")[-1]) for line in lines] == [
        (" ", "published generation 1: 1 article, 1 added, 0 changed, 0 removed, by unknown"),
        (" ", "published generation 2: 2 articles, 1 added, 0 changed, 0 removed, by cli:ada"),
        ("*", "undone to generation 1: 1 article, 0 added, 0 changed, 1 removed, by cli:ada"),
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


def test_two_generations_are_compared_paragraph_by_paragraph(indexed: Shell) -> None:
    indexed.run("golden", "add", "Кого не нашли?", "--words", "не нашли")
    indexed.write(fled=CAUGHT)
    indexed.run("reindex", "articles", "--publish-anyway")
    assert indexed.run("diff", "1", "2").out == (
        "fled:\n"
        "  - paragraph 2: Его не нашли.\n"
        "  + paragraph 2: Его нашли утром.\n"
        "golden question no longer answered: Кого не нашли?\n"
        "1 article differs between generations 1 and 2\n"
    )
    found = json.loads(indexed.run("diff", "2", "1", "--json").out)
    assert [one["article_id"] for one in found["articles"]] == ["fled"]
    assert [one["now"]["is_right"] for one in found["golden"]] == [True]


def test_a_generation_that_never_was_is_refused(indexed: Shell) -> None:
    assert indexed.run("diff", "1", "7").refusal == (
        "there never was a generation 7; see: pullquote history"
    )
