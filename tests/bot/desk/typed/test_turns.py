import pytest

from bot.desk.typed.questions import ParsedQuestion
from bot.desk.typed.turns import (
    KEPT_SECONDS,
    Recent,
    RecentQuestions,
    Remark,
    followed,
    may_stand_alone,
    only_asks,
    only_points,
    other,
    parted,
    remark,
    whom_meant,
    with_earlier,
)
from index.records import Filters

NOW = 1_000_000_000.0
BEFORE = ParsedQuestion("Why did Elena Popova leave Kherson?", Filters(outlet="Meduza"))
OF_ANYBODY = ParsedQuestion("Why did Robin leave Kherson?")  # who may be a man or a woman


@pytest.mark.parametrize(
    ("typed", "together"),
    [
        ("And when?", "Why did Elena Popova leave Kherson, when?"),
        ("with whom?", "Why did Elena Popova leave Kherson, with whom?"),
        ("where?", "Why did Elena Popova leave Kherson, where?"),
        ("а когда?", "Why did Elena Popova leave Kherson, когда?"),
        ("What did she say?", "Elena Popova, Kherson, What did she say?"),
        ("Did they arrest her", "Elena Popova, Kherson, Did they arrest her"),
        ("What did Orlov say about her?", None),  # names somebody
        ("What did the mother say happened to her son?", None),  # "her" is the mother's
        ("Why did the parents leave their house?", None),
        (
            "What did the mother say about her?",
            "Elena Popova, Kherson, What did the mother say about her?",
        ),
        ("Why did the father hit her?", "Elena Popova, Kherson, Why did the father hit her?"),
        (
            "Did the police read her letter?",
            "Elena Popova, Kherson, Did the police read her letter?",
        ),
        (
            "What did she say about the war?",
            "Elena Popova, Kherson, What did she say about the war?",
        ),
        ("Who won the World Cup?", None),
        ("is it true that the ferry sank", None),  # "it" may stand for nothing
        ("what did she say about the men who had fled from the army in winter", None),  # long
    ],
)
def test_a_follow_up_is_put_together_with_the_question_before(
    typed: str, together: str | None
) -> None:
    found = followed(ParsedQuestion(typed), BEFORE)
    assert (None if found is None else found.text) == together


INSIDE = (
    "What happens to a soldier if he refuses an order?",
    "What do people do when they lose their homes?",
    "When a commander refuses, what does he risk?",
    "What becomes of anybody who refuses if he is caught?",
    "Who shot himself?",
    "Which officer wounded himself?",
    "What did the mother say happened to her son?",
    "When did the sister find her brother?",
    "Why did the widow sell her house?",
    "Чем рискует любой солдат, если он откажется?",
    "Что делать, если каждый солдат скажет, что он болен?",
    "Що буде, якщо кожен солдат скаже, що він хворий?",
)
PERHAPS = (
    "Who told his commander that he resigned?",
    "Who said that he was beaten?",
    "Who claimed she saw the crash?",
    "Which officer left his unit?",
    "Does anyone know where they were held?",
    "Did somebody say he had seen the fire?",
    "Знает ли кто-нибудь, где они были?",
    "Чи хтось сказав, що він бачив пожежу?",
    "Who has lost her son?",
    "Who was beaten by his own men?",
    "Whose commander told his men to go?",
    "Who brought his wife with him?",
    "Why do soldiers refuse when they are sent back?",
    "What do deserters risk if they are caught?",
    "How did the lieutenant lose his men?",
    "Did the officer read his letter?",
    "Where did the guards put their guns?",
    "Did the president say that he would resign?",
    "Кто сказал командиру, что он увольняется?",
    "Кто признался, что его били?",
    "Когда солдаты узнали, что их обманули?",
    "Почему офицер решил, что он не вернётся?",
    "Какой врач сказал, что она умрёт?",
    "Хто сказав командирові, що він звільняється?",
    "Хто визнав, що його били?",
    "Коли солдати дізналися, що їх обдурили?",
    "Чому офіцер вирішив, що він не повернеться?",
)
OUTSIDE = (
    "Who helped him?",
    "Who is his mother?",
    "Who was the man who beat him?",
    "Who did she marry?",
    "What did the mother say about her?",
    "Why did the father hit her?",
    "Did the police read her letter?",
    "When did the war reach his village?",
    "Did the officer arrest him?",
    "Why did the guards beat them?",
    "What did the court decide about his appeal?",
    "Did anyone see his body?",
    "Did anybody help them?",
    "Where was she born?",
    "Who said that to them?",
    "Кто его избил?",
    "Что он сказал?",
    "Почему отец её ударил?",
    "Куда офицер отвёз его?",
    "Хто його побив?",
    "Що вона сказала?",
    "Куди офіцер відвіз його?",
)


