"""What a person types around a question -> the question: "hi, can you tell me who fled? thanks".

People talk to a chat as to a colleague: they greet, say why they ask, what they want and where to
look, and thank. To a reader and to a model of meaning these words are a part of what is asked, and
few articles hold them. So they are left out of what is searched and read; what was typed is kept.

The sentences are not parsed. A sentence beside the question, a clause before it or one behind it is
around it if it speaks of the conversation: each of its words is of a closed list, or it has a
person who talks ("I", "our", "you") or a greeting, and no name. A clause must also be parted from
the question: by punctuation, or by a verb of knowing ("no idea who"). What is left must ask
something.

They also want things that no quote can be: a summary, a count of articles, the newest first. The
words for that are left out too, and `form_wanted` tells which it was.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.search.forms import MAY_WANT, Form, at_beginning, at_edge
from index.text.stopwords import STOPWORDS, listed

ASKING = listed(
    """
    who whom whose what when where why how which
    кто кого кому кем чей чья чьё чьи что чего чем когда где куда откуда почему зачем отчего как
    какой какая какое какие каких каким сколько который которая которое которые которого которой
    которых которым
    хто кого кому ким чий чия чиє чиї що чого чим коли де куди звідки чому навіщо як який яка яке
    які яких яким якого якої якому якій скільки
    """
)
_WHETHER = listed("whether if чи")  # "do you know if …"; but "чи знаєте ви, хто …"
_OURS = listed(
    """
    i i'm im i'd i've i'll me my we we're we've we'd us our
    я мне меня мы нам нас наш наша наше наши наших нашем нашего нашим нашу
    мені мене ми наші нашому нашого нашими
    """
)
_PERSONS = _OURS | listed("you your вы вам вас ваш ваших ты тебе тебя ви ти тобі")
_POLITE = listed(
    """
    hi hello hey hiya greetings morning afternoon evening sorry please pls plz kindly thanks thank
    thx cheers ta asap urgent urgently mind
    привет здравствуй здравствуйте приветствую добрый доброе доброго пожалуйста плиз плз спасибо
    извини извините прости простите срочно спс слушай
    привіт вітаю добридень добрий прошу дякую вибач вибачте перепрошую терміново дяки слухай
    """
)
_KNOWING = listed(
    """
    know tell remind remember wonder wondering curious ask asks asking asked say says find check
    look explain understand idea sure write wrote written cover covered publish published
    знать знаешь знаете знает узнать помнишь помните помнит вспомнить напомни напомните напомнить
    подскажи подскажите подскажете скажи скажите сказать расскажи расскажите интересно интересует
    понять выяснить уточнить объясни объясните спрашивает спросил спрашивают найди найдите найти
    проверь глянь посмотри посмотрите написано писали
    знати знаєш знаєте знає дізнатися памʼятаєш пам'ятаєш пам'ятаєте нагадай нагадайте нагадати
    підкажи підкажіть підкажете скажіть сказати розкажи розкажіть цікаво цікавить зрозуміти
    з'ясувати уточнити поясни поясніть питає запитує питають знайди знайдіть знайти перевір глянь
    подивись написано писали
    """
)
_HEADS = listed(  # of what they want: "a quote where …", "anything about …"
    """
    quote quotes quotation passage passages article articles story stories piece pieces text texts
    anything something info information material everything background
    цитата цитату цитаты что-нибудь что-то материал материалы статья статью статьи текст
    информация информацию инфа всё все
    цитати щось матеріал матеріали стаття статтю статті інформація інформацію усе
    """
)
_THINGS = _HEADS | listed(
    """
    coverage reporting archive archives corpus database file files source sources link links
    sentence sentences wording answer
    материалах материалам материала статьях статьям архив архиве архива публикации публикациях
    публикациям текста тексте текстах ссылка ссылку ссылки источник источником предложение
    предложения предложениях
    матеріалах матеріалу статтях архів архіві архіву публікації публікаціях публікаціями тексті
    тексту посилання джерело джерелом речення реченнями
    """
)
_WANTING = listed(
    """
    have got give show get need want find check look looking search searching help question idea
    deadline
    есть найди найдите найти покажи покажите дай дайте нужна нужен нужно нужны надо ищу хочу помоги
    помогите поищи кинь скинь вопрос дедлайн проверяю сверяю
    є знайди знайдіть знайти покажіть потрібна потрібен потрібно потрібні треба шукаю хочу допоможи
    допоможіть пошукай кинь скинь питання дедлайн перевіряю
    """
)
_MARKS = _POLITE | _KNOWING | _THINGS | _WANTING
# These may stand beside them: stop words, and what else belongs to a request.
_BESIDE = (
    STOPWORDS
    | _PERSONS
    | listed(
        """
        i'm id am let let's lets see like love writing working doing preparing using pulling trying
        quick quickly short fast exact one two some any all anyone anybody thing things bot here
        just now today tonight again maybe possible possibly able hope good day dear guys team folks
        report records according based ahead advance lot much ok okay so well wanted own another new
        more about happen fine enough line lines date name names up out pull ever latest due that's
        background backgrounder editor air
        chance reminding anywhere
        день утро вечер можете можешь могли мог можно ли бы хотим хотел хотела хотелось быстро
        быстрый какая-нибудь какой-нибудь какую-нибудь кто-нибудь пишу пишем готовлю готовим делаю
        делаем работаю работаем согласно судя всем заранее большое ещё раз очень там тут сейчас
        коллеги бот один одно ну коротко кратко точная точную дата дату горит сдаю через час двух
        бэкграунд редактор курсе случайно народ отвлекаю беспокою номер факты перед
        публикацией только б
        день вечір ранок дня ранку можете можеш могли можна би хочемо хотів хотіла хотілося швидко
        швидке хтось якусь якась будь ласка пишу пишемо готую готуємо роблю робимо працюю працюємо
        згідно всім наперед дуже ще раз тут зараз колеги боте одне ну коротко точна точну дата дату
        горить здаю годину двома бекграунд редакторка часом народ турбую номер новину факти перед
        публікацією тільки б
        """
    )
)
_AROUND = _MARKS | _BESIDE
_TALKING = _PERSONS | _POLITE
_ABOUT = listed("about on regarding concerning re о об про насчёт насчет щодо стосовно")
_THEN = listed(  # begin a clause that says when or where something is so
    """
    if when after before while since because although though unless until in at during under from
    если когда после перед до пока в во на при из
    якщо коли після перед до поки у в на при з
    """
)
_POINTING = listed(  # to what another sentence may name
    """
    he she him her his hers it its they them their this that these those there
    он она его её ее ему ей них им их это этот эта эти там
    він вона його її йому їй них їм їх це цей ця ці там
    """
)
_TELLING = listed("tell can could please расскажи расскажите можете можешь розкажи розкажіть")
_BEFORE_IT = listed("of to in at by for from with on under о об в во на по при у к до з із за")
_JOINING = listed("and but or и а но или і й та але чи або")
_REACTIONS = """
ok okay k cool great yes yeah yep no nope nah sure hm hmm oh ah aha wow lol haha omg fine wrong true
exactly
ок окей ага угу ясно понятно хорошо отлично класс да нет неа не ладно ого хм неверно точно ха хаха
зрозуміло добре чудово клас так ні гаразд невірно ясненько
"""
_REACTING = listed(_REACTIONS)  # to what was said before; nothing is asked by them
_REACTION_FIRST = re.compile(
    rf"\A\W*(?:(?:{'|'.join(_REACTIONS.split())})\b"
    rf"(?:[\s]*[,.!;:…)]+\s*|\s+(?=(?:{'|'.join(_JOINING | ASKING)})\b)))+(?=\w)",
    re.IGNORECASE,
)
_SPEAKING = _AROUND | _REACTING
_POINTED_AT = re.compile(
    r"\b(?:he|she|him|his|hers?|they|them|theirs?|он|она|они|его|её|ее|их|він|вона|вони|його|її|їх)\b",
    re.IGNORECASE,
)
# What is only said in anger: "who the hell is she?", "what on earth happened?"
_CURSING = re.compile(
    r"\b(?P<asking>who|what|when|where|why|how) (?:in )?"
    r"(?:the (?:hell|heck|fuck|devil)|(?:on earth|the world)(?= (?:is|are|was|were|did|does|do"
    r"|ha[sd]|have|can|could|will|would|should|happened)\b))(?= \w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*")
_PARTING = re.compile(r"[,:;…—–\n(]|\.\.|\s-\s")
_SENTENCE = re.compile(
    r"\S.*?(?:(?<=\w\w\w)[.…]+(?=\s)|[!?]+(?=\s)|(?<=\w)\)+(?=\s)|\n|$)", re.DOTALL
)
# "Who said thanks?", "as they please".
_SAYING = (
    r"(?<!\bsaid)(?<!\bsay)(?<!\bsays)(?<!казал)(?<!казала)(?<!казав)"
    r"(?<!\bthey)(?<!\bwe)(?<!\byou)(?<!\bhe)(?<!\bone)(?<!\bto)"
)
_HERE = (
    r"(?:in|from|within|across|according to|based on|for)\s+(?:our|your|my|this|these)\s+"
    r"(?:\w+\s+)?"
    r"(?:archives?|articles?|corpus|coverage|stor(?:y|ies)|pieces?|texts?|database|reporting)"
    r"|(?:в|во|из|по|для|согласно)\s+(?:наш|ваш|эт|мо)\w+\s+(?:\w+\s+)?"
    r"(?:архив|стать|стате|материал|корпус|публикаци|текст|баз)\w*"
    r"|(?:у|в|з|із|для|за|згідно з)\s+(?:наш|ваш|ц|мо)\w+\s+(?:\w+\s+)?"
    r"(?:архів|статт|статей|матеріал|корпус|публікаці|текст|баз)\w*"
)
_SENDING = (
    r",? (?:and|и|і|та) (?:(?:can you |please )?(?:send|give|show) (?:me|us)|link|кинуть|скинуть"
    r"|кинь|скинь|дай|кинути|скинути)\b[^,;?]*"
)
_AT_THE_END = re.compile(
    rf"{_SAYING}(?:[\s,]+(?:please|pls|plz|thanks|thank you|thx|cheers|asap|пожалуйста|плиз|плз"
    rf"|спасибо|будь ласка|дякую|{_HERE})|{_SENDING})+(?=[\s.!?]*\Z)",
    re.IGNORECASE,
)
# "What do we know about Popova?" wants all that there is; who names one who says it, does not.
_ALL_ABOUT = re.compile(
    r"(?:what(?:['’]s| is| do| did| have)?(?: (?:we|you|our articles))?"
    r"(?: (?:know|known|have|got|say|said|write|wrote|written))+ (?:about|on)"
    r"|что(?: (?:мы|вы|ты|нам|у нас))*(?: (?:известно|знаем|знаете|писали|есть|говорится|сказано))+"
    r"(?: у нас)? (?:о|об|про)"
    r"|що(?: (?:ми|ви|ти|нам|у нас))*(?: (?:відомо|знаємо|знаєте|писали|є|сказано))+(?: у нас)? про"
    r")\s+(?=\w)",
    re.IGNORECASE,
)
_QUOTES_OF = re.compile(
    r"\A\W*(?:(?:any|some|all|the|a) )*(?:quot(?:e|es|ations?)|statements?|comments?)"
    r" (?:by|from|of) (?P<who>[^?.!:;]{2,60}?) (?:about|on|regarding) (?P<what>\w[^?.!:;]*)\W*\Z",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"(?:\A|[.!?…)\n])\W*\Z")
_IF = re.compile(r"\Aif\b", re.IGNORECASE)


def bare(question: str) -> str:
    """Leave out what is around a question; the question as it is where nothing would be left.

    >>> bare("Hi! Can you tell me who fled? Thanks")
    'who fled?'
    >>> bare("Do we have anything about Put Domoi in our archive?")
    'Put Domoi?'
    >>> bare("Who can help to find a quote?")
    'Who can help to find a quote?'
    """
    text = _QUOTES_OF.sub(r"What did \g<who> say about \g<what>?", without_form(core(question)))
    return text if any(word not in _AROUND | ASKING for word in _words(text)) else question


def core(question: str) -> str:
    """Leave out what is around a question, even if only words that ask are left: "when?".

    >>> core("Thanks! Can you tell me when?")
    'when?'
    """
    question = _CURSING.sub(r"\g<asking>", _REACTION_FIRST.sub("", question))
    sentences = [found[0].strip() for found in _SENTENCE.finditer(question)]
    asking = [text for text in sentences if _asks(text)]
    asking = asking or list(filter(_begins_asking, sentences)) or sentences
    # What a question points to ("who ended it?") may be in the sentence beside it.
    points = any(not _POINTING.isdisjoint(_words(text)) for text in asking)
    left = [
        _bare_sentence(text) if text in asking else text
        for text in sentences
        if text in asking or not _is_around(text, is_listed=points)
    ]
    return " ".join(left).strip()


def has_own_words(message: str) -> bool:
    """Tell whether a message has any word that says what it is about.

    >>> has_own_words("what is this about?"), has_own_words("who sank it?")
    (False, True)
    """
    return not _SPEAKING.issuperset(_words(message))


def asks_nothing(message: str) -> bool:
    """Tell whether a message only reacts or speaks of the conversation: "ok", "that's not it".

    >>> asks_nothing("Ok, got it"), asks_nothing("ok, when"), asks_nothing("May 12")
    (True, False, False)
    """
    words = _words(message)
    if not words or "?" in message or any(word.isdigit() for word in words):
        return False
    if _POINTED_AT.search(message) or words[0] in _JOINING or _has_shouted_name(message):
        return False
    asked = _words(core(message))
    return _SPEAKING.issuperset(words) and not (asked and asked[0] in ASKING)


def form_wanted(question: str) -> Form | None:
    """Name the form in which an answer is wanted, if that is none that quotes have by themselves.

    >>> form_wanted("Can you give me a summary of the ferry story?"), form_wanted("Who fled?")
    ('text', None)
    """
    if MAY_WANT.search(question) is None:
        return None
    return at_edge(question)[0] or _form_and_rest(core(question))[0]


def without_form(question: str) -> str:
    """Leave out in which form an answer is wanted.

    >>> without_form("a short summary of the piece on wolves"), without_form("bikes, newest first")
    ('wolves', 'bikes')
    """
    return _form_and_rest(question)[1] if MAY_WANT.search(question) else question


def _form_and_rest(question: str) -> tuple[Form | None, str]:
    form, rest = at_edge(question)
    return at_beginning(question) if form is None else (form, _bare_sentence(rest))


def _has_shouted_name(message: str) -> bool:
    """Tell whether a word in capitals may be a name: "US"; "OK" is none."""
    shouted = [word[0] for word in _WORD.finditer(message) if word[0].isupper() and word[0][1:]]
    is_all = message.upper() == message
    return any(_plain(word) not in _REACTING | _POLITE for word in shouted) and (
        not is_all or len(_words(message)) == 1
    )


def _asks(sentence: str) -> bool:
    """Tell whether a sentence asks, and asks something of its own: "any idea?" does not."""
    words = _words(sentence)
    if not words or _is_of_the_list(words):
        return False
    return sentence.endswith("?") or _begins_asking(sentence)


def _begins_asking(sentence: str) -> bool:
    """Tell whether a question word begins what is left of a sentence, but for an "and"."""
    left = _words(sentence[_opening_ends(sentence) :])
    return next((word for word in left if word not in _JOINING), "") in ASKING


def _bare_sentence(sentence: str) -> str:
    text = _without_end(sentence)
    opening = _opening_ends(text)
    about = _ALL_ABOUT.match(text, opening)
    if about is not None:
        return text[about.end() :]
    return _IF.sub("whether", text[opening:]) if opening else text


def _is_around(clause: str, is_listed: bool = False) -> bool:
    """Tell whether a clause speaks of the conversation; it must be of the list if `is_listed`."""
    words = _words(clause)
    if is_listed or _is_of_the_list(words):
        return _is_of_the_list(words)
    return not (_has_name(clause) or _has_subject(words) or _TALKING.isdisjoint(words))


def _opening_ends(text: str) -> int:
    """Find where the question begins; 0 where nothing stands before it that may be left out."""
    places = list(_WORD.finditer(text))
    words = [_plain(place[0]) for place in places]
    gaps = [text[end.end() : begin.start()] for end, begin in pairwise(places)]
    relative = {at for at in range(1, len(words)) if _is_relative(words, gaps, at)}
    ends = 0
    for at in range(1, len(words)):
        if words[at - 1] in ASKING and at - 1 not in relative:
            break
        asks = words[at] in ASKING and at not in relative
        is_wanted = words[at - 1] in _ABOUT and _is_wanted(words[: at - 1])
        first = at - 1 if asks and words[at - 1] in _BEFORE_IT else at
        is_parted = first > 0 and _PARTING.search(gaps[first - 1]) is not None
        joins = words[at] in _JOINING and not _is_of_the_list(words[:at])
        begins = (
            asks
            or (is_parted and not joins)
            or is_wanted
            or at - 1 in relative
            or words[at] in _WHETHER
        )
        clause = text[: places[first].start()]
        if begins and _may_open(clause, words[:first], is_parted, is_told=first < at):
            ends = places[first].start()
        if asks or is_wanted:
            break
    return ends


def _is_relative(words: Sequence[str], gaps: Sequence[str], at: int) -> bool:
    """Tell whether a question word only says of which quote it is: "a quote where he left".

    Russian and Ukrainian put a comma before it.
    """
    if words[at] not in ASKING or words[at - 1] not in _HEADS:
        return False
    return gaps[at - 1] == " " or (gaps[at - 1] == ", " and not words[at].isascii())


def _is_wanted(words: Sequence[str]) -> bool:
    """Tell whether something is wanted, or was written, that stands before "about"."""
    if words and words[-1] in _HEADS:
        return not _WANTING.isdisjoint(words[:-1])
    known = bool(words) and words[-1] in _KNOWING and not _PERSONS.isdisjoint(words)
    return known or (bool(words) and words[0] in _TELLING and _is_of_the_list(words))


def _may_open(clause: str, words: Sequence[str], is_parted: bool, is_told: bool) -> bool:
    """Tell whether the words before a place may be left out, if the question begins there.

    Where it `is_told` what is asked, a verb of knowing or a greeting must be among them.
    """
    if is_told and (_KNOWING | _POLITE).isdisjoint(words):
        return False
    if _is_of_the_list(words):
        return True
    if not words or words[0] in _WHETHER or _has_name(clause) or _has_subject(words):
        return False
    if words[0] in _THEN and _THINGS.isdisjoint(words):
        return False
    if _TALKING.isdisjoint(words):
        return False
    of_us = not (_OURS | _POLITE).isdisjoint(words)  # whoever says "you" may mean anybody
    return (is_parted and of_us) or _ends_in_knowing(words)


def _ends_in_knowing(words: Sequence[str]) -> bool:
    """Tell whether a verb of knowing has no object of its own: "do you know", not "know him"."""
    at = max((at for at, word in enumerate(words) if word in _KNOWING), default=len(words))
    return at < len(words) and _AROUND.issuperset(words[at:])


def _without_end(text: str) -> str:
    """Leave out what thanks, asks for a quote or tells where to look, behind a question."""
    asks = text.rstrip().endswith("?")
    while True:
        stripped = _AT_THE_END.sub("", text).rstrip()
        parts = list(_PARTING.finditer(stripped.rstrip(" .!?…")))
        if parts and _is_behind(stripped[parts[-1].end() :]):
            stripped = stripped[: parts[-1].start()]
        if stripped == text.rstrip():
            break
        text = stripped
    return f"{text}?" if asks and text[-1:].isalnum() else text


def _is_behind(clause: str) -> bool:
    """Tell whether a clause behind a question is around it."""
    words = _words(clause)
    if not words or words[0] in _JOINING or not ASKING.isdisjoint(words):
        return False
    if _is_of_the_list(words):
        return not (_TALKING | _THINGS | _WANTING).isdisjoint(words)
    wants = not _MARKS.isdisjoint(words) and not (_OURS | _POLITE).isdisjoint(words)
    return wants and _is_around(clause)


def _is_of_the_list(words: Sequence[str]) -> bool:
    is_known = all(word in _AROUND or word.isdigit() for word in words)
    return is_known and not _MARKS.isdisjoint(words)


def _has_name(clause: str) -> bool:
    """Tell whether a word that begins no sentence has a capital letter, and is no "I"."""
    return any(
        place[0][0].isupper()
        and _plain(place[0]) not in _AROUND
        and _BEGINNING.search(clause[: place.start()]) is None
        for place in _WORD.finditer(clause)
    )


def _has_subject(words: Sequence[str]) -> bool:
    """Tell whether it is said what something is about: "I am writing about kherson"."""
    return any(
        about in _ABOUT and word not in _AROUND and (about != "on" or before in _HEADS)
        for before, about, word in zip(words, words[1:], words[2:], strict=False)
    )


def _words(text: str) -> list[str]:
    return [_plain(word[0]) for word in _WORD.finditer(text)]


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").replace("ʼ", "'")
