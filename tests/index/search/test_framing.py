"""Tests of leaving out what is around a question: a reporter greets, explains and thanks."""

import time
import tomllib

import pytest
from benchmarks.retrieval.wording.framed import FRAMINGS, Framing, read_framings

from index.search.forms import Form
from index.search.framing import asks_nothing, bare, core, form_wanted, has_own_words

QUESTIONS = {
    "en": "Who left the army?",
    "ru": "Кто ушёл из армии?",
    "uk": "Хто пішов з армії?",
}
# Of the framings of each set and language, so many at least are left out wholly.
LEFT_OUT = {
    ("first", "en"): 28,
    ("first", "ru"): 19,
    ("first", "uk"): 19,
    ("second", "en"): 13,
    ("second", "ru"): 7,
    ("second", "uk"): 7,
}
# Asked of somebody who may or may not know, what they would know is searched alone; and what is
# known of something is all that there is about it.
OF_WHAT_IS_KNOWN = {
    "Does anybody know where the missing soldiers are buried, according to their relatives?",
    "Do you remember who asked you the first question at the press conference in Delhi?",
    "Помните ли вы, кто задал вам первый вопрос на пресс-конференции?",
    "Можете ли вы сказать, что простили человека, который на вас донес?",
    "Чи пам'ятаєте ви, хто поставив вам перше запитання на пресконференції?",
    "Чи можете ви сказати, що пробачили людину, яка на вас донесла?",
    "What do we know about the drone that hit the refinery?",
    "Что известно о дроне, который попал в нефтезавод?",
    "Що відомо про дрон, який влучив у нафтозавод?",
}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Hello! Who signed?", "Who signed?"),
        ("hello bot, who signed?", "who signed?"),
        ("Who signed? Thanks!", "Who signed?"),
        ("Who signed please", "Who signed"),
        ("Can you tell me if the mayor signed?", "whether the mayor signed?"),
        ("Do you know in what year the mayor signed?", "in what year the mayor signed?"),
        ("I'm on deadline: who signed?", "who signed?"),
        ("According to our articles, who signed?", "who signed?"),
        ("Who signed, in our archive?", "Who signed?"),
        ("Find me a quote where the mayor explains it", "the mayor explains it"),
        ("Find me a quote: where did the mayor sign?", "where did the mayor sign?"),
        ("Do we have anything on the mayor?", "the mayor?"),
        ("Tell me about the mayor", "the mayor"),
        ("Hi, what do we know about the mayor?", "the mayor?"),
        ("What is said about the mayor?", "the mayor?"),
        ("Расскажите о мэре", "мэре"),
        ("Что известно о мэре?", "мэре?"),
        ("Що ми знаємо про мера?", "мера?"),
        ("I am writing a piece. Who signed? Need a source.", "Who signed?"),
        ("Подскажите, пожалуйста, кто подписал?", "кто подписал?"),
        ("Кто подписал, спасибо", "Кто подписал"),
        ("Есть что-нибудь о мэре?", "мэре?"),
        ("Знайди цитату, де мер пояснює це", "мер пояснює це"),
        ("Чи знаєте ви, хто підписав? Дякую", "хто підписав?"),
    ],
)
def test_what_is_around_a_question_is_left_out(typed: str, asked: str) -> None:
    assert bare(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "Who said thanks?",
        "Who told the police who had signed?",
        "Did you tell the police who signed?",
        "Do you know the man who signed?",
        "What did she say when he asked whether she needed help?",
        "Do you need a passport to leave the country?",
        "If you leave the country, who helps you?",
        "In our country, who signs the laws?",
        "May they vote as they please",
        "When was the book, Sur, published?",
        "The passage of what act gave Victoria its own government?",
        "I am writing about Kherson. Who signed?",
        "We wrote about kherson. Who signed?",
        "The strike lasted two weeks. Who ended it?",
        "A plane was shot down in 2014. Who was tried?",
        "Who signed? And when?",
        "What did the mayor say about the strike?",
        "What did she know about the strike?",
        "What is there on the ship?",
        "Who was told about the strike?",
        "He did tell me about the strike, but when?",
        "Did I thank my mother, and what did she say?",
        "Где бьёт источник, из которого пило всё наше село?",
        "thanks",
        "Can you tell me?",
        "?!",
    ],
)
def test_what_is_asked_is_kept(typed: str) -> None:
    assert bare(typed) == typed


@pytest.mark.parametrize(("name", "language"), LEFT_OUT)
def test_most_of_what_others_type_around_is_left_out(name: str, language: str) -> None:
    question = QUESTIONS[language]
    left = [bare(words.around(question)) for words in read_framings(name, language)]
    whole = [text for text in left if text.rstrip("?. ").casefold() == question[:-1].casefold()]
    assert len(whole) >= LEFT_OUT[name, language], left


