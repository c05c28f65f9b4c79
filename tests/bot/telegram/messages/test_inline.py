from fakes.speaking import ENGLISH
from fakes.telegram_bot.sending import FERRY, FERRY_CITED, quote

from bot.replies import Offered
from bot.sentences.say import sentence
from bot.telegram.messages.inline import results


def test_a_quote_is_offered_by_its_title_and_sent_with_its_citation() -> None:
    (found,) = results([Offered("Ferry\tsinks", quote("It sank.", source=FERRY))], ENGLISH)
    assert (found.title, found.description) == ("Ferry sinks", "It sank.")
    assert found.message.text == f"It sank.\n{FERRY_CITED}"


def test_what_has_no_title_says_so_and_what_is_too_long_to_show_is_cut() -> None:
    long = quote("word " * 60 + "end")
    (found,) = results([Offered(sentence("unknown_title"), long)], ENGLISH)
    assert found.title == "title unknown"
    assert found.description == "word " * 38 + "word…"
    assert long.text in found.message.text


def test_a_quote_that_telegram_would_change_or_cut_is_not_offered() -> None:
    changed, long = quote("row\tby"), quote("Ferry. " * 800 + "End.")
    offered = [Offered("a", held) for held in (changed, long)]
    assert results(offered, ENGLISH) == ()
