import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from fakes.corpus import (
    CALIBRATION,
    QUOTE_ALL,
    FakeEmbedder,
    noon,
    open_asker,
    publish,
    reindex,
    source_text,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from index import build
from index.errors import BadQuestion, GenerationRefused, StoreRefused
from index.generation import directory
from index.records import Article, Filters, Quote, Searched, SourceText
from index.search.answer import LONGEST_QUESTION
from index.search.asker import Asker
from index.store.file import FILE_NAME
from index.store.store import Store
from index.text.quoting import check_quote, holds_same_words
from index.text.stems import split_words

RIVER = source_text("river", "Marsh crossed the river. It was cold.", published="2024-06-30")
BRIDGE = source_text("bridge", "# Bridges\n\nThe bridge fell in March.", published="2023-01")
INTERVIEW = source_text(
    "talk", "Q: Who refused to fight?\n\nA: The officers did.\n\nQ: Why?\n\nA: They were tired."
)


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path, RIVER, BRIDGE, INTERVIEW)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def said(asker: Asker, question: str, limit: int = 3) -> list[str]:
    return [ranked.quote.text for ranked in asker.answer(question, limit).quotes]


def test_a_passage_that_clears_the_bar_is_an_answer(asker: Asker) -> None:
    answer = asker.answer("  Who crossed the river? ", 3)
    assert (answer.question, answer.outcome) == ("Who crossed the river?", "answer")
    ranked = answer.quotes[0]
    lit = ranked.quote.highlight
    assert ranked.quote.text == "Marsh crossed the river. It was cold."
    assert lit is not None
    assert ranked.quote.text[lit.start : lit.end] == "Marsh crossed the river."
    assert ranked.quote.citation.source == RIVER.source
    assert ranked.probability > 0.9


