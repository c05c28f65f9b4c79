"""The moderators' conversation: what a moderator sends, answers and presses -> a `Step`.

Knows no platform. The caller sees to it that a moderator acts, in a chat of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.moderation import cards, changed, typed, undoing
from bot.moderation.drafts import Drafts, Prepared, WaitingDrafts, prepare_draft
from bot.moderation.records import CorpusChange, ModerationMeans, Moderator, Shown, Step
from bot.moderation.store import (
    CardKind,
    Decided,
    DraftChanged,
    ModerationStore,
    Outcome,
    Pending,
)
from bot.moderation.wording import happening_of, word_left_as_it_was
from bot.replies import Button, ButtonKind, ModerationKind, Reply, Say, Served, Told, said
from bot.sentences.say import Sentence, Words, sentence
from index.drafts import edits, prepare
from index.drafts.prepare import AS_NEW
from index.drafts.records import Draft
from index.drafts.written import recorded_fields
from index.errors import BadMetadata
from index.records import Article, SourceText
from index.store import audit
from index.store.file import UNDONE
from index.store.store import is_only_article, live_generation, read_article

ASKED = "approval asked for"  # in the audit log: another moderator has to publish the draft
DECLINED = "approval declined"  # in the audit log: another moderator has refused the draft

# Where two moderators have to agree, the moderator of a draft does not press these.
_FOR_OTHERS = ("publish", "decline", "publish_anyway", "discard")
_OF_OTHERS: Mapping[ModerationKind, ModerationKind] = {"approve": "publish", "cancel": "decline"}

_DECIDED: Mapping[Outcome, str] = {
    "published": "mod_decided_published",
    "removed": "mod_decided_removed",
    "undone": "mod_decided_undone",
    "cancelled": "mod_decided_cancelled",
}
_TAKES: Mapping[ButtonKind, str] = {
    "take_title": "title",
    "take_author": "author",
    "take_date": "published",
}


class ModerationDesk:
    """Drafts, their cards and their decisions. For the thread that made its store.

    Methods raise `PullquoteError` where the corpus cannot be read, and what `draft_text` raises,
    before they change anything.
    """

    def __init__(
        self,
        means: ModerationMeans,
        store: ModerationStore,
        clock: Callable[[], float],
        draft_text: Drafts = prepare_draft,
    ) -> None:
        """Keep drafts in `store`; `clock` gives seconds since 1970."""
        self.means = means
        self.store = store
        self.clock = clock
        self._drafts = WaitingDrafts(means, store, clock, draft_text)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def provide(self, prepared: Prepared) -> None:
        """Take a draft that was prepared in another thread."""
        self._drafts.provide(prepared)

    def add(self, who: Moderator, text: SourceText, caption: str = "") -> Step:
        """Draft a text that was read, edited as its caption says, and show the draft's card."""
        pending = self._drafts.add(who, text)
        shown = Step(token=pending.token, shows=("card",))
        draft = self._drafts.draft(pending)
        if draft is None or not caption.strip():
            return shown
        try:
            edited = edits.edit(draft, caption)
            self._drafts.edit(pending, edited, recorded_fields(caption))
        except BadMetadata as error:
            return replace(shown, said=said("card_refused_caption", reason=error))
        return shown

    def reopen(self, who: Moderator, article_id: str) -> Step:
        """Show the card of a published source again, so that its fields can be edited."""
        if not article_id:
            return Step(said=said("mod_edit_usage"))
        article = read_article(self.means.data, article_id)
        if article is None:
            return Step(said=said("no_such_source"))
        text = prepare.reopened(article)
        return Step(token=self._drafts.add(who, text).token, shows=("card",))

    def remove(self, who: Moderator, article_id: str) -> Step:
        """Show the article that is to be removed on a card, which asks for approval."""
        if not article_id:
            return Step(said=said("mod_remove_usage"))
        article = read_article(self.means.data, article_id)
        if article is None:
            return Step(said=said("no_such_source"))
        if is_only_article(self.means.data, article_id):
            return Step(said=said("mod_only_source", id=article_id))
        return Step(token=self._drafts.remove(who, article).token, shows=("card",))

    def undo(self, who: Moderator, number: int | None, published: int | None = None) -> Step:
        """Show what going back to generation `number`, or to the one before, would change.

        Where `published` is given and another generation is live by now, nothing is shown.
        """
        undo = undoing.plan(self.means.data, number)
        if published is not None and undo.live != published:
            return Step(said=said("mod_superseded", generation=undo.live))
        return Step(token=self._drafts.undo(who, undo).token, shows=("card",))

    def open_cards(self, who: Moderator, written: str = "approve") -> tuple[str, ...]:
        """List a moderator's own drafts that wait and may be meant by what was written.

        They are their tokens, oldest first. A removal or an undo has no fields to be edited.
        """
        waiting = self.store.waiting(who.chat, who.person, self.clock())
        if typed.pressed(written) is not None:
            return waiting
        kept = (self._drafts.pending(token) for token in waiting)
        return tuple(each.token for each in kept if each is not None and each.text is not None)

    def open_undos(self, who: Moderator) -> tuple[str, ...]:
        """List the tokens of a moderator's own undos that wait to be confirmed, oldest first."""
        waiting = map(self._drafts.pending, self.store.waiting(who.chat, who.person, self.clock()))
        return tuple(each.token for each in waiting if each is not None and each.undo is not None)

    def write(self, who: Moderator, token: str, written: str, others: tuple[str, ...]) -> Step:
        """Do what was written about the card of a draft: edits, a line each, or a decision.

        `others` as in `press`.
        """
        reason = typed.refusal(written)
        if reason is not None and self.means.is_two_person:
            return self._refuse_with_reason(who, token, reason, others)
        kind = typed.pressed(written)
        if kind is not None:
            return self._typed(who, kind, token, others)
        pending = self._own(token, who)
        if pending is None:
            return Step(said=Served(Reply((Say(self._why_not(token)),))))
        draft = self._drafts.draft(pending)
        if draft is None:
            return Step(token=token, said=said("mod_nothing_to_edit"))
        try:
            edited = edits.edit(draft, written)
        except BadMetadata as error:
            return Step(token=token, said=said("card_refused_edit", reason=error))
        fields = recorded_fields(written)
        try:
            self._drafts.edit(pending, edited, fields)
        except DraftChanged:  # by another process, at the same moment
            return Step(token=token, shows=("card",), said=said("mod_out_of_date"))
        return Step(token=token, shows=("card",), said=cards.noted(edited, fields))

    def press(self, who: Moderator, button: Button, others: tuple[str, ...]) -> Step:
        """Do what a pressed button says; `others` are the ids of all other moderators now."""
        try:
            return self._press(who, button, others)
        except DraftChanged:  # by another process, at the same moment
            return Step(sentence("mod_out_of_date"), button.token, ("card",))

    def _press(self, who: Moderator, button: Button, others: tuple[str, ...]) -> Step:
        pending = self._decidable(who, button)
        if pending is None:
            return Step(notice=self._why_not(button.token))
        is_own_discard = button.kind == "discard" and pending.person == who.person
        if button.kind in ("approve", *_FOR_OTHERS) and not is_own_discard:
            return self._decide(who, button, others, pending)
        if button.kind in ("skips", "skip_one", "keep_one"):
            return self._skip(button, pending)
        if button.kind in _TAKES:
            return self._take(_TAKES[button.kind], button.number, pending)
        if button.kind in ("as_new", "replace"):
            return self._choose(button, pending)
        if button.kind == "edit":
            return Step(token=pending.token, said=said("mod_how_to_edit"))
        if button.kind == "changes":
            return self._all_changes(pending)
        return self._cancel(pending, is_discarded=button.kind == "discard")

    def render(self, token: str, kind: CardKind) -> Shown | None:
        """Lay a draft out as it is now, for its moderator; `None` if it was decided."""
        pending = self._drafts.pending(token)
        if pending is None:
            return None
        earlier = self.store.shown(token, kind, pending.chat)
        served = self._card(pending, kind)
        return None if served is None else Shown(pending.chat, pending.language, served, earlier)

    def asked_card(self, token: str, asks: Words) -> Served | None:
        """Lay out for another moderator the draft that `asks` wants to be published.

        `asks` is the name of the draft's moderator. `None` if the draft was decided.
        """
        pending = self._drafts.pending(token)
        if pending is None:
            return None
        if pending.undo is not None:
            return undoing.asked_card(pending, pending.undo, self.means, asks)
        shown = self._drafts.draft(pending) or self._drafts.article(pending)
        if shown is None:
            return None
        return self._with_given(cards.asked_card(pending, shown, asks), shown)

    def current(self, change: CorpusChange) -> Pending | None:
        """Return the draft of a change that is about to be published; `None` if its card differs.

        So of two changes of one article that were approved at once, the second undoes nothing of
        the first unseen.
        """
        pending = self._drafts.pending(change.token)
        if pending is None or pending.version != change.version:
            return None
        try:
            fresh = self._drafts.refresh(pending)
        except DraftChanged:
            return None
        return pending if fresh == pending else None

    def settle(self, change: CorpusChange, *, is_published: bool) -> None:
        """Clear the mark that a draft is being published; remove it only if it was published."""
        self.store.end(change.token)
        if not is_published:
            return
        happening = change.happening
        if happening is None:
            decided = Decided("undone", "")
        else:
            is_removed = happening.kind == "removed"
            decided = Decided("removed" if is_removed else "published", happening.title)
        self.store.decide(change.token, decided, self.clock())

    def _card(self, pending: Pending, kind: CardKind) -> Served | None:
        if pending.undo is not None:
            return undoing.undo_card(pending, pending.undo, self.means)
        draft = self._drafts.draft(pending)
        if draft is not None:
            if kind != "card":
                return cards.skips_card(pending, draft)
            return self._with_given(cards.draft_card(pending, draft), draft)
        article = self._drafts.article(pending)
        if article is None:
            return None
        return self._with_given(cards.removal_card(pending, article), article)

    def _with_given(self, card: Served, shown: Draft | Article) -> Served:
        """Put to a card how many quotes in people's hands would change."""
        becomes = None
        replaced: Article | None
        if isinstance(shown, Draft):
            becomes = shown.split.article
            replaced = None if shown.replaces is None else shown.replaces.article
        else:
            replaced = shown
        words = None if replaced is None else self.means.word_given({replaced.id: becomes})
        if words is None:
            return card
        return replace(card, reply=Reply((*card.reply.blocks, Say(words))))

    def _decide(
        self, who: Moderator, button: Button, others: tuple[str, ...], pending: Pending
    ) -> Step:
        """Publish, decline, or ask others about a draft that still is as its card shows it."""
        fresh = self._drafts.refresh(pending)
        if fresh is None:
            self.store.remove(pending.token)
            return Step(notice=self._gone(pending))
        if button.number != pending.version or fresh.version != pending.version:
            is_own = pending.person == who.person
            shows: tuple[CardKind, ...] = ("card",) if is_own else ()
            return Step(sentence("mod_out_of_date"), pending.token, shows)
        if button.kind in ("decline", "discard"):
            return self._decline(who, others, pending)
        if not self.means.is_two_person:
            return Step(change=self._change(button, pending))
        if button.kind == "approve":
            return self._ask(who, others, pending)
        if refusal := _refusal(who, others, pending):
            return Step(notice=refusal)
        return Step(change=self._change(button, pending))

    def _ask(self, who: Moderator, others: tuple[str, ...], pending: Pending) -> Step:
        if not others:
            return Step(notice=sentence("mod_nobody_to_ask"))
        audit.append(self.means.data, who.by, ASKED, _recorded(pending))
        self.store.keep_asked(pending)
        return Step(token=pending.token, asks_others=True)

    def _decline(self, who: Moderator, others: tuple[str, ...], pending: Pending) -> Step:
        if refusal := _refusal(who, others, pending):
            return Step(notice=refusal)
        declined = said("mod_was_declined", by=who.name, title=self._title(pending))
        audit.append(self.means.data, who.by, DECLINED, _recorded(pending))
        self._drafts.keep_version(pending)
        if pending.undo is not None:
            declined = said("mod_undo_was_declined", by=who.name, generation=pending.undo.earlier)
        return Step(
            notice=sentence("mod_declined"),
            token=pending.token,
            shows=("card",),
            told=Told(pending.person, pending.language, declined),
        )

    def _skip(self, button: Button, pending: Pending) -> Step:
        draft = self._drafts.draft(pending)
        if draft is None or button.kind == "skips":
            return Step(token=pending.token, shows=("skips",) if draft else ())
        number = {button.number}
        skipped = set(draft.skipped)
        wanted = skipped | number if button.kind == "skip_one" else skipped - number
        try:
            edited = prepare.with_skipped(draft, wanted)
        except BadMetadata as error:
            return Step(notice=sentence("card_refused_edit", reason=error))
        self._drafts.edit(pending, edited)
        return Step(token=pending.token, shows=("card", "skips"))

    def _take(self, field: str, number: int, pending: Pending) -> Step:
        """Record a field as a paragraph of the text gives it."""
        draft = self._drafts.draft(pending)
        if draft is None:
            return Step(notice=sentence("mod_gone"))
        try:
            edited = edits.edit(draft, f"{field}: paragraph {number}")
        except BadMetadata as error:
            return Step(notice=sentence("card_refused_edit", reason=error))
        self._drafts.edit(pending, edited, (field,))
        return Step(token=pending.token, shows=("card",))

    def _refuse_with_reason(
        self, who: Moderator, token: str, reason: str, others: tuple[str, ...]
    ) -> Step:
        """Refuse what another moderator asked for, and tell them why; or why it was refused."""
        pending = self._drafts.pending(token)
        if pending is None or pending.person == who.person:
            return Step(said=Served(Reply((Say(self._why_not(token)),))))
        why = said("mod_refused_why", by=who.name, title=self._title(pending), reason=reason)
        if pending.is_asked:
            refused = self.press(who, Button("decline", token, pending.version), others)
            if refused.told is None:
                return Step(said=Served(Reply((Say(refused.notice or ""),))))
        told = Told(pending.person, pending.language, why)
        return Step(token=token, shows=("card",), said=said("mod_declined"), told=told)

    def _title(self, pending: Pending) -> str:
        shown = self._drafts.draft(pending) or self._drafts.article(pending)
        return pending.article_id if shown is None else happening_of(shown).title

    def _choose(self, button: Button, pending: Pending) -> Step:
        """Make a draft a source of its own, or a new revision of the rival that was pressed."""
        draft = self._drafts.draft(pending)
        if draft is None or (button.kind == "replace" and button.number > len(draft.rivals)):
            return Step(notice=sentence("mod_gone"))
        rival = AS_NEW if button.kind == "as_new" else draft.rivals[button.number - 1].id
        self._drafts.choose(pending, rival)
        return Step(token=pending.token, shows=("card",))

    def _all_changes(self, pending: Pending) -> Step:
        draft = self._drafts.draft(pending)
        if draft is None or draft.replaces is None:
            return Step(notice=sentence("mod_gone"))
        document = changed.changes_document(draft, draft.replaces)
        return Step(token=pending.token, said=document)

    def _typed(
        self, who: Moderator, kind: ModerationKind, token: str, others: tuple[str, ...]
    ) -> Step:
        """Do what a button of the card does, by its own words; what it notes is said."""
        pending = self._drafts.pending(token)
        if pending is None:
            return Step(said=Served(Reply((Say(self._why_not(token)),))))
        is_own = pending.person == who.person
        asked = kind if is_own else _OF_OTHERS.get(kind, kind)
        step = self.press(who, Button(asked, token, pending.version), others)
        if step.notice is None or step.said is not None:
            return step
        return replace(step, notice=None, said=Served(Reply((Say(step.notice),))))

    def _change(self, button: Button, pending: Pending) -> CorpusChange:
        draft = self._drafts.draft(pending)
        shown = draft or self._drafts.article(pending)
        return CorpusChange(
            pending.token,
            pending.version,
            pending.article_id,
            () if draft is None else (draft.text,),
            _removed(pending, draft),
            anyway=button.kind == "publish_anyway",
            undo=pending.undo,
            happening=None if shown is None else happening_of(shown),
        )

    def _cancel(self, pending: Pending, *, is_discarded: bool) -> Step:
        """Say in the place of a card that nothing comes of it, and what is so still."""
        shown = self._drafts.draft(pending) or self._drafts.article(pending)
        happening = None if shown is None else happening_of(shown)
        title = self._title(pending)
        self.store.decide(pending.token, Decided("cancelled", title), self.clock())
        if pending.undo is not None:
            words = sentence("mod_undo_cancelled", generation=pending.undo.live)
        elif happening is None:
            words = sentence("mod_gone")
        else:
            words = word_left_as_it_was(happening, is_discarded=is_discarded)
        return Step(token=pending.token, closes=words)

    def _why_not(self, token: str) -> Sentence:
        """Say why there is nothing to decide for whoever presses: decided, another's, or gone."""
        decided = self.store.decided(token)
        if decided is not None:
            return sentence(_DECIDED[decided.outcome], title=decided.title)
        is_there = self._drafts.pending(token) is not None
        return sentence("mod_not_yours" if is_there else "mod_gone")

    def _gone(self, pending: Pending) -> Sentence:
        """Say why there is nothing to decide: gone, or for an undo, another generation is live."""
        if pending.undo is None:
            return sentence("mod_gone")
        return sentence("mod_superseded", generation=live_generation(self.means.data))

    def _decidable(self, who: Moderator, button: Button) -> Pending | None:
        """Find the draft of a button: one's own, or one that another moderator decides."""
        if self.means.is_two_person and button.kind in _FOR_OTHERS:
            return self._drafts.pending(button.token)
        return self._own(button.token, who)

    def _own(self, token: str, who: Moderator) -> Pending | None:
        pending = self._drafts.pending(token)
        is_own = pending is not None and (pending.chat, pending.person) == (who.chat, who.person)
        return pending if is_own else None


def _refusal(who: Moderator, others: tuple[str, ...], pending: Pending) -> Sentence | None:
    """Say why this moderator may not decide about another one's draft; `None` if they may."""
    if pending.person == who.person:
        return sentence("mod_another_must")
    if pending.person not in others:
        return sentence("mod_no_moderator_any_more")
    return None if pending.is_asked else sentence("mod_not_yours")


def _removed(pending: Pending, draft: Draft | None) -> tuple[str, ...]:
    """List the ids that go: of the article that is removed, or of one that gets another id."""
    if draft is not None:
        return prepare.renamed(draft)
    return () if pending.undo is not None else (pending.article_id,)


def _recorded(pending: Pending) -> str:
    """Name a draft in the audit log."""
    if pending.undo is None:
        return pending.article_id
    return f"{UNDONE} generation {pending.undo.earlier}"
