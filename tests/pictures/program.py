"""What people see of the program over the demonstration articles.

Each function takes a data directory in which the seeds are indexed, and leaves it as it is.
"""

from collections.abc import Sequence
from pathlib import Path

from bot_api.messages import StoredMessage
from fakes.commands.program import CHECKOUT, Conversation, run, serving_telegram

QUESTION = "how many men has get lost helped"
# What a reporter writes, and in brackets what they tap.
CONVERSATIONS = {
    "start": ("/start",),
    "source": ("What is Put Domoi?", "[Source 1]"),
    "follow-up": ("Who is Maria Andreyeva?", "and what did she say?"),
    "mean": ("outlet:Medusa who deserted?", "[→ Meduza]"),
    "plainly": ("where did Andrey flee, in Meduza?", "[✕ Meduza]"),
    "both": ("What is Get Lost? How many men did it help?",),
    "unread": ("Кто помогает дезертирам?",),
    "undated": ("who deserted after:2023",),
    "not": ("Who did not want to be named?",),
    "typed": ("how did he break his arm", "context 1", "thanks!"),
}
_FOREIGN_QUESTION = "Who won the football World Cup in 1998?"
# A re-wording of one of the seeds, so that the card has a copy to show.
_SENT = Path(__file__).parents[1] / "rewordings" / "point-of-no-return.txt"


def index_seeds(data: Path) -> None:
    """Index the demonstration articles into a data directory."""
    run(data, "reindex", str(CHECKOUT / "seeds"))


def answer_in_terminal(data: Path) -> str:
    """Ask in a terminal; return what is printed, with the escape sequences of its colours."""
    return run(data, "ask", QUESTION)


def conversation(data: Path) -> tuple[StoredMessage, ...]:
    """Ask in a private chat, press Context, and ask what the corpus does not say."""
    with serving_telegram(data) as talk:
        return _seen(talk, (QUESTION, "[Context 1]", _FOREIGN_QUESTION))


def conversations(data: Path) -> dict[str, tuple[StoredMessage, ...]]:
    """Have ten short conversations in a private chat; return each by its name."""
    with serving_telegram(data) as talk:
        return {name: _seen(talk, steps) for name, steps in CONVERSATIONS.items()}


def _seen(talk: Conversation, steps: Sequence[str]) -> tuple[StoredMessage, ...]:
    """Write and tap; return all that was seen, also what something else was put in the place of."""
    seen: list[StoredMessage] = []
    for step in steps:
        if step.startswith("["):
            seen.append(talk.press(seen[-1], step[1:-1]))
        else:
            answer = talk.hear(step)
            seen += [talk.last_written(), answer]
    return tuple(seen)


def card(data: Path) -> tuple[StoredMessage, ...]:
    """Send an article as a moderator; return the message with the file, and the card."""
    with serving_telegram(data) as talk:
        talk.send(_SENT)
        return talk.messages()
