"""Makes a collection more like news: paragraphs of one to three sentences and no headlines.

A paragraph of an encyclopaedia names its subject and stands under a telling title. In news, "he"
says something three paragraphs after he was named. Coefficients fitted on encyclopaedias alone rely
on names and titles, which news lacks.
"""

import random
from dataclasses import replace
from hashlib import sha256

from benchmarks.inputs.open_bench import Collection, Question

from index.records import Article, SourceText
from index.text import paragraphs, sentences

_SENTENCES = (1, 1, 2, 2, 3)  # of a paragraph, drawn at random
_OFF_CORPUS_STEP = 3  # every third is enough beside the thousands of the whole collection
_SEED = 5


def like_news(collection: Collection) -> Collection:
    """Split every paragraph, drop the titles, keep the questions whose answer is in one part."""
    draw = random.Random(_SEED)
    parts: dict[tuple[str, int], list[tuple[int, str]]] = {}
    texts = [_split(text, parts, draw) for text in collection.texts]
    questions = [
        moved for question in collection.questions if (moved := _moved(question, parts)) is not None
    ]
    off_corpus = [question for question in collection.questions if question.kind == "off_corpus"]
    return Collection(
        name=f"{collection.name} as news",
        texts=tuple(texts),
        questions=(*questions, *off_corpus[::_OFF_CORPUS_STEP]),
    )


def _split(
    text: SourceText, parts: dict[tuple[str, int], list[tuple[int, str]]], draw: random.Random
) -> SourceText:
    """Split one article, and note which new paragraphs came from which old one."""
    digest = sha256(text.text.encode()).hexdigest()
    article = Article(text.source.id, 1, text.source, text.text, digest)
    found: list[str] = []
    for paragraph in paragraphs.split(article):
        left = [" ".join(sentence.text.split()) for sentence in sentences.split(paragraph)]
        while left:
            count = draw.choice(_SENTENCES)
            found.append(" ".join(left[:count]))
            left = left[count:]
            place = (article.id, paragraph.number)
            parts.setdefault(place, []).append((len(found), found[-1]))
    return SourceText(replace(text.source, title=None), "\n\n".join(found))


def _moved(
    question: Question, parts: dict[tuple[str, int], list[tuple[int, str]]]
) -> Question | None:
    """Point an answerable question at the one part that holds its answer, if it is just one."""
    if question.kind != "answerable" or not question.answers:
        return None
    held = [
        number
        for number, part in parts[question.article or "", question.paragraph or 0]
        if any(answer in part for answer in question.answers)
    ]
    return replace(question, paragraph=held[0]) if len(held) == 1 else None
