"""The moderators' conversation: what they send, write and press -> drafts, cards, changes.

Knows no platform. Whether it is a moderator, in a chat of their own, is for the caller to see to.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.desk.records import Served
from bot.moderation import cards
from bot.moderation.drafts import WaitingDrafts
from bot.moderation.records import (
    Change,
    ModerationMeans,
    ModerationPress,
    Moderator,
    Notified,
    Shown,
    Step,
)
from bot.moderation.store import CardKind, ModerationStore, Pending
from bot.replies import Reply, Say
from bot.sentences.say import say
from index.drafts import edits, prepare
from index.drafts.records import Draft
from index.errors import BadMetadata
from index.publishing import plans
from index.records import SourceText
from index.store import audit

ASKED = "approval asked for"  # the audit log's actions, where another moderator has to publish
DECLINED = "approval declined"

_OF_OTHERS = ("publish", "decline", "publish_anyway", "discard")


class ModerationDesk:
    """Keeps drafts until they are decided. For the thread that made its store."""

    def __init__(
        self, means: ModerationMeans, store: ModerationStore, clock: Callable[[], float]
    ) -> None:
        """Keep drafts in `store`; `clock` gives seconds since 1970.

        Methods raise `PullquoteError` where the corpus cannot be read.
        """
        self.means = means
        self.store = store
        self.clock = clock
        self._drafts = WaitingDrafts(means, store, clock)

    def close(self) -> None:
        """Close the store; the instance is of no use afterwards."""
        self.store.close()

    def add(self, who: Moderator, text: SourceText) -> Step:
        """Draft a text that was read, and show its card."""
        return Step(token=self._drafts.add(who, text).token, shows=("card",))

    def remove(self, who: Moderator, article_id: str) -> Step:
        """Show what would go with an article, and ask for confirmation."""
        held = {one.id: one for one in plans.current(self.means.data)}
        if not article_id:
            return Step(said=_said("mod_remove_usage", who.language))
        if article_id not in held:
            return Step(said=_said("no_such_source", who.language))
        if len(held) == 1:
            return Step(said=_said("mod_only_source", who.language, id=article_id))
        return Step(token=self._drafts.remove(who, held[article_id]).token, shows=("card",))

    def answer(self, who: Moderator, message: str, written: str) -> Step | None:
        """Edit a draft as an answer to its card says; `None` if that message is no card."""
        token = self.store.token_of(who.chat, message)
        if token is None:
            return None
        pending = self._own(token, who)
        if pending is None:
            return Step(said=_said("mod_gone", who.language))
        draft = self._drafts.draft(pending)
        if draft is None:
            return Step(token=token, said=_said("mod_nothing_to_edit", who.language))
        try:
            edited = edits.edit(draft, written)
        except BadMetadata as error:
            refusal = _said("card_refused_edit", who.language, reason=error)
            return Step(token=token, said=refusal)
        return self._edited(pending, edited)

    def press(self, press: ModerationPress) -> Step:
        """Do what a button says."""
        pending = self._pressed(press)
        if pending is None:
            return Step(notice=say("mod_gone", press.who.language))
        is_own = pending.person == press.who.person
        if press.kind in ("approve", *_OF_OTHERS) and not (press.kind == "discard" and is_own):
            return self._decide(press, pending)
        if press.kind in ("skips", "skip_one", "keep_one"):
            return self._skip(press, pending)
        if press.kind == "edit":
            how = _said("mod_how_to_edit", press.who.language)
            return Step(token=pending.token, said=how)
        self.store.remove(pending.token)
        return self._closed(press, pending)

    def render(self, token: str, kind: CardKind) -> Shown | None:
        """Word what is shown of a draft now, for its moderator; `None` if it was decided."""
        pending = self._drafts.pending(token)
        if pending is None:
            return None
        draft, language = self._drafts.draft(pending), pending.language
        if draft is not None:
            lay_out = cards.draft_card if kind == "card" else cards.skips_card
            served = lay_out(pending, draft, language)
        else:
            article = self._drafts.article(pending)
            if article is None:
                return None
            served = cards.removal_card(pending, article, language)
        return Shown(pending.chat, language, served, self.store.shown(token, kind, pending.chat))

    def asked_card(self, token: str, asks: str, language: str) -> Served | None:
        """Word for another moderator what `asks` wants to be published."""
        pending = self._drafts.pending(token)
        shown = (
            None
            if pending is None
            else self._drafts.draft(pending) or self._drafts.article(pending)
        )
        if pending is None or shown is None:
            return None
        return cards.asked_card(pending, shown, asks, language)

    def current(self, change: Change) -> Pending | None:
        """Give the draft of a change whose turn has come; `None` if its card is another by now.

        So of two changes of one article that were approved at once, the second undoes nothing of
        the first unseen.
        """
        pending = self._drafts.pending(change.token)
        if pending is None or pending.version != change.version:
            return None
        fresh = self._drafts.refresh(pending)
        return pending if fresh == pending else None

    def settle(self, change: Change, *, is_published: bool) -> None:
        """Note that a change has ended; a draft that was not published can still be."""
        self.store.end(change.token)
        if is_published:
            self.store.remove(change.token)

    def _decide(self, press: ModerationPress, pending: Pending) -> Step:
        """Publish, or ask others to, what is still as the card shows it."""
        who = press.who
        fresh = self._drafts.refresh(pending)
        if fresh is None:
            self.store.remove(pending.token)
            return Step(notice=say("mod_gone", who.language))
        if press.number != pending.version or fresh.version != pending.version:
            is_own = pending.person == who.person
            shows: tuple[CardKind, ...] = ("card",) if is_own else ()
            return Step(say("mod_out_of_date", who.language), pending.token, shows)
        if press.kind in ("decline", "discard"):
            return self._decline(press, pending)
        if not self.means.is_two_person:
            return Step(change=self._change(press, pending))
        if press.kind == "approve":
            return self._ask(press, pending)
        if refusal := _refusal(press, pending):
            return Step(notice=refusal)
        return Step(change=self._change(press, pending))

    def _ask(self, press: ModerationPress, pending: Pending) -> Step:
        language = press.who.language
        if not press.others:
            return Step(notice=say("mod_nobody_to_ask", language))
        audit.append(self.means.data, press.who.by, ASKED, pending.article_id)
        self.store.keep(replace(pending, is_asked=True))
        notice = say("mod_asked", language, count=len(press.others))
        return Step(notice, pending.token, asks_others=True)

    def _decline(self, press: ModerationPress, pending: Pending) -> Step:
        if refusal := _refusal(press, pending):
            return Step(notice=refusal)
        audit.append(self.means.data, press.who.by, DECLINED, pending.article_id)
        self._drafts.count(pending)
        told = say("mod_was_declined", pending.language, id=pending.article_id)
        return Step(
            notice=say("mod_declined", press.who.language),
            token=pending.token,
            shows=("card",),
            notified=Notified(pending.person, pending.language, told),
        )

    def _skip(self, press: ModerationPress, pending: Pending) -> Step:
        draft = self._drafts.draft(pending)
        if draft is None or press.kind == "skips":
            return Step(token=pending.token, shows=("skips",) if draft else ())
        number = {press.number}
        skipped = set(draft.skipped)
        wanted = skipped | number if press.kind == "skip_one" else skipped - number
        try:
            edited = prepare.with_skipped(draft, wanted)
        except BadMetadata as error:
            return Step(notice=say("card_refused_edit", press.who.language, reason=error))
        return self._edited(pending, edited, "skips")

    def _edited(self, pending: Pending, edited: Draft, *further: CardKind) -> Step:
        self._drafts.edit(pending, edited)
        return Step(token=pending.token, shows=("card", *further))

    def _closed(self, press: ModerationPress, pending: Pending) -> Step:
        key = "mod_discarded" if press.kind == "discard" else "card_cancelled"
        said = say(key, press.who.language, id=pending.article_id)
        return Step(token=pending.token, closes=said)

    def _change(self, press: ModerationPress, pending: Pending) -> Change:
        draft = self._drafts.draft(pending)
        return Change(
            pending.token,
            pending.version,
            pending.article_id,
            () if draft is None else (draft.text,),
            () if draft is not None else (pending.article_id,),
            anyway=press.kind == "publish_anyway",
        )

    def _pressed(self, press: ModerationPress) -> Pending | None:
        """Find the draft of a button: one's own, or one that others are asked about."""
        if self.means.is_two_person and press.kind in _OF_OTHERS:
            return self._drafts.pending(press.token)
        return self._own(press.token, press.who)

    def _own(self, token: str, who: Moderator) -> Pending | None:
        pending = self._drafts.pending(token)
        is_own = pending is not None and (pending.chat, pending.person) == (who.chat, who.person)
        return pending if is_own else None


def _refusal(press: ModerationPress, pending: Pending) -> str | None:
    """Say why this moderator may not decide about another one's draft."""
    if pending.person == press.who.person:
        return say("mod_another_must", press.who.language)
    if pending.person not in press.others:
        return say("mod_no_moderator_any_more", press.who.language)
    return None if pending.is_asked else say("mod_gone", press.who.language)


def _said(key: str, language: str, **fields: object) -> Served:
    return Served(Reply((Say(say(key, language, **fields)),)))