@pytest.mark.parametrize("typed", INSIDE)
def test_a_pronoun_of_somebody_in_the_question_makes_no_follow_up(typed: str) -> None:
    assert followed(ParsedQuestion(typed), BEFORE) is None


@pytest.mark.parametrize("typed", PERHAPS)
def test_a_pronoun_may_mean_whoever_acts_in_the_question(typed: str) -> None:
    assert followed(ParsedQuestion(typed), OF_ANYBODY) is not None
    assert may_stand_alone(ParsedQuestion(typed))


@pytest.mark.parametrize("typed", OUTSIDE)
def test_a_pronoun_means_nobody_whom_it_is_the_object_of(typed: str) -> None:
    assert followed(ParsedQuestion(typed), OF_ANYBODY) is not None
    assert not may_stand_alone(ParsedQuestion(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "What did she say about Orlov?",
        "Did he meet Ada Orlova?",
        "When did they leave Kyiv?",
        "Was she in Riga then?",
        "Why is he in Vienna?",
        "Что она сказала об Орлове?",
        "Когда он уехал из Киева?",
        "Была ли она в Риге?",
        "Що він сказав про Орлова?",
        "Чи вона в Києві?",
    ],
)
def test_a_follow_up_may_name_others_behind_its_pronoun(typed: str) -> None:
    found = followed(ParsedQuestion(typed), OF_ANYBODY)
    assert found is not None
    assert found.text == f"Robin, Kherson, {typed}"


@pytest.mark.parametrize(
    "typed",
    [
        "What did Orlov say he saw?",
        "When Orlov left, what did he take?",
        "Where was Orlov when they came?",
        "Who told Orlov about her?",
        "Что Орлов сказал о ней?",
    ],
)
def test_a_question_that_names_somebody_before_its_pronoun_stands_alone(typed: str) -> None:
    assert followed(ParsedQuestion(typed), BEFORE) is None


DRAIN = ParsedQuestion("Where does the drain lead?")


@pytest.mark.parametrize(
    ("typed", "together"),
    [
        ("How long is it?", "How long is the drain?"),
        ("who built it?", "who built the drain?"),
        ("When did it open", "When did the drain open"),
        ("Is it safe?", "Is the drain safe?"),
        ("How many live there?", "Where does the drain lead, How many live there?"),
    ],
)
def test_a_follow_up_may_be_about_something(typed: str, together: str) -> None:
    found = followed(ParsedQuestion(typed), DRAIN)
    assert found is not None
    assert found.text == together
    assert not may_stand_alone(ParsedQuestion(typed))


@pytest.mark.parametrize(
    "before",
    [
        "When was the bottle thrown into the sea?",  # either
        "Who is the captain?",  # a person is no "it"
        "What happened in Kherson?",
    ],
)
def test_what_is_meant_by_it_is_not_guessed(before: str) -> None:
    found = followed(ParsedQuestion("How big is it?"), ParsedQuestion(before))
    assert found is not None
    assert found.text == f"{before.rstrip('?')}, How big is it?"


