import pytest
from fakes.commands.shell import Shell


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("start", "--once"),
        ("add-host", "one", "--disk", "copies"),
        ("drain", "one"),
    ],
)
def test_without_a_cluster_one_line_says_how_to_start_one(
    indexed: Shell, words: tuple[str, ...]
) -> None:
    ran = indexed.run("cluster", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "pullquote: no cluster is set; start one with: ray start --head, and set PULLQUOTE_RAY"
    )
    assert ran.err.count("\n") == 1
