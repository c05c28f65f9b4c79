"""A person whose browser runs no script logs in, asks, and opens receipts as the corpus changes."""

import csv
import json
import re
from datetime import date
from io import StringIO

from fakes.chat import TRIAL, publish
from fakes.processes.reader_page import ADA, CARL, SAID, Page, Reader, book, reading, receipt_of
from fakes.telegram_bot.served import FERRY
from lxml import html

from bot.people.book import TELEGRAM
from bot.people.passes import LoginCodes
from index.checking import receipts
from index.checking.absence import negatives
from index.checking.absence.negatives import Negative
from index.records import Citation, Source, SourceText

ARABIC = "غرقت العبارة عند الظهر."


def words(response_text: str) -> str:
    return " ".join(html.fromstring(response_text).text_content().split())


def passage(response_text: str) -> str:
    marked = html.fromstring(response_text).xpath("//mark")
    assert marked[0].get("id") == "passage"
    return "".join(part.text_content() for part in marked)


def test_a_link_from_a_chat_opens_the_page_of_its_receipt(page: Page) -> None:
    receipt = receipt_of(page.serving.data)
    with reading(page) as reader:
        opened = reader.opens(page.link(ADA, receipt))
    assert opened.history[-1].headers["Location"] == f"/quotes/{receipt}#passage"
    assert passage(opened.text) == SAID
    assert f"Quote {receipt}" in words(opened.text)
    assert "Verified: quoted on 2026-01-03" in words(opened.text)
    assert "Ferry sinks · Harbour News · A. Mate · 2024-06-30" in words(opened.text)
    assert "The moderator’s note: Corrected." in words(opened.text)
    assert "https://example.org/ferry#:~:text=The%20captain%20was%20arrested" in opened.text


def test_an_answer_on_the_page_leads_to_its_receipt(ada: Reader) -> None:
    answered = ada.asks("captain")
    (path,) = set(re.findall(r'href="(/quotes/[^"#]+)#passage"', answered.text))
    assert SAID in words(answered.text)
    assert passage(ada.opens(path).text) == SAID


def test_what_the_corpus_does_not_say_is_said_to_be_so(ada: Reader) -> None:
    answered = words(ada.asks("Who stole the cow?").text)
    assert "The corpus does not say." in answered
    assert "Searched: 2 articles" in answered


def test_a_filter_narrows_what_is_asked(ada: Reader) -> None:
    assert SAID in ada.asks("captain", outlet="Harbour", after="2024").text
    assert SAID not in ada.asks("captain", before="2020").text


def test_a_button_under_an_answer_does_what_it_does_in_a_chat(ada: Reader) -> None:
    answered = ada.asks("captain").text
    (context,) = re.findall(r'name="press" value="(context [^"]+)"', answered)
    assert "Nobody was hurt on board." in ada.sends("/press", press=context).text


def test_the_sources_are_listed_searched_and_read(ada: Reader) -> None:
    assert "trial" in ada.opens("/sources").text
    found = ada.opens("/sources?words=ferry").text
    assert "trial" not in found
    (read,) = re.findall(r'name="press" value="(read [^"]+)"', found)
    source = ada.sends("/press", press=read).text
    (path,) = re.findall(r'href="(/articles/[^"]+)"', source)
    assert "Nobody was hurt on board." in ada.opens(path).text


def test_a_receipt_that_is_typed_is_opened(page: Page, ada: Reader) -> None:
    receipt = receipt_of(page.serving.data)
    assert passage(ada.asks(f" {receipt.lower()} ").text) == SAID


def test_the_page_carries_the_quote_for_programs_and_sends_it_in_every_form(
    page: Page, ada: Reader
) -> None:
    receipt = receipt_of(page.serving.data)
    opened = html.fromstring(ada.opens(f"/quotes/{receipt}").text)
    quotation, annotation = (
        json.loads(script.text) for script in opened.xpath("//script[@type='application/ld+json']")
    )
    assert (quotation["@type"], quotation["text"]) == ("Quotation", SAID)
    assert quotation["url"] == f"{page.address}/q/{receipt}"
    assert annotation["target"][1]["selector"][0]["exact"] == SAID
    table = ada.opens(f"/quotes/{receipt}?format=csv").text.removeprefix("\ufeff")
    (row,) = csv.DictReader(StringIO(table))
    assert (row["text"], row["standing"]) == (SAID, "verified")
    asked = ada.opens(f"/q/{receipt}", Accept="application/ld+json")
    assert json.loads(asked.text)["identifier"] == receipt
    cited = ada.opens(f"/q/{receipt}", Accept="application/vnd.citationstyles.csl+json, */*;q=0.1")
    assert json.loads(cited.text)[0]["id"] == receipt
    assert ada.opens(f"/quotes/{receipt}?format=bibtex").headers["Content-Type"] == (
        "application/x-bibtex; charset=utf-8"
    )


