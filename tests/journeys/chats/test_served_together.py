"""`pullquote serve`: Telegram and Matrix in one process, which is told to end and started again."""

from contextlib import closing

from bot_api.server import BotApiServer
from bot_api.values import Person, private_chat
from fakes.matrix.crowd import Bot
from fakes.matrix.served import Newsroom, body_of
from fakes.telegram_bot.crowd import FACTS, publish_facts, question

CARL = Person(8, "Carl")
CARLS = private_chat(CARL)


def test_both_are_answered_from_one_corpus_and_nothing_is_lost_or_doubled_by_a_restart(
    newsroom: Newsroom,
) -> None:
    publish_facts(newsroom.data)
    newsroom.identify()
    with BotApiServer() as server:
        settings = {
            "PULLQUOTE_TELEGRAM_TOKEN": server.token,
            "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
            "PULLQUOTE_TELEGRAM_JOURNALISTS": str(CARL.id),
        }
        bot = Bot(newsroom, ["carl"], environment=settings)
        with closing(bot):
            bot.start()
            talk = newsroom.talk("carl")
            assert FACTS[0] in talk.says(question(0))
            server.send_text(CARLS, CARL, question(1))
            server.wait_for(lambda: len(server.bot_messages(CARLS)) == 1)
            for number in (2, 3):  # told to end with these under way
                talk.person.says(talk.room, question(number))
                server.send_text(CARLS, CARL, question(number))
            assert bot.stop() == 0
            talk.person.says(talk.room, question(4))
            server.send_text(CARLS, CARL, question(4))
            bot.start()
            talk.after(0, 4)
            server.wait_for(lambda: len(server.bot_messages(CARLS)) == 4)
            assert bot.stop() == 0
        in_matrix = [body_of(message) for message in talk.messages]
        in_telegram = [message.text for message in server.bot_messages(CARLS)]
    assert [FACTS[n] in text for n, text in zip((0, 2, 3, 4), in_matrix, strict=True)] == [True] * 4
    assert [FACTS[n] in text for n, text in zip((1, 2, 3, 4), in_telegram, strict=True)] == (
        [True] * 4
    )
