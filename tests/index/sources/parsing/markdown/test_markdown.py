import pytest

from index.records import Article, Remark, Source, Span
from index.sources.parsing import formats
from index.sources.parsing.markdown.markdown import render
from index.sources.parsing.office.left_out import LeftOut
from index.text import paragraphs


def rendered(body: str) -> str:
    return render(body, LeftOut())


def left_out(body: str) -> list[tuple[str, str, int]]:
    """Render a text; return it with the kind and the count of what was left out."""
    counting = LeftOut()
    text = render(body, counting)
    return [(text, remark.kind, remark.count) for remark in counting.remarks()]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("It *really* **did** fall, __she__ _said_.", "It really did fall, she said."),
        ("See [the report](https://example.org 'x') and <https://a.example>.",
         "See the report and https://a.example."),
        ("[Lead][1] ends.\n\n[1]: https://example.org", "Lead ends."),
        ("Before ![a photo of a crane](a.png) after.", "Before  after."),
        ("Use `go fmt` &amp; C\\#, 5 &lt; 6.", "Use go fmt & C#, 5 < 6."),
        ("1\\. May \\*not\\* bold", "1. May *not* bold"),
        ("a_snake_case and 2*3*4 = 24", "a_snake_case and 234 = 24"),
        ("A &nbsp;space", "A \xa0space"),
        ("Line one  \nline two\nline three", "Line one\nline two\nline three"),
        ("It is **false**, he said, that ==he paid==.", "It is false, he said, that he paid."),
        ("Ask [[people/ann|Ann Lee]] of [[The Example]]. ^a1b2", "Ask Ann Lee of The Example."),
        ("{{< youtube id >}}Text{% include ad.html %} here{: .lead}", "Text here"),
        ("``so'' he said, ``no''", "``so'' he said, ``no''"),
        ("35<sup>2</sup> people, 1<sup>st</sup>, CO<sub>2</sub>", "35² people, 1st, CO₂"),
        ("Two<br>lines and <b>bold</b> <u>words</u>", "Two\nlines and bold words"),
        ("He said <q>no</q>.", "He said “no”."),
    ],
)  # fmt: skip
def test_a_line_is_read_as_its_reader_sees_it(source: str, seen: str) -> None:
    assert rendered(source) == seen


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("# Big *news* #\n\nText", "# Big news\n\nText"),
        ("Big news\n========\nText", "# Big news\n\nText"),
        ("> Quoted\n> words\n\nText", "Quoted\nwords\n\nText"),
        ("> [!note] Mind\n> the gap", "Mind\n\nthe gap"),
        ("Three:\n- a\n- *b*\n  - c", "Three:\n- a\n- b\n  - c"),
        ("1. a\n1. b\n1. c", "1. a\n2. b\n3. c"),
        ("1986. A good year.\n1990. A bad one.", "1986. A good year.\n1990. A bad one."),
        ("- a\n\n- b", "- a\n\n- b"),
        ("|Port|Cracked|\n|-|-|\n|Arrano||\n|**Hale**|4|", "Port | Cracked\nArrano\nHale | 4"),
        ("Above\n\n***\n\nBelow", "Above\n\n\n\nBelow"),
        ("```\nverse  one\n*two*\n```", "verse  one\n*two*"),
        ("It is cracked.[^1] More.\n\n[^1]: The port *disputes* it.",
         "It is cracked. More.\n\nThe port disputes it."),
        ("<div class=x>\n<p>One</p><p>Two</p>\n</div>\n\nThree", "One\n\nTwo\n\nThree"),
        ("<figure><img src=a><figcaption>A crane</figcaption></figure>", "A crane"),
        ("Text.\n\n\nAfter two blank lines.\n", "Text.\n\n\nAfter two blank lines.\n"),
    ],
)  # fmt: skip
def test_blocks_keep_their_lines_and_lose_their_marks(source: str, seen: str) -> None:
    assert rendered(source) == seen


