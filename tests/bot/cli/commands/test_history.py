import json

from fakes.shell import CAUGHT, Shell


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
