"""The store compared with the generations that were built from it: damage, and good copies.

A generation holds the articles that it was built from, under the digests of its manifest. So it
tells what of the store is damaged, and has a good copy of it, as long as it is kept.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.errors import GenerationRefused
from index.generation import directory, texts
from index.generation.texts import Texts
from index.records import Article, Damage
from index.store import mending
from index.store.store import Corpus, Store


def mend(data: Path, store: Store) -> Iterator[str]:
    """Mend the articles of every kept generation in the store; yield a line for each, and whence.

    A generation whose own files are damaged is passed over.
    """
    for number in reversed(directory.kept(data)):
        good = _articles(data, number)
        if good is not None and store.inspect(number):
            for mended in mending.mend(store, number, good):
                yield f"mended {mended} from generation {number}"


def refuse_unlike(data: Path, store: Store, corpus: Corpus) -> None:
    """Raise `StoreRefused`, naming them, if articles are not those that the live generation holds.

    For a live generation that has no proofs in the store, being older than those; where its own
    files are damaged, nothing can be told.
    """
    good = None if corpus.generation is None else _articles(data, corpus.generation)
    known = {article.id: article for article in good or corpus.articles}
    store.refuse(
        [
            Damage(article.id, f"what is recorded of {article.id}")
            for article in corpus.articles
            if known.get(article.id) != article
        ]
    )


def _articles(data: Path, number: int) -> tuple[Article, ...] | None:
    """Read the articles of a kept generation; `None` if its files are damaged."""
    try:
        manifest = directory.read_manifest(data, number)
        directory.check_files(data, manifest, thoroughly=True)
    except GenerationRefused:
        return None
    found: list[Article] = []
    for folder, _ in directory.shards(directory.path_of(data, number), manifest):
        with closing(Texts(folder / texts.FILE_NAME)) as opened:
            found.extend(opened.all_articles())
    return tuple(sorted(found, key=lambda article: article.id))
