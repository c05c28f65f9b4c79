from fakes.corpus import article, source_text
from fakes.speaking import ENGLISH

from bot.replies import Say, ShowQuote
from bot.sentences.say import sentence
from bot.serving.documents import write
from index.text.quoting import quote_slice


def test_a_document_holds_sentences_and_quotes_as_they_are_stored() -> None:
    fled = article(source_text("fled", "Ten  men — fled."))
    quote = quote_slice(fled, 1, 0, len(fled.text))
    label = sentence("card_removed", number=1)
    blocks = (Say("fled:"), ShowQuote(quote, label=label), ShowQuote(quote))
    assert write(blocks, ENGLISH).decode() == (
        "fled:\n\nRemoved, paragraph 1:\nTen  men — fled.\n\nTen  men — fled.\n"
    )
