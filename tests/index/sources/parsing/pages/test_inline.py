import pytest
from trafilatura import load_html

from index.sources.parsing.pages import blocks, inline, seen


def line(page: str, language: str = "en") -> str:
    tree = load_html(f'<html lang="{language}"><body><p>{page}</p></body></html>')
    assert tree is not None
    seen.leave_out(tree)
    inline.write_out(tree)
    return " | ".join(block.text for block in blocks.find(tree))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('killed 35<sup><a href="#fn2">2</a></sup> people', "killed 35 people"),
        ('he said<sup class="reference"><a href="#c">[1]</a></sup>.', "he said."),
        ("left 410<sup>3</sup> homes", "left 410³ homes"),
        ("10<sup>6</sup> litres, 14 km<sup>2</sup>", "10⁶ litres, 14 km²"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("the 21<sup>st</sup> of May", "the 21st of May"),
        ("le 1<sup>er</sup> mai", "le 1er mai"),
        ("M<sup>me</sup> Royal, n<sup>o</sup> 5", "Mme Royal, no 5"),
        ("Acme<sup>TM</sup> sells", "Acme™ sells"),
        ("people<sup>a</sup> said", "peopleᵃ said"),
        ("people<sup>new</sup>", "peopleⁿᵉʷ"),
        ("people<sup>see below</sup>", "people see below"),
        ("35<sup>*</sup> people", "35* people"),
        ("H<sub>2</sub>O and CO<sub>2</sub>", "H₂O and CO₂"),
        ("1011<sub>2</sub> is eleven", "1011₂ is eleven"),
        ("x<sub>max</sub>", "xₘₐₓ"),
    ],
)
def test_raised_and_lowered_characters_are_not_glued_to_words(page: str, expected: str) -> None:
    assert line(page) == expected


@pytest.mark.parametrize(
    ("page", "language", "expected"),
    [
        ("the valve was <q>opened</q> from inside", "en", "the valve was “opened” from inside"),
        ("<q>He said <q>no</q></q>, she wrote", "en-GB", "“He said ‘no’”, she wrote"),
        ("мэр <q>всё знал</q>", "ru", "мэр «всё знал»"),
        ("er <q>wusste es</q>", "de", "er „wusste es“"),
        ("she said <q>“Stop”</q> twice", "en", "she said “Stop” twice"),
    ],
)
def test_a_quotation_has_the_marks_that_a_browser_draws(
    page: str, language: str, expected: str
) -> None:
    assert line(page, language) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("run by the <button>Water Board</button>, and its <button>chair</button> resigned",
         "run by the Water Board, and its chair resigned"),
        ("the code is <input value=4711> today", "the code is 4711 today"),
        ("it costs <input type=hidden value=9> more", "it costs more"),
        ("in <select><option>May<option selected>June</select> it fell", "in June it fell"),
        ("on <time datetime=2024-03-05>5 March</time> it fell", "on 5 March it fell"),
        ("a total of <output>12</output> votes", "a total of 12 votes"),
        ("<button>Share</button> <button>Save</button>", ""),
        ('it costs <img src=e.png alt="€">40', "it costs €40"),
        ('he wrote <img class="emoji" alt="👍"> twice', "he wrote 👍 twice"),
        ('he came <img src=p.jpg alt="A man in a coat"> back', "he came back"),
        ("法<ruby>律<rt>りつ</rt></ruby>です", "法律です"),
    ],
)  # fmt: skip
def test_what_stands_inside_a_sentence_does_not_vanish_from_it(page: str, expected: str) -> None:
    assert line(page) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc²"),
        ("<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "1/(a + b)"),
        ("<msqrt><mn>2</mn></msqrt><mo>≈</mo><mn>1.4</mn>", "√2 ≈ 1.4"),
        (
            "<msub><mi>x</mi><mn>1</mn></msub><mo>≤</mo><msup><mi>y</mi><mi>t</mi></msup>",
            "x₁ ≤ yᵗ",
        ),
        ("<semantics><mi>x</mi><annotation>\\alpha</annotation></semantics>", "x"),
    ],
)
def test_a_formula_is_written_on_the_line(formula: str, expected: str) -> None:
    assert line(f"so <math>{formula}</math> holds") == f"so {expected} holds"


def test_of_a_formula_in_two_forms_only_one_is_read() -> None:
    katex = (
        '<span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span>'
        '<span class="katex-html" aria-hidden="true"><span>x</span></span></span>'
    )
    assert line(f"so {katex} holds") == "so x holds"