@pytest.mark.parametrize(
    ("source", "seen", "kind"),
    [
        ("He paid ~~$410,000~~ $41,000.", "He paid $41,000.", "struck"),
        ("He paid <del>$410,000</del> <s>x</s> $41,000.", "He paid $41,000.", "struck"),
        ("Safe. <!-- TODO: cut, lawyer -->", "Safe.", "hidden"),
        ("Safe.\n\n<!--\nmany\n\nlines\n-->\n\nMore.", "Safe.\n\n\n\nMore.", "hidden"),
        ("Safe.\n\n<!-- never closed\n\nsecret", "Safe.\n\n", "hidden"),
        ("Safe.\n\n[comment]: # (Ask Lio)", "Safe.", "hidden"),
        ("Safe.\n[//]: # (Ask Lio)\n", "Safe.\n", "hidden"),
        ("Safe. %% second source %% More.", "Safe. More.", "hidden"),
        ("Safe.\n\n%%\nmany\n\nlines\n%%", "Safe.", "hidden"),
        ("{% comment %}Not yet{% endcomment %}Safe.", "Safe.", "hidden"),
        ("<div hidden>\n\nSecret *words*.\n\n</div>\n\nSafe.", "Safe.", "hidden"),
        ('<span style="display: none">Secret</span>Safe.', "Safe.", "hidden"),
        ("<script>\nvar a = 1;\n</script>\n\nSafe.", "Safe.", "hidden"),
    ],
)
def test_what_no_reader_sees_or_what_is_struck_out_is_left_out_and_counted(
    source: str, seen: str, kind: str
) -> None:
    ((text, said, count),) = left_out(source)
    assert (text.strip(), said) == (seen.strip(), kind)
    assert count == 1 or source.count("<s>")


def test_a_mark_that_parts_an_article_for_a_program_is_no_hidden_passage() -> None:
    assert left_out("Lead.\n\n<!--more-->\n\nRest.") == []


def spans(body: str) -> list[tuple[str, str | None, str | None]]:
    """Split a rendered text; return each paragraph with its speaker and its question."""
    text = rendered(body)

    def words(span: Span | None) -> str | None:
        return None if span is None else text[span.start : span.end]

    split = paragraphs.split(Article("a", 1, Source("a", "a.md"), text, ""))
    return [(part.text, words(part.speaker), words(part.question)) for part in split]


def test_the_bold_names_of_a_transcript_are_speakers_and_stand_in_no_quote() -> None:
    body = "**Ann:** It *fell*.\n\n**Bo:** When?\n\n**Ann**: On **Sunday**.\n\n**Ann:** Late."
    assert spans(body) == [
        ("It fell.", "Ann", None),
        ("When?", "Bo", None),
        ("On Sunday.", "Ann", None),
        ("Late.", "Ann", None),
    ]


def test_the_bold_questions_of_an_interview_are_questions_and_stand_in_no_quote() -> None:
    asked = ["Who *fell*?", "When was that?", "Why so late?"]
    body = "\n\n".join(f"**{question}**\n\nAnswer {n}." for n, question in enumerate(asked))
    assert spans(body) == [
        ("Answer 0.", None, "Who fell?"),
        ("Answer 1.", None, "When was that?"),
        ("Answer 2.", None, "Why so late?"),
    ]


def test_bold_words_of_an_article_stand_in_its_quotes_without_marks() -> None:
    body = "**Note:** It fell.\n\n**All were saved.**\n\nThe **end** came."
    assert [text for text, _, _ in spans(body)] == [
        "Note: It fell.",
        "All were saved.",
        "The end came.",
    ]


def test_front_matter_stands_above_the_text_as_it_was_written() -> None:
    read = formats.read(".md", b"\xef\xbb\xbf---\r\ntitle: '*A*'\r\n---\r\n\r\n*Text*\r\n")
    assert read.text == "---\ntitle: '*A*'\n---\n\nText\n"
    assert read.parser.startswith("markdown 3 (markdown-it-py ")


def test_a_text_of_many_brackets_is_read_in_time() -> None:
    assert rendered("[" * 20_000 + "x") == "[" * 20_000 + "x"
    assert rendered("> " * 50 + "x") == "x"


def test_the_case_of_a_comment_in_each_dialect() -> None:
    body = (
        "Text.\n\n<!-- TODO(legal): cut -->\n\nMore.\n\n[comment]: # (Ask Lio)\n\n"
        "%% obsidian comment: second source %%\n"
    )
    counting = LeftOut()
    assert render(body, counting).split() == ["Text.", "More."]
    assert counting.remarks() == (Remark("hidden", 3),)
