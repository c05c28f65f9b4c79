"""How questions that ask whether something is so are answered, as the product answers.

    python -m tests.benchmarks.retrieval.wording.whether [--data DIR] [--squad]

Sentences of the articles that begin with who or what and a helping verb are turned round ("Was the
bottle found in a catch of fish?"), and each beginning is asked once more with what another article
says of somebody else, which no article says of this one. Prints how many are called answered, with
what the wording holds against a passage and without it. --squad asks over its articles too, which
takes many minutes to index.
"""

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from journeys.test_seeds import SEEDS

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.records import Article, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.sources import read
from index.text import views

_SEED = 3
_MOST = 150  # sentences of a corpus that are asked
_SHORTEST = 5  # characters of what is said
_HELPING = "was|were|is|are|has|have|had|will|can|could|would"
_SENTENCE = re.compile(
    r"((?:The |A |An )?[A-Z]?[\w’'-]+(?: [\w’'-]+){0,3})"
    rf" ({_HELPING}) "
    r"((?!not|never|no\b)[\w’'-]+(?: [\w’'-]+){0,7})"
    r"(?=[.,;:]|$| (?:and|but|which|who|because|after|when)\b)"
)
_ARTICLE = re.compile(r"(?:The|A|An) ")
# With one of these it is no name and no noun alone, or means nothing by itself.
_NOT_ALONE = re.compile(
    r"\b(?:I|he|she|it|they|we|you|this|that|there|these|those|who|which|what|and|but|or|of|in|at|by"
    r"|for|with|from|to|as|on|said|his|her|their|its|our|my)\b"
    r"|^(?:When|No|Even|Other|Nearly|Some|Many|Most|More|One|Another|All|Only|However|Today|Now)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence of an article says: of whom, by which helping verb, and what."""

    article: str
    subject: str
    helping: str
    predicate: str

    def ask(self, predicate: str) -> str:
        """Ask whether something is so of the same subject."""
        return f"{self.helping.capitalize()} {self.subject} {predicate}?"


def main() -> None:
    """Index each corpus, ask both kinds of questions, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--squad", action="store_true", help="over the squad articles too")
    arguments = parser.parse_args()
    names = ("news", "squad") if arguments.squad else ("news",)
    folders = {"seeds": SEEDS} | {name: arguments.data / name / "articles" for name in names}
    print(
        "| corpus | said | called answer | without | of somebody else | called answer | without |"
    )
    print("|---" * 7 + "|")
    for name, folder in folders.items():
        texts = read.read_folder(folder).texts
        said = find_said(texts)
        chance = random.Random(_SEED)
        true = [each.ask(each.predicate) for each in said]
        false = [asked for each in said if (asked := _of_another(each, said, chance)) is not None]
        figures = " | ".join(map(str, _ask(texts, (true, false))))
        print(f"| {name} | {figures} |", flush=True)


def find_said(texts: Sequence[SourceText]) -> list[Said]:
    """Find what the sentences of articles say that can be turned into a question."""
    found: list[Said] = []
    for text in texts:
        article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
        for split in views.split_article(article).paragraphs:
            for sentence in split.sentences:
                said = _SENTENCE.match(sentence.text.strip())
                if said is not None and _is_asked(said[1], said[3]):
                    found.append(Said(article.id, _uncapitalised(said[1]), said[2], said[3]))
    random.Random(_SEED).shuffle(found)
    return found[:_MOST]


def _is_asked(subject: str, predicate: str) -> bool:
    is_noun = subject[0].isupper() and _NOT_ALONE.search(subject) is None
    return is_noun and len(predicate) >= _SHORTEST


def _uncapitalised(subject: str) -> str:
    if _ARTICLE.match(subject) is None:
        return subject
    return subject[0].lower() + subject[1:]


def _of_another(said: Said, others: Sequence[Said], chance: random.Random) -> str | None:
    """Ask of somebody what another article says of somebody else; `None` if none fits."""
    fitting = [
        other for other in others if other.article != said.article and other.helping == said.helping
    ]
    return said.ask(chance.choice(fitting).predicate) if fitting else None


def _ask(texts: Sequence[SourceText], asked: Sequence[Sequence[str]]) -> list[int]:
    """Count the questions of each kind, those called answered, and those without any doubt."""
    packaged = outcome.load()
    without = replace(packaged.mixture, unsaid=1.0, undenied=0.0)
    counts: list[int] = []
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        embedder = SentenceTransformerEmbedder(ModelChoice(DEFAULT_MODEL), data / "models")
        build.publish(Reindex(data, embedder, DEFAULT_MODEL), texts)
        reader, fitted = CrossEncoder(data / "models"), calibration.load_packaged()
        for questions in asked:
            counts.append(len(questions))
            for mixture in (packaged.mixture, without):
                reading = ReadingMeans(reader, mixture, packaged.bar)
                with closing(Asker(data, embedder, fitted, None, reading)) as asker:
                    outcomes = [asker.answer(question, 1).outcome for question in questions]
                counts.append(outcomes.count("answer"))
    return counts


if __name__ == "__main__":
    main()
