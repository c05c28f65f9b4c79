import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadMetadata, UnreadableSource
from index.records import Failure, Reading, Source, SourceText, Span
from index.sources.fields import Entry, Extracted
from index.sources.parsing.formats import SUFFIXES
from index.sources.parsing.isolation import IsolatedParser
from index.sources.read import normalise, read_file, read_folder, read_upload, skipped_spans

SUPPORTED = ".txt .text .md .markdown .html .htm .pdf .docx .odt .rtf"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def test_a_folder_is_read_with_what_is_recorded_of_its_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "b.md": "---\ntitle: Front\noutlet: Daily\n---\n\nBridge\r\nShare\r\n",
            "a.txt": "Nobody was hurt.",
            "sources.toml": '["b.md"]\ntitle = "Recorded"\nskip = ["Share"]\n',
            "questions.toml": "",
            ".hidden.txt": "x",
            ".git/c.txt": "x",
            "Thumbs.db": "x",
            "~$b.docx": "x",
        },
    )
    assert read_folder(tmp_path) == Reading(
        (
            SourceText(Source("a", "a.txt"), "Nobody was hurt."),
            SourceText(
                Source("b", "b.md", title="Recorded", outlet="Daily"),
                "Bridge\nShare\n",
                (Span(7, 12),),
            ),
        ),
        (),
    )


def test_a_skip_entry_copied_from_the_source_of_a_markdown_text_still_cuts_its_line(
    tmp_path: Path,
) -> None:
    line = "**Read [more](https://example.org)**"
    write(tmp_path, {"a.md": f"It fell.\n\n{line}", "sources.toml": f'["a.md"]\nskip = ["{line}"]'})
    reading = read_folder(tmp_path)
    assert (reading.texts[0].skipped, reading.failures) == ((Span(10, 23),), ())


def test_what_is_recorded_goes_before_what_a_page_says_of_itself(tmp_path: Path) -> None:
    page = (
        "<html lang=uk><head><title>Page</title></head><body><p>Nobody was hurt.</p></body></html>"
    )
    write(tmp_path, {"a.html": page, "sources.toml": '["a.html"]\ntitle = "Recorded"\n'})
    (text,) = read_folder(tmp_path).texts
    assert text == SourceText(
        Source("a", "a.html", title="Recorded", language="uk"), "Nobody was hurt."
    )


def test_the_nearest_sources_toml_goes_before_the_one_above(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "east/a.txt": "Text",
            "sources.toml": '["east/a.txt"]\ntitle = "Far"\noutlet = "Daily"\n',
            "east/sources.toml": '["a.txt"]\ntitle = "Near"\n',
        },
    )
    (text,) = read_folder(tmp_path).texts
    assert text.source == Source("east-a", "east/a.txt", title="Near", outlet="Daily")


@pytest.mark.parametrize("bad", ["sources.toml", "east/sources.toml"])
def test_an_entry_that_is_bad_anywhere_is_reported(tmp_path: Path, bad: str) -> None:
    names = {"sources.toml": "east/a.txt", "east/sources.toml": "a.txt"}
    files = {
        path: f'["{name}"]\n{"titel" if path == bad else "title"} = "A"\n'
        for path, name in names.items()
    }
    reading = read_folder(write(tmp_path, {"east/a.txt": "Text"} | files))
    assert (reading.texts, [failure.origin for failure in reading.failures]) == ((), ["east/a.txt"])