def test_nothing_is_left_out_of_what_others_ask_barely() -> None:
    held = tomllib.loads(FRAMINGS.read_text("utf-8"))
    whole = [
        text
        for of_languages in held.values()
        for written in of_languages.values()
        for text in written["not_around"]
    ]
    assert {text for text in whole if bare(text) != text} == OF_WHAT_IS_KNOWN


def test_a_framing_keeps_or_drops_the_mark_of_a_question() -> None:
    assert Framing("tell me {q-} now", is_capital=False).around("Who?") == "tell me who now"


@pytest.mark.parametrize(
    "piece", ["a, ", "hi, ", "please ", "по нашим ", "know about ", "?!", "who ", ") ", "\n", "a"]
)
def test_a_long_text_takes_no_long(piece: str) -> None:
    text = (piece * 1000)[:1000]
    began = time.process_time()
    bare(text)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("typed", "form", "searched"),
    [
        ("give me a summary of the ferry story", "text", "ferry"),
        ("Can you summarise the piece on the ferry for me?", "text", "the ferry?"),
        ("pls sum up the strike", "text", "the strike"),
        ("a quick timeline of the strike please", "text", "the strike"),
        ("list everyone who deserted", "text", "who deserted"),
        ("compare prisons in Sweden and Norway", "text", "compare prisons in Sweden and Norway"),
        ("how many times did we write about the ferry?", "count", "the ferry?"),
        ("how many articles do we have on the ferry", "count", "the ferry"),
        ("latest on the ferry", "newest", "the ferry"),
        ("whats new on the ferry", "newest", "the ferry"),
        ("newest first: who signed?", "newest", "who signed?"),
        ("who signed? oldest first pls", "oldest", "who signed?"),
        ("перескажи статью о пароме", "text", "пароме"),
        ("дай краткое содержание статьи про паром", "text", "паром"),
        ("сравни тюрьмы Швеции и Норвегии", "text", "тюрьмы Швеции и Норвегии"),
        ("сколько раз мы писали о пароме?", "count", "пароме?"),
        ("что нового о пароме", "newest", "пароме"),
        ("сначала новые: кто подписал?", "newest", "кто подписал?"),
        ("переказ статті про пором", "text", "пором"),
        ("порівняйте в'язниці Швеції та Норвегії", "text", "в'язниці Швеції та Норвегії"),
        ("скільки разів ми писали про пором?", "count", "пором?"),
        ("що нового про пором", "newest", "пором"),
        ("хто підписав? спочатку старі", "oldest", "хто підписав?"),
    ],
)
def test_the_form_that_is_wanted_is_told_and_not_searched(
    typed: str, form: Form, searched: str
) -> None:
    assert form_wanted(typed) == form
    assert bare(typed).rstrip("?") == searched.rstrip("?")


@pytest.mark.parametrize(
    "typed",
    [
        "Who wrote the summary of the report?",
        "What did the summary of the report say?",
        "How does Sweden compare to Norway?",
        "List price rises in 2012",
        "How often did they have meetings?",
        "How many times did the ferry sink?",
        "Who was the first to sign?",
        "What is the latest model of the ferry?",
        "Кто написал обзор закона?",
        "Сколько раз тонул паром?",
        "Що сказано в переказі казки?",
    ],
)
def test_what_asks_for_something_else_wants_no_form(typed: str) -> None:
    assert (form_wanted(typed), bare(typed)) == (None, typed)


def test_quotes_of_somebody_are_searched_as_what_was_said() -> None:
    asked = "What did Popova say about the commanders?"
    assert bare("any quotes by Popova about the commanders?") == asked


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("ok where?", "where?"),
        ("cool. and do you know how?", "how?"),
        ("thanks! and by whom exactly?", "and by whom exactly?"),
        ("да, а когда?", "а когда?"),
        ("зрозуміло. а хто підписав?", "а хто підписав?"),
        ("Great Britain left when?", "Great Britain left when?"),
        ("No smoking: when?", "No smoking: when?"),
    ],
)
def test_a_reaction_before_a_question_is_around_it(typed: str, left: str) -> None:
    assert core(typed) == left


@pytest.mark.parametrize(
    "typed", ["ok", "LOL", "wrong", "that's not what I asked", "да ладно", "не те", "ага, дяки"]
)
def test_a_reaction_asks_nothing(typed: str) -> None:
    assert asks_nothing(typed)
    assert not has_own_words(typed)


@pytest.mark.parametrize(
    "typed",
    ["US", "ok, when", "May 12", "what is this?", "and her", "Duran", "is his story true"],
)
def test_what_may_be_asked_is_no_reaction(typed: str) -> None:
    assert not asks_nothing(typed)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("who the hell is Duran", "who is Duran"),
        ("ok, why in the world did he flee?", "why did he flee?"),
        ("What on earth happened in Riga?", "What happened in Riga?"),
        ("Who sang What the Hell?", "Who sang What the Hell?"),
        ("What in the world economy grows?", "What in the world economy grows?"),
    ],
)
def test_what_is_said_in_anger_is_left_out(typed: str, left: str) -> None:
    assert bare(typed) == left
