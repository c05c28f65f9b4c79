"""The filters on a paragraph's text in their plainest form, for comparing answers with."""

from collections.abc import Sequence

from index.records import Filters
from index.search.filters import holds_phrases, stems_of
from index.text.stems import split_stems


def meets_text(text: str, filters: Filters) -> bool:
    """Tell whether a paragraph's text holds every phrase and no word that it must be without."""
    return holds_phrases(text, filters) and does_without(split_stems(text), filters)


def does_without(stems: Sequence[str], filters: Filters) -> bool:
    """Tell whether stems hold none that they must be without; several words are a run."""
    own = _run(stems)
    refused = [stems_of(words) for words in filters.without]
    return not any(run and _run(run) in own for run in refused)


def _run(words: Sequence[str]) -> str:
    """Join words so that a run of whole words, and nothing else, is a substring."""
    return f" {' '.join(words)} "
