"""The cards of the moderators' conversation, with their buttons: to add, to remove, to skip."""

from bot.desk.records import Button, ModerationButtonKind, Served
from bot.moderation.card import card
from bot.moderation.store import Pending
from bot.replies import Block, Reply, Say, ShowQuote
from bot.sentences.say import say
from index.drafts import prepare
from index.drafts.records import Draft
from index.records import Article
from index.text import paragraphs, quoting, sentences

MOST_SKIPS = 40  # paragraphs that can be switched by buttons; the others by writing

_BUTTONS_IN_ROW = 4


def draft_card(pending: Pending, draft: Draft, language: str) -> Served:
    """Show a draft to the moderator who has made it."""
    rows = (
        _row(pending, "approve", "edit"),
        _row(pending, "skips", "cancel"),
    )
    return Served(card(draft, language), rows)


def removal_card(pending: Pending, article: Article, language: str) -> Served:
    """Show what will go with an article that is to be removed."""
    return Served(Reply(_removal(article, language)), (_row(pending, "approve", "cancel"),))


def asked_card(pending: Pending, shown: Draft | Article, asks: str, language: str) -> Served:
    """Show another moderator what `asks` wants to be published."""
    opening = Say(say("mod_asks", language, who=asks))
    if isinstance(shown, Draft):
        blocks: tuple[Block, ...] = card(shown, language).blocks
    else:
        blocks = _removal(shown, language)
    return Served(Reply((opening, *blocks)), (_row(pending, "publish", "decline"),))


def skips_card(pending: Pending, draft: Draft, language: str) -> Served:
    """Show the paragraphs that look like no part of the article, each with a button."""
    if not draft.suggested:
        return Served(Reply((Say(say("mod_no_skips", language)),)))
    blocks: list[Block] = [Say(say("mod_skips", language))]
    buttons: list[Button] = []
    for one in draft.suggested[:MOST_SKIPS]:
        is_skipped = one.number in draft.skipped
        reason = say(f"skip_{one.reason}", language)
        key = "card_skipped" if is_skipped else "mod_kept"
        label = say(key, language, number=one.number, reason=reason)
        quote = prepare.quote_paragraph(draft, one.number)
        blocks.append(ShowQuote(quote, label=label, cited=False))
        kind: ModerationButtonKind = "keep_one" if is_skipped else "skip_one"
        buttons.append(Button(kind, pending.token, one.number))
    left = len(draft.suggested) - MOST_SKIPS
    if left > 0:
        blocks.append(Say(say("mod_skips_left", language, count=left)))
    rows = (
        tuple(buttons[start : start + _BUTTONS_IN_ROW])
        for start in range(0, len(buttons), _BUTTONS_IN_ROW)
    )
    return Served(Reply(tuple(blocks)), tuple(rows))


def _row(pending: Pending, *kinds: ModerationButtonKind) -> tuple[Button, ...]:
    return tuple(Button(kind, pending.token, pending.version) for kind in kinds)


def _removal(article: Article, language: str) -> tuple[Block, ...]:
    split = paragraphs.split(article)
    said = say(
        "mod_removal",
        language,
        id=article.id,
        title=article.source.title or say("unknown_title", language),
        outlet=article.source.outlet or say("unknown_outlet", language),
        published=article.source.published or say("unknown_date", language),
        count=len(split),
    )
    first = next((one for one in split if not one.is_heading), None)
    if first is None:
        return (Say(said),)
    sentence = sentences.split(first)[0]
    quote = quoting.quote_slice(article, first.number, sentence.start, sentence.end)
    label = say("card_sample", language, number=first.number)
    return (Say(said), ShowQuote(quote, label=label, cited=False))
