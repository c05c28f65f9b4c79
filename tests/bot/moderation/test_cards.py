import json
from dataclasses import replace

import pytest
from fakes.corpus import FakeEmbedder, article, source_text

from bot.cli.commands.adding import card_object
from bot.moderation.card import card
from bot.replies import Say, ShowQuote
from index.drafts import prepare as drafts
from index.drafts.edits import edit
from index.drafts.records import Draft, Duplicate, Likeness
from index.records import Article, Source, SourceText

TEXT = "Ten men fled.\n\nNobody saw them.\n\nShare this article."


def shown(draft: Draft, language: str = "en") -> list[str]:
    """Each block as a line: what it says, or a label with the quote under it."""
    lines = []
    for block in card(draft, language).blocks:
        if isinstance(block, ShowQuote):
            lines.append(f"{block.label} > {block.quote.text}")
        else:
            assert isinstance(block, Say)
            lines.append(block.text)
    return lines


def prepare(text: SourceText, *corpus: Article) -> Draft:
    return drafts.prepare(text, corpus, FakeEmbedder(), None)


def test_a_card_shows_all_that_is_known_and_what_will_be_skipped_and_quotes() -> None:
    draft = prepare(SourceText(Source("fled", "fled.txt", title="Ten flee", language="en"), TEXT))
    assert shown(draft) == [
        "New source: fled",
        "title: Ten flee",
        "outlet: unknown",
        "author: unknown",
        "date: unknown",
        "language: en",
        "link: unknown",
        "Paragraphs: 3, of which 1 will be skipped.",
        "Paragraph 3 will be skipped: it speaks to the reader of the page > Share this article.",
        "No copy of it was found in the corpus.",
        "Re-worded copies could not be looked for: the index is of another model, or the model does"
        " not read this text.",
        "Sample quote, from paragraph 1: > Ten men fled.",
        "Sample quote, from paragraph 2: > Nobody saw them.",
    ]


def test_a_card_says_what_the_moderator_chose() -> None:
    draft = edit(edit(prepare(source_text("fled", TEXT)), "skip 1"), "keep 3")
    assert shown(draft)[7:10] == [
        "Paragraphs: 3, of which 1 will be skipped.",
        "Paragraph 1 will be skipped: you chose it > Ten men fled.",
        "Kept, though they look like no part of the article: paragraphs 3",
    ]


def test_a_card_of_a_new_text_shows_what_it_changes() -> None:
    old = article(source_text("fled", "Ten men fled.\n\nХлеб."), 2)
    found = shown(prepare(source_text("fled", "Two men fled.\n\nСоль и сахар."), old))
    assert found[0] == (
        "In place of fled, revision 2: paragraphs added 1, changed 1, removed 1, unchanged 0."
    )
    assert [line for line in found if " > " in line][:4] == [
        "Changed, paragraph 1 before: > Ten men fled.",
        "and now: > Two men fled.",
        "Added, paragraph 2: > Соль и сахар.",
        "Removed, paragraph 2: > Хлеб.",
    ]


def test_of_very_many_changes_the_first_are_shown_and_the_others_counted() -> None:
    old = article(source_text("a", "\n\n".join(f"Day {n}." for n in range(100))))
    found = shown(prepare(source_text("a", "Хлеб подорожал."), old))
    assert len([line for line in found if line.startswith(("Added", "Removed"))]) == 20
    assert "Further changes that are not shown: 81" in found


@pytest.mark.parametrize(
    ("likeness", "line"),
    [
        ("same", "The same text is in the corpus: other (title unknown)"),
        (
            "edited",
            "Nearly the same text is in the corpus: other (title unknown), 66 % of the words in"
            " order",
        ),
        (
            "reworded",
            "Probably the same report in other words is in the corpus: other (title unknown), 66 %"
            " of the sentences in order",
        ),
    ],
)
def test_a_card_names_the_copies(likeness: Likeness, line: str) -> None:
    copy = Duplicate(Source("other", "other.txt"), likeness, 0.669)
    assert line in shown(replace(prepare(source_text("a", TEXT)), duplicates=(copy,)))


def test_a_card_speaks_the_readers_language() -> None:
    found = shown(prepare(source_text("fled", TEXT)), "uk")
    assert found[0] == "Нове джерело: fled"
    assert found[-1] == "Приклад цитати, з абзацу 2: > Nobody saw them."


def test_markup_and_braces_in_a_field_are_said_as_they_are() -> None:
    title = "[bold]{id}[/bold] <script>alert(1)</script> *x*"
    assert f"title: {title}" in shown(edit(prepare(source_text("a", TEXT)), f"title: {title}"))


def test_a_card_for_scripts_holds_the_same() -> None:
    old = article(source_text("fled", "Ten men fled.\n\nNobody saw."), 2)
    found = card_object(prepare(source_text("fled", TEXT, title="Ten flee"), old))
    assert json.loads(json.dumps(found)) == {
        "source": {
            "id": "fled",
            "origin": "fled.txt",
            "title": "Ten flee",
            "outlet": None,
            "author": None,
            "published": None,
            "url": None,
            "language": None,
            "note": None,
        },
        "paragraphs": 3,
        "skipped": [
            {
                "number": 3,
                "reason": "asks_reader",
                "text": "Share this article.",
                "start": 33,
                "end": 52,
            }
        ],
        "duplicates": [],
        "sought_rewordings": False,
        "replaces": {
            "id": "fled",
            "revision": 2,
            "unchanged": 1,
            "changes": [
                {
                    "before": {"text": "Nobody saw.", "start": 15, "end": 26},
                    "after": {"text": "Nobody saw them.", "start": 15, "end": 31},
                }
            ],
        },
        "samples": [
            {"number": 1, "text": "Ten men fled.", "start": 0, "end": 13},
            {"number": 2, "text": "Nobody saw them.", "start": 15, "end": 31},
        ],
    }
