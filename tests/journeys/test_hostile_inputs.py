"""What a moderator could be handed: each ends in one clear line, and costs the corpus nothing."""

import gzip
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish, reindex, source_text
from fakes.files import hostile as files
from fakes.files.site import Answer, Site, page, redirect

from index import build
from index.errors import PullquoteError
from index.records import Failure, SourceText
from index.search.asker import Asker
from index.sources import read as corpus
from index.sources.parsing.isolation import IsolatedParser, ParsingLimits
from index.sources.web import fetching
from index.store.store import Store

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff"
RUSSIAN = "Мост через реку обрушился в понедельник утром, сообщил мэр города."
STORY = b"<html><body><article><p>Nobody was hurt when the bridge fell.</p></article></body></html>"
CAPTCHA = (
    b"<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and"
    b" cookies to continue</noscript><script>location.reload()</script></body></html>"
)
GZIP = "Content-Encoding: gzip"


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


UPLOADS: dict[str, tuple[str, Callable[[], bytes] | bytes, str]] = {
    "PDF cut off": ("a.pdf", lambda: files.page_of(files.stream(b""))[:-40], "was cut off"),
    "PDF of garbage": ("a.pdf", b"%PDF-1.4\njunk\nstartxref\n7\n%%EOF\n", "a damaged one"),
    "PDF of pictures": ("a.pdf", lambda: files.page_of(files.stream(b"")), "without text"),
    "PDF whose pages hold themselves": ("a.pdf", files.circular_pages, "a.pdf: "),
    "PDF whose table leads to itself": ("a.pdf", files.circular_table, "a.pdf: "),
    "PDF that unpacks to a gigabyte": ("a.pdf", files.flate_bomb, "a.pdf: "),
    "PDF whose form draws itself": ("a.pdf", files.endless_form, "a.pdf: "),
    "PDF of millions of operators": ("a.pdf", files.many_operators, " to read; save"),
    "PDF that is a DOCX": ("a.docx", lambda: files.page_of(files.stream(b"")), "is no DOCX"),
    "DOCX that is a page": ("a.docx", STORY, "is no DOCX"),
    "zip bomb": ("a.docx", files.zip_bomb, "unpacks to over 200 MB"),
    "zip bomb that lies about its size": ("a.docx", files.zip_bomb_that_lies, "of memory to read"),
    "DOCX of a billion laughs": ("a.docx", files.billion_laughs, "is no DOCX"),
    "DOCX that names a file of ours": ("a.docx", files.external_entity, "entities of its own"),
    "DOCX nested 100,000 deep": ("a.docx", files.deep_docx, "a.docx: "),
    "DOCX cut off": ("a.docx", lambda: files.plain_docx()[:9_000], "is no DOCX"),
    "DOCX without a document": ("a.docx", b"PK\5\6" + bytes(18), "is no DOCX"),
    "old .doc": ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "old .doc"),
    "page nested 10,000 deep": ("a.html", b"<html>" + b"<div>" * 10_000, "no article text"),
    "page of scripts": ("a.html", b"<html><script>document.write('x')</script>", "no article"),
    "page that asks for a human": ("a.html", CAPTCHA, "no article text"),
    "page of comments": ("a.html", b"<!-- " + b"x" * 1_000_000, "no article text"),
    "page in another charset than it says": (
        "a.html", b"<meta charset=utf-8><p>" + RUSSIAN.encode("cp1251"), "says that it is utf-8",
    ),
    "page in UTF-16 without a mark": ("a.html", utf16("<p>Nobody was hurt.</p>"), "binary file"),
    "text in UTF-16 without a mark": ("a.txt", utf16(RUSSIAN), "binary file"),
    "text in UTF-16 cut off": ("a.txt", b"\xff\xfea\0b", "damaged at byte"),
    "text in two encodings": ("a.txt", f"{RUSSIAN * 9} caf".encode() + b"\xe9", "line 1"),
    "NULs": ("a.txt", bytes(1_000), "binary file"),
    "picture": ("a.txt", PNG, "binary file"),
    "half a pair": ("a.txt", b"\xed\xa0\x80 is half a pair", "damaged characters"),
    "commands for the terminal": ("a.txt", b"\x1b]0;owned\x07 text", "U+001B"),
    "nothing": ("a.txt", b"", "is empty"),
    "white space": ("a.txt", b" \r\n\t", "holds no text"),
    "a mark and nothing": ("a.txt", b"\xef\xbb\xbf", "holds no text"),
    "a million accents": ("a.txt", ("a" + "\u0301\u0323" * 500_000).encode(), "accents on one"),
    "front matter that never ends": ("a.md", b"---\ntitle: A\n\nText", "no closing ---"),
    "front matter nested deep": ("a.md", b"---\nx: " + b"[" * 40_000 + b"\n---\nT", "front matter"),
    "front matter of a megabyte": ("a.md", b"---\n" + b"a: b\n" * 200_000 + b"---\nT", "longer"),
    "pattern that takes for ever": (
        "a.md", b"---\nskip: ['/(a+)+$/']\n---\n" + b"a" * 40 + b"!", "whole lines",
    ),
    "more than 20 MB": ("a.txt", lambda: b"a" * 20_000_001, "larger than 20 MB"),
    "name that climbs": ("../../data/store.txt", b"Text", "a path for a name"),
    "name that is absolute": ("/etc/cron.d/a.txt", b"Text", "a path for a name"),
    "name on a drive": ("C:\\a.txt", b"Text", "a path for a name"),
    "name of a stream": ("a.txt:b.txt", b"Text", "a path for a name"),
    "name of two dots": ("..", b"Text", "no name"),
    "no name": ("", b"Text", "no name"),
    "hidden name": (".txt", b"Text", "hidden"),
    "name of a device": ("CON.txt", b"Text", "a device in Windows"),
    "name of 5,000 characters": ("a" * 5_000 + ".txt", b"Text", "longer than 255 bytes"),
    "name of two lines": ("a\nGeneration 9 is live.txt", b"Text", "cannot be written"),
    "name that reads backwards": ("a\u202efdp.txt", b"Text", "cannot be written"),
    "name with a NUL": ("a.txt\0.pdf", b"Text", "cannot be written"),
    "name with half a pair": ("a\ud800.txt", b"Text", "cannot be written"),
    "name without a suffix": ("story", b"Text", "files without a suffix"),
    "program": ("story.pdf.exe", b"MZ", "'.exe' files cannot be read"),
}  # fmt: skip


