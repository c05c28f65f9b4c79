from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish
from fakes.speaking import ENGLISH

from bot.desk.asking import answer_reply
from bot.desk.hints import about_filters, about_names, language_unread
from bot.desk.typed.questions import parse
from bot.replies import Say
from index.records import Filters, Source, SourceText
from index.search.asker import Asker

TEXT = "The captain was arrested.\n"


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    """An asker that reads Latin script, over articles of two outlets."""
    publish(
        tmp_path,
        SourceText(
            Source("a", "a", "“Sunk”", outlet="Meduza", author="Galina Korol", language="en"), TEXT
        ),
        SourceText(Source("b", "b", outlet="Медиазона", published="2024", language="ru"), TEXT),
    )
    with closing(open_asker(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("filters", "said", "instead"),
    [
        (
            Filters(outlet="Medusa"),
            "No article is from an outlet “Medusa”. Did you mean Meduza?",
            Filters(outlet="Meduza"),
        ),
        (
            Filters(outlet="Mediazona", after="2020"),
            "No article is from an outlet “Mediazona”. Did you mean Медиазона, Meduza?",
            Filters(outlet="Медиазона", after="2020"),
        ),
        (
            Filters(author="Galina Karol"),
            "No article is by an author “Galina Karol”. Did you mean Galina Korol?",
            Filters(author="Galina Korol"),
        ),
        (
            Filters(language="de"),
            "No article is recorded as being in the language “de”. Did you mean en, ru?",
            Filters(language="en"),
        ),
    ],
)
def test_a_filter_that_names_nothing_is_told_with_what_may_be_meant(
    asker: Asker, filters: Filters, said: str, instead: Filters
) -> None:
    hint = about_filters(asker, filters, 0)[0]
    assert ENGLISH(hint.words) == said
    assert hint.instead[0][1] == instead


def test_a_name_like_no_other_is_told_without_a_guess(asker: Asker) -> None:
    (hint,) = about_filters(asker, Filters(outlet="Wochenblatt"), 0)
    assert (ENGLISH(hint.words), hint.instead) == (
        "No article is from an outlet “Wochenblatt”.",
        (),
    )


def test_filters_that_meet_nothing_together_are_told_so(asker: Asker) -> None:
    (hint,) = about_filters(asker, Filters(outlet="Meduza", language="ru"), 0)
    assert ENGLISH(hint.words) == "No article meets all these filters at once."


def test_only_articles_that_meet_the_other_filters_are_counted_for_having_no_date(
    asker: Asker,
) -> None:
    (hint,) = about_filters(asker, Filters(after="2023"), 1)
    assert ENGLISH(hint.words) == "Left out, as no date is recorded for them: 1 article."
    assert about_filters(asker, Filters(after="2023", language="ru"), 1) == ()
    assert about_filters(asker, Filters(outlet="Meduza"), 1) == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What did Galina Korol write?",
            ["Articles by Galina Korol here: “Sunk” · Meduza · Galina Korol. Put"],
        ),
        ("Статьи, которые написала Галина Корол", ["Articles by Galina Korol here"]),
        ("What does Meduza say of it?", ["Articles from Meduza here: “Sunk” · Meduza"]),
        (
            "Does GALINA KOROL write in Медиазона?",
            ["Articles by Galina", "Articles from Медиазона"],
        ),
        ("Meduza", []),  # it may begin any question
        ("What does a meduza eat?", []),
        ("What did Galina write?", []),
    ],
)
def test_who_wrote_or_printed_an_article_is_told_where_no_text_says_it(
    asker: Asker, question: str, said: list[str]
) -> None:
    hints = about_names(asker, asker.answer(question, 3))
    for hint, words in zip(hints, said, strict=True):
        assert ENGLISH(hint.words).startswith(words)


def test_what_a_name_stands_for_is_asked_in_alone_by_the_filter_that_is_told(
    asker: Asker,
) -> None:
    (hint,) = about_names(asker, asker.answer("What did Galina Korol write?", 3))
    _, told = ENGLISH(hint.words).split("Put ")
    asked = parse(f"{told.split(' before a question')[0]} who was arrested?")
    assert asked.filters == Filters(author="Galina Korol")
    assert about_names(asker, asker.answer(f"{asked.text} Galina Korol", 3, asked.filters)) == ()


def test_a_reply_on_the_command_line_says_what_a_chat_says(asker: Asker) -> None:
    found = asker.answer("who was arrested?", 3, Filters(outlet="Medusa"))
    said = answer_reply(asker, found, 3).blocks[0]
    assert isinstance(said, Say)
    assert ENGLISH(said.words).startswith("No article is from an outlet “Medusa”. Did you mean")


def test_of_many_articles_the_newest_are_named(tmp_path: Path) -> None:
    several = [
        SourceText(
            Source(f"s{year}", "s", title=f"T{year}", author="Ada Lind", published=f"{year}"), TEXT
        )
        for year in (2019, 2022, 2020, 2021)
    ]
    publish(tmp_path, *several)
    with closing(open_asker(tmp_path)) as asker:
        (hint,) = about_names(asker, asker.answer("Is Ada Lind here?", 3))
    assert "here: T2022 · Ada Lind · 2022; T2021 · Ada Lind · 2021; T2020" in ENGLISH(hint.words)
    assert "; …. Put author" in ENGLISH(hint.words)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Кто бежал?", "ru"),
        ("Хто втік і де він?", "uk"),
        ("من هرب؟", "ar"),
        ("מי ברח?", "he"),
        ("誰が逃げたのか", "ja"),
        ("누가 도망쳤나", "ko"),
        ("Wer hat die Armee verlassen?", "de"),
        ("Qui a quitté les rangs et pourquoi ?", "fr"),
        ("¿Quién huyó del ejército y por qué?", "es"),
        ("Kto nie jest w wojsku?", "pl"),
        ("Who is Die Linke?", None),
        ("Elena Popova", None),
        ("Who left the army?", None),
        ("Wer?", None),
    ],
)
def test_a_language_that_the_model_does_not_read_is_named_where_it_is_certain(
    asker: Asker, question: str, language: str | None
) -> None:
    assert language_unread(asker, question) == language