def test_a_passage_near_the_subject_is_only_related(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    with closing(Asker(tmp_path, FakeEmbedder(), CALIBRATION, threshold=0.999)) as asker:
        answer = asker.answer("Who crossed the river?", 3)
    assert (answer.outcome, answer.searched.threshold) == ("related", 0.999)
    assert [ranked.quote.text for ranked in answer.quotes] == [RIVER.text]


def test_what_is_not_near_the_subject_is_not_quoted(asker: Asker) -> None:
    answer = asker.answer("Which astronomers discovered Neptune?", 3)
    assert (answer.outcome, answer.quotes) == ("nothing", ())


def test_every_answer_says_what_was_searched(asker: Asker) -> None:
    expected = Searched(3, 4, "2023-01", "2024-06-30", 1, 0.5)
    assert asker.searched() == expected
    assert asker.answer("Neptune?", 3).searched == expected


def test_the_interviewers_question_comes_with_its_answer(asker: Asker) -> None:
    ranked = asker.answer("Who refused to fight?", 3).quotes[0]
    assert ranked.asked is not None
    assert (ranked.asked.text, ranked.quote.text) == ("Who refused to fight?", "The officers did.")


@pytest.mark.parametrize("question", ["", "  \n", "???", "🙂🙃", "\u200b", "“…”", "_", '"*()'])
def test_a_question_without_words_is_refused(asker: Asker, question: str) -> None:
    with pytest.raises(BadQuestion, match="the question has no words"):
        asker.answer(question, 3)


def test_a_question_as_long_as_a_text_is_refused_by_its_length(asker: Asker) -> None:
    asker.answer("river " * 166 + "cold", 3)
    assert LONGEST_QUESTION == 1000
    with pytest.raises(BadQuestion, match="has 1001 characters, at most 1000 are searched"):
        asker.answer("x" * 1001, 3)


def test_a_question_with_broken_characters_is_refused(asker: Asker) -> None:
    with pytest.raises(BadQuestion, match="characters that are no text"):
        asker.answer("who \udcff crossed?", 3)


@pytest.mark.parametrize(
    "question",
    [
        "NOT",
        "NEAR(",
        "a* OR b",
        'river" OR "bridge',
        "'; DROP TABLE articles; --",
        "river AND NOT bridge",
        "stems: river",
        "{stems paragraphs} : river",
        "^river + (bridge)",
        "%s ? :name @x $1",
        "river\0bridge",
        "ʼ",
        "² ½ ﷺ ﹰ",
        "١٢٣ ៣",
        "e\u0301 ͏ \u202eriver",
        "о'" * 300,
        " ".join(chr(0x4E00 + offset) for offset in range(490)),
    ],
)
def test_no_question_can_speak_to_the_database(asker: Asker, question: str) -> None:
    assert asker.answer(question, 3).outcome in {"answer", "related", "nothing"}
    assert said(asker, "Who crossed the river?")[0] == RIVER.text


@given(st.text(st.characters(), max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_question_is_answered_or_refused_as_a_question(question: str) -> None:
    with closing(open_asker(_published_once())) as asker:
        try:
            answer = asker.answer(question, 3)
        except BadQuestion:
            return
    assert len(answer.quotes) <= 3


def _published_once() -> Path:
    if not _KEPT:
        _KEPT.append(tempfile.TemporaryDirectory())
        publish(Path(_KEPT[0].name), RIVER, BRIDGE, INTERVIEW)
    return Path(_KEPT[0].name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []

# Emoji with joiners and skin tones, combining marks, right to left, marks of direction, zero width,
# surrogate-pair letters, Cyrillic, brackets and stops: what could shift an offset.
_AWKWARD_PIECES = (
    "👩‍🚒¦👍🏽¦🇺🇦¦e\u0301\u0327¦Й¦И\u0306¦שלום¦مرحبا¦\u202e¦\u200b¦\ufeff¦𝔸¦𐐷¦ﬀ¦ß¦İ¦ǅ¦\0"
    "¦“¦”¦«¦»¦**¦- ¦—¦Marsh¦river¦Дніпро¦crossed¦22,000¦Mr.¦U.S.¦. ¦? ¦! ¦… ¦# ¦Q: ¦A: "
    "¦\n\n¦\n¦ ¦\u00a0¦\u2028¦\x85¦\x0b"
)
_AWKWARD = st.sampled_from(_AWKWARD_PIECES.split("¦"))
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
_TEXT = st.lists(_AWKWARD | st.text(_CHARACTERS, max_size=5), min_size=1, max_size=60).map("".join)


@given(texts=st.lists(_TEXT, min_size=1, max_size=4), data=st.data())
@settings(deadline=None, max_examples=40)
def test_every_quote_stands_in_its_article_word_for_word(
    texts: list[str], data: st.DataObject
) -> None:
    wanted = [source_text(f"any{number}", text) for number, text in enumerate(texts)]
    wanted.append(source_text("always", "Marsh crossed the river."))
    words = sorted({word for text in texts for word in split_words(text)} | {"river"})
    question = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=5)))
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder), *wanted)
        with closing(open_asker(Path(folder), QUOTE_ALL)) as asker:
            _check_answer(asker, {text.source.id: text.text for text in wanted}, question)


def _check_answer(asker: Asker, originals: dict[str, str], question: str) -> None:
    quotes = [ranked.quote for ranked in asker.answer(question[:1000], 50).quotes]
    assert quotes
    for quote in quotes:
        _check_quote(asker, originals, quote)
        assert quote.highlight is not None
        assert 0 <= quote.highlight.start < quote.highlight.end <= len(quote.text)
        for near in asker.context(quote.citation, 2):
            _check_quote(asker, originals, near)
    for quote, other in combinations(quotes, 2):
        assert not holds_same_words(quote.text, other.text)
    places = [(quote.citation.article_id, quote.citation.paragraph_number) for quote in quotes]
    assert len(set(places)) == len(places)


def _check_quote(asker: Asker, originals: dict[str, str], quote: Quote) -> None:
    cited = quote.citation
    article = asker.article(cited.article_id)
    assert article is not None
    assert quote.text == article.text[cited.start : cited.end]
    assert article.text == originals[cited.article_id]
    check_quote(quote, article)


def test_no_two_quotes_holds_same_words_words(tmp_path: Path) -> None:
    copies = [source_text(f"copy{end}", f"Marsh crossed the river{end}") for end in "!.;?…"]
    publish(tmp_path, *copies, source_text("other", "The river took Marsh and his men."))
    with closing(open_asker(tmp_path, QUOTE_ALL)) as asker:
        assert said(asker, "Marsh crossed the river", limit=2) == [
            "Marsh crossed the river!",
            "The river took Marsh and his men.",
        ]


