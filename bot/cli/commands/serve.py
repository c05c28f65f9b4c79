"""The commands that serve a chat until they are told to end."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING

import click

from bot.cli import opening, wiring
from bot.cli.options import data_option
from bot.cli.settings import Settings, SettingsRefused
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.desk.typed.recent import RecentQuestions
from bot.serving import logs
from index.search.asker import Asker

if TYPE_CHECKING:
    from bot.telegram.serving import Serving

_NO_TOKEN = (
    "there is no token for Telegram: write to @BotFather there, send /newbot, and put the token it"
    " gives you into {env} as the line PULLQUOTE_TELEGRAM_TOKEN=123456:ABC…"
)
# Threads that answer: while one reads or the model embeds, others rank. More of them only take
# turns, as Python runs one at a time, and each holds files and a vocabulary of its own.
_DESKS = 6
_WARM_UP = "Who is ready?"  # the first question loads the model; nobody should wait for that


@click.command()
@data_option
def telegram(data: Path | None) -> None:
    """Serve the bot in Telegram; over the demonstration articles until you reindex your own."""
    chosen = opening.load_settings(data)
    if chosen.telegram_token is None:
        raise SettingsRefused(_NO_TOKEN.format(env=Path.cwd() / ".env"))
    wiring.index_seeds_at_first(chosen)
    serve_telegram(chosen, opening.share_asker(chosen))


def serve_telegram(chosen: Settings, open_asker: Callable[[], Asker]) -> None:
    """Serve until told to end; raises `SettingsRefused` where Telegram or a port refuses.

    `open_asker` is called once in each thread that answers.
    """
    # Imported here, as asking in a terminal needs none of it and would wait half a second for it.
    from bot.serving.http import CannotListen
    from bot.serving.platform import Refused, Undeliverable
    from bot.serving.workers import DeskWorker
    from bot.telegram.serving import run

    os.environ["PTB_TIMEDELTA"] = "true"  # else the library warns of its next version
    serving = _serving(chosen)
    logs.set_up(_secrets(serving))
    recent = RecentQuestions() if chosen.follow_ups == "on" else None
    worker = DeskWorker(lambda: _open_desk(chosen, open_asker, recent), _DESKS)
    try:
        run(serving, worker)
    except (Refused, CannotListen) as error:
        raise SettingsRefused(str(error)) from None
    except Undeliverable as error:
        raise SettingsRefused(f"Telegram refuses what the settings ask for: {error}") from None
    finally:
        worker.close()


def _serving(chosen: Settings) -> "Serving":
    from bot.serving.running import Chosen
    from bot.telegram.serving import Serving
    from bot.telegram.webhook import Webhook

    webhook: Webhook | None = None
    if chosen.webhook_url is not None:
        host, _, port = chosen.webhook_listen.rpartition(":")
        shown = chosen.webhook_secret
        secret = token_urlsafe() if shown is None else shown.get_secret_value()
        webhook = Webhook(chosen.webhook_url, secret, host, int(port))
    token = chosen.telegram_token
    return Serving(
        token="" if token is None else token.get_secret_value(),
        api=chosen.telegram_api,
        webhook=webhook,
        chosen=Chosen(
            data=chosen.data_dir,
            access=wiring.make_telegram_access(chosen),
            record=wiring.make_recorder(chosen),
            questions_per_5_minutes=chosen.questions_per_5_minutes,
            monitoring_port=chosen.monitoring_port,
            moderating=wiring.make_moderation_means(chosen),
        ),
    )


def _secrets(serving: "Serving") -> list[str]:
    """List the secrets that no log line may hold: the token, its second half, the webhook's."""
    token = [serving.token, serving.token.rpartition(":")[2]]
    return [*token, *(() if serving.webhook is None else (serving.webhook.secret,))]


def _open_desk(
    chosen: Settings, open_asker: Callable[[], Asker], recent: RecentQuestions | None
) -> Desk:
    asker = open_asker()
    asker.answer(_WARM_UP, 1)
    memory = ChatStore(chosen.data_dir)
    return Desk(asker, memory, chosen.quotes, chosen.model, time.time, recent)
