"""A new text and the corpus -> the articles that it is a copy of: same, edited or re-worded.

Measured on the texts of `python -m tests.benchmarks.duplicates BENCH`, with the default model:

| share in common | copies, least | other articles, most | bar |
|---|---|---|---|
| runs of three stems | .70 (32 edits of 16 texts) | .09 (44 pairs) | .3 |
| sentences in the same order | .84 (4 re-wordings by hand) | .18 (33 pairs) | .5 |

The others are articles on one subject, two reports of one event and, for the words, halves of one
article. The second line was measured on sentences of four words and more.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.drafts import likeness
from index.drafts.records import Duplicate
from index.embedding.embedder import Embedder
from index.generation.opened import Generation
from index.records import Article, SourceText
from index.text import views

# Above: what a report shares with another of the same event, quotes of the same people included.
# Below: what is left of a text after a heavy edit.
EDITED_SHARE = 0.3
REWORDED_SHARE = 0.5
# Fewer sentences fall into the same order by chance.
_FEWEST_SENTENCES = 5
# Fewer runs of words are a phrase that many articles hold.
_FEWEST_SHINGLES = 20
# Articles whose words are compared in order; an edited copy shares more rare words with its
# original than any other article does, so that it is among the first few.
_COMPARED = 12
# Articles compared sentence by sentence: a copy in other words still has most names and numbers.
_COMPARED_IN_MEANING = 200


def find(
    text: SourceText,
    others: Sequence[Article],
    embedder: Embedder,
    generation: Generation | None,
) -> tuple[Duplicate, ...]:
    """List the articles among `others` that a text is a copy of, the surest first.

    `generation` is of these articles; without it, or where the model does not read the text,
    re-worded copies are not found (`seeks_rewordings`). Takes time linear in the corpus: 1.4 s
    of a busy processor for 20,000 long paragraphs (2,400,000 words, 142,000 vectors).
    """
    words = [_folded(one.text) for one in others]
    found = {one.source.id: one for one in _same(text, others, words)}
    nearest = _sharing_words(text, others, words)
    for one in _edited(text, nearest[:_COMPARED]):
        found.setdefault(one.source.id, one)
    if generation is not None and seeks_rewordings(text, embedder, generation):
        compared = nearest[:_COMPARED_IN_MEANING]
        ids = frozenset(one.id for one in compared)
        shares = reworded_shares(text, embedder, generation, ids)
        for other in compared:
            share = shares.get(other.id, 0.0)
            if share >= REWORDED_SHARE:
                found.setdefault(other.id, Duplicate(other.source, "reworded", share))
    order = ("same", "edited", "reworded")
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (order.index(one.likeness), -one.share, one.source.id),
        )
    )


def seeks_rewordings(text: SourceText, embedder: Embedder, generation: Generation | None) -> bool:
    """Tell whether re-worded copies of a text can be found: by a model that reads it."""
    return generation is not None and embedder.reads(kept_text(text))


def kept_text(text: SourceText | Article) -> str:
    """Give a text without what is skipped in it."""
    start, kept = 0, []
    for span in text.skipped:
        kept.append(text.text[start : span.start])
        start = span.end
    return "".join([*kept, text.text[start:]])


def _same(
    text: SourceText, others: Sequence[Article], words: Sequence[list[str]]
) -> Iterator[Duplicate]:
    """Find the same words in the same order, whatever the case and white space."""
    own = [_folded(text.text), _folded(kept_text(text))]
    for other, theirs in zip(others, words, strict=True):
        if theirs in own or (other.skipped and _folded(kept_text(other)) in own):
            yield Duplicate(other.source, "same", 1.0)


def _folded(text: str) -> list[str]:
    return text.casefold().split()


def _edited(text: SourceText, others: Sequence[Article]) -> Iterator[Duplicate]:
    own = likeness.shingles(kept_text(text))
    for other in others:
        theirs = likeness.shingles(kept_text(other))
        share = likeness.containment(own, theirs)
        if share >= EDITED_SHARE and min(len(own), len(theirs)) >= _FEWEST_SHINGLES:
            yield Duplicate(other.source, "edited", share)


def _sharing_words(
    text: SourceText, others: Sequence[Article], words: Sequence[list[str]]
) -> list[Article]:
    """Order the articles: first those that share most words with a text, or lie most within it.

    A word weighs more the fewer articles hold it.
    """
    own = frozenset(_folded(kept_text(text)))
    sizes, shared = [], []
    for one in words:
        distinct = set(one)
        sizes.append(max(1, len(distinct)))
        shared.append(own & distinct)
    holding = Counter(word for one in shared for word in one)
    weight = {word: math.log(1 + len(others) / count) for word, count in holding.items()}
    fits = [
        max(sum(map(weight.__getitem__, one)), len(one) / size * sum(weight.values()))
        for one, size in zip(shared, sizes, strict=True)
    ]
    best = sorted(range(len(others)), key=lambda at: (-fits[at], others[at].id))
    return [others[at] for at in best]


def reworded_shares(
    text: SourceText, embedder: Embedder, generation: Generation, ids: frozenset[str]
) -> dict[str, float]:
    """Measure for these articles of an index the share of sentences that a text says in order.

    It is 0 where fewer than five sentences match.
    """
    own = _sentence_vectors(text, embedder)
    is_sentence = _is_sentence(generation)
    shares: dict[str, float] = {}
    for entry in generation.texts.entries:
        if entry.source.id not in ids:
            continue
        rows = np.arange(generation.rows[entry.first], generation.rows[entry.end])
        rows = rows[is_sentence[rows]]
        shares[entry.source.id] = 0.0
        if min(len(own), len(rows)) >= _FEWEST_SENTENCES:
            theirs = likeness.without_common(generation.vectors.read(rows))
            matched = likeness.matched_in_order(own, theirs)
            if matched >= _FEWEST_SENTENCES:
                shares[entry.source.id] = matched / min(len(own), len(rows))
    return shares


def _sentence_vectors(text: SourceText, embedder: Embedder) -> NDArray[np.float32]:
    """Embed the sentences as the index would: float32 (n, d), without what they have in common."""
    article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
    listed = [
        view
        for one in views.split_article(article).paragraphs
        for view in views.texts_to_embed(article, one)[views.PARAGRAPH_VIEWS :]
    ]
    if not listed:
        return np.empty((0, 0), dtype=np.float32)
    return likeness.without_common(embedder.embed_passages(listed))


def _is_sentence(generation: Generation) -> NDArray[np.bool_]:
    """Tell of each row whether it is of a sentence, not of a whole paragraph: bool (n,)."""
    is_sentence = np.ones(generation.vectors.count, dtype=bool)
    starts = np.asarray(generation.rows[:-1])[generation.is_searched()]
    for view in range(views.PARAGRAPH_VIEWS):
        is_sentence[starts + view] = False
    return is_sentence
