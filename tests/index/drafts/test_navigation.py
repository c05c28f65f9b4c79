import pytest

from index.drafts.navigation import lines_elsewhere, suggest
from index.records import Article, Paragraph, Source
from index.text import paragraphs

BODY = "Ten men fled at night.\n\nNobody knows where they went."


def split(text: str) -> tuple[Paragraph, ...]:
    return paragraphs.split(article(text))


def article(text: str) -> Article:
    return Article("a", 1, Source("a", "a.txt"), text, "")


def reasons(text: str, title: str | None = "Ten flee") -> list[tuple[str, str]]:
    found = split(text)
    return [(found[skip.number - 1].text, skip.reason) for skip in suggest(found, title)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share this article on Facebook.", "asks_reader"),
        ("Read more: Five arrested in the capital", "asks_reader"),
        ("Sign up for our daily newsletter and never miss a story.", "asks_reader"),
        ("This site uses cookies to improve your experience.", "asks_reader"),
        ("Independent news needs you. Donate today.", "asks_reader"),
        ("Back to the top", "asks_reader"),
        ("Подпишитесь на наш телеграм-канал.", "asks_reader"),
        ("Читайте также: Пятеро задержаны в столице", "asks_reader"),
        ("Мы используем cookie, чтобы сайт работал лучше.", "asks_reader"),
        ("Підписуйтесь на нас у Телеграмі.", "asks_reader"),
        ("Читайте також: П'ятьох затримано у столиці", "asks_reader"),
        ("By Anna Smith, Kyiv", "credit"),
        ("Автор: Анна Кузнецова", "credit"),
        ("Фото: Иван Петров", "credit"),
        ("Soldiers near the border on Monday [Anna Smith/AFP]", "credit"),
        ("Anna Smith / Reuters / Scanpix", "credit"),
        ("Home | World | Sport | Weather", "links"),
        ("[One](https://x.org/1) [Two](https://x.org/2)", "links"),
        ("Comments", "asks_reader"),
        ("Most shared", "label"),
    ],
)
def test_what_belongs_to_the_page_is_suggested(line: str, reason: str) -> None:
    assert reasons(f"{BODY}\n\n{line}") == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "“Share this with your mother,” he said.",
        "“Join us.”",
        "The party asked its members to donate to the families of the ten.",
        "Support for the government fell.",
        "Он поднялся наверх и лёг спать.",
        "By Monday the police had found no trace of them.",
        "By Monday evening nobody had come.",
        "The text is at https://example.org/report.pdf and says nothing new.",
        "The minister for home and health resigned.",
        "— Нет.",
    ],
)
def test_what_people_say_and_news_about_such_things_are_not(line: str) -> None:
    assert reasons(f"{BODY}\n\n{line}\n\n{BODY}.") == []


def test_labels_above_and_below_are_suggested_but_neither_headline_nor_headings() -> None:
    above, below = "World news\n\nTen men flee across the border", "Tags here"
    text = f"{above}\n\n{BODY}\n\nInto the night\n\n{BODY}!\n\n{below}"
    assert reasons(text, None) == [("World news", "label"), ("Tags here", "label")]


def test_a_short_line_above_may_be_the_headline_itself() -> None:
    assert reasons(f"Ten flee\n\n{BODY}", None) == []
    assert reasons(f"World\n\nTEN  FLEE\n\n{BODY}") == [("World", "label")]


def test_a_caption_said_twice_is_suggested_wherever_it_stands() -> None:
    caption = "Soldiers at the border on Monday"
    assert reasons(f"{BODY}\n\n{caption}\n{caption}\n\n{BODY}?") == [
        (f"{caption}\n{caption}", "said_twice")
    ]


def test_a_sentence_said_twice_is_left_to_the_moderator() -> None:
    assert reasons(f"{BODY}\n\nNobody fled from there.\n\nWhy?\n\nNobody fled from there.") == []


def test_what_stands_in_three_other_articles_is_suggested() -> None:
    found = split(f"{BODY}\n\nThe Example has reported since 1999.")
    others = [article(f"News {at}.\n\nThe Example has reported since 1999.") for at in range(3)]
    assert lines_elsewhere(found, others[:2]) == frozenset()
    elsewhere = lines_elsewhere(found, others)
    assert elsewhere == {"The Example has reported since 1999."}
    assert [(skip.number, skip.reason) for skip in suggest(found, None, elsewhere)] == [
        (3, "elsewhere")
    ]


def test_a_lone_word_in_many_interviews_is_not() -> None:
    assert lines_elsewhere(split("Yes."), [article("Yes.\n\nNo.")] * 5) == frozenset()


def test_a_text_without_any_sentence_has_no_labels() -> None:
    assert reasons("Milk\n\nBread", None) == []
