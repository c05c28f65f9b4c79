"""Fifty kinds of page, made up: whatever a library may need for one of them is loaded by then."""

import json

from fakes.files.pages import FIRST, LAST, RUSSIAN, SECOND, UKRAINIAN, WESTERN, velmora

_PAIR = f"<p>{FIRST}</p><p>{SECOND}</p>"
_ABOUT = {"@type": "NewsArticle", "headline": "Velmora runs dry as pumping station fails"}


def _ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(_ABOUT | fields)}</script>'


def _host(name: str) -> bytes:
    return velmora(head=f'<link rel="canonical" href="https://{name}/news/velmora">')


def _meta(name: str, content: str) -> bytes:
    return velmora(head=f'<meta property="{name}" content="{content}">')


def _page(body: str) -> bytes:
    return f"<html><head><title>Velmora runs dry</title></head><body>{body}</body></html>".encode()


KINDS: dict[str, bytes] = {
    "plain": velmora(),
    "short host": _host("dw.com"),
    "shorter host": _host("ap.org"),
    "German host": _host("taz.de"),
    "British host": _host("www.bbc.co.uk"),
    "Japanese host": _host("nhk.or.jp"),
    "unknown host": _host("velmora.example"),
    "host in Cyrillic": _host("новости.рф"),
    "host in punycode": _host("xn--80ak6aa92e.com"),
    "address of a host": _host("192.0.2.1"),
    "wrong address": _host("["),
    "date with zone": velmora(head=_ld(datePublished="2024-09-02T10:00:00+02:00")),
    "date in UTC": velmora(head=_ld(datePublished="2024-09-02T10:00:00Z")),
    "date as in mail": _meta("pubdate", "Mon, 02 Sep 2024 10:00:00 GMT"),
    "date in words": _meta("date", "September 2, 2024"),
    "date in Russian": velmora(byline="<p class=date>2 сентября 2024</p>"),
    "date in two ways": velmora(byline="<p class=date>03/04/2024</p>"),
    "date that is none": _meta("article:published_time", "yesterday"),
    "date in microdata": velmora(byline="<time itemprop=datePublished datetime=2024-09-02></time>"),
    "changed": velmora(head=_ld(dateModified="2024-09-02")),
    "author": velmora(head=_ld(author={"name": "Ines Calder"})),
    "authors": _meta("author", "Ines Calder, Lio Marten"),
    "wrong JSON": velmora(head='<script type="application/ld+json">{</script>'),
    "graph": velmora(head='<script type="application/ld+json">{"@graph": []}</script>'),
    "Open Graph": _meta("og:title", "Velmora runs dry"),
    "style sheet": velmora(head="<style>.x{display:none}</style>"),
    "base": velmora(head='<base href="https://www.vrc.example/">'),
    "fragment": _PAIR.encode(),
    "short": b"<p>Nobody was hurt.</p>",
    "empty": b"<html><body></body></html>",
    "no body": b"<!-- nothing -->",
    "deep": b"<html>" + b"<div>" * 20_000,
    "text without paragraphs": _page(f"<div>{FIRST}<br><br>{SECOND}<br><br>{LAST}</div>"),
    "layout of tables": _page(f"<table><tr><td>Menu</td><td>{_PAIR}</td></tr></table>"),
    "frames": _page("<iframe src=/a></iframe>" + _PAIR),
    "list": _page("<ul>" + f"<li>{FIRST}</li>" * 9 + "</ul>"),
    "links only": _page("<p><a href=/a>One</a> <a href=/b>Two</a></p>" * 20),
    "live blog": velmora(f"<time>18:20</time><h3>Now</h3>{_PAIR}<time>12:05</time>{_PAIR}"),
    "paywall": velmora("<div class=paywall>This article is for subscribers only.</div>"),
    "comments": velmora(below=f"<div id=comments>{_PAIR * 3}</div>"),
    "forum": velmora(head='<script type="application/ld+json">{"@type": "DiscussionForumPosting"}'
                          "</script>"),
    "recipe": velmora(head=_ld(**{"@type": "Recipe", "recipeInstructions": [FIRST, SECOND]})),
    "quotation": velmora(f"<figure><blockquote>{_PAIR}</blockquote></figure>"),
    "embedded post": velmora(f"<blockquote class=twitter-tweet>{_PAIR}</blockquote>"),
    "raised, struck, hidden": velmora("<p>10<sup>6</sup> <s>a</s> b <span hidden>c</span>.</p>"),
    "formula": velmora("<p>So <math><msup><mi>x</mi><mn>2</mn></msup></math> is it.</p>"),
    "data table": velmora("<table><tr><th>Town</th><th>Homes</th></tr></table>"),
    "Russian": _page(f"<p>{RUSSIAN}</p>" * 3),
    "Ukrainian": _page(f"<p>{UKRAINIAN}</p>" * 3),
    "Japanese": _page("<p>橋が落ちました。けが人はいません。川の水は増えています。</p>" * 8),
    "Arabic": _page("<p>انهار الجسر فوق النهر صباح يوم الاثنين. لم يصب أحد بأذى.</p>" * 8),
    "Cyrillic undeclared": f"<p>{RUSSIAN}</p>".encode("cp1251"),
    "Western undeclared": f"<p>{WESTERN}</p>".encode("cp1252"),
    "Japanese declared": "<meta charset=euc-jp><p>橋が落ちました。".encode("euc-jp"),
    "Chinese declared": "<meta charset=gb2312><p>大桥倒塌了。没有人受伤。".encode("gbk"),
    "label of browsers": f"<meta charset=x-sjis><p>{FIRST}</p><p>橋</p>".encode("shift_jis"),
    "unknown label": f"<meta charset=no-such><p>{RUSSIAN}</p>".encode("cp1251"),
    "damaged byte": velmora().replace(b"Copyright", b"Copyright \xe9"),
    "UTF-16": velmora().decode().encode("utf-16"),
    "binary": b"GIF89a\x00\x01\x02\x03\x04\x05\x06",
    "large": _page(_PAIR * 2_000),
}  # fmt: skip