def test_a_quote_that_changed_shows_both_and_leads_to_the_other(page: Page, ada: Reader) -> None:
    data = page.serving.data
    receipt = receipt_of(data)
    changed = FERRY.text.replace("captain was arrested", "captain was arrested on Monday")
    publish(data, SourceText(FERRY.source, changed), TRIAL)
    opened = ada.opens(f"/quotes/{receipt}")
    assert passage(opened.text) == SAID
    assert "Changed since" in words(opened.text)
    assert "on Monday" in words(opened.text)
    assert "Revision 1, from" in words(opened.text)
    assert "shown here" in words(opened.text)
    (now,) = set(re.findall(r'href="(/quotes/[^"#]+)#passage"', opened.text))
    assert passage(ada.opens(now).text) == "The captain was arrested on Monday."
    (later,) = re.findall(r'href="(/articles/ferry/2)"', opened.text)
    assert "arrested on Monday" in ada.opens(later).text
    earlier = ada.opens("/articles/ferry/1").text
    assert "This revision is not in the corpus any more." in words(earlier)


def test_a_quote_of_a_withdrawn_article_says_since_when(page: Page, ada: Reader) -> None:
    receipt = receipt_of(page.serving.data)
    publish(page.serving.data, TRIAL)
    opened = ada.opens(f"/quotes/{receipt}").text
    assert passage(opened) == SAID
    assert "Withdrawn since" in words(opened)
    assert "Withdrawn from" in words(opened)


def test_a_quote_that_stands_in_a_newer_text_says_so(page: Page, ada: Reader) -> None:
    receipt = receipt_of(page.serving.data)
    longer = SourceText(FERRY.source, f"{FERRY.text}\nThe court meets in March.\n")
    publish(page.serving.data, longer, TRIAL)
    opened = words(ada.opens(f"/quotes/{receipt}").text)
    assert "Verified" in opened
    assert "The article has another text since" in opened


def test_a_receipt_that_is_mistyped_or_unknown_is_said_to_be(page: Page, ada: Reader) -> None:
    receipt = receipt_of(page.serving.data)
    for altered in (receipt[:-1] + ("0" if receipt[-1] != "0" else "1"), "pq-1", "x", "pq-%00"):
        assert ada.opens(f"/quotes/{altered}").status_code == 404
    nothing = Citation(Source("none", "none.txt"), "none", 1, 1, 0, 9, "0" * 64)
    other = receipts.make(nothing, 1, date(2026, 1, 3))
    unknown = ada.opens(f"/quotes/{other}")
    assert (unknown.status_code, "Unknown" in words(unknown.text)) == (404, True)


def test_a_code_from_the_chat_logs_in_and_leads_where_one_wanted_to_go(page: Page) -> None:
    path = f"/quotes/{receipt_of(page.serving.data)}"
    with book(page, TELEGRAM) as people:
        code = LoginCodes(people).give(ADA)
    with reading(page) as reader:
        asked = reader.opens(path)
        assert asked.status_code == 403
        (wanted,) = re.findall(r'name="path" value="([^"]+)"', asked.text)
        opened = reader.client.post("/login", data={"code": code.lower(), "path": wanted})
        assert passage(opened.text) == SAID
        assert "ada" not in reader.opens("/").text
        out = reader.sends("/logout")
        assert "Log in" in words(out.text)
        assert reader.opens(path).status_code == 403


