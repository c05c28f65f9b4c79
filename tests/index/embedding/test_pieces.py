"""A vocabulary of single letters and very many words, and the tokenizer that the pieces repeat."""

import json
import random
from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.embedding import pieces
from index.embedding.exported import TOKENIZER_NAME, WholeTokens
from index.embedding.pieces import PIECES_NAME, PREPARING_NAME, Pieces

pytest.importorskip("sentencepiece")

LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя?.,-▁"
SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
MOST = 12
TEXTS = (
    "",
    " ",
    "who left? ",
    "  кто  ушёл?",
    "who\tle\x01ft",
    "ﬁre, ⅷ 🙂🙂 who",
    "<s> who </unk>",
    "▁who",
    "who left the harbour " * 40,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pieces")
    write(made / TOKENIZER_NAME, 100_000)
    return made


def write(path: Path, words: int) -> None:
    drawn = random.Random(5)
    known = {"".join(drawn.choices(LETTERS[:26], k=5)) for _ in range(words + words // 10)}
    vocabulary = [
        *SPECIAL,
        *((letter, -9.0) for letter in LETTERS),
        ("▁who", -4.0),
        ("▁left", -5.0),
    ]
    vocabulary += [(f"▁{word}", -7 - at / words) for at, word in enumerate(sorted(known)[:words])]
    tokenizer = Tokenizer(models.Unigram(vocabulary, 3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\\x{1}]"), ""),
            normalizers.Replace(Regex("[\\x{9}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", "always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(path))


def whole(folder: Path) -> WholeTokens:
    return WholeTokens(folder / TOKENIZER_NAME, MOST)


def test_pieces_give_the_ids_of_the_tokenizer_that_they_were_made_from(folder: Path) -> None:
    names = pieces.make(folder / TOKENIZER_NAME, folder, whole(folder).ids, ("who left?", "ушёл"))
    assert names == (PIECES_NAME, PREPARING_NAME)
    read = Pieces(folder, MOST).ids(TEXTS)
    plain = [text for text in TEXTS if "<" not in text]
    assert [ids for ids, text in zip(read, TEXTS, strict=True) if "<" not in text] == (
        whole(folder).ids(plain)
    )
    assert max(map(len, read)) == MOST
    assert (folder / PREPARING_NAME).stat().st_size < 5000


def test_what_looks_like_a_control_in_a_text_is_none(folder: Path) -> None:
    pieces.make(folder / TOKENIZER_NAME, folder, whole(folder).ids, ("who left?",))
    (ids,) = Pieces(folder, MOST).ids(["<s>"])
    assert ids[1:-1] != []
    assert not {0, 1, 2} & set(ids[1:-1])


def test_pieces_that_cut_otherwise_are_not_kept(folder: Path, tmp_path: Path) -> None:
    made = pieces.make(folder / TOKENIZER_NAME, tmp_path, lambda _: [[0, 2]], ("who left?",))
    assert made == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"pre_tokenizer": None},
        {"post_processor": None},
        {"model": {"type": "WordPiece", "vocab": {}}},
        {"added_tokens": [{"id": 9, "content": "<x>", "special": False}]},
    ],
)
def test_a_tokenizer_of_another_kind_is_left_as_it_is(
    folder: Path, tmp_path: Path, changed: dict[str, object]
) -> None:
    described = json.loads((folder / TOKENIZER_NAME).read_text())
    (tmp_path / TOKENIZER_NAME).write_text(json.dumps({**described, **changed}))
    assert pieces.make(tmp_path / TOKENIZER_NAME, tmp_path, whole(folder).ids, ("who?",)) == ()


def test_few_pieces_are_left_to_the_other_library(tmp_path: Path) -> None:
    write(tmp_path / TOKENIZER_NAME, 10)
    assert pieces.make(tmp_path / TOKENIZER_NAME, tmp_path, whole(tmp_path).ids, ("who?",)) == ()
