"""The checker of quotes: receipts against the store, quotations against the live generation."""

from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.checking import finding, receipts, standing
from index.checking.extracting import DraftQuotation, extract
from index.checking.finding import CheckedQuotation
from index.checking.quotations import FEWEST_WORDS
from index.checking.standing import CheckedReceipt
from index.errors import BadQuestion, GenerationRefused
from index.generation import directory
from index.generation.opened import Generation
from index.records import Article, Citation, Searched
from index.store import standing as kept
from index.store.store import Store, live_generation
from index.text.stems import split_words


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """The quotations of a draft, each with what became of it, and how many were too short."""

    quotations: tuple[tuple[DraftQuotation, CheckedQuotation], ...]
    too_short: int


class Checker:
    """Checks receipts and quotations against a data directory. One thread at a time."""

    def __init__(self, data: Path) -> None:
        """Open the live generation; raises `GenerationRefused` if there is none."""
        live = live_generation(data)
        if live is None:
            raise GenerationRefused(
                f"there is no index in {data} yet; make one with: pullquote reindex FOLDER"
            )
        self._data = data
        fingerprint = directory.read_manifest(data, live).fingerprint
        self.generation = Generation(data, live, fingerprint)

    def close(self) -> None:
        """Close the files of the generation."""
        self.generation.close()

    def searched(self) -> Searched:
        """Count what a quotation is looked for in.

        The bar is no probability: it is the share of its words that a passage must hold.
        """
        manifest = self.generation.manifest
        return Searched(
            manifest.articles,
            manifest.paragraphs,
            manifest.oldest,
            manifest.newest,
            manifest.number,
            threshold=finding.LEAST_SHARE,
        )

    def receipt(self, written: str) -> CheckedReceipt:
        """Check a receipt as it was typed; raises `BadReceipt` if it is mistyped."""
        receipt = receipts.read(written)
        with closing(Store(self._data)) as store:
            return standing.check(store, receipt)

    def article(self, citation: Citation) -> Article:
        """Read the revision of an article in which a quote that was checked stands."""
        live = self.generation.texts.article(citation.article_id)
        if live is not None and live.revision == citation.revision:
            return live
        with closing(Store(self._data)) as store:
            found = kept.find(store, citation.article_id, citation.revision)
        if found is None:
            raise GenerationRefused(
                f"{citation.article_id} revision {citation.revision} is not in the corpus any more"
            )
        return found.article

    def quotation(self, written: str, claimed: str | None = None) -> CheckedQuotation:
        """Check a quotation; `claimed` is who is said to have said it.

        Raises `BadQuestion` for one that is too short to be told from chance.
        """
        if len(split_words(written)) < FEWEST_WORDS:
            raise BadQuestion(
                f"a quotation of fewer than {FEWEST_WORDS} words stands anywhere; give more of it"
            )
        return finding.check(self.generation, written, claimed)

    def draft(self, text: str) -> CheckedDraft:
        """Check every quotation of a draft, whose newlines are normalised; the same one once."""
        found = extract(text)
        check = cache(self.quotation)
        checked = [(each, check(each.text, each.claimed)) for each in found.quotations]
        return CheckedDraft(tuple(checked), found.too_short)