def test_whoever_is_revoked_is_out_at_once(page: Page) -> None:
    with book(page) as people, reading(page) as reader:
        people.grant("cli:ada", CARL, "journalist")
        assert reader.logs_in(CARL).status_code == 200
        people.revoke("cli:ada", CARL)
        assert reader.opens("/").status_code == 403
        people.grant("cli:ada", CARL, "journalist")
        assert reader.opens("/").status_code == 403


def test_the_page_speaks_the_readers_language(page: Page) -> None:
    with reading(page) as reader:
        assert "Войти" in reader.opens("/", Accept_Language="ru-RU,ru;q=0.9").text
        reader.logs_in()
        asked = reader.opens("/", Accept_Language="fr, uk;q=0.8").text
        assert '<html lang="uk">' in asked
        assert "Запитати" in asked


def test_a_text_from_right_to_left_is_marked_as_it_is_quoted(page: Page, ada: Reader) -> None:
    arabic = SourceText(Source("abbara", "a.txt", title="عبارة", language="ar"), f"{ARABIC}\n")
    publish(page.serving.data, FERRY, TRIAL, arabic)
    opened = ada.opens(f"/quotes/{receipt_of(page.serving.data, ARABIC, 'abbara')}").text
    assert passage(opened) == ARABIC
    assert '<article lang="ar" dir="auto">' in opened


def no_in(response_text: str) -> str:
    """Return the receipt of a no that an answer links to."""
    (link,) = html.fromstring(response_text).xpath("//section//p[@class='doing']/a/@href")
    return str(link).removeprefix("/no/")


def test_an_answer_that_is_none_links_to_the_page_of_its_receipt(ada: Reader) -> None:
    answered = ada.asks("zebra").text
    receipt = no_in(answered)
    copied = html.fromstring(answered).xpath("string(//textarea[@id='copy-no'])")
    assert f"holds nothing on the question “zebra”. Receipt: {receipt}" in copied
    shown = ada.opens(f"/no/{receipt}")
    assert shown.status_code == 200
    assert f"No {receipt}" in words(shown.text)
    assert "The corpus has not changed since." in words(shown.text)
    assert (
        html.fromstring(shown.text)
        .xpath("string(//input[@id='link']/@value)")
        .endswith(f"/no/{receipt}")
    )


def test_a_no_is_asked_again_on_its_page_and_a_later_corpus_answers(
    page: Page, ada: Reader
) -> None:
    receipt = no_in(ada.asks("zebra").text)
    again = ada.sends(f"/no/{receipt}", question="Zebra?")
    assert "The question is the one that was asked." in words(again.text)
    assert "The corpus does not say." in words(again.text)
    publish(page.serving.data, FERRY, TRIAL, SourceText(Source("zoo", "zoo.txt"), "A zebra.\n"))
    assert "articles: 1 added, 0 changed, 0 withdrawn" in words(ada.opens(f"/no/{receipt}").text)
    again = ada.sends(f"/no/{receipt}", question="zebra")
    assert "Asked today, the corpus answers:" in words(again.text)
    assert "A zebra." in words(again.text)
    typed = ada.asks(f"{receipt} zebra")
    assert "The question is the one that was asked." in words(typed.text)


def test_a_no_that_is_mistyped_or_unknown_is_one_line(ada: Reader) -> None:
    receipt = no_in(ada.asks("zebra").text)
    wrong = receipt[:9] + ("7" if receipt[9] != "7" else "8") + receipt[10:]
    mistyped = ada.opens(f"/no/{wrong}")
    assert mistyped.status_code == 404
    assert "a letter is wrong or missing" in words(mistyped.text)
    later = Negative("nothing", date(2026, 1, 3), 9, 1, 1, 500, 0, 0)
    unknown = ada.opens(f"/no/{negatives.write(later, bytes(32))}")
    assert unknown.status_code == 404
    assert "Unknown: the receipt is well formed" in words(unknown.text)
    long = ada.sends(f"/no/{receipt}", question="zebra " * 400)
    assert long.status_code == 400


def test_a_link_to_a_no_from_a_chat_opens_its_page(page: Page, ada: Reader) -> None:
    receipt = no_in(ada.asks("zebra").text)
    with reading(page) as reader:
        opened = reader.opens(page.link(ADA, receipt))
    assert opened.history[-1].headers["Location"] == f"/no/{receipt}"
    assert f"No {receipt}" in words(opened.text)
