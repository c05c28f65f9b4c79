"""What a generation holds, as far as it is searched, from what the store keeps of every one.

The store never forgets which revisions a generation was made of, so that this can also be told of
those whose files were pruned long ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from index.records import ChangeCounts
from index.store.store import SearchedMember, Store


@dataclass(frozen=True, slots=True)
class SearchedCorpus:
    """The corpus of a generation: each article, by its id in order, with a digest of it.

    `revisions` are the numbers of their revisions. `key`, 32 bytes, is a digest of all: nobody
    computes it who does not have the text of every article.
    """

    articles: Mapping[str, bytes]
    revisions: Mapping[str, int]
    key: bytes


def read(store: Store, generation: int) -> SearchedCorpus | None:
    """Read what a generation holds; `None` if the store never had one of this number.

    Raises `StoreRefused` where the record of it is damaged. It takes some microseconds an article.
    """
    members = store.searched_members(generation)
    if not members:
        return None
    articles = {member.article_id: _digest(member) for member in members}
    revisions = {member.article_id: member.revision for member in members}
    return SearchedCorpus(articles, revisions, sha256(b"".join(articles.values())).digest())


def changes(before: SearchedCorpus, after: SearchedCorpus) -> ChangeCounts:
    """Count the articles that one corpus has and another lacks, and those that are not the same."""
    was, now = before.articles, after.articles
    return ChangeCounts(
        added=len(now.keys() - was.keys()),
        changed=sum(was[article_id] != now[article_id] for article_id in was.keys() & now.keys()),
        removed=len(was.keys() - now.keys()),
    )


def _digest(member: SearchedMember) -> bytes:
    """Digest an article, each part of it after its length, so that no two run together."""
    parts = (member.article_id, *member.parts)
    written = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return sha256(written.encode("utf-8", "surrogatepass")).digest()
