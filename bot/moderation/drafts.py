"""The drafts that wait for a decision, each compared with the corpus as it is now."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

from bot.moderation.records import ModerationMeans, Moderator
from bot.moderation.store import LAST_VERSION, Choices, ModerationStore, Pending, Undo
from index.drafts import prepare
from index.drafts.duplicates import unseen
from index.drafts.prepare import drafting
from index.drafts.records import Draft
from index.errors import BadMetadata
from index.records import RECORDED, Article, Progress, SourceText
from index.store.store import live_generation, read_article

_MOST_HELD = 20  # drafts in memory; the others are drafted anew when they are needed
_MOST_PREPARED = 4  # drafts that were prepared and wait to be needed
_MOST_CHARACTERS = 4_000_000  # of their texts together, as a draft takes 30 to 120 bytes for each


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft of a text against the generation that was live; `replacing` as for `prepare`."""

    text: SourceText
    replacing: str | None
    live: int | None
    draft: Draft


class NotDrafted(Exception):
    """A step of the desk needs a draft that must be prepared elsewhere; nothing was changed yet."""

    def __init__(self, text: SourceText, replacing: str | None) -> None:
        """Name what `prepare_draft` has to be given."""
        super().__init__("this text is not drafted yet")
        self.text = text
        self.replacing = replacing


Drafts = Callable[[ModerationMeans, SourceText, str | None], Prepared]
"""Drafts a text as `prepare_draft` does, or raises `NotDrafted`."""


def leave_to_others(_: ModerationMeans, text: SourceText, replacing: str | None) -> Prepared:
    """Draft nothing, as a thread does on which others wait: raises `NotDrafted`."""
    raise NotDrafted(text, replacing)


def prepare_draft(
    means: ModerationMeans,
    text: SourceText,
    replacing: str | None = None,
    progress: Progress = unseen,
) -> Prepared:
    """Draft a text against the corpus as it is now, in any thread; a long one takes minutes.

    What `progress` raises ends it.
    """
    live = live_generation(means.data)
    with drafting(means.data, means.make_embedder(), progress) as draft_text:
        return Prepared(text, replacing, live, draft_text(text, (), replacing))