def test_each_file_that_fails_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "bad.md": "---\npublished: soon\n---\nText",
            "blank.txt": "\ufeff \r\n\t",
            "front.md": "---\ntitle: A\n---\n",
            "good.txt": "Text",
            "picture.txt": "\x89PNG\0",
            "README": "x",
            "sources.toml": '["god.txt"]\n["good.txt"]\nskip = ["Shar", "/zz/"]\n["../up.txt"]\n',
            "table.csv": "x",
        },
    )
    reading = read_folder(tmp_path)
    assert [text.source.id for text in reading.texts] == ["good"]
    no_text = "holds no text; put the text of the article into it"
    no_match = "give the exact text of a whole line, or a /pattern/, or remove the entry"
    assert reading.failures == (
        Failure(
            "../up.txt",
            "sources.toml names it, but there is no such file; "
            "correct the name or remove the entry",
        ),
        Failure("README", f"files without a suffix cannot be read; supported are {SUPPORTED}"),
        Failure(
            "bad.md",
            "front matter: published is 'soon'; write it as 2024-06-30, 2024-06 or 2024",
        ),
        Failure("blank.txt", no_text),
        Failure("front.md", no_text),
        Failure(
            "god.txt",
            "sources.toml names it, but there is no such file; correct the name or "
            "remove the entry",
        ),
        Failure(
            "good.txt",
            f"the article was read, but skip entry '/zz/' matches nothing in it; {no_match}",
        ),
        Failure(
            "good.txt",
            f"the article was read, but skip entry 'Shar' matches nothing in it; {no_match}",
        ),
        Failure(
            "picture.txt",
            "looks like a binary file (U+0089 in line 1); if it is a text, save it again as UTF-8",
        ),
        Failure("table.csv", f"'.csv' files cannot be read; supported are {SUPPORTED}"),
    )


def test_a_misspelt_name_in_sources_toml_gets_the_nearest_file(tmp_path: Path) -> None:
    write(tmp_path, {"bridge.txt": "Text", "sources.toml": '["brigde.txt"]\n'})
    assert read_folder(tmp_path).failures == (
        Failure(
            "brigde.txt",
            "sources.toml names it, but there is no such file; did you mean 'bridge.txt'?",
        ),
    )


def test_a_sources_toml_of_the_whole_folder_that_is_not_toml_stops_the_reading(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"a.txt": "Text", "sources.toml": "title = \n"})
    with pytest.raises(BadMetadata, match=r"sources\.toml: is not TOML: .*line 1"):
        read_folder(tmp_path)


def test_a_sources_toml_below_that_is_not_toml_fails_the_files_beside_and_below_it(
    tmp_path: Path,
) -> None:
    table = f"number = {'9' * 5000}"
    write(
        tmp_path,
        {
            "a.txt": "Text",
            "east/b.txt": "x",
            "east/far/c.txt": "x",
            "east/sources.toml": table,
            "eastern/d.txt": "Text",
            "sources.toml": '["east/b.txt"]\ntitle = "T"\n',
        },
    )
    reading = read_folder(tmp_path)
    assert [text.source.id for text in reading.texts] == ["a", "eastern-d"]
    assert [failure.origin for failure in reading.failures] == ["east/b.txt", "east/far/c.txt"]
    for failure in reading.failures:
        assert f"{tmp_path / 'east' / 'sources.toml'}: is not TOML: Exceeds" in failure.reason


def test_folders_nested_deeper_than_python_calls_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Text", "d/b.txt": "Text"})
    inner = str(tmp_path / "d")
    for _ in range(1_499):
        inner += "/d"
        os.mkdir(inner)  # noqa: PTH102 - `Path` calls itself for each folder
    Path(inner, "c.txt").write_text("Text")
    try:
        reading = read_folder(tmp_path)
        origins = [text.source.origin for text in reading.texts]
        assert sorted(origins, key=len) == ["a.txt", "d/b.txt", f"{'d/' * 1_500}c.txt"]
    finally:  # here, as what clears the folder of a test away calls itself too
        Path(inner, "c.txt").unlink()
        for _ in range(1_499):
            os.rmdir(inner)  # noqa: PTH106 - as above
            inner = inner.removesuffix("/d")


def test_what_breaks_the_reading_of_a_file_in_any_way_is_one_line() -> None:
    class Breaking(IsolatedParser):
        def read(self, suffix: str, content: bytes, charset: str | None = None) -> Extracted:
            raise LookupError(f"{suffix} {content!r} {charset}")

    with pytest.raises(UnreadableSource) as caught:
        read_upload("a.docx", b"x", Breaking())
    assert str(caught.value) == (
        "a.docx: cannot be read (LookupError: .docx b'x' None); give its text as a plain text file"
    )


def test_a_folder_that_is_missing_or_a_file_is_refused(tmp_path: Path) -> None:
    missing, file = tmp_path / "none", write(tmp_path, {"a.txt": "x"}) / "a.txt"
    with pytest.raises(UnreadableSource) as caught:
        read_folder(missing)
    assert str(caught.value) == f"{missing}: there is no such folder; check the path"
    with pytest.raises(UnreadableSource) as caught:
        read_folder(file)
    assert str(caught.value) == f"{file}: is not a folder; name the folder that holds it"