@pytest.mark.parametrize(
    ("before", "typed", "together"),
    [
        ("What did Popova say in 2022?", "what about 2019?", "What did Popova say in 2019?"),
        ("When did Kharkiv fall?", "same for Kyiv", "When did Kyiv fall?"),
        ("How many were hurt?", "and what about children", "How many were hurt, children?"),
        ("How many were hurt?", "and children?", "How many were hurt, children?"),
        ("Сколько человек пострадало?", "а дети?", "Сколько человек пострадало, дети?"),
        ("Скільки людей постраждало?", "а щодо дітей?", "Скільки людей постраждало, дітей?"),
        ("What happened to Andrei?", "no, I meant Sergei", "What happened to Sergei?"),
        ("Who is Alexander?", "not him, the prisoner", "Who is the prisoner?"),
        ("Кто сбежал?", "нет, я про осьминога", "Кто сбежал, осьминога?"),
        ("Хто втік?", "я мала на увазі восьминога", "Хто втік, восьминога?"),
    ],
)
def test_a_question_is_asked_again_of_something_else(
    before: str, typed: str, together: str
) -> None:
    found = followed(ParsedQuestion(typed), ParsedQuestion(before))
    assert found is not None
    assert found.text == together
    assert other(ParsedQuestion(typed))


@pytest.mark.parametrize(
    "typed", ["what about when he left?", "and when?", "I meant it", "who meant Kyiv?", "and him?"]
)
def test_what_names_nothing_else_asks_of_nothing_else(typed: str) -> None:
    assert not other(ParsedQuestion(typed))


@pytest.mark.parametrize(
    ("typed", "together"),
    [
        ("Can you tell me when?", "When was Duran arrested?"),
        ("ok where?", "Where was Duran arrested?"),
        ("cool. and do you know why?", "Why was Duran arrested?"),
        ("thanks! and by whom exactly?", "Was Duran arrested, by whom exactly?"),
        ("подскажите, а когда именно?", "Was Duran arrested, когда именно?"),
        ("дякую! а коли саме?", "Was Duran arrested, коли саме?"),
        ("and how much was paid as bail", "Duran, how much was paid as bail"),
    ],
)
def test_a_follow_up_may_be_talked_around(typed: str, together: str) -> None:
    found = followed(ParsedQuestion(typed), ParsedQuestion("Was Duran arrested?"))
    assert found is not None
    assert found.text == together


@pytest.mark.parametrize("typed", ["when?", "ok and why", "by whom exactly?", "а коли саме?"])
def test_a_message_may_only_ask(typed: str) -> None:
    assert only_asks(ParsedQuestion(typed))


@pytest.mark.parametrize("typed", ["who was there?", "when did it sink?", "thanks"])
def test_a_message_that_says_something_does_not_only_ask(typed: str) -> None:
    assert not only_asks(ParsedQuestion(typed))


@pytest.mark.parametrize("typed", ["sorry, I meant the other one", "нет, второго", "ні, інший"])
def test_a_correction_may_name_nothing(typed: str) -> None:
    assert only_points(ParsedQuestion(typed))
    assert not only_points(ParsedQuestion("no, I meant Sergei"))


@pytest.mark.parametrize(
    "typed",
    [
        "Is it legal to desert?",
        "Is it true that the ferry sank?",
        "Was it safe for the crew?",
        "How long does it take to desert?",
        "How many prisons are there?",
        "Did it hit Kyiv?",
        "Will it rain?",
        "Who made it?",
    ],
)
def test_it_may_stand_for_nothing(typed: str) -> None:
    assert followed(ParsedQuestion(typed), DRAIN) is None


@pytest.mark.parametrize(
    "second", ["What did she say?", "where was she born?", "Who told her that?"]
)
def test_a_follow_up_to_a_follow_up_is_about_the_same_people(second: str) -> None:
    first = followed(ParsedQuestion("What did she do?"), ParsedQuestion("Why did Ada Orlova flee?"))
    assert first is not None
    again = followed(ParsedQuestion(second), first)
    assert again is not None
    assert again.text == f"Ada Orlova, {second}"


def test_a_greeting_before_a_question_is_no_name_of_the_follow_up() -> None:
    found = followed(ParsedQuestion("What did he say?"), ParsedQuestion("Hello, who fled Kyiv?"))
    assert found is not None
    assert found.text == "who fled Kyiv, What did he say?"