def test_no_more_quotes_are_given_than_asked_for(tmp_path: Path) -> None:
    lines = [f"Marsh crossed the river {word}." for word in ("once", "twice", "again", "alone")]
    publish(tmp_path, source_text("a", "\n\n".join(lines)))
    with closing(open_asker(tmp_path)) as asker:
        assert said(asker, "Who crossed the river?", limit=3) == lines[:3]
        assert said(asker, "Who crossed the river?", limit=1) == lines[:1]


def test_one_paragraph_is_a_corpus(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "Marsh left."))
    with closing(open_asker(tmp_path)) as asker:
        assert said(asker, "Who left?") == ["Marsh left."]
        assert asker.answer("Хто пішов?", 3).outcome == "nothing"
        assert asker.searched() == Searched(1, 1, None, None, 1, 0.5)


def test_the_context_of_a_quote_is_the_paragraphs_around_it(asker: Asker) -> None:
    quote = asker.answer("When did the bridge fall?", 1).quotes[0].quote
    assert [near.text for near in asker.context(quote.citation, 1)] == [
        "Bridges",
        "The bridge fell in March.",
    ]
    assert [near.text for near in asker.context(quote.citation, 0)] == ["The bridge fell in March."]


@pytest.mark.parametrize("following", [[RIVER], [RIVER, source_text("bridge", "It stands.")]])
def test_the_context_of_a_text_that_is_live_no_more_is_that_of_its_revision(
    asker: Asker, tmp_path: Path, following: list[SourceText]
) -> None:
    cited = asker.answer("When did the bridge fall?", 1).quotes[0].quote.citation
    before = asker.context(cited, 1)
    publish(tmp_path, *following)
    assert asker.context(cited, 1) == before
    unknown = replace(cited, revision=9)
    with pytest.raises(GenerationRefused, match="bridge revision 9 is not in the corpus any more"):
        asker.context(unknown, 1)


def test_articles_and_sources_are_those_of_the_live_generation(asker: Asker) -> None:
    article = asker.article("river")
    assert isinstance(article, Article)
    assert (article.text, article.source) == (RIVER.text, RIVER.source)
    assert asker.article("absent") is None
    assert [source.id for source in asker.sources()] == ["bridge", "river", "talk"]


def test_an_asker_moves_to_a_new_generation_between_two_questions(
    asker: Asker, tmp_path: Path
) -> None:
    assert said(asker, "Who crossed the river?") == [RIVER.text]
    publish(tmp_path, source_text("river", "Stone crossed the river."))
    answer = asker.answer("Who crossed the river?", 3)
    assert [ranked.quote.text for ranked in answer.quotes] == ["Stone crossed the river."]
    assert answer.searched.generation == 2
    build.undo(tmp_path, clock=noon)
    assert said(asker, "Who crossed the river?") == [RIVER.text]


def test_the_old_generation_answers_while_a_new_one_is_built(asker: Asker, tmp_path: Path) -> None:
    heard: list[tuple[int, list[str]]] = []

    def ask(_doing: str, _done: int, _in_all: int) -> None:
        generation = asker.answer("Who crossed the river?", 3).searched.generation
        heard.append((generation, said(asker, "Who crossed the river?")))

    following = [source_text("river", "Stone crossed the river.")]
    build.publish(replace(reindex(tmp_path), progress=ask), following)
    ask("", 0, 0)
    assert heard == [(1, [RIVER.text]), (2, ["Stone crossed the river."])]


def test_a_generation_that_was_removed_meanwhile_still_answers_who_has_it_open(
    tmp_path: Path,
) -> None:
    publish(tmp_path, RIVER)
    with closing(open_asker(tmp_path)) as asker:
        for path in (tmp_path / "generations" / "000001").iterdir():
            path.unlink()
        assert said(asker, "Who crossed the river?") == [RIVER.text]


def test_without_an_index_there_is_nobody_to_ask(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match=r"no index in .* yet; make one with: pullquote reindex"):
        open_asker(tmp_path)
    Store(tmp_path, writable=True).close()
    with pytest.raises(GenerationRefused, match=r"no index in .* yet; make one with"):
        open_asker(tmp_path)


def test_a_live_generation_of_another_model_is_refused_by_name(
    asker: Asker, tmp_path: Path
) -> None:
    publish(tmp_path, RIVER, embedder=FakeEmbedder("b" * 64))
    for _ in range(2):
        with pytest.raises(
            GenerationRefused, match=r"generation 2 was made with the model fake \(bbbb"
        ):
            asker.answer("Who crossed the river?", 3)
    publish(tmp_path, RIVER)
    assert said(asker, "Who crossed the river?") == [RIVER.text]