def test_a_link_is_followed_only_inside_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": "Text", "east/b.txt": "More"})
    write(tmp_path, {"out.txt": "Secret"})
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "out.txt")
    (folder / "broken.txt").symlink_to(tmp_path / "none.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "up").symlink_to(folder)
    reading = read_folder(folder)
    assert [text.source.origin for text in reading.texts] == ["a.txt", "east/b.txt", "inside.txt"]
    nothing = "is a link to nothing; remove it or put the file itself here"
    assert reading.failures == (
        Failure("broken.txt", nothing),
        Failure("loop.txt", nothing),
        Failure("outside.txt", "is a link that leaves the folder; put a copy of the file here"),
        Failure("up", "is a link to a folder, and those are not followed; remove it"),
    )


def test_a_sources_toml_that_is_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": "Text"})
    (folder / "sources.toml").symlink_to(write(tmp_path, {"x.toml": ""}) / "x.toml")
    with pytest.raises(BadMetadata, match="is a link that leaves the folder"):
        read_folder(folder)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    reason = "is not a plain file; remove it from the folder"
    assert read_folder(tmp_path).failures == (Failure("pipe.txt", reason),)
    with pytest.raises(UnreadableSource, match=r"pipe\.txt: is not a plain file; name a file"):
        read_file(tmp_path / "pipe.txt")


def test_a_name_that_cannot_be_written_is_refused_on_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"a\nb.txt": "Text", "c\udcff.txt": "Text"})
    reason = "has a name with characters that cannot be written; rename it"
    assert read_folder(tmp_path).failures == (
        Failure("a\\nb.txt", reason),
        Failure("c\\udcff.txt", reason),
    )


def test_two_names_that_differ_only_in_their_accents_coding_are_not_both_read(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"caf\xe9.txt": "Text", "cafe\u0301.txt": "Text"})
    reading = read_folder(tmp_path)
    assert [text.source.id for text in reading.texts] == ["cafe"]
    assert [failure.origin for failure in reading.failures] == ["caf\xe9.txt"]


def test_progress_counts_every_article(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    write(tmp_path, {"a.txt": "Text", "b.txt": ""})
    read_folder(tmp_path, lambda what, done, total: seen.append((what, done, total)))
    assert seen == [("Reading articles", 1, 2), ("Reading articles", 2, 2)]


def test_one_file_is_read_with_the_sources_toml_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {"Міст упав.txt": "Text", "sources.toml": '["Міст упав.txt"]\ntitle = "A"\n'})
    assert read_file(tmp_path / "Міст упав.txt") == SourceText(
        Source("mist-upav", "Міст упав.txt", title="A"), "Text"
    )


def test_one_file_is_read_with_the_entry_that_is_given(tmp_path: Path) -> None:
    write(tmp_path, {"a.TXT": "Text\nShare", "sources.toml": "broken"})
    assert read_file(tmp_path / "a.TXT", Entry(title="Given", skip=("Share",))) == SourceText(
        Source("a", "a.TXT", title="Given"), "Text\nShare", (Span(5, 10),)
    )


@pytest.mark.parametrize(
    ("name", "text", "error", "reason"),
    [
        ("none.txt", None, UnreadableSource, "there is no such file; check the path"),
        ("a.csv", "x", UnreadableSource, f"'.csv' files cannot be read; supported are {SUPPORTED}"),
        ("a.md", "---\nurl: x\n---\n", BadMetadata, "front matter: url is 'x'; write a whole "),
        ("big.txt", "x" * 20_000_001, UnreadableSource, "is larger than 20 MB; give the article"),
    ],
)
def test_one_file_that_fails_is_named(
    tmp_path: Path, name: str, text: str | None, error: type[Exception], reason: str
) -> None:
    write(tmp_path, {} if text is None else {name: text})
    with pytest.raises(error) as caught:
        read_file(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: {reason}")


def test_one_file_whose_entry_is_bad_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Text", "sources.toml": '["a.txt"]\nurl = "x"\n'})
    with pytest.raises(BadMetadata, match=r"a\.txt: sources\.toml, entry 'a\.txt': url is 'x'"):
        read_file(tmp_path / "a.txt")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_refused_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, {f"a{suffix}": ""}) / f"a{suffix}"
    reason = r": is empty; put the text of the article into it$"
    with pytest.raises(UnreadableSource, match=reason):
        read_file(path)
    with pytest.raises(UnreadableSource, match=reason):
        read_upload(path.name, b"")


