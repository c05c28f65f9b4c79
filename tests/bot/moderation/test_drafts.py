from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import publish, source_text
from fakes.moderating import ADA, FLED, VOTED, means

from bot.moderation.drafts import WaitingDrafts
from bot.moderation.store import KEPT_SECONDS, ModerationStore
from index.drafts import prepare
from index.drafts.edits import edit
from index.drafts.prepare import AS_NEW
from index.store.store import read_corpus


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[WaitingDrafts]:
    publish(tmp_path, FLED)
    with closing(ModerationStore(tmp_path)) as store:
        yield WaitingDrafts(means(tmp_path), store, lambda: 1000.0)


def after_a_restart(drafts: WaitingDrafts) -> WaitingDrafts:
    """Return the drafts with nothing held in memory."""
    return WaitingDrafts(drafts.means, drafts.store, drafts.clock)


def test_a_new_draft_names_its_moderator_and_skips_what_is_suggested(drafts: WaitingDrafts) -> None:
    pending = drafts.add(ADA, VOTED)
    assert (pending.chat, pending.person, pending.language) == ("7", "7", "en")
    assert (pending.article_id, pending.version, pending.skipped) == ("voted", 1, (2,))
    assert drafts.pending(pending.token) == pending


def test_a_draft_is_made_again_as_it_was_edited(drafts: WaitingDrafts) -> None:
    pending = drafts.add(ADA, VOTED)
    draft = drafts.draft(pending)
    assert draft is not None
    source = replace(draft.read.source, outlet="Meduza")
    edited = prepare.with_skipped(prepare.with_source(draft, source), ())
    drafts.edit(pending, edited, ("outlet",))
    kept = drafts.pending(pending.token)
    assert kept is not None
    assert (kept.version, kept.skipped) == (2, ())
    assert after_a_restart(drafts).draft(kept) == edited


def test_a_draft_is_another_version_once_its_card_differs(
    drafts: WaitingDrafts, tmp_path: Path
) -> None:
    pending = drafts.add(ADA, VOTED)
    assert drafts.refresh(pending) == pending
    publish(tmp_path, FLED, source_text("copy", VOTED.text))
    fresh = drafts.refresh(pending)
    assert fresh is not None
    assert (fresh.version, fresh.digest == pending.digest) == (2, False)
    assert drafts.refresh(fresh) == fresh


def test_a_draft_that_waits_for_another_keeps_what_was_recorded_and_takes_over_the_rest(
    drafts: WaitingDrafts, tmp_path: Path
) -> None:
    pending = drafts.add(ADA, VOTED)
    draft = drafts.draft(pending)
    assert draft is not None
    drafts.edit(pending, edit(draft, "author: Anna\nnote:"), ("author", "note"))
    first = replace(VOTED, source=replace(VOTED.source, outlet="Meduza", author="Ivan", note="Cut"))
    publish(tmp_path, FLED, first)
    kept = drafts.pending(pending.token)
    assert kept is not None
    fresh = after_a_restart(drafts).draft(kept)
    assert fresh is not None
    source = fresh.text.source
    assert (source.outlet, source.author, source.note) == ("Meduza", "Anna", None)


def test_a_draft_is_chosen_to_replace_or_to_be_new_with_its_fields_and_skips(
    drafts: WaitingDrafts, tmp_path: Path
) -> None:
    publish(tmp_path, FLED, replace(VOTED, source=replace(VOTED.source, outlet="Meduza")))
    pending = drafts.add(ADA, VOTED)
    draft = drafts.draft(pending)
    assert draft is not None
    assert draft.text.source.outlet == "Meduza"
    drafts.edit(pending, edit(draft, "author: Anna"), ("author",))
    for replacing, expected in (
        (AS_NEW, ("voted-2", None, (2,))),
        ("voted", ("voted", "Meduza", ())),
    ):
        kept = drafts.pending(pending.token)
        assert kept is not None
        drafts.choose(kept, replacing)
        kept = drafts.pending(pending.token)
        assert kept is not None
        chosen = after_a_restart(drafts).draft(kept)
        assert chosen is not None
        source = chosen.text.source
        assert (source.id, source.outlet, chosen.skipped) == expected
        assert (kept.article_id, source.author) == (expected[0], "Anna")


def test_a_removal_has_an_article_until_the_corpus_holds_it_no_longer(
    drafts: WaitingDrafts, tmp_path: Path
) -> None:
    publish(tmp_path, FLED, VOTED)
    (_, voted) = read_corpus(tmp_path).articles
    removal = drafts.remove(ADA, voted)
    assert (drafts.draft(removal), drafts.article(removal)) == (None, voted)
    publish(tmp_path, FLED)
    assert (drafts.article(removal), drafts.refresh(removal)) == (None, None)


def test_a_new_version_has_to_be_asked_for_again(drafts: WaitingDrafts) -> None:
    asked = replace(drafts.add(ADA, VOTED), is_asked=True)
    counted = drafts.keep_version(asked)
    assert (counted.version, counted.is_asked) == (2, False)
    assert drafts.keep_version(replace(asked, version=9999)).version == 9999


def test_a_draft_that_is_too_old_is_gone(drafts: WaitingDrafts) -> None:
    token = drafts.add(ADA, VOTED).token
    late = WaitingDrafts(drafts.means, drafts.store, lambda: 1000.0 + KEPT_SECONDS)
    assert late.pending(token) is None