def test_a_paragraph_whose_text_was_tampered_with_is_not_quoted(tmp_path: Path) -> None:
    publish(tmp_path, RIVER)
    path = tmp_path / "generations" / "000001" / "texts.sqlite"
    path.write_bytes(path.read_bytes().replace(b"Marsh crossed", b"Stone crossed"))
    with pytest.raises(GenerationRefused, match=r"texts\.sqlite does not hold what was written"):
        open_asker(tmp_path)


def test_a_name_is_found_in_its_other_spellings_which_are_told(tmp_path: Path) -> None:
    spoke = source_text("spoke", "There Zelensky spoke to the council of elders.")
    bread = source_text("bread", "Bread became dearer in the winter.")
    publish(tmp_path, spoke, bread)
    with closing(open_asker(tmp_path)) as asker:
        answer = asker.answer("Що сказав Зеленський?", 3)
        as_typed = asker.answer("Що сказав Зеленський?", 3, Filters(spelling="exact"))
    assert [ranked.quote.text for ranked in answer.quotes] == [spoke.text]
    assert answer.other_spellings == ("Zelensky",)
    assert (as_typed.quotes, as_typed.other_spellings) == ((), ())


@pytest.mark.parametrize("typed", ["24.02.2024", "February 24th", "24 февраля", "Feb 24"])
def test_a_date_is_found_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    fell = source_text("fell", "It fell apart on 24 February 2024.")
    publish(tmp_path, fell, source_text("bread", "Bread became dearer on 3 March."))
    with closing(open_asker(tmp_path)) as asker:
        assert said(asker, f"{typed}?", 1) == [fell.text]


@pytest.mark.parametrize("number", ["3,500", "3500", "3.500", "3 500", "3\u202f500"])
def test_a_number_is_found_however_its_thousands_are_parted(tmp_path: Path, number: str) -> None:
    paid = source_text("paid", f"The region paid {number} families.")
    publish(tmp_path, paid, source_text("bread", "Bread became dearer by 35 percent."))
    with closing(open_asker(tmp_path)) as asker:
        for typed in ("3,500", "3500", "3.500", "3 500"):
            assert said(asker, f"{typed} families", 1) == [paid.text]
            assert said(asker, f'"{typed} families"', 1) == [paid.text]


def test_a_file_that_is_cut_off_while_it_is_open_is_refused_by_name(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "The river rose at noon."))
    with closing(open_asker(tmp_path)) as asker:
        asker.answer("Who saw the river?", 1)
        path = directory.path_of(tmp_path, 1) / "vectors.faiss"
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        with pytest.raises(GenerationRefused, match="faiss was cut off while it was open"):
            asker.answer("Who saw the river?", 1)
        path.unlink()
        assert asker.answer("Who saw the river?", 1).outcome == "related"


def test_many_changes_later_the_shards_that_stayed_are_asked_as_before(tmp_path: Path) -> None:
    publish(tmp_path, source_text("first", "The ferry sank at noon.", title="Ferry"))
    with closing(open_asker(tmp_path, QUOTE_ALL)) as asker:
        before = asker.answer("When did the ferry sink?", 1)
        for number in range(6):
            added = source_text(f"later-{number}", f"Bread cost {number} more.")
            build.amend(replace(reindex(tmp_path), shard=1), [added])
        assert directory.kept(tmp_path) == (5, 6, 7)
        after = asker.answer("When did the ferry sink?", 1)
        assert asker.searched().articles == 7
    assert [ranked.quote for ranked in after.quotes] == [ranked.quote for ranked in before.quotes]


def test_a_number_that_a_restored_backup_gives_once_more_means_the_generation_that_has_it_now(
    tmp_path: Path,
) -> None:
    publish(tmp_path, RIVER)
    backup = (tmp_path / FILE_NAME).read_bytes()
    publish(tmp_path, RIVER, source_text("baker", "The baker fell in March."))
    with closing(open_asker(tmp_path)) as asker:
        assert said(asker, "Who fell in March?", 1) == ["The baker fell in March."]
        (tmp_path / FILE_NAME).write_bytes(backup)
        smith = publish(tmp_path, RIVER, source_text("smith", "The smith fell in March."))
        assert smith.generation == 2
        assert said(asker, "Who fell in March?", 1) == ["The smith fell in March."]
