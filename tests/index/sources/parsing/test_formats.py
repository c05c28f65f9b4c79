from fakes.files.articles import pdf, text_of

from index.sources.parsing import formats


def test_a_file_is_read_as_the_format_of_its_suffix() -> None:
    page = b"<p>Nobody was hurt when the bridge fell.</p>"
    assert text_of(".txt", page) == "<p>Nobody was hurt when the bridge fell.</p>"
    assert text_of(".md", page) == "Nobody was hurt when the bridge fell."
    assert text_of(".htm", page) == "Nobody was hurt when the bridge fell."
    assert text_of(".pdf", pdf([(50, 700, 12, "Nobody was hurt.")])) == "Nobody was hurt."


def test_a_text_is_read_in_the_charset_that_the_server_names() -> None:
    assert formats.read(".txt", "мост".encode("cp1251"), "cp1251").text == "мост"
