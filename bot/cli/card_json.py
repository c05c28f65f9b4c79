"""A draft -> the JSON of its card, for scripts."""

from dataclasses import asdict

from index.drafts import prepare
from index.drafts.records import Draft, ParagraphChange, Replacement
from index.records import Quote


def card_object(draft: Draft) -> dict[str, object]:
    """Lay a draft out as `sources add --json` prints it."""
    reasons = {one.number: one.reason for one in draft.suggested}
    return {
        "source": asdict(draft.text.source),
        "paragraphs": len(draft.paragraphs),
        "skipped": [
            {"number": number, "reason": reasons.get(number, "chosen")}
            | _slice(prepare.quote_paragraph(draft, number))
            for number in draft.skipped
        ],
        "duplicates": [
            {"id": one.source.id, "likeness": one.likeness, "share": round(one.share, 4)}
            for one in draft.duplicates
        ],
        "sought_rewordings": draft.sought_rewordings,
        "replaces": None if draft.replaces is None else _replacement(draft.replaces),
        "samples": [{"number": one.number} | _slice(one.quote) for one in draft.samples],
    }


def _replacement(replacement: Replacement) -> dict[str, object]:
    return {
        "id": replacement.article.id,
        "revision": replacement.article.revision,
        "unchanged": replacement.unchanged,
        "changes": [_change(one) for one in replacement.changes],
    }


def _change(change: ParagraphChange[Quote]) -> dict[str, object]:
    return {
        "before": None if change.old is None else _slice(change.old),
        "after": None if change.new is None else _slice(change.new),
    }


def _slice(quote: Quote) -> dict[str, object]:
    return {"text": quote.text, "start": quote.citation.start, "end": quote.citation.end}
