"""Settings -> what commands share: means, gate, people; the corpus, read, changed and reported.

Each command takes from here what the core needs (a path, an embedder, a callback), so that only
`bot/cli` knows the settings.
"""

import getpass
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from bot.cli import golden_bar, opening
from bot.cli.settings import Settings
from bot.desk.links import PageLink, receipt_page
from bot.desk.verifying.living import word_changing
from bot.moderation.records import ModerationMeans
from bot.people import passes
from bot.people.book import MATRIX, TELEGRAM, WEB, Access, People, platform_of
from bot.people.file import Record, open_people_file
from bot.sentences.say import counted
from bot.terminal.printing import progress_bar
from index import build
from index.drafts import prepare
from index.drafts.prepare import Prepare
from index.drafts.records import Draft
from index.errors import PlanChanged, ReindexRunning, StoreRefused, UnreadableSource
from index.records import Article, Failure, Plan, Progress, Published, Reading, SourceText
from index.search import calibration
from index.search.answer import Means
from index.sources import read
from index.store import audit
from index.store.store import live_generation, read_article, read_corpus

PLATFORMS = (TELEGRAM, MATRIX, WEB)
# Characters that are embedded ahead, with an estimate: some 15,000 texts, a minute of two cores.
_LARGE = 4_000_000
_TRIED_EVERY = 0.5  # seconds, until another process has filled the corpus
_WEB_HOST = "127.0.0.1"  # unless another is chosen: what is behind it is not for everybody
_PACKAGED_SEEDS = Path(__file__).parents[1] / "seeds"  # in an installed package
_CHECKOUT_SEEDS = Path(__file__).parents[2] / "seeds"  # in a clone


def make_telegram_access(chosen: Settings) -> Access:
    """Return the people and groups that the settings let in, in Telegram."""
    return Access(
        moderators=_ids(chosen.telegram_moderators),
        journalists=_ids(chosen.telegram_journalists),
        groups=_ids(chosen.telegram_groups),
    )


def make_matrix_access(chosen: Settings) -> Access:
    """Return the people and rooms that the settings let in, in Matrix."""
    return Access(
        moderators=_ids(chosen.matrix_moderators),
        journalists=_ids(chosen.matrix_journalists),
        groups=_ids(chosen.matrix_rooms),
    )


def make_access(chosen: Settings, platform: str) -> Access:
    """Return the people and groups that the settings let in on a platform; on the page nobody."""
    if platform == TELEGRAM:
        return make_telegram_access(chosen)
    if platform == MATRIX:
        return make_matrix_access(chosen)
    return Access(frozenset(), frozenset(), frozenset())


def web_listen(chosen: Settings) -> tuple[str, int]:
    """Return where the reader page listens; a port alone is one of this machine's own."""
    host, _, port = (chosen.web or "").rpartition(":")
    return host.strip("[]") or _WEB_HOST, int(port)


def web_address(chosen: Settings) -> str | None:
    """Return the address under which people reach the reader page; `None` where there is none."""
    if chosen.web_url is not None or chosen.web is None:
        return chosen.web_url
    host, port = web_listen(chosen)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_page_link(chosen: Settings) -> PageLink | None:
    """Make what links to the page of a receipt; signed for a person, where one is named."""
    address = web_address(chosen)
    if address is None:
        return None
    base, key = address.rstrip("/"), passes.load_key(chosen.data_dir)

    def link(person: str | None, receipt: str) -> str:
        if person is None or platform_of(person) is None:
            return receipt_page(base, receipt)
        return f"{base}/in/{passes.sign(key, person, time.time())}/{receipt}"

    return link


def open_people(chosen: Settings, platform: str) -> People:
    """Open the book of a platform's people; raises `StoreRefused` if it cannot be read."""
    file = open_people_file(chosen.data_dir, platform, make_recorder(chosen), time.time)
    if file.is_damaged:
        raise StoreRefused(file.problem or "")
    return People(file, make_access(chosen, platform))


def is_logged_in(chosen: Settings) -> bool:
    """Tell whether the bot was logged in to Matrix."""
    return (chosen.data_dir / "matrix" / "login.json").exists()


