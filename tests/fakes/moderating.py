"""A moderator, two texts to moderate, and the means to change a corpus with the fake model."""

from pathlib import Path

from fakes.corpus import CALIBRATION, MODEL, FakeEmbedder, source_text

from bot.moderation.records import ModerationMeans, Moderator
from index.errors import UnreadableSource
from index.records import SourceText
from index.search.answer import Means

MEANS = Means(FakeEmbedder(), CALIBRATION, CALIBRATION.threshold)
ADA = Moderator("7", "7", "telegram:7", "en")
FLED = source_text("fled", "Ten men fled at night.\n\nNobody saw them.", title="Fled")
VOTED = source_text("voted", "The council voted at noon.\n\nShare this article.\n\nTwo left.")


def means(data: Path) -> ModerationMeans:
    """Make the means to change the corpus in `data`; no address can be read."""

    def no_network(address: str) -> SourceText:
        raise UnreadableSource(f"{address}: there is no network here")

    return ModerationMeans(data, MODEL, FakeEmbedder, lambda: MEANS, no_network)
