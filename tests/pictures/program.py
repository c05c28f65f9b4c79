"""What people see of the program over the demonstration articles.

Each function takes a data directory in which the seeds are indexed, and leaves it as it is.
"""

from pathlib import Path

from bot_api.messages import StoredMessage
from fakes.commands.program import CHECKOUT, labels, run, serving_telegram

QUESTION = "how many men has get lost helped"
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
        answer = talk.ask(QUESTION)
        talk.press(answer, labels(answer)[0])
        talk.ask(_FOREIGN_QUESTION)
        return talk.messages()


def card(data: Path) -> tuple[StoredMessage, ...]:
    """Send an article as a moderator; return the message with the file, and the card."""
    with serving_telegram(data) as talk:
        talk.send(_SENT)
        return talk.messages()
