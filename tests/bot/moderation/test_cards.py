import json
from dataclasses import replace

import pytest
from fakes.corpus import FakeEmbedder, article, source_text
from fakes.speaking import worded

from bot.cli.commands.sources.commands import card_object
from bot.moderation.cards import (
    SCREEN_CHANGES,
    asked_card,
    card,
    draft_card,
    removal_card,
    skips_card,
)
from bot.moderation.store import Pending
from bot.replies import Button, Reply, Say, ShowQuote
from bot.sentences.say import sentence
from index.drafts import prepare as drafts
from index.drafts.edits import edit
from index.drafts.prepare import reopened
from index.drafts.records import Draft, Duplicate, Likeness
from index.records import Article, Source, SourceText

TEXT = "Ten men fled.\n\nNobody saw them.\n\nShare this article."
PENDING = Pending("token-1", "7", "7", "en", 0.0, "fled", None, None, (), "ab", version=3)


def lines(reply: Reply, language: str = "en") -> list[str]:
    """Write each block as a line: its words, or a label with the quote under it."""
    written = []
    for block in worded(reply, language).blocks:
        if isinstance(block, ShowQuote):
            written.append(f"{block.label} > {block.quote.text}")
        else:
            assert isinstance(block, Say)
            written.append(str(block.words))
    return written


def shown(draft: Draft, language: str = "en") -> list[str]:
    """Write a draft's card as lines."""
    return lines(card(draft), language)


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
    draft = prepare(source_text("a", "Хлеб подорожал.\n\nDay 99."), old)
    found = lines(card(draft, SCREEN_CHANGES))
    assert len([line for line in found if line.startswith(("Added", "Removed"))]) == 5
    assert "Further changes that are not shown: 95" in found
    assert (Button("changes", "token-1", 3),) in draft_card(PENDING, draft).rows


def test_a_text_with_nothing_in_common_is_new_and_can_replace_by_a_button() -> None:
    old = article(source_text("fled", TEXT, title="Ten flee"))
    served = draft_card(PENDING, prepare(source_text("fled", "Хлеб подорожал."), old))
    assert lines(served.reply)[:2] == [
        "New source: fled-2",
        "There is a source fled already (Ten flee). This becomes a source of its own, and nothing"
        " is taken over from that one.",
    ]
    assert served.rows[0] == (Button("replace", "token-1", 1, about="Ten flee"),)


def test_a_new_revision_can_be_added_as_new_by_a_button() -> None:
    old = article(source_text("fled", TEXT, title="Ten flee"))
    served = draft_card(PENDING, prepare(source_text("fled", f"{TEXT}\n\nAll."), old))
    assert served.rows[0] == (Button("as_new", "token-1", 3),)


def test_the_card_of_a_published_source_says_that_only_fields_are_edited() -> None:
    old = article(source_text("fled", TEXT, title="Ten flee"))
    draft = edit(prepare(reopened(old), old), "id: ten-flee")
    found = lines(draft_card(PENDING, draft).reply)
    assert found[:3] == [
        "The fields of fled; its text stays as it is.",
        "fled will be called ten-flee from now on.",
        "title: Ten flee",
    ]
    assert draft_card(PENDING, draft).rows[0][0].kind == "approve"


def test_the_numbers_of_changed_paragraphs_are_those_of_the_card() -> None:
    old = article(source_text("a", "Ten men fled.\n\nNobody saw them."))
    new = source_text("a", "Share this article.\n\nTwo men fled.\n\nNobody saw them.")
    found = shown(prepare(new, old))
    assert (
        "Paragraph 1 will be skipped: it speaks to the reader of the page > Share this article."
        in (found)
    )
    assert "Changed, paragraph 2 before: > Ten men fled." in found


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


def test_a_drafts_buttons_carry_its_token_and_version() -> None:
    served = draft_card(PENDING, prepare(source_text("fled", TEXT)))
    assert served.rows == (
        (Button("approve", "token-1", 3), Button("edit", "token-1", 3)),
        (Button("skips", "token-1", 3), Button("cancel", "token-1", 3)),
    )


def test_a_removal_is_named_with_its_first_sentence_and_can_only_be_approved_or_cancelled() -> None:
    served = removal_card(PENDING, article(source_text("fled", TEXT, title="Ten flee")))
    assert lines(served.reply) == [
        "To be removed: fled\nTen flee · outlet unknown · date unknown\nNo longer quoted, until it"
        " is undone: 3 paragraphs.",
        "Sample quote, from paragraph 1: > Ten men fled.",
    ]
    assert served.rows == ((Button("approve", "token-1", 3), Button("cancel", "token-1", 3)),)


def test_another_moderator_sees_who_asks_above_the_card() -> None:
    draft = prepare(source_text("fled", TEXT))
    asked = asked_card(PENDING, draft, sentence("nameless", id="7"))
    assert lines(asked.reply) == ["id 7 asks for approval:", *shown(draft)]
    assert asked.rows == ((Button("publish", "token-1", 3), Button("decline", "token-1", 3)),)


def test_each_suggested_skip_has_a_button_that_turns_it_round() -> None:
    draft = edit(prepare(source_text("fled", f"{TEXT}\n\nRead more: https://a.example/")), "keep 3")
    served = skips_card(PENDING, draft)
    assert lines(served.reply)[:2] == [
        "These paragraphs look like no part of the article. The buttons skip or keep each:",
        "Paragraph 3 will be kept, though it speaks to the reader of the page > Share this"
        " article.",
    ]
    assert served.rows[0][0] == Button("skip_one", "token-1", 3)


def test_without_suggestions_the_skips_say_how_to_skip_nevertheless() -> None:
    served = skips_card(PENDING, prepare(source_text("fled", "Ten men fled.")))
    assert lines(served.reply)[0].startswith("No paragraph looks like the page around the article.")
    assert served.rows == ()


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
        "remarks": [],
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
        "uncompared": 0,
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


def test_a_card_tells_a_text_that_is_only_read_otherwise_from_an_edit() -> None:
    old = replace(article(source_text("fled", "*Ten* men fled.")), file_sha256="ab")
    now = replace(source_text("fled", "Ten men fled."), file_sha256="ab")
    line = "Its file is the same and only read otherwise: the outlet changed nothing."
    assert shown(prepare(now, old))[1] == line
    assert line not in shown(prepare(replace(now, file_sha256="cd"), old))
