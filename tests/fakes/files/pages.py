"""A web page as outlets make them, and texts whose encoding is hard to guess."""

RUSSIAN_IN_ASCII_QUOTES = (
    "Мост через реку обрушился в понедельник утром, сообщил мэр города. Никто не пострадал, но "
    'дорога закрыта до пятницы. "Мы услышали грохот, а потом настала тишина", - рассказала она.'
)
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Bridge falls | iDaily</title>
<meta property="og:title" content="Bridge falls"><meta property="og:site_name" content="iDaily">
<meta name="author" content="Ann Lee"><meta property="article:published_time"
content="2024-06-30T10:00:00+02:00"><link rel="canonical" href="https://daily.example/bridge">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Bridge falls</h1>
<p>The bridge over the river fell on
Monday morning, the mayor of the town said at a <b>pr</b>ess conference.</p><h2>What next</h2>
<p>The road is closed, police said.<br>It opens on Friday.<br><br>Then it rests for a while.</p>
<ul><li>First it is measured</li><li>Then it is mended</li></ul>
<table><tr><th>Town</th><th>People</th></tr><tr><td>Ash</td><td>1,200</td></tr></table>
<p>Short.</p></article><script>var x = "no";</script><footer>Copyright iDaily</footer></body></html>
"""
RUSSIAN = (
    "Мост через реку обрушился в понедельник утром, сообщил мэр города. Никто не пострадал, но "
    "дорога закрыта до пятницы. «Мы услышали грохот, а потом наступила тишина», - рассказала она."
)
UKRAINIAN = (
    "Міст через річку обвалився в понеділок уранці, повідомив мер міста. Ніхто не постраждав, але "
    "дорогу закрито до п'ятниці. Мешканка сусіднього будинку розповіла, що її сім'я їхала до Києва."
)
WESTERN = (
    "The mayor said “nobody was hurt” – but the café’s owner, René Müller, disagreed. He wants "
    "£2,000 from the council. It won’t pay, it said."
)
POLISH = (
    "Most nad rzeką zawalił się w poniedziałek rano. Nikt nie został ranny, powiedział burmistrz. "
    "Droga pozostanie zamknięta do piątku, ogłosiła policja."
)
FIRST = (
    "The river town of Velmora spent most of the week without running water after the pumping "
    "station on the east bank stopped on Monday evening."
)
SECOND = (
    "Engineers from the regional utility said the station would not be back at full pressure "
    "before the weekend, and asked residents to boil what came from the taps."
)
THIRD = (
    "Schools on both banks stayed open with shortened days, while the hospital moved its planned "
    "operations to a clinic in the neighbouring district."
)
LAST = (
    "The mayor's office has promised a public hearing in the coming month, at which the utility is "
    "expected to publish its maintenance records."
)


def velmora(middle: str = "", *, head: str = "", byline: str = "", below: str = "") -> bytes:
    """Return a made-up news page: in the middle of its article, its head or below it, as asked."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Velmora runs dry as pumping station fails</title>{head}</head><body>"
        '<header><nav><a href="/">Home</a> <a href="/city">City</a></nav></header><main><article>'
        f"<h1>Velmora runs dry as pumping station fails</h1>{byline}<p>{FIRST}</p><p>{SECOND}</p>"
        f"{middle}<p>{THIRD}</p><p>{LAST}</p></article>{below}</main>"
        "<footer><p>Copyright 2024 Example Courier. All rights reserved.</p></footer></body></html>"
    ).encode()
