from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish
from fakes.speaking import ENGLISH

from bot.desk.hints import about_filters, language_unread
from index.records import Filters, Source, SourceText
from index.search.asker import Asker

TEXT = "The captain was arrested.\n"


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    """An asker that reads Latin script, over articles of two outlets."""
    publish(
        tmp_path,
        SourceText(Source("a", "a", outlet="Meduza", author="Galina Korol", language="en"), TEXT),
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