def test_importing_the_reading_loads_no_format_library() -> None:
    check = (
        "import sys, index.sources.read;"
        "libraries = {'trafilatura', 'pypdfium2', 'docx', 'charset_normalizer', 'lxml'};"
        "print(libraries & set(sys.modules))"
    )
    root = Path(__file__).parents[3]
    shown = subprocess.run(
        [sys.executable, "-c", check], cwd=root, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "set()\n"


def test_an_upload_is_read_under_its_name_and_replaces_what_has_it() -> None:
    text = read_upload(
        " Міст упав.md ", "---\ntitle: Міст\nskip: [Далі]\n---\nУпав.\nДалі".encode()
    )
    assert text == SourceText(
        Source("mist-upav", "Міст упав.md", title="Міст"), "Упав.\nДалі", (Span(6, 10),)
    )


def test_every_newline_becomes_one_kind_and_letters_are_composed() -> None:
    text = "\ufeffa\r\nb\rc\x0cd\x85e\u2028f\u2029g cafe\u0301 \ufb01 \xad"
    assert normalise(text) == "a\nb\nc\nd\ne\nf\ng caf\xe9 \ufb01 \xad"


@given(st.text())
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_plain_entry_cuts_every_whole_line_that_says_it() -> None:
    text = "Share\n Share\xa0\nShare this\nShare"
    assert skipped_spans(text, ("Share ",)) == (Span(0, 5), Span(6, 13), Span(25, 30))


def test_a_plain_entry_in_nfd_finds_its_line_in_nfc() -> None:
    assert skipped_spans("caf\xe9", ("cafe\u0301",)) == (Span(0, 4),)


def test_a_pattern_cuts_its_matches_and_overlaps_are_joined() -> None:
    assert skipped_spans("By Ann\nx By", ("/^By.*$/", "/n+\\n/", "By Ann", "none")) == (Span(0, 7),)


@pytest.mark.parametrize("skip", ["/(?=a)/", "/\\b/", "//", ""])
def test_an_entry_that_matches_nothing_at_all_is_refused(skip: str) -> None:
    with pytest.raises(BadMetadata, match=r"matches even where nothing stands; make it stricter$"):
        skipped_spans("a\n\nb", (skip,))


@given(
    st.text(alphabet="ab \n\xe9").map(normalise),
    st.lists(st.sampled_from(["a", "b", "a b", "/a+/", "/ab|ba/", "/\\s+/", "/^.+$/"])),
)
def test_skipped_spans_are_sorted_disjoint_and_inside_the_text(text: str, skip: list[str]) -> None:
    edges = [edge for span in skipped_spans(text, tuple(skip)) for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


def test_a_vertical_tab_ends_a_line_as_word_processors_mean_it() -> None:
    assert normalise("One\x0bTwo") == "One\nTwo"


def test_a_text_with_a_heap_of_accents_is_refused_and_one_of_pictures_is_not() -> None:
    assert normalise("e\u0301" + "\U0001f600" * 200 + "\u0301" * 100) == (
        "é" + "\U0001f600" * 200 + "\u0301" * 100
    )
    with pytest.raises(UnreadableSource, match=r"^holds over 100 accents on one letter; remove"):
        normalise("e" + "\u0301" * 101)


@pytest.mark.parametrize("skip", ["/(a|aa)+$/", "/(.*a){25}/"])
def test_a_pattern_that_would_be_sought_for_ever_is_refused_in_seconds(skip: str) -> None:
    text = f"{'a' * 24}{'b' * 50_000}\n{'a' * 60}b"
    began = time.process_time()  # the limit is of that too: a busy machine is slow at any moment
    with pytest.raises(BadMetadata, match="takes over 2 seconds to find; write it without a rep"):
        skipped_spans(text, ("/(a+)+$/", skip))
    assert time.process_time() - began < 10