def make_recorder(chosen: Settings) -> Record:
    """Return the callback that adds an audit entry; call it before making the change."""
    return partial(audit.append, chosen.data_dir)


def make_means(chosen: Settings) -> Means:
    """Make the means of asking a generation that is not live."""
    packaged = calibration.load_packaged(chosen.model)
    bar = packaged.threshold if chosen.threshold is None else chosen.threshold
    return Means(opening.make_embedder(chosen), packaged, bar, opening.make_reading(chosen))


def make_gate(chosen: Settings, anyway: bool) -> build.Gate:
    """Make the gate: the golden questions, asked of a new generation before it is published.

    `anyway` publishes a generation that answers fewer of them nevertheless.
    """
    return build.Gate(partial(make_means, chosen), anyway)


def make_moderation_means(chosen: Settings) -> ModerationMeans:
    """Make what moderators in a chat read and change the corpus with."""
    return ModerationMeans(
        data=chosen.data_dir,
        model=chosen.model,
        make_embedder=partial(opening.make_embedder, chosen),
        make_means=partial(make_means, chosen),
        read_address=fetch_article,
        is_two_person=chosen.two_person,
        word_given=partial(word_changing, chosen.data_dir),
    )


def articles_of(chosen: Settings) -> tuple[Article, ...]:
    """Read the articles of the live generation; raises `StoreRefused` if there is none."""
    opening.open_store(chosen.data_dir).close()
    return read_corpus(chosen.data_dir).articles


def article_of(chosen: Settings, source_id: str) -> Article:
    """Find a source's article in the live generation; raises `UnreadableSource` if it has none."""
    opening.open_store(chosen.data_dir).close()
    article = read_article(chosen.data_dir, source_id)
    if article is None:
        raise UnreadableSource(f"there is no source {source_id!r}; see: pullquote sources list")
    return article


def read_folder(folder: Path, data: Path | None = None) -> Reading:
    """Read a folder of articles, with a progress bar.

    Files that did not change since they were read for the data directory are not parsed again.
    """
    with progress_bar() as progress:
        return read.read_folder(folder, progress, data)


def read_seeds() -> Reading:
    """Read the demonstration articles."""
    return read_folder(_PACKAGED_SEEDS if _PACKAGED_SEEDS.is_dir() else _CHECKOUT_SEEDS)


def fetch_article(address: str) -> SourceText:
    """Fetch and read the article at an address."""
    # Here, as it takes a tenth of a second to import, which every other command would wait for.
    from index.sources.web import fetching

    return read.read_address(address, fetching.fetch)


def amend_corpus(
    chosen: Settings,
    added: Sequence[Draft] = (),
    removed: Sequence[str] = (),
    anyway: bool = False,
) -> Published:
    """Add drafted texts to the corpus and remove others by id, with a progress bar.

    `anyway` publishes although fewer golden questions are answered.
    """
    with progress_bar() as progress:
        split = tuple(draft.split for draft in added)
        reindex = replace(_reindex(chosen, anyway, progress), split=split)
        published = build.amend(reindex, [draft.text for draft in added], removed)
    keep_bar_if_measured(chosen)
    return published


@contextmanager
def open_drafting(chosen: Settings) -> Iterator[Prepare]:
    """Open the corpus for drafting; yield what drafts a text, with a progress bar.

    It drafts against the corpus and further articles.
    """
    shown: Progress | None = None

    def report(what: str, done: int, total: int) -> None:
        if shown is not None:
            shown(what, done, total)

    def draft_text(text: SourceText, further: Sequence[Article], replacing: str | None) -> Draft:
        nonlocal shown
        with progress_bar() as shown:
            return draft(text, further, replacing)

    with prepare.drafting(chosen.data_dir, opening.make_embedder(chosen), report) as draft:
        yield draft_text


