from fakes.reading import FakeReader

from index.reading.reader import InContext, Reading, ReadTwice, ToRead, read_again
from index.records import Span

QUESTION = "Who steered the ferry?"
SENTENCES = ("It rained.", "The ferry was late.", "Oda Lind steered it.", "It sank.")


def passage(*sentences: str) -> InContext:
    """Join sentences by a blank, under a headline."""
    spans, text = [], ""
    for sentence in sentences:
        start = len(text) + bool(text)
        text = f"{text} {sentence}".strip()
        spans.append(Span(start, len(text)))
    return InContext(text, tuple(spans), above="A ferry sinks", before="Nobody was hurt.")


def read_twice(reader: FakeReader, *pairs: ToRead) -> tuple[ReadTwice, ...]:
    return read_again(reader, pairs, reader.read(pairs), range(len(pairs)))


def test_of_a_long_passage_the_sentence_that_fits_is_read_with_the_one_before() -> None:
    reader = FakeReader({"Oda": 2.0})

    (said,) = read_twice(reader, ToRead(QUESTION, passage(*SENTENCES)))

    assert said.whole == Reading(2.0, (0.0, 0.0, 1.0, 0.0))
    assert said.part == 2.0
    assert [pair.passage for pair in reader.pairs] == [
        passage(*SENTENCES),
        passage(*SENTENCES[1:3]),
    ]


def test_the_first_sentence_is_read_alone() -> None:
    reader = FakeReader({"rained": 1.0})
    read_twice(reader, ToRead(QUESTION, passage(*SENTENCES)))
    assert reader.pairs[1].passage == passage(SENTENCES[0])


def test_a_passage_that_is_the_part_that_fits_is_read_once() -> None:
    reader = FakeReader({"Oda": 2.0})
    pairs = [ToRead(QUESTION, passage(*SENTENCES[1:3])), ToRead(QUESTION, passage(*SENTENCES))]

    short, long = read_twice(reader, *pairs)

    assert (short.part, long.part) == (2.0, 2.0)
    assert len(reader.pairs) == 3


def test_of_what_is_not_chosen_the_whole_counts() -> None:
    reader = FakeReader({"Oda": 2.0})
    pair = ToRead(QUESTION, passage(*SENTENCES))

    said = read_again(reader, [pair, pair], reader.read([pair, pair]), [1])

    assert [twice.part for twice in said] == [2.0, 2.0]
    assert len(reader.pairs) == 3
