from fakes.speaking import ENGLISH
from fakes.telegram_bot.sending import FERRY, FERRY_CITED, quote

from bot.replies import Beside, Offered, ShowQuote
from bot.sentences.say import Words, sentence
from bot.telegram.messages.inline import results
from index.records import Quote


def offered(title: Words, shown: Quote) -> Offered:
    return Offered(title, ShowQuote(shown))


def test_a_quote_is_offered_by_its_title_and_sent_with_its_citation() -> None:
    (found,) = results([offered("Ferry\tsinks", quote("It sank.", source=FERRY))], ENGLISH)
    assert (found.title, found.description) == ("Ferry sinks", "It sank.")
    assert found.message.text == f"It sank.\n{FERRY_CITED}"


def test_what_has_no_title_says_so_and_what_is_too_long_to_show_is_cut() -> None:
    long = quote("word " * 60 + "end")
    (found,) = results([offered(sentence("unknown_title"), long)], ENGLISH)
    assert found.title == "title unknown"
    assert found.description == "word " * 38 + "word…"
    assert long.text in found.message.text


def test_a_quote_that_telegram_would_change_or_cut_is_not_offered() -> None:
    changed, long = quote("row\tby"), quote("Ferry. " * 800 + "End.")
    assert results([offered("a", held) for held in (changed, long)], ENGLISH) == ()


def test_a_chosen_quote_is_sent_with_what_it_needs() -> None:
    needed = Beside(sentence("before_it"), quote("The ferry left at noon."))
    shown = ShowQuote(quote("It sank.", source=FERRY), beside=(needed,))
    (found,) = results([Offered("Ferry sinks", shown)], ENGLISH)
    assert found.description == "It sank."
    lines = found.message.text.split("\n")
    assert (lines[0], lines[2], lines[-1]) == ("It sank.", "The ferry left at noon.", FERRY_CITED)
