"""The commands that serve chats until they are told to end."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import opening, refining, wiring
from bot.cli.options import data_option
from bot.cli.settings import Settings, SettingsRefused
from bot.desk.desk import Desk
from bot.desk.links import PageLink
from bot.desk.memory import ChatStore
from bot.desk.typed.turns import RecentQuestions
from bot.people.book import Access
from bot.serving import logs
from index.checking.absence.making import NegativeReceipts
from index.search.asker import Asker

if TYPE_CHECKING:
    from bot.serving.running import Chosen, ServeWith
    from bot.serving.workers import DeskWorker

_NO_TOKEN = (
    "there is no token for Telegram: write to @BotFather there, send /newbot, and put the token it"
    " gives you into {env} as the line PULLQUOTE_TELEGRAM_TOKEN=123456:ABC…"
)
_NOTHING_TO_SERVE = (
    "neither Telegram nor Matrix is set up: put PULLQUOTE_TELEGRAM_TOKEN=… into {env}, or run:"
    " pullquote matrix --login (or PULLQUOTE_WEB=8000, for the reader page alone)"
)
_COPIES = "bot.cli.commands.cluster.copies"  # taken in only where there are hosts
_NO_NIO = "Matrix needs more packages; install them with: pip install 'pullquote[matrix]'"
# Threads that answer: while one reads or the model embeds, others rank. More of them only take
# turns, as Python runs one at a time, and each holds files and a vocabulary of its own.
_DESKS = 6
_WARM_UP = "Who is ready?"  # the first question loads the model; nobody should wait for that

OpenAsker = Callable[[], Asker]
"""Opens an asker; called once in each thread that answers."""


@dataclass(frozen=True, slots=True)
class _Service:
    """A platform to be served: its name, what begins it, and what no log line may hold."""

    name: str
    serve_with: "Callable[[DeskWorker[Desk]], ServeWith]"
    secrets: tuple[str, ...]


@click.command()
@data_option
def telegram(data: Path | None) -> None:
    """Serve the bot in Telegram; over the demonstration articles until you reindex your own."""
    chosen = opening.load_settings(data)
    if chosen.telegram_token is None:
        raise SettingsRefused(_NO_TOKEN.format(env=Path.cwd() / ".env"))
    wiring.index_seeds_at_first(chosen)
    serve_telegram(chosen, opening.share_asker(chosen))


@click.command()
@click.option("--login", "is_login", is_flag=True, help="Log the bot in; ask for what it takes.")
@click.option(
    "--new-identity",
    is_flag=True,
    help="With --login: make new signing keys, though the account has others. Whoever has verified"
    " the bot is warned, and has to verify it anew.",
)
@data_option
def matrix(is_login: bool, new_identity: bool, data: Path | None) -> None:
    """Serve the bot in Matrix; over the demonstration articles until you reindex your own."""
    chosen = opening.load_settings(data)
    if is_login:
        need_nio()
        from bot.cli.commands.login import log_in

        log_in(chosen.data_dir, new_identity=new_identity)
        return
    service = _matrix(chosen)  # what is missing is said before the index is made
    wiring.index_seeds_at_first(chosen)
    _serve(chosen, opening.share_asker(chosen), (service,))


@click.command("serve")
@data_option
def serve_everywhere(data: Path | None) -> None:
    """Serve all that is set up, in one process: Telegram, Matrix, and the reader page."""
    chosen = opening.load_settings(data)
    services = _services(chosen)
    wiring.index_seeds_at_first(chosen)
    _serve(chosen, opening.share_asker(chosen), services)


def need_nio() -> None:
    """See that the library for Matrix is installed; raises `SettingsRefused`."""
    if find_spec("nio") is None or find_spec("vodozemac") is None:
        raise SettingsRefused(_NO_NIO)


def serve_telegram(chosen: Settings, open_asker: OpenAsker) -> None:
    """Serve Telegram until told to end; raises `SettingsRefused` where it or a port refuses."""
    _serve(chosen, open_asker, (_telegram(chosen),))


def serve_matrix(chosen: Settings, open_asker: OpenAsker) -> None:
    """Serve Matrix until told to end; raises `SettingsRefused` where it or a port refuses."""
    _serve(chosen, open_asker, (_matrix(chosen),))


def serve_all(chosen: Settings, open_asker: OpenAsker) -> None:
    """Serve all that is set up, over one model and one index, until told to end."""
    _serve(chosen, open_asker, _services(chosen))


def _services(chosen: Settings) -> list[_Service]:
    services: list[_Service] = []
    if chosen.telegram_token is not None:
        services.append(_telegram(chosen))
    if wiring.is_logged_in(chosen):
        services.append(_matrix(chosen))
    if chosen.web is not None:
        services.append(_web(chosen))
    if not services:
        raise SettingsRefused(_NOTHING_TO_SERVE.format(env=Path.cwd() / ".env"))
    return services


def _serve(chosen: Settings, open_asker: OpenAsker, services: Sequence[_Service]) -> None:
    # Imported here, as asking in a terminal needs none of it and would wait half a second for it.
    from bot.serving.http import CannotListen
    from bot.serving.platform import Refused, Undeliverable
    from bot.serving.running import run_until_signal, serve_together
    from bot.serving.workers import DeskWorker

    shared = () if chosen.cluster is None else (chosen.cluster.get_secret_value(),)
    logs.set_up([*shared, *(secret for service in services for secret in service.secrets)])
    recent = RecentQuestions() if chosen.follow_ups == "on" else None
    page_link = wiring.make_page_link(chosen)
    negatives = NegativeReceipts(chosen.data_dir)

    def open_desk() -> Desk:
        return _open_desk(chosen, open_asker, recent, page_link, negatives)

    worker = DeskWorker(open_desk, _DESKS)
    ended = threading.Event()
    watches = [refining.watch, *([import_module(_COPIES).watch] if chosen.ray else [])]
    for watch in watches:
        threading.Thread(target=watch, args=(chosen, ended), daemon=True).start()
    begun = [service.serve_with(worker) for service in services]
    names = " or ".join(service.name for service in services)
    try:
        run_until_signal(lambda told: serve_together(begun, chosen.monitoring_port, told))
    except (Refused, CannotListen) as error:
        raise SettingsRefused(str(error)) from None
    except Undeliverable as error:
        raise SettingsRefused(f"{names} refuses what the settings ask for: {error}") from None
    finally:
        ended.set()
        worker.close()


def _telegram(chosen: Settings) -> _Service:
    from bot.telegram.serving import Serving, serve
    from bot.telegram.webhook import Webhook

    os.environ["PTB_TIMEDELTA"] = "true"  # else the library warns of its next version
    token = "" if chosen.telegram_token is None else chosen.telegram_token.get_secret_value()
    webhook: Webhook | None = None
    if chosen.webhook_url is not None:
        host, _, port = chosen.webhook_listen.rpartition(":")
        shown = chosen.webhook_secret
        secret = _secret_of(token) if shown is None else shown.get_secret_value()
        webhook = Webhook(chosen.webhook_url, secret, host, int(port))
    access = wiring.make_telegram_access(chosen)
    serving = Serving(token, chosen.telegram_api, webhook, _chosen(chosen, access))
    hidden = (token, token.rpartition(":")[2], *(() if webhook is None else (webhook.secret,)))

    def serve_with(worker: "DeskWorker[Desk]") -> "ServeWith":
        return lambda told, monitoring: serve(serving, worker, told, monitoring)

    return _Service("Telegram", serve_with, hidden)


def _secret_of(token: str) -> str:
    """Make the secret of a webhook: several bots behind one address have the same, unasked."""
    return sha256(f"webhook of {token}".encode()).hexdigest()


def _matrix(chosen: Settings) -> _Service:
    need_nio()
    from bot.matrix.account import NOT_LOGGED_IN
    from bot.matrix.login import read_login
    from bot.matrix.serving import Serving, serve

    login = read_login(chosen.data_dir)
    if login is None:
        raise SettingsRefused(NOT_LOGGED_IN)
    access = wiring.make_matrix_access(chosen)
    serving = Serving(_chosen(chosen, access), chosen.language)

    def serve_with(worker: "DeskWorker[Desk]") -> "ServeWith":
        return lambda told, monitoring: serve(serving, worker, told, monitoring)

    return _Service("Matrix", serve_with, (login.token, login.store_key))


def _web(chosen: Settings) -> _Service:
    from bot.web.serving import Serving, serve

    host, port = wiring.web_listen(chosen)
    serving = Serving(
        host,
        port,
        address=wiring.web_address(chosen) or "",
        data=chosen.data_dir,
        accesses={platform: wiring.make_access(chosen, platform) for platform in wiring.PLATFORMS},
        record=wiring.make_recorder(chosen),
        questions_per_5_minutes=chosen.questions_per_5_minutes,
        tongue=chosen.language,
    )

    def serve_with(worker: "DeskWorker[Desk]") -> "ServeWith":
        return lambda told, monitoring: serve(serving, worker, told, monitoring)

    return _Service("the reader page", serve_with, ())


def _chosen(chosen: Settings, access: Access) -> "Chosen":
    from bot.serving.running import Chosen

    return Chosen(
        data=chosen.data_dir,
        access=access,
        record=wiring.make_recorder(chosen),
        questions_per_5_minutes=chosen.questions_per_5_minutes,
        monitoring_port=None,  # one for all that is served
        moderating=wiring.make_moderation_means(chosen),
        page_address=wiring.web_address(chosen),
    )


def _open_desk(
    chosen: Settings,
    open_asker: OpenAsker,
    recent: RecentQuestions | None,
    page_link: PageLink | None,
    negatives: NegativeReceipts,
) -> Desk:
    asker = open_asker()
    asker.answer(_WARM_UP, 1)
    memory = ChatStore(chosen.data_dir)
    return Desk(asker, memory, chosen.quotes, chosen.model, time.time, recent, page_link, negatives)