def endless(
    piece: bytes, head: bytes, connection: socket.socket, closing_: threading.Event
) -> None:
    connection.sendall(head)
    while not closing_.is_set():
        connection.sendall(piece)


def drip(head: bytes, connection: socket.socket, closing_: threading.Event) -> None:
    connection.sendall(head)
    while not closing_.wait(0.05):
        connection.sendall(b"x")


def silent(_connection: socket.socket, closing_: threading.Event) -> None:
    closing_.wait(20)


HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ANSWERS: dict[str, tuple[Answer, str]] = {
    "/to-loopback": (redirect("http://127.0.0.1/admin"), "127.0.0.1/admin, which is not on the"),
    "/to-metadata": (redirect("http://169.254.169.254/latest/"), "not on the public internet"),
    "/to-private-name": (redirect("http://intranet.example/"), "not on the public internet"),
    "/to-file": (redirect("file:///etc/passwd"), "no http:// or https:// address"),
    "/to-ftp": (redirect("ftp://site.example/a"), "no http:// or https:// address"),
    "/to-script": (redirect("javascript:alert(1)"), "no http:// or https:// address"),
    "/to-port": (redirect("http://site.example:6379/"), "names port 6379"),
    "/to-number": (redirect("http://2130706433/"), "names its host by a number"),
    "/to-nowhere": (redirect("http://[::1/\xff"), "what is no address"),
    "/loop": (redirect("/loop"), "redirects more than 5 times"),
    "/without-place": (page(b"", status="302 Found"), "answers 302 Found"),
    "/slow-headers": (silent, "took over 2 seconds"),
    "/dripping-headers": (partial(drip, b"HTTP/1.1 200 OK\r\nX-A: "), "took over 2 seconds"),
    "/dripping-body": (partial(drip, HTML + b"\r\n"), "took over 2 seconds"),
    "/endless-body": (partial(endless, b"<p>" * 20_000, HTML + b"\r\n"), "larger than 20 MB"),
    "/endless-headers": (partial(endless, b"X-A: b\r\n" * 1_000, HTML), "not keep to HTTP"),
    "/zeros": (
        partial(endless, bytes(60_000), HTML + b"Content-Length: 1000000000\r\n\r\n"),
        "larger than 20 MB",
    ),
    "/no-http": (b"SSH-2.0-OpenSSH_9.6\r\n", "does not keep to HTTP"),
    "/closes": (b"", "breaks off"),
    "/shorter-than-said": (HTML + b"Content-Length: 9000\r\n\r\n" + STORY, "breaks off"),
    "/half-a-piece": (HTML + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n<p>", "breaks off"),
    "/two-lengths": (HTML + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "keep to HTTP"),
    "/packed-wrongly": (page(b"not gzip", GZIP), "is packed wrongly"),
    "/packed-otherwise": (page(b"x", "Content-Encoding: br"), "is packed as br"),
    "/missing": (page(b"", status="404 Not Found"), "404 Not Found"),
    "/forbidden": (page(b"", status="401 Unauthorized"), "401 Unauthorized"),
    "/broken": (page(b"", status="500 Oops"), "500 Internal Server Error"),
    "/picture": (page(PNG, "Content-Type: image/png"), "is image/png; only"),
    "/unsaid": (page(STORY, "Content-Type:"), "a type that the site does not say"),
    "/kind-of-5000-letters": (page(STORY, f"Content-Type: {'x' * 5_000}"), "xxx…; only HTML"),
    "/empty": (page(b""), "is empty"),
    "/captcha": (page(CAPTCHA), "no article text"),
    "/truncated.pdf": (page(b"%PDF-1.4\n1 0 obj", "Content-Type: application/pdf"), "cut off"),
    "/picture-as-page": (page(PNG), "binary file"),
    "/wrong-charset": (
        page(f"<p>{RUSSIAN}</p>".encode("cp1251"), "Content-Type: text/html; charset=utf-8"),
        "says that it is utf-8 but is not",
    ),
}  # fmt: skip

ADDRESSES: dict[str, tuple[str, str]] = {
    "loopback": ("http://127.0.0.1/", "not on the public internet"),
    "localhost": ("http://localhost/", "not on the public internet"),
    "every address of this machine": ("http://0.0.0.0/", "not on the public internet"),
    "private address": ("https://10.0.0.1/", "not on the public internet"),
    "metadata": ("http://169.254.169.254/latest/meta-data/", "not on the public internet"),
    "metadata that looks public": ("http://168.63.129.16/", "not on the public internet"),
    "multicast": ("http://224.0.0.1/", "not on the public internet"),
    "IPv6 loopback": ("http://[::1]/", "not on the public internet"),
    "IPv4 in IPv6": ("http://[::ffff:127.0.0.1]/", "not on the public internet"),
    "IPv4 in NAT64": ("http://[64:ff9b::7f00:1]/", "not on the public internet"),
    "IPv4 in 6to4": ("http://[2002:7f00:1::1]/", "not on the public internet"),
    "IPv6 of the own network": ("http://[fd00:ec2::254]/", "not on the public internet"),
    "IPv6 of the own cable": ("http://[fe80::1%25eth0]/", "not on the public internet"),
    "decimal number": ("http://2130706433/", "names its host by a number"),
    "octal number": ("http://0177.0.0.1/", "is no web address"),
    "hexadecimal number": ("http://0x7f000001/", "names its host by a number"),
    "short number": ("http://127.1/", "names its host by a number"),
    "full-width digits": ("http://１２７.0.0.1/", "is no web address"),
    "name of a private address": ("http://intranet.example/", "not on the public internet"),
    "name of a public and a private one": ("http://both.example/", "not on the public internet"),
    "name that is not found": ("http://nosuch.example/", "no site of this name"),
    "name that is looked up for ever": ("http://slow.example/", "took over 2 seconds"),
    "host that refuses": ("http://closed.example/", "does not answer"),
    "password": ("http://ann:secret@site.example/", "before an @"),
    "other port": ("http://site.example:8080/", "names port 8080"),
    "ftp": ("ftp://site.example/a.txt", "no http:// or https:// address"),
    "file": ("file:///etc/passwd", "no http:// or https:// address"),
    "no host": ("https:///a", "no http:// or https:// address"),
    "two lines": ("http://site.example/\nHost: 127.0.0.1", "is no web address"),
    "space": ("http://site.example/ /etc", "holds spaces"),
    "5,000 characters": ("http://site.example/" + "a" * 5_000, "longer than 2000"),
    "certificate signed by itself": ("https://site.example/story", "certificate"),
}

NAMES = {
    "site.example": ["93.184.216.34"],
    "other.example": ["93.184.216.34"],
    "localhost": ["127.0.0.1", "::1"],
    "intranet.example": ["192.168.1.5"],
    "both.example": ["93.184.216.34", "127.0.0.1"],
    "closed.example": ["93.184.216.99"],
}


class Bench:
    """A corpus that is served, and everything by which a source comes in."""

    def __init__(self, data: Path, site: Site) -> None:
        self.data, self.site = data, site
        publish(data, source_text("bridge", "The bridge over the river fell on Monday."))
        self.asker: Asker = open_asker(data)
        self.parser = IsolatedParser(ParsingLimits(seconds=3, memory_bytes=300_000_000))
        self.before = self.state()

    def state(self) -> object:
        with closing(Store(self.data)) as store:
            live = store.live()
            assert live is not None
            return live, store.members(live), self.asker.answer("Which bridge fell?", 3)

    def fetch(self, address: str, *, trusted: bool = False) -> SourceText:
        limits = fetching.FetchLimits(seconds=2)
        network = self.site.network(trusted=trusted)
        return corpus.read_address(
            address, lambda one: fetching.fetch(one, limits, network), self.parser
        )

    def refusal(self, read: Callable[[], SourceText]) -> str:
        """Add what `read` gives, which is refused: return the line, the corpus being as it was."""
        with pytest.raises(PullquoteError) as caught:
            build.amend(reindex(self.data), [read()])
        assert self.state() == self.before
        line = str(caught.value)
        assert line.isprintable()
        assert len(line) < 500
        return line

    def close(self) -> None:
        self.parser.close()
        self.asker.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    answers = {path: answer for path, (answer, _) in ANSWERS.items()}
    answers |= {
        "/story": page(STORY),
        "/bomb": page(gzip.compress(bytes(30_000_000)), GZIP),
        "/half-packed": page(gzip.compress(STORY)[:-20], GZIP),
        "/to-http": redirect("http://site.example/story"),
    }
    with (
        closing(Site(answers, NAMES)) as site,
        closing(Bench(tmp_path_factory.mktemp("hostile"), site)) as bench,
    ):
        yield bench


@pytest.mark.parametrize("kind", UPLOADS)
def test_a_hostile_upload_costs_one_line(bench: Bench, kind: str) -> None:
    name, content, says = UPLOADS[kind]
    sent = content if isinstance(content, bytes) else content()
    assert says in bench.refusal(lambda: corpus.read_upload(name, sent, bench.parser))


@pytest.mark.parametrize("path", ANSWERS)
def test_a_hostile_site_costs_one_line(bench: Bench, path: str) -> None:
    assert ANSWERS[path][1] in bench.refusal(lambda: bench.fetch(f"http://site.example{path}"))


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_hostile_address_costs_one_line(bench: Bench, kind: str) -> None:
    address, says = ADDRESSES[kind]
    assert says in bench.refusal(lambda: bench.fetch(address))


def test_what_unpacks_to_too_much_or_to_half_is_refused(bench: Bench) -> None:
    bomb, half = "http://site.example/bomb", "http://site.example/half-packed"
    assert "unpacks to more than 20 MB" in bench.refusal(lambda: bench.fetch(bomb))
    assert "arrived only in part" in bench.refusal(lambda: bench.fetch(half))


def test_no_hostile_address_was_ever_connected_to(bench: Bench) -> None:
    assert {str(one) for one in bench.site.dialled} <= {"93.184.216.34", "93.184.216.99"}


def test_a_certificate_of_another_site_is_refused(bench: Bench) -> None:
    read = partial(bench.fetch, "https://other.example/story", trusted=True)
    assert "certificate that is not valid for it" in bench.refusal(read)


def test_words_are_not_taken_from_where_others_could_change_them(bench: Bench) -> None:
    read = partial(bench.fetch, "https://site.example/to-http", trusted=True)
    assert "redirects from https to http" in bench.refusal(read)


def test_a_hostile_path_costs_one_line(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").touch()
    os.truncate(tmp_path / "zeros.txt", 1_000_000_000)
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "nothing.txt").symlink_to(tmp_path / "nowhere")
    wanted = {
        "folder.txt": "is not a plain file",
        "pipe.txt": "is not a plain file",
        "zeros.txt": "is larger than 20 MB",
        "zero.txt": "is not a plain file",
        "nothing.txt": "there is no such file",
        "missing.txt": "there is no such file",
        "a\0.txt": "cannot be read",
    }
    for name, says in wanted.items():
        assert says in bench.refusal(partial(corpus.read_file, tmp_path / name))


def test_after_all_that_good_sources_are_still_read(bench: Bench) -> None:
    text = "Nobody was hurt when the bridge fell."
    assert corpus.read_upload("a.html", STORY, bench.parser).text == text
    assert bench.fetch("http://site.example/story").text == text
    assert bench.fetch("https://site.example/story", trusted=True).text == text


def test_a_folder_of_hostile_files_is_listed_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "entity.docx").write_bytes(files.external_entity())
    (tmp_path / "page.html").write_bytes(STORY)
    reading = corpus.read_folder(tmp_path)
    assert [text.source.id for text in reading.texts] == ["page"]
    reason = "is a DOCX that defines entities of its own; save its text as .txt or .md"
    assert reading.failures == (Failure("entity.docx", reason),)
