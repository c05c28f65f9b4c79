import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Paragraph, Sentence
from index.text.sentences import split


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split(Paragraph("a", 1, 0, len(text), text))]


def test_offsets_are_those_of_the_article() -> None:
    assert split(Paragraph("a", 1, 10, 23, "He left. Why?")) == (
        Sentence(10, 18, "He left."),
        Sentence(19, 23, "Why?"),
    )


# Each line is a paragraph; a bar stands where it must be cut, and nowhere else.
ENGLISH = """\
Mr. Smith met Mrs. Jones.| They spoke to Dr. No and Gen. He Weidong.| Sen. Graham left.
He lives in the U.S. President Biden knew.
He lives in the U.S.| The next day he left.
The U.S. Army and U.K. forces met at 5 a.m. on Friday.| At about 10 a.m., we set out.
It opens at 9 p.m.| He came, e.g. by car, i.e. a Volvo, etc.| The rest walked.
St. Louis is No. 5 on the list.| No.| That is wrong.| See Fig. 3 and p. 7.
J. K. Rowling met George W. Bush Jr. in Jan. 2003.| George R. R. Martin wrote.
Lt. Col. Vindman and Gov. Newsom came on Sept. 11.| It ended World War I.| The Allies won.
Acme Inc. bought Foo Ltd.| It paid $3.5 million.| Version v1.2 of 3.14.1 shipped.
Washington, D.C. is big.| He has a Ph.D. from MIT.| She has a Ph.D.| She is 30.
Around c. 1066 he won.| Roe v. Wade came later, says Smith et al. 2004.| In 1990.| 15 died.
See https://a.b/c.D?x=1.2 or mail j.doe@x.org.| Then call.| See example.com/some.Page for more.
He stayed there for six months., risking his life several times, later became a deserter.
They told us stories.|Political geographers disagree.| Site kyivpost.com.Online since then.
""".splitlines()

STOPS_AND_QUOTES = """\
He waited... and waited.| Well...| Then he left.| Was it so…| No one knew.| It was … cold.
What?!| You did it!!!| Yes.| He left . . .| The end.
"Go!" he said.| “Go,” he said.| “Why?” Oxana asked him.| “Why?”| He left.| “No!”| She stayed.
“You’ve got relatives there.| Just refuse,” Sergei recalls telling Stas.| “But he went.”| He wept.
“I was there.”| “So was I,” she said.| It cost 5.| "Oh no," he said.| ‘Never.’| She left.
He was there (he said so.)| Then he left.| [It was late.]| She knew.| (She did.)
It was **bold.**| Then _this._| It ends here.[12]| Another begins.[3]
He was (born in 1990.), they say.| She said “Is that so?”, and left.| „Ich gehe.“| Dann ging er.
One.\u00a0| Two.\u2003|Three.| Four. --
""".splitlines()

RUSSIAN_AND_UKRAINIAN = """\
Жил в г. Москва на ул. Ленина.| Родился в 1990 г.| Он учился.
А. С. Пушкин и Л. Н. Толстой писали.| Им. А. И. Герцена, т.е. институт.
Яблоки, груши и т.д.| Потом 5 тыс. руб. и 3 млн. долл. ушли.| Всего 10 млрд.| Это много.
См. рис. 2 на стр. 5.| Проф. Иванов и акад. Сахаров пришли в 1941–1945 гг. В. И. Ленин умер.
— Куда ты идёшь?| — Домой, — сказал он.| — А ты?| — Привет! — сказал он.| — Пока.
«Поехали!» — крикнул Гагарин.| «Да.| Нет», — ответил он.| Он сказал: «Да!»| «Нет!»
Він народився у 1990 р. в Києві на вул. Хрещатик.| Це було давно.| Акад. Патон жив там.
Ціна 5 тис. грн. за шт.| Вона зросла до 3 млн. грн.| Але ніхто не купив.
Напр. Іван Франко, ім. Т. Г. Шевченка.| Вони жили у 1861–1990 рр.| Потім ні.
""".splitlines()

TOKENISED = """\
Colorado 's history .| The fires burned .| It was called `` big . ''| `` Bic '' is colloquial .
There were apples ( pears , etc . )| The rest was 3.5 % of all .
""".splitlines()


@pytest.mark.parametrize("marked", ENGLISH + STOPS_AND_QUOTES + RUSSIAN_AND_UKRAINIAN + TOKENISED)
def test_text_is_cut_where_a_reader_would(marked: str) -> None:
    assert texts(marked.replace("|", "")) == [sentence.strip() for sentence in marked.split("|")]


def test_a_new_line_ends_no_sentence_but_a_list_line_begins_one() -> None:
    assert texts("It was\ncold. He\nleft.") == ["It was\ncold.", "He\nleft."]
    assert texts("He took:\n- bread\n- water.\n2. Go home") == [
        "He took:",
        "- bread",
        "- water.",
        "2. Go home",
    ]


def test_a_number_that_begins_a_list_line_is_no_sentence() -> None:
    assert texts("1. Go home.\n2. Stay.\n10. Sleep.") == ["1. Go home.", "2. Stay.", "10. Sleep."]


@pytest.mark.parametrize("mark", ["...", ".", "?", "--", "''"])
def test_a_paragraph_of_marks_is_one_sentence(mark: str) -> None:
    assert texts(mark) == [mark]


@pytest.mark.parametrize(
    "run",
    [
        ".",
        ". ",
        ".)",
        '."',
        "?",
        "… ",
        ".\n- ",
        "A. ",
        ".—",
        "''",
        "(a) b. A",
        "“",
        '"a. ',
        "that a. ",
    ],
)
def test_long_runs_of_marks_cost_linear_time(run: str) -> None:
    text = "a" + run * 20_000 + "b"
    assert "".join("".join(texts(text)).split()) == "".join(text.split())


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["Mr.", "U.S.", ". ", "?! ", "… ", "”", " «", "\n- ", "\n1. ", " The "]
            ),
        ),
        max_size=30,
    )
)
def test_sentences_tile_the_visible_characters(fragments: list[str]) -> None:
    text = "".join(fragments).strip()
    sentences = split(Paragraph("a", 1, 7, 7 + len(text), text))

    assert "".join("".join(each.text.split()) for each in sentences) == "".join(text.split())
    assert all(each.text == text[each.start - 7 : each.end - 7] for each in sentences)
    assert all(each.text and each.text == each.text.strip() for each in sentences)