@pytest.mark.parametrize(
    ("before", "typed", "meant", "together"),
    [
        ("What did Elena say?", "How did he break his arm?", "nobody", None),
        ("What did Elena say?", "How is he in Riga?", "nobody", None),
        ("Where is Sergei?", "Did she sell her house?", "nobody", None),
        ("Where is Sergei?", "who sold his house?", "named", "Sergei, who sold his house?"),
        ("Where is Mrs Marsh?", "who sold his house?", "nobody", None),
        ("Where is Popova?", "who sold his house?", "nobody", None),
        # Who has no other words asks nothing alone.
        ("What did Elena say?", "How old is he?", "nobody", "What did Elena say, How old is he?"),
        # Of several it means those whom it can mean.
        ("Did Elena tell Sergei?", "Did he sell it?", "named", "Sergei, Did he sell it?"),
        ("Did Elena tell Ada?", "Did they sell it?", "named", "Elena, Ada, Did they sell it?"),
        # Somebody else was asked of, too.
        (
            "Who is the husband of Elena?",
            "What did he sell?",
            "another",
            "Who is the husband of Elena, What did he sell?",
        ),
        (
            "Who was arrested in Spain?",
            "Why did he steal?",
            "another",
            "Who was arrested in Spain, Why did he steal?",
        ),
        ("Who is Elena?", "Why did he steal?", "nobody", None),
        ("Who shot Elena?", "Where was she hit?", "named", "Elena, Where was she hit?"),
        # They may be people around one.
        ("Where is Sergei?", "What did they steal?", "perhaps", "Sergei, What did they steal?"),
        (
            "Who helped Sergei?",
            "How many has it helped?",
            "perhaps",
            "Who helped Sergei, How many has it helped?",
        ),
        ("Who left Harbour?", "How old is it?", None, "Who left Harbour, How old is it?"),
        ("Where is Harbour?", "What did they steal?", "named", "Harbour, What did they steal?"),
    ],
)
def test_a_pronoun_is_bound_to_those_alone_whom_it_can_mean(
    before: str, typed: str, meant: str | None, together: str | None
) -> None:
    asked, asked_before = ParsedQuestion(typed), ParsedQuestion(before)
    assert whom_meant(asked, asked_before) == meant
    found = followed(asked, asked_before)
    assert (None if found is None else found.text) == together


@pytest.mark.parametrize(
    ("before", "typed", "together"),
    [
        ("Who fled on 24.02.2024?", "and on 18.02?", "Who fled on 18.02.2024?"),
        ("Who fled on 24/2/24?", "what about 18/3/25", "Who fled on 18/3/25?"),
        ("Who fled on 2024-02-24?", "and on 2024-02-18?", "Who fled on 2024-02-18?"),
        ("Who fled?", "and on 18.02.2024?", "Who fled, on 18.02.2024?"),
    ],
)
def test_another_date_in_figures_stands_for_the_one_before(
    before: str, typed: str, together: str
) -> None:
    found = followed(ParsedQuestion(typed), ParsedQuestion(before))
    assert found is not None
    assert found.text == together


def test_how_somebody_is_spoken_of_in_articles_tells_who_is_meant() -> None:
    asked, before = ParsedQuestion("Did he sell his arms?"), ParsedQuestion("Where is Robin?")
    assert whom_meant(asked, before) == "named"
    assert whom_meant(asked, before, {"Robin": "she"}) == "nobody"


def test_somebody_who_was_named_earlier_may_be_meant() -> None:
    held = with_earlier({}, {"Sergei": "he", "Felix": "he", "Elena": "she"})
    asked = ParsedQuestion("Did she sell the house?")
    found = followed(asked, ParsedQuestion("How did he break an arm?"), held)
    assert found is not None
    assert found.text == "Elena, Did she sell the house?"
    # He who was spoken of since was not named.
    again = ParsedQuestion("Did he sell it?")
    assert whom_meant(again, ParsedQuestion("How did he break an arm?"), held) is None


