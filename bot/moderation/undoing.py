"""An undo that a moderator asks for -> its card: what going back would change, nothing yet."""

from contextlib import closing
from pathlib import Path

from bot.moderation import facts
from bot.moderation.facts import GenerationDiff
from bot.moderation.records import ModerationMeans, row
from bot.moderation.store import Pending, Undo
from bot.replies import Block, Reply, Say, Served
from bot.sentences.say import Joined, Words, sentence
from index.publishing.undo import choose_earlier
from index.records import Article
from index.store.store import Store

MOST_NAMED = 10
"""Articles that a card names; the count above says how many there are."""


def plan(data: Path, number: int | None) -> Undo:
    """Find what an undo would go back to; raises `GenerationRefused` if that is not kept."""
    with closing(Store(data)) as store:
        earlier, live = choose_earlier(data, store, number), store.live()
    return Undo(live or 0, earlier)


def undo_card(pending: Pending, undo: Undo, means: ModerationMeans) -> Served:
    """Show an undo to the moderator who asks for it, with buttons."""
    return Served(Reply(_blocks(means, undo)), (row(pending, "approve", "cancel"),))


def asked_card(pending: Pending, undo: Undo, means: ModerationMeans, asks: Words) -> Served:
    """Show another moderator what `asks`, a moderator's name, wants to undo."""
    blocks = (Say(sentence("mod_asks", who=asks)), *_blocks(means, undo))
    return Served(Reply(blocks), (row(pending, "publish", "decline"),))


def _blocks(means: ModerationMeans, undo: Undo) -> tuple[Block, ...]:
    """Count and name the articles that would be others, and count the quotes in people's hands."""
    with closing(Store(means.data)) as store:
        diff = facts.compare_generations(store, undo.live, undo.earlier, "/history")
    count = len(diff.changes)
    opening = sentence("mod_undo_asks", live=undo.live, earlier=undo.earlier, count=count)
    named: list[Words] = [change.article_id for change in diff.changes[:MOST_NAMED]]
    if count > MOST_NAMED:
        named.append(sentence("mod_undo_more", count=count - MOST_NAMED))
    listed = (Say(Joined(tuple(named), "\n")),) if named else ()
    given = means.word_given(_becoming(diff))
    return (Say(opening), *listed, *(() if given is None else (Say(given),)))


def _becoming(diff: GenerationDiff) -> dict[str, Article | None]:
    """Map each live article that would be another to that one, also under the id it had before."""
    differing = {change.article_id for change in diff.changes}
    now = {article.id: article for article in diff.new}
    came = [article for article in diff.new if article.id in differing]
    return {
        was.id: now.get(was.id) or next((new for new in came if _continues(new, was)), None)
        for was in diff.old
        if was.id in differing
    }


def _continues(new: Article, was: Article) -> bool:
    """Tell whether an article is another under a new id: with its text, or its address."""
    has_address = was.source.url is not None and new.source.url == was.source.url
    return has_address or new.sha256 == was.sha256
