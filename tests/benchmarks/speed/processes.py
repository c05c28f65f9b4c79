"""What fresh processes take: one question asked, a file added, a corpus served."""

import os
import re
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.inputs.large_corpus import make_texts
from benchmarks.speed.records import Row, percentile, seconds_of

from index.embedding.embedder import Embedder
from index.records import Article
from index.text import views

_ROUNDS = 5
_PARAGRAPHS_ADDED = 12
_OURS = "from bot.cli.main import main; main()"
_SERVE = """
import re, sys
from pathlib import Path
from bot.cli import opening, wiring
asker = opening.make_asker(opening.load_settings(Path(sys.argv[1])))
for question in sys.stdin:
    asker.answer(question.strip(), 3)
print(re.search("VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def fresh(data: Path, questions: list[str]) -> list[Row]:
    """Ask once in a fresh process, in turns with importing sentence-transformers."""
    asked: list[float] = []
    imported: list[float] = []
    for question in questions[:_ROUNDS]:
        asked.append(seconds_of(partial(_run, _OURS, data, "ask", question)))
        imported.append(seconds_of(partial(_run, "import sentence_transformers", data)))
    return [
        Row(
            "`pullquote ask` in a fresh process",
            percentile(asked, 50),
            "s",
            percentile(imported, 50),
            "import sentence_transformers",
            bar=0.2,
            of_ratio=True,
        ),
        Row("its memory at most", _peak_mib(data, questions[0]), "MiB"),
    ]


def adding(data: Path, sentences: list[str], embedder: Embedder) -> list[Row]:
    """Add an article in fresh processes; embedding it, which is done twice, is left out."""
    taken: list[float] = []
    for round_number in range(_ROUNDS):
        (text,) = make_texts(sentences, _PARAGRAPHS_ADDED, 1000 + round_number)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{text.source.id}.txt"
            file.write_text(text.text, encoding="utf-8")
            whole = seconds_of(partial(_run, _OURS, data, "sources", "add", str(file), "--yes"))
        article = Article(text.source.id, 1, text.source, text.text, "")
        paragraphs = views.split_article(article).paragraphs
        every = [view for split in paragraphs for view in views.texts_to_embed(article, split)]
        taken.append(whole - 2 * seconds_of(partial(embedder.embed_passages, every)))
    return [
        Row("`pullquote sources add FILE`, besides embedding", percentile(taken, 50), "s", bar=5)
    ]


def serving(data: Path, questions: list[str], paragraphs: int) -> list[Row]:
    """Read how much memory a process holds that has answered every question."""
    printed = _run(_SERVE, data, str(data), given="\n".join(questions))
    return [
        Row(f"serving {paragraphs:,} paragraphs, resident", int(printed) / 1024, "MiB", bar=600)
    ]


def _peak_mib(data: Path, question: str) -> float:
    code = (  # not `getrusage`, which starts from the parent's
        "import re, sys\nfrom pathlib import Path\nfrom bot.cli.main import main\n"
        "try:\n    main()\n"
        "finally:\n    status = Path('/proc/self/status').read_text()\n"
        "    print(re.search(r'VmHWM:\\s+(\\d+)', status)[1], file=sys.stderr)"
    )
    printed = _run(code, data, "ask", question, stream="stderr")
    return int(re.findall(r"\d+", printed)[-1]) / 1024


def _run(code: str, data: Path, *arguments: str, given: str = "", stream: str = "stdout") -> str:
    chosen = {"PYTHONPATH": os.pathsep.join(sys.path), "PULLQUOTE_DATA_DIR": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | chosen | {"HF_HUB_OFFLINE": "1"},
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout if stream == "stdout" else done.stderr