def test_the_filters_of_the_question_before_go_on_unless_there_are_others() -> None:
    found = followed(ParsedQuestion("and when?"), BEFORE)
    assert found is not None
    assert found.filters == Filters(outlet="Meduza")
    own = followed(ParsedQuestion("and when?", Filters(after="2024")), BEFORE)
    assert own is not None
    assert own.filters == Filters(after="2024")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Who fled? Who stayed?", ["Who fled?", "Who stayed?"]),
        (
            "Who is Elena Popova and how old is she?",
            ["Who is Elena Popova", "Elena Popova, how old is she?"],
        ),
        ("Who fled and when did he come back?", ["Who fled", "Who fled, when did he come back?"]),
        ("Кто бежал и сколько людей осталось?", ["Кто бежал", "сколько людей осталось?"]),
        (
            "Who runs the school and how many children go there?",
            ["Who runs the school", "Who runs the school, how many children go there?"],
        ),
        ("When and where did he flee?", ["When and where did he flee?"]),
        (
            "Who decided when and how the bridge fell?",
            ["Who decided when and how the bridge fell?"],
        ),
        (
            "who threw the bottle and who found it",
            ["who threw the bottle", "who found the bottle"],
        ),
        (
            "Who is the man who fled and who sold arms?",
            ["Who is the man who fled and who sold arms?"],
        ),
        ("What do Kyiv and Moscow say?", ["What do Kyiv and Moscow say?"]),
        ("I am writing about Kherson. Who fled?", ["I am writing about Kherson. Who fled?"]),
    ],
)
def test_two_questions_in_one_are_parted(typed: str, parts: list[str]) -> None:
    assert [part.text for part in parted(ParsedQuestion(typed))] == parts


def test_a_question_is_held_for_ten_minutes_in_its_own_chat() -> None:
    recent = RecentQuestions()
    token = recent.keep("chat", "ada", Recent(BEFORE, ("other",)), NOW)
    assert recent.before("chat", "ada", NOW + KEPT_SECONDS - 1) == Recent(BEFORE, ("other",))
    assert recent.of(token, "chat", NOW) == Recent(BEFORE, ("other",))
    assert recent.before("chat", "ada", NOW + KEPT_SECONDS) is None
    assert recent.of(token, "chat", NOW + KEPT_SECONDS) is None
    assert recent.of(token, "another", NOW) is None
    assert recent.before("chat", "bob", NOW) is None


def test_whoever_is_forgotten_asked_nothing() -> None:
    recent = RecentQuestions()
    recent.keep("chat", "ada", Recent(BEFORE), NOW)
    recent.forget("ada")
    assert recent.before("chat", "ada", NOW) is None


def test_questions_that_are_too_old_are_dropped_when_another_is_held() -> None:
    recent = RecentQuestions()
    old = recent.keep("chat", "ada", Recent(BEFORE), NOW)
    recent.keep("chat", "bob", Recent(BEFORE), NOW + KEPT_SECONDS)
    assert recent.of(old, "chat", NOW) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hello!", Remark("greeting")),
        ("Добрый день", Remark("greeting")),
        ("привіт 👋", Remark("greeting")),
        ("Thanks a lot!", Remark("thanks")),
        ("дуже дякую", Remark("thanks")),
        ("more", Remark("more")),
        ("Ещё", Remark("more")),
        ("who else?", Remark("more")),
        ("ok, anything else?", Remark("more")),
        ("а кто ещё?", Remark("more")),
        ("ще хтось?", Remark("more")),
        ("ok", Remark("reaction")),
        ("LOL", Remark("reaction")),
        ("that's not what I asked", Remark("reaction")),
        ("понятно, спасибо большое", Remark("reaction")),
        ("зрозуміло, дяки", Remark("reaction")),
        ("see https://example.org/a", Remark("link", text="https://example.org/a")),
        ("context [2]", Remark("context", 2)),
        ("Контекст 3", Remark("context", 3)),
        ("джерело", Remark("source", 1)),
        ("https://example.org/a?b=c#d", Remark("link", text="https://example.org/a?b=c#d")),
        ("help", Remark("command", text="help")),
        ("Sources", Remark("command", text="sources")),
    ],
)
def test_what_is_no_question_is_told_by_what_it_is(written: str, expected: Remark) -> None:
    assert remark(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "hello, who was arrested?",
        "who said thanks",
        "Who said hello?",
        "context of the fire",
        "more soldiers",
        "help for deserters",
        "who owns https://example.org/a",
        "US",  # a country
        "May 12",
        "and her",
        "ok where",
        "?!",
        "",
    ],
)
def test_what_may_be_a_question_is_none_of_these(written: str) -> None:
    assert remark(written) is None
