from contextlib import closing
from pathlib import Path

from fakes.chat import publish
from fakes.telegram_bot.served import open_desk
from lxml import html

from bot.web import conversing
from bot.web.pages import Pages, View
from bot.web.records import Asker
from bot.web.sessions import Visitor
from index.records import Source, SourceText

TALK = SourceText(
    Source("talk", "talk.txt", outlet="Harbour News"),
    "Olena Koval led the harbour office for nine years, through two floods and a strike, and she"
    " knew every pilot on the river by name and by the sound of the engine.\n\n"
    "She resigned on Monday because of the zebra. The office has been closed since then, and"
    " letters come back unopened. Nobody has said who will lead it, or when it will open again,"
    " although the pilots ask every morning at the gate.",
)


def test_what_a_quote_needs_to_be_understood_stands_below_it(tmp_path: Path) -> None:
    publish(tmp_path, TALK)
    with closing(open_desk(tmp_path)) as desk:
        answered = conversing.ask(desk, Asker("carl", "journalist"), {"question": "zebra"})
    visitor = Visitor("carl", "journalist", "Carl", "en", "t0k3n")
    page = html.fromstring(Pages().ask(View("en", visitor), (), answered, {}))
    (figure,) = page.xpath("//figure")
    quoted = [block.text_content() for block in figure.xpath(".//blockquote")]
    assert quoted[0].startswith("She resigned on Monday")
    assert quoted[1].startswith("Olena Koval led the harbour office")
    assert figure.xpath("string(.//p[@class='label'])") == "In paragraph 1:"
    assert "Olena" not in figure.xpath("string(.//figcaption/bdi)")
