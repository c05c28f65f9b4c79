"""The bar: 10,000 answers over randomised articles are rendered, sent and read back.

Hypothesis finds the words, and a seed from it makes an article of them and draws the answers, laid
out as a responder does. `delivered` fails at the first message that Telegram refuses or changes.
"""

from hashlib import sha256
from random import Random

import pytest
from fakes.telegram_bot.sending import delivered, quoted
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies import Block, Reply, Say, ShowQuote
from bot.telegram.messages.text import would_change
from index.records import Article, Quote, Source, Span
from index.text import paragraphs, sentences
from index.text.quoting import quote_slice

ARTICLES = 100
ANSWERS_OF_EACH = 100
# Of the paragraphs of an article: one is too long for a message.
MOST_WORDS = (900, *[50] * 7, *[12] * 52)
LONG = 900  # words: such a paragraph is as long as it may be
MOST_QUOTES = 3

PLAIN = (
    "The ferry sank. He left; “Why?” she asked. U.S. Он ушёл. «Да», — сказал он. 2024 — 3,5% Її\n"
)
TRICKY = (
    "👩🏽\u200d🚀 🇺🇦 😀 𝔘𝔫 e\u0301a\u0302 שלום \u200fمرحبا\u200e नमस्ते 한국 日本語。 a\u200bb \xa0"
    " so\xadft <b>&amp;</b> _it_ *b* [x](y) ~s~ `c` > || \\ @meduza_live #война /go"
    " https://t.me/a_b?c#e"
)
CHANGED = ("\u2028", "row\tby", "A\u030a", "\u200e\u200f", "\x85", "\u202eby\u202c")
ODD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
WORDS = st.lists(st.sampled_from(TRICKY.split(" ")) | ODD, min_size=1, max_size=30)
TITLES = st.none() | WORDS.map(" ".join)
ADDRESSES = st.sampled_from([None, "https://example.org/a-b?c=d#e", "http://localhost/a"])
SOURCES = st.builds(Source, st.just("a"), st.just("a.txt"), title=TITLES, url=ADDRESSES)


@pytest.mark.no_cover  # other tests run these lines too; counting them took as long again
@settings(max_examples=ARTICLES, deadline=None)
@given(WORDS, SOURCES, st.integers(0, 2**32))
def test_no_quote_of_ten_thousand_answers_differs_by_a_character(
    words: list[str], source: Source, seed: int
) -> None:
    chance = Random(seed)
    article = write_article(words, source, chance)
    quotes = quotes_by_paragraph(article)
    for _ in range(ANSWERS_OF_EACH):
        blocks = answer(quotes, chance)
        messages = delivered(Reply(blocks), chance.choice(("en", "ru", "uk")))
        cited = [block.quote.citation for block in blocks if isinstance(block, ShowQuote)]
        stored = [article.text[one.start : one.end] for one in cited]
        assert quoted(messages) == "".join(one for one in stored if not would_change(one))


def write_article(words: list[str], source: Source, chance: Random) -> Article:
    text = "\n\n".join(write_paragraph(words, most, chance) for most in MOST_WORDS)
    return Article("a", 1, source, text, sha256(text.encode()).hexdigest())


def write_paragraph(words: list[str], most: int, chance: Random) -> str:
    many = most if most >= LONG else chance.randint(1, most)
    written = ["The", *chance.choices((*PLAIN.split(" "), *words), k=many), "end."]
    if chance.random() < 0.05:
        written.insert(1, chance.choice(CHANGED))
    return " ".join(written)


def quotes_by_paragraph(article: Article) -> tuple[tuple[Quote, ...], ...]:
    """Quote every paragraph whole, once for each of its sentences, which is highlighted."""
    return tuple(
        tuple(
            quote_slice(article, one.number, one.start, one.end, Span(best.start, best.end))
            for best in sentences.split(one)
        )
        for one in paragraphs.split(article)
    )


def answer(quotes: tuple[tuple[Quote, ...], ...], chance: Random) -> tuple[Block, ...]:
    blocks: list[Block] = [Say("The corpus answers:")]
    for number in range(1, chance.randint(0, MOST_QUOTES) + 1):
        if chance.random() < 0.2:
            asked = chance.choice(chance.choice(quotes))
            blocks.append(ShowQuote(asked, label="The question asked:", cited=False))
        blocks.append(ShowQuote(chance.choice(chance.choice(quotes)), number=number))
    return (*blocks, Say("Searched: 5 articles, 163 paragraphs."))
