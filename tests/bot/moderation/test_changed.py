from fakes.corpus import FakeEmbedder, article, source_text
from fakes.speaking import ENGLISH

from bot.moderation.changed import changes_document
from bot.replies import Attached, Say, ShowQuote
from index.drafts.prepare import prepare


def test_a_document_shows_every_change_and_counts_them() -> None:
    old = article(source_text("days", "\n\n".join(f"On day {n} it rained." for n in range(9))))
    new = source_text("days", old.text.replace("rained", "snowed"))
    draft = prepare(new, (old,), FakeEmbedder(), None)
    assert draft.replaces is not None
    served = changes_document(draft, draft.replaces)
    assert isinstance(served.attached, Attached)
    assert served.attached.name == "days.txt"
    opening, *quotes = served.attached.reply.blocks
    assert isinstance(opening, Say)
    assert ENGLISH(opening.words) == "What it changes, in all 9:"
    shown = [block.quote.text for block in quotes if isinstance(block, ShowQuote)]
    assert (len(shown), shown[-2:]) == (18, ["On day 8 it rained.", "On day 8 it snowed."])