@dataclass(slots=True)
class WaitingDrafts:
    """Makes drafts, and makes them again after a restart or when the corpus has changed.

    For the thread that made the store. Methods raise `PullquoteError` where the corpus cannot be
    read, and what `draft_text` raises, before they change anything.
    """

    means: ModerationMeans
    store: ModerationStore
    clock: Callable[[], float]
    draft_text: Drafts = prepare_draft
    _held: dict[str, tuple[int | None, Draft]] = field(default_factory=dict)
    _prepared: deque[Prepared] = field(default_factory=lambda: deque(maxlen=_MOST_PREPARED))

    def provide(self, prepared: Prepared) -> None:
        """Take a draft that was prepared elsewhere, for whatever needs it next."""
        self._prepared.append(prepared)
        while len(self._prepared) > 1 and _characters(self._prepared) > _MOST_CHARACTERS:
            self._prepared.popleft()

    def add(self, who: Moderator, text: SourceText) -> Pending:
        """Draft a text that was read, and keep the draft."""
        live = live_generation(self.means.data)
        draft = self._prepare(text)
        added = replace(
            self._new(who, draft.text.source.id, _digest(draft)),
            text=text,
            source=draft.read.source,
            skipped=draft.skipped,
        )
        self.store.keep(added)
        self._hold(added.token, live, draft)
        return added

    def remove(self, who: Moderator, article: Article) -> Pending:
        """Keep a draft that removes an article."""
        removal = self._new(who, article.id, _digest(article))
        self.store.keep(removal)
        return removal

    def undo(self, who: Moderator, undo: Undo) -> Pending:
        """Keep an undo that waits to be confirmed."""
        asked = replace(self._new(who, "", f"from {undo.live}"), undo=undo)
        self.store.keep(asked)
        return asked

    def pending(self, token: str) -> Pending | None:
        """Read the draft with a token; `None` if it was decided or is too old."""
        return self.store.pending(token, self.clock())

    def draft(self, pending: Pending) -> Draft | None:
        """Return a draft against the corpus as it is now; `None` if it removes an article."""
        if pending.text is None:
            return None
        live = live_generation(self.means.data)
        held = self._held.get(pending.token)
        if held is not None and held[0] == live:
            return held[1]
        chosen = None if pending.choices is None else pending.choices.replacing
        draft = _as_recorded(self._prepare(pending.text, chosen), pending)
        draft = prepare.with_skipped(draft, pending.skipped)
        self._hold(pending.token, live, draft)
        return draft

    def article(self, pending: Pending) -> Article | None:
        """Return the article that a draft removes; `None` if the corpus does not hold it."""
        return read_article(self.means.data, pending.article_id)

    def edit(self, pending: Pending, edited: Draft, fields: Sequence[str] = ()) -> None:
        """Keep a draft as it was edited, as another version; `fields` were recorded in it."""
        skipped, source = edited.skipped, edited.read.source
        choices = pending.choices
        if choices is not None:
            recorded = dict.fromkeys((*choices.fields, *fields))
            choices = replace(choices, fields=tuple(recorded))
        changed = replace(
            pending,
            article_id=source.id,
            skipped=skipped,
            source=source,
            digest=_digest(edited),
            choices=choices,
        )
        self.keep_version(changed)
        self._hold(pending.token, live_generation(self.means.data), edited)

    def choose(self, pending: Pending, replacing: str) -> None:
        """Keep a draft as a new revision of an article, or as new; what was recorded stays."""
        if pending.text is None:
            return
        before, choices = self.draft(pending), pending.choices or Choices(fields=RECORDED)
        fields = tuple(field for field in choices.fields if field != "id")
        chosen = replace(pending, choices=Choices(replacing, fields))
        draft = _as_recorded(self._prepare(pending.text, replacing), chosen)
        if before is not None:
            draft = prepare.with_skipped(draft, _chosen_skips(before, draft))
        self.edit(chosen, draft)

    def refresh(self, pending: Pending) -> Pending | None:
        """Compare a draft with the corpus as it is now; keep another version if its card differs.

        `None` if nothing is left to remove, or if another generation is live by now than the one
        that is to be undone.
        """
        if pending.undo is not None:
            return pending if live_generation(self.means.data) == pending.undo.live else None
        shown = self.draft(pending) or self.article(pending)
        if shown is None:
            return None
        if _digest(shown) == pending.digest:
            return pending
        return self.keep_version(replace(pending, digest=_digest(shown)))

    def keep_version(self, pending: Pending) -> Pending:
        """Keep a draft as another version; other moderators have to be asked again about it."""
        version = min(pending.version + 1, LAST_VERSION)
        changed = replace(pending, version=version, is_asked=False)
        self.store.keep(changed)
        return changed

    def _prepare(self, text: SourceText, replacing: str | None = None) -> Draft:
        live = live_generation(self.means.data)
        for prepared in self._prepared:
            if (prepared.live, prepared.replacing, prepared.text) == (live, replacing, text):
                self._prepared.remove(prepared)
                return prepared.draft
        return self.draft_text(self.means, text, replacing).draft

    def _new(self, who: Moderator, article_id: str, digest: str) -> Pending:
        return Pending(
            token=self.store.new_token(),
            chat=who.chat,
            person=who.person,
            language=who.language,
            at=self.clock(),
            article_id=article_id,
            text=None,
            source=None,
            skipped=(),
            digest=digest,
        )

    def _hold(self, token: str, live: int | None, draft: Draft) -> None:
        self._held.pop(token, None)
        self._held[token] = (live, draft)
        while len(self._held) > 1 and (
            len(self._held) > _MOST_HELD
            or sum(len(held.text.text) for _, held in self._held.values()) > _MOST_CHARACTERS
        ):
            del self._held[next(iter(self._held))]


def _characters(prepared: Iterable[Prepared]) -> int:
    return sum(len(ready.text.text) for ready in prepared)


def _as_recorded(draft: Draft, pending: Pending) -> Draft:
    """Return a draft with the fields that a moderator recorded on its card, and no others."""
    recorded, choices = pending.source, pending.choices
    if recorded is None:
        return draft
    if choices is None:
        return prepare.with_source(draft, replace(recorded, id=draft.read.source.id))
    fields = {name: getattr(recorded, name) for name in choices.fields if name != "id"}
    draft = prepare.with_source(draft, replace(draft.read.source, **fields))
    if "id" in choices.fields:
        with suppress(BadMetadata):  # another source has it by now: the card shows another id
            draft = prepare.with_id(draft, recorded.id)
    return draft


def _chosen_skips(before: Draft, draft: Draft) -> set[int]:
    """Choose what to skip of a draft made anew: as suggested, but as a moderator chose before."""
    was = {suggestion.number for suggestion in before.suggested}
    by_hand = set(before.skipped) - was
    return (set(draft.skipped) | by_hand) - (was - set(before.skipped))


def _digest(shown: Draft | Article) -> str:
    """Sum up, in hex, what a card shows and what would be published."""
    if isinstance(shown, Article):
        summed: object = asdict(shown)
    else:
        replaced = None if shown.replaces is None else asdict(shown.replaces.article)
        copies = [(duplicate.source.id, duplicate.likeness) for duplicate in shown.duplicates]
        summed = [asdict(shown.text), replaced, copies]
    canonical = json.dumps(summed, sort_keys=True)
    return sha256(canonical.encode()).hexdigest()
