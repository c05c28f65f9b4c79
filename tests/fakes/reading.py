"""A reader whose opinion is given beforehand."""

from collections.abc import Mapping, Sequence

from index.reading.reader import Reading, ToRead


class FakeReader:
    """Gives a passage the log-odds of the words that it holds, -9 if it holds none of them.

    The sentence that holds the words has all the weight. `pairs` are all it has read, in order.
    """

    fingerprint = "0f" * 32

    def __init__(self, log_odds: Mapping[str, float]) -> None:
        self._log_odds = log_odds
        self.pairs: list[ToRead] = []

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        self.pairs.extend(pairs)
        return tuple(self._read(pair) for pair in pairs)

    def _read(self, pair: ToRead) -> Reading:
        passage = pair.passage
        held = [words for words in self._log_odds if words in passage.text]
        sentences = [passage.text[span.start : span.end] for span in passage.sentences]
        answering = [any(words in sentence for words in held) for sentence in sentences]
        weights = tuple(float(is_answering) for is_answering in answering)
        return Reading(self._log_odds[held[0]] if held else -9.0, weights)
