import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from index.records import Answer, Article, Source, SourceText
from index.search.asker import Asker
from index.sources import read
from index.text import paragraphs
from index.text.quoting import check_quote

SEEDS = Path(__file__).parents[2] / "seeds"
# Of the five files as they were received: a seed is never edited, not even its line endings.
DIGESTS = {
    "desert-or-die-kontur.txt": (
        "a650d116569d50a4a1a92b85bfc62d321ce58857aa1c4797c03520d0780dca73"
    ),
    "deserter-interview-corriere.txt": (
        "019d54219beb6dcb8778895d7507e666837443059d0ccd8e514ab1e93e122904"
    ),
    "officer-resigns-cnn-reworded.txt": (
        "cb7ca54f7dc0e1d062c0494a8769db97816a012779537b3bc826add9aa3c7ace"
    ),
    "point-of-no-return-meduza.txt": (
        "733cde9c6f98ad020ae84aab6d6ef8d1d4ad9a78d0fe6fe8cf8f0483a343e085"
    ),
    "refusing-to-fight-rosenberg.txt": (
        "709dd176f43f4713f26f16688e58010e0c9a4524adfd389aec7aa80e3a4436ae"
    ),
}
LEAST_QUESTIONS = 40
# Of the 40 answerable questions: those whose words stand in one of the quotes, and those that are
# called answered. The aim is 37 and 33. These floors only move up.
LEAST_FOUND = 32
LEAST_CALLED = 27
# Of the 12 unanswerable questions; all of them near misses. Search alone calls 11 of the answerable
# ones answered and one of these. With the reader it is 28 and four: of what is called answered 88 %
# can be answered where it was 92 %, and more than twice as much is called so.
MOST_FALSE_ANSWERS = 4
MOST_FALSE_BY_SEARCH = 1
QUOTES = 3


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden question; `article` and `words` only where the seeds answer it."""

    text: str
    kind: str
    article: str = ""
    words: tuple[str, ...] = ()


def read_golden() -> tuple[Golden, ...]:
    tables = tomllib.loads((SEEDS / "questions.toml").read_text(encoding="utf-8"))["question"]
    return tuple(Golden(**table | {"words": tuple(table.get("words", ()))}) for table in tables)


GOLDEN = read_golden()
ANSWERABLE = [question for question in GOLDEN if question.kind == "answerable"]
UNANSWERABLE = [question for question in GOLDEN if question.kind != "answerable"]


@pytest.fixture(scope="module")
def texts() -> dict[str, SourceText]:
    """The seeds by file name; there is one for every entry of sources.toml, and none fails."""
    reading = read.read_folder(SEEDS)
    assert reading.failures == ()
    return {text.source.origin: text for text in reading.texts}


def as_article(text: SourceText) -> Article:
    digest = sha256(text.text.encode()).hexdigest()
    return Article(text.source.id, 1, text.source, text.text, digest, text.skipped)


def test_the_five_articles_are_as_they_were_received() -> None:
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")}
    assert found == DIGESTS


def test_every_article_is_read_and_every_skip_entry_matches(texts: dict[str, SourceText]) -> None:
    assert sorted(texts) == sorted(DIGESTS)
    recorded = tomllib.loads((SEEDS / "sources.toml").read_text(encoding="utf-8"))
    assert sorted(recorded) == sorted(DIGESTS)
    assert all(text.skipped for text in texts.values())


def test_what_is_recorded_of_an_article_is_what_its_own_text_says(
    texts: dict[str, SourceText],
) -> None:
    for text in texts.values():
        source: Source = text.source
        for field in (source.title, source.outlet, source.author, source.published, source.url):
            assert field is None or field in text.text


def test_the_reworded_copy_says_that_it_is_one(texts: dict[str, SourceText]) -> None:
    source = texts["officer-resigns-cnn-reworded.txt"].source
    assert source.note is not None
    assert source.note.startswith("A machine-reworded copy of a CNN report")
    assert source.outlet is None


@pytest.mark.parametrize(
    "never_quoted",
    ["Captcha", "Back to top", "Donate today", "To register, click here", "Google\u00a0News"],
)
def test_no_paragraph_holds_what_is_not_article(
    texts: dict[str, SourceText], never_quoted: str
) -> None:
    for text in texts.values():
        for paragraph in paragraphs.split(as_article(text)):
            assert never_quoted not in paragraph.text


def test_there_are_enough_golden_questions_of_every_kind() -> None:
    kinds = Counter(question.kind for question in GOLDEN)
    assert kinds.keys() == {"answerable", "near_miss", "off_corpus"}
    assert (kinds["near_miss"], kinds["off_corpus"]) == (6, 6)
    assert kinds.total() >= LEAST_QUESTIONS
    assert len({question.text for question in GOLDEN}) == kinds.total()


def test_answerable_questions_say_where_the_answer_is_and_others_do_not() -> None:
    assert all(question.article in DIGESTS and question.words for question in ANSWERABLE)
    assert not any(question.article or question.words for question in UNANSWERABLE)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.text)
def test_the_words_of_an_answerable_question_stand_in_one_paragraph(
    texts: dict[str, SourceText], question: Golden
) -> None:
    split = paragraphs.split(as_article(texts[question.article]))
    quotable = [paragraph.text for paragraph in split if not paragraph.is_heading]
    assert sum(all(words in text for words in question.words) for text in quotable) == 1


@pytest.fixture(scope="module")
def answers(seeds_asker: Asker) -> dict[str, Answer]:
    """What the packaged model, calibration and reader answer to each golden question."""
    return {asked.text: seeds_asker.answer(asked.text, QUOTES) for asked in GOLDEN}


@pytest.mark.model
def test_the_seeds_answer_what_they_hold(answers: dict[str, Answer]) -> None:
    missed = [asked.text for asked in ANSWERABLE if not is_found(asked, answers[asked.text])]
    assert len(ANSWERABLE) - len(missed) >= LEAST_FOUND, missed


@pytest.mark.model
def test_an_answer_that_the_seeds_hold_is_called_one(answers: dict[str, Answer]) -> None:
    assert len(claimed(ANSWERABLE, answers)) >= LEAST_CALLED


@pytest.mark.model
def test_the_seeds_do_not_claim_to_answer_what_they_do_not_hold(
    answers: dict[str, Answer],
) -> None:
    assert len(claimed(UNANSWERABLE, answers)) <= MOST_FALSE_ANSWERS
    off_corpus = [asked for asked in UNANSWERABLE if asked.kind == "off_corpus"]
    assert claimed(off_corpus, answers) == []


@pytest.mark.model
def test_without_the_reader_the_seeds_answer_as_search_alone_does(seeds_searcher: Asker) -> None:
    answers = {asked.text: seeds_searcher.answer(asked.text, QUOTES) for asked in GOLDEN}
    found = [asked.text for asked in ANSWERABLE if is_found(asked, answers[asked.text])]
    assert len(found) >= LEAST_FOUND
    assert len(claimed(UNANSWERABLE, answers)) <= MOST_FALSE_BY_SEARCH


@pytest.mark.model
def test_every_quote_given_for_a_golden_question_stands_in_its_article(
    seeds_asker: Asker, answers: dict[str, Answer]
) -> None:
    quotes = [ranked.quote for answer in answers.values() for ranked in answer.quotes]
    for quote in quotes:
        article = seeds_asker.article(quote.citation.article_id)
        assert article is not None
        check_quote(quote, article)


def claimed(questions: Sequence[Golden], answers: dict[str, Answer]) -> list[str]:
    """List the questions that are called answered."""
    return [asked.text for asked in questions if answers[asked.text].outcome == "answer"]


def is_found(question: Golden, answer: Answer) -> bool:
    return any(
        ranked.quote.citation.article_id == Path(question.article).stem
        and all(words in ranked.quote.text for words in question.words)
        for ranked in answer.quotes
    )