def index_seeds_at_first(chosen: Settings) -> None:
    """Index the demonstration articles if the data directory holds no index, and print so."""
    if live_generation(chosen.data_dir) is not None:
        return
    click.echo("First use: indexing the five demonstration articles (a few seconds) …", err=True)
    texts, is_told = read_seeds().texts, False
    planned = build.digest_plan(None, texts)
    while live_generation(chosen.data_dir) is None:
        try:  # only in an empty corpus: these articles take nobody else's place
            published = publish_corpus(chosen, texts, as_planned=planned)
        except (ReindexRunning, PlanChanged):
            if not is_told:
                click.echo("Another process is doing so; waiting for it …", err=True)
            is_told = True
            time.sleep(_TRIED_EVERY)
        else:
            click.echo(
                f"Done: {published.paragraphs} paragraphs. Your own articles: pullquote reindex"
                " FOLDER",
                err=True,
            )


def publish_corpus(
    chosen: Settings,
    wanted: Sequence[SourceText],
    anyway: bool = False,
    as_planned: str | None = None,
) -> Published:
    """Make the corpus equal to the texts that are wanted, with a progress bar.

    `anyway` is as for `amend_corpus`; `as_planned` is the digest of a plan, and where the plan is
    another one by now, nothing is published.
    """
    opening.prepare_reader(chosen)
    with progress_bar() as progress:
        published = build.publish(_reindex(chosen, anyway, progress), wanted, as_planned)
    keep_bar_if_measured(chosen)
    return published


def keep_bar(chosen: Settings) -> None:
    """Measure the bar of an answer by the golden questions, where these or the corpus changed."""
    from bot.cli import refining  # here, as most have no golden questions

    measured = refining.keep(chosen)
    if measured is not None and measured.bar != measured.base:
        click.echo(
            f"The bar of an answer is {measured.bar:.2f} by your golden questions, instead of"
            f" {measured.base:.2f}; see: pullquote status",
            err=True,
        )


def keep_bar_if_measured(chosen: Settings) -> None:
    """Measure the bar anew after a change of the corpus, if it was measured before.

    Whoever adds golden questions, and the bot that serves, measures it for the first time.
    """
    if (chosen.data_dir / golden_bar.FILE_NAME).exists():
        keep_bar(chosen)


def report_failures(failures: Sequence[Failure]) -> None:
    """Print a line for each file or address that gave no article."""
    for failure in failures:
        click.echo(f"problem: {failure.origin}: {failure.reason}", err=True)


def report(published: Published, *, err: bool = False) -> None:
    """Print what a reindex has published, to stderr if `err`."""
    plan = published.plan
    click.echo(
        f"Generation {published.generation} is live: {len(plan.added)} added,"
        f" {len(plan.changed)} changed{_reread(plan)}, {len(plan.removed)} removed,"
        f" {len(plan.unchanged)} unchanged;"
        f" {counted(published.embedded, 'text', 'texts')} embedded,"
        f" {published.reused} already known.",
        err=err,
    )


def _reread(plan: Plan) -> str:
    """Word how many changed articles the outlet did not change; empty for none."""
    if not plan.reread:
        return ""
    return f" ({len(plan.reread)} of them only read otherwise, from the same file)"


def who() -> str:
    """Name whoever runs the command line, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):  # no such user, as in some containers
        return f"cli:uid {os.getuid()}"


def _reindex(chosen: Settings, anyway: bool, progress: Progress | None) -> build.Reindex:
    embedder, gate = opening.make_embedder(chosen), make_gate(chosen, anyway)
    ahead = partial(_embed_ahead, chosen)
    return build.Reindex(
        chosen.data_dir, embedder, chosen.model, who(), gate, progress, ahead=ahead
    )


def foretell(chosen: Settings, articles: Sequence[Article]) -> Sequence[str]:
    """Say in lines what of articles is to be embedded, and how long that takes if it is much."""
    from bot.cli import archives  # here, as most commands do not need it

    return archives.foretell(chosen, articles, is_large=_is_large(articles))


def _is_large(articles: Sequence[Article]) -> bool:
    return sum(len(article.text) for article in articles) >= _LARGE


def _embed_ahead(chosen: Settings, articles: Sequence[Article], progress: Progress | None) -> int:
    """Embed what is large ahead; return how many texts. The rest is embedded as it is written."""
    if not _is_large(articles):
        return 0
    from bot.cli import archives  # here, as hardly any reindex needs it

    return archives.embed(chosen, articles, progress)


def _ids(listed: str) -> frozenset[str]:
    return frozenset(written.strip() for written in listed.split(",") if written.strip())
