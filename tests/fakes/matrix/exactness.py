"""Randomised articles, asked for in encrypted rooms; what arrives is compared with the store.

Paragraphs hold what goes wrong on the way: markup, entities, quotation marks, emoji with joiners,
letters written from the right, blanks of all kinds, line breaks, and thousands of characters.
"""

import html
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from fakes.corpus import publish, source_text
from fakes.matrix.person import Json
from fakes.matrix.served import Newsroom, Talk

from index.store.store import read_corpus

_PIECES = (
    "the", "river", "<b>bold</b>", "&amp;", "&", "<", ">", '"quoted"', "«цитата»", "“so”", "it's",
    "<blockquote>", "</blockquote>", "<strong>", "*stars*", "_under_", "`code`", "[link](x)", "\\n",
    "👩‍👩‍👧‍👦", "🇺🇦", "🦓", "é", "e\u0301", "שלום", "مرحبا", "中文", "Київ", "a\u00a0b", "a\u2009b",
    "a  b", "tab\there", "zero\u200bwidth", "soft\u00adhyphen", "https://x.example/?a=1&b=2",
    "@user:example.org",
    "#room:example.org", "/ask", "!pq", "1️⃣", "–", "…", "\u202eturned\u202c", "<br>",
    "&nbsp;", "{x}",
)  # fmt: skip

_HINT = "Write or react: "


def publish_random(newsroom: Newsroom, articles: int, seed: int) -> list[str]:
    """Publish articles of a few paragraphs; return a question for each paragraph."""
    chance = random.Random(seed)
    texts, questions = [], []
    for number in range(articles):
        paragraphs = []
        for place in range(4):
            word = f"marker{number}x{place}"
            paragraphs.append(_paragraph(chance, word))
            questions.append(f"where is {word}?")
        text = "\n\n".join(paragraphs) + "\n"
        texts.append(source_text(f"a{number}", text, title=f"Title <{number}> & more"))
    publish(newsroom.data, *texts)
    return questions


@dataclass(frozen=True, slots=True)
class Compared:
    """How many quotes were compared, and those that do not stand in the store as they arrived."""

    answers: int
    quotes: int
    wrong: tuple[str, ...]


def compare(newsroom: Newsroom, messages: Iterable[Json]) -> Compared:
    """Compare each quote, in the HTML and in the plain text, with the stored articles."""
    texts = [article.text for article in read_corpus(newsroom.data).articles]
    answers = quotes = 0
    wrong: list[str] = []
    for message in messages:
        content = message["content"]
        if content["body"].startswith(_HINT):  # below a quote that fills a message of its own
            continue
        answers += 1
        found = _quotes(content["formatted_body"])
        quotes += len(found)
        wrong += [
            quoted
            for quoted in found
            if quoted not in content["body"] or not any(quoted in text for text in texts)
        ]
        if not found:
            wrong.append(f"no quote in {content['body'][:80]}")
    return Compared(answers, quotes, tuple(wrong))


def _quotes(formatted: str) -> list[str]:
    """Read the blockquotes as a browser does, with a reader of its own."""
    # What the message itself has of markup is known; all else is text.
    found = re.findall(r"<blockquote>(.*?)</blockquote>", formatted, re.DOTALL)
    return [
        html.unescape(re.sub(r"</?strong>", "", quoted).replace("<br>", "\n")) for quoted in found
    ]


def _paragraph(chance: random.Random, word: str) -> str:
    length = chance.choice((5, 12, 30, 60)) if chance.random() < 0.98 else 3000
    pieces = [chance.choice(_PIECES) for _ in range(length)]
    pieces.insert(chance.randrange(len(pieces)), word)
    lines = [" ".join(pieces)]
    if chance.random() < 0.2:
        lines.append(" ".join(chance.choice(_PIECES) for _ in range(5)))
    return "The " + "\n".join(lines) + " ended."


def ask_all(talk: Talk, questions: Iterable[str]) -> list[Json]:
    """Ask one after the other; return all that the bot said.

    An answer has ended with what can be typed below it, at times in a message of its own.
    """
    for question in questions:
        before = len(talk.messages)
        talk.gets(question)
        talk.person.wait_for(partial(_has_ended, talk, before))
    return talk.messages


def _has_ended(talk: Talk, before: int) -> bool:
    return any(_HINT in message["content"]["body"] for message in talk.messages[before:])
