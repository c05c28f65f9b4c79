"""What a question denies, or asks to be told is so, and whether a passage says anything of that.

Similarity does not see a "not". Who did NOT is told from the wording: the clause that the question
word opens, without what stands between commas and up to where another clause begins.

Nor does a reader that was trained to find answers see that "Was the captain arrested?" is answered
neither by another's arrest nor by what else the captain did. So the one of whom something is asked,
and what is asked of him, are taken from the wording too, where that tells them apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.stems import split_stems, split_words, stem
from index.text.stopwords import STOPWORDS


def _any_of(words: str) -> str:
    """Write a pattern for any of some words, which may be patterns; `_` stands for a space."""
    return f"(?:{'|'.join(words.split())})".replace("_", " ")


_APOSTROPHE = "['’´`‘ʼ]"
_HELPING = _any_of(
    "is are was were did does do has have had can could will would should must may might be been"
)
_NEGATED = (
    _any_of("is are was were do does did has have had ca can could wo would should must need ai")
    + f"n{_APOSTROPHE}?t"
)
_TO_DENY = "(?:refus|declin|den[iy]|reject|fail|oppos|отказ|отриц|отверг|відмов|запереч)"
DENIES = re.compile(
    rf"\b(?:not|never|no|none|nobody|nor|neither|without|except|cannot|{_NEGATED})\b"
    rf"|n{_APOSTROPHE}t\b"
    r"|\b(?:не|ни|нет|без|кроме|никто|никогда|ні|немає|нема|крім|ніхто|ніколи)\b"
    rf"|\b(?P<verb>{_TO_DENY}\w*)",
    re.IGNORECASE,
)
"""What denies the words behind it: "did not leave", "refused to leave", "nobody left"."""

# What denies by itself, in other words than the question's: who stayed did not leave.
_IS_OTHERWISE = re.compile(
    r"\b(?:unable|absent|un(?!ited)\w+ed)\b|\b(?:avoid|lack|miss|stay|remain|abstain)\w*"
    r"|\b(?:избе|уник|отсутств|відсутн)\w*",
    re.IGNORECASE,
)
# To deny these says little: who does "not want to come back" may want to fight.
_LEADING = frozenset(
    split_stems(
        "who whom whose which want wants wanted wish wishes wished try tries tried begin begins"
        " began start starts started manage manages managed go goes went get gets got make makes"
        " made кто кого кому кем хотеть хочет хотят хотел хотели хотела захотел захотели пытаться"
        " пытался пытались стал стали начал начали смог смогли хто ким хотіти хоче хочуть хотів"
        " хотіли хотіла захотів захотіли намагався намагалися став почав почали зміг змогли"
    )
)
_CLAUSE_END = re.compile(r"\s*(?:[.!?…,;:”\"»)]|$)")
_SENTENCE_END = re.compile(r"(?<=[.;!?…]) ")
_DENIED_WITHIN = 8  # words

# Words of titles, and what is quoted, deny nothing: "Who wrote Never Let Me Go?"
_TITLED = re.compile(
    r"(?<=[\w,] )(?:Not|Never|No|None|Nobody|Не|Ни|Нет|Ні|Немає)\b"
    r"|\([^)]*\)|[\"“„«][^\"”“»]*[\"”“»]"
)
_DASH = re.compile(r"\s+[–—-]+\s+")
_OPENING = _any_of(
    "and but so then well okay? now also please а и но так ну значит і й але та отже"
)
_OPENERS = re.compile(rf"(?:{_OPENING}\b\W*)+")
_ASKING_WORD = (
    _any_of(
        "who whom whose which what how_(?:many|much)"
        " кто кого кому кем ком ч(?:ей|ья|ьё|ье|ьи|ьего|ьей|ьих|ьим|ьими|ьему|ью) что чего"
        " как(?:ой|ая|ое|ие|их|им|ими|ому|ого|ую) котор\\w+ скольк\\w+"
        " хто ким котр\\w+ чи(?:й|я|є|ї|його|єї|їх|їм|їми|йому|ю) що"
        " як(?:ий|а|е|і|их|им|ими|ого|ому|ій|у|ою) скільк\\w+"
    )
    + r"\b"
)
_PREPOSITION = _any_of(
    "by to for from with of at in on about against under among before after without"
    " у в о об от с со к на по за для из про против перед через насчёт при над под"
    " від до з із зі проти щодо серед"
)
_ASKING = re.compile(f"(?:{_PREPOSITION} )?{_ASKING_WORD}")
_COMMA_ASKING = re.compile(rf",\s*(?={_ASKING.pattern})")
_OF = _any_of("of among in from else exactly из среди з із серед")
# "Was anyone not freed?"; "Was he not freed?" asks about him.
_WHETHER_ANY = re.compile(
    rf"(?:{_HELPING} )?(?:there )?"
    r"(?:any|some|every)(?:one|body)?\b(?! idea)(?: of (?:them|the \w+))?"
    r"|(?:(?:был[аои]?|есть|остал\w+|чи(?: є| був| була| були)?|є) )?(?:ли )?"
    r"(?:(?:среди|из|серед|з|із) [^,]{1,30}? )?"
    r"(?:(?:кто|хто)(?:-то|-нибудь|-либо|сь|-небудь)|(?<=[ли] )(?:кто|хто|какие|які|те|ті))\b"
)
_IS_THERE = re.compile(r"(?:is|are|was|were) |any|every|есть|был|остал|чи|є")
_OF_ANY = re.compile(r"(?: \S+){0,3}?,? (?:who|that|which|кто|хто|котор\w+|які)\b")
_TELL = re.compile(
    r"(?:(?:can|could|will|would|do|does) (?:you|anyone|anybody) )?(?:please )?"
    r"(?:(?:name|list|tell|show|give|find|say|remind|identify|count|know)\b(?: me| us)?"
    r"|(?:the )?names?\b|any idea|i(?:'d| would)? (?:want|need|like)(?: to know)?)"
    r"|(?:(?:можете|можешь|можеш) )?(?:назов|назва|назв|перечисл|переліч|список|имена|імена"
    r"|скаж|сказ|подскаж|расскаж|розкаж|покаж|дай)\w*"
    r"|(?:не )?знае(?:те|шь) ли(?: вы| ты)?|(?:вы |ты )?(?:не )?знае(?:те|шь)"
    r"|(?:чи )?(?:ви |ти )?(?:не )?знає(?:те|ш)|(?:хочу|надо|нужно|треба) зна\w+"
)
_THOSE = re.compile(
    r"(?:who|which|what) (?:is|are|was|were) (?=(?:the|those|these|it)\b)"
    rf"|(?:кто|хто) {_any_of('эти те тот та такие был[аи]? ці ті той такі бу(?:в|ла|ли)')}\b"
)
_RELATIVE = re.compile(
    r"(?:^|[\s,])"
    + _any_of(
        "who whom whose that which кто кого кому кем котор\\w+ чь\\w+"
        " хто ким котр\\w+ як(?:і|их|им|ими|ий|а|е) чи[йяєї]\\w*"
    )
    + r"\b"
)
# What stands between commas right behind the question word, or behind a verb that helps.
_BETWEEN_COMMAS = re.compile(
    rf"^((?:{_PREPOSITION} )?{_ASKING_WORD}(?: {_OF}\b[^,]*| \w+)?(?: {_HELPING})?),[^,]*,\s*"
)
# "Who among those who left …": what is asked stands behind.
_PARTITIVE = re.compile(
    rf"^(?:{_PREPOSITION} )?{_ASKING_WORD} (?:\w+ )?{_OF} "
    r"(?:those|people|the|тех|всех|тих|усіх)\b[^,]*?[ ,]+(?:who|that|which|кто|хто|котор\w+|які)\b"
    r" (?:\S+ ){1,3}"
)
_ASKS_OTHERWISE = re.compile(
    _any_of("why when where how почему когда где как чому коли де як") + r"\b"
)
# Where another clause begins.
_OTHER_CLAUSE = re.compile(
    r"[,;:?!(—]| had (?:he|she|it|they|we|the|his|her|their)\b| "
    + _any_of(
        "that who whom whose which what why how when where whether if because although though"
        " unless while since until after before почему когда где как зачем если потому"
        " чому коли де як навіщо якщо бо"
    )
    + r"\b"
)
_SAYS = re.compile(
    " "
    + _any_of(
        "sa(?:y|ys|id) think\\w* thought believ\\w+ claim\\w* know[sn]? knew argu\\w+ insist\\w*"
        " announc\\w+ warn\\w* admit\\w* confirm\\w* fear\\w* hop(?:e|es|ed) suspect\\w*"
        " wrote writes? report\\w* told tells? explain\\w* understood understands? declar\\w+"
        " promis\\w+ predict\\w* complain\\w* alleg\\w+ swore felt feels? assum\\w+ suggest\\w*"
        " stat(?:e|es|ed) show(?:s|ed)? found decid\\w+"
    )
    + r"\b"
)
_NOT = re.compile(
    rf"\b(?:not|never|neither|nobody|no one|no longer|cannot|{_NEGATED})\b|n't\b"
    r"|\bno\b(?! (?:matter|doubt|less|more|later|sooner|fewer))"
    r"|\b(?:не|ни|ні|нет|немає|нема)\b"
)
_BEFORE_NOT = ("'s", "is", "are", "was", "were", "seems", "seem", "appears", "appear")
_NOT_BEHIND = "".join(rf"(?<!{word} )" for word in _BEFORE_NOT)
# What denies nothing that is asked: "not only", "asked not to be named", "complained of not being".
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|merely|simply|least|long|far|less|more|later|until|unlike|surprisingly)\b"
    r"|\b(?:if|or|why) not\b|\bto (?:not|never)\b|\bcan(?:not|'?t| not) help but\b"
    rf"|{_NOT_BEHIND}\b(?:not|never) (?:to\b(?! have\b)|\w+ing\b)"
    r"|\bне (?:только|просто|столько|менее|более|меньше|больше|раз|без)\b"
    r"|\bне (?:тільки|лише|стільки|менше|більше)\b"
    r"|\b(?:чуть|едва|мало|ледь|трохи) не\b|\bне \w+ не\b"
    r"|(?<=[а-яёіїєґ] )не \w+(?:ть|ти|чь|ться|тись|тися|чься)\b"
)


# Irregular verbs, each with its forms, and below them verbs and nouns of news that say the same.
_FORMS = """
arise arose arisen|bear bore born|beat beaten|begin began begun|bend bent|bind bound|bite bit bitten
bleed bled|blow blew blown|break broke broken|bring brought|build built|burn burnt|buy bought
catch caught|choose chose chosen|deal dealt|dig dug|draw drew drawn|drink drank drunk|eat ate eaten
drive drove driven|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|hide hidden
fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|hold held
freeze froze frozen|give gave given|go went gone|grow grew grown|hang hung|hear heard|keep kept
know knew known|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid
ride rode ridden|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent
shake shook shaken|shoot shot|show shown|sing sang sung|sink sank sunk|sit sat|sleep slept|cut cut
speak spoke spoken|spend spent|split split|stand stood|steal stole stolen|stick stuck|hit hit
strike struck|swear swore sworn|take took taken|teach taught|tear tore torn|tell told|think thought
throw threw thrown|understand understood|wear wore worn|win won|withdraw withdrew withdrawn|put put
write wrote written|hurt hurt|shut shut|become became become|come came come
"""
_ALIKE = """
die dead death kill|beat assault attack hit|arrest detain custody imprison jail|flee leave escape
resign quit|marry wife husband wedding|injure wound hurt|give grant get receive obtain|begin start
buy purchase acquire|build construct|free release|lose lost loss|sell sale|shoot gun|speak speech
refuse decline reject deny|win victory winner|sentence convict jail|fire sack dismiss|marry marriage
france french|spain spanish|poland polish|denmark danish|netherlands dutch|switzerland swiss
ireland irish|wales welsh|norway norwegian
"""


def _parted(table: str) -> list[list[str]]:
    return [group.split() for line in table.split("\n") for group in line.split("|") if group]


_ROOTS = {stem(form): stem(forms[0]) for forms in _parted(_FORMS) for form in forms}
_SAYING_ALIKE = [frozenset(map(stem, group)) for group in _parted(_ALIKE)]
_PARTICIPLES = frozenset(forms[-1] for forms in _parted(_FORMS))
_PARTICIPLE = re.compile(r"(?!(?:hundred|indeed|speed|united)$)[a-z]{2,}(?:ed|[^s]ing)$")
_THINGS = frozenset(
    split_words("thing king ring during spring morning evening nothing something anything")
)
# These say too little of what is asked, or are said in too many ways, to be missed.
_VAGUE = STOPWORDS | frozenset(
    split_words(
        "get gets got make made take taken used based required allowed needed called known part"
        " kind sort type same true false real able likely supposed going gone ever never already"
        " also still yet just even only really actually officially now today currently again about"
        " more most less all both each other another such new together involved related"
    )
)
# Nobody of whom it could be found missing.
_NOBODY = frozenset(
    split_words(
        "there it you i we he she they this that these those any anyone anybody anything some"
        " someone somebody something every everyone everybody everything no nobody nothing one"
        " people"
    )
)
_DOERS = frozenset(split_words("they he she we you anyone anybody someone somebody people"))
_ARTICLES = frozenset(split_words("a an the his her their its my your our this that these those"))
_NAME_INSIDE = re.compile(r"(?<=[\w,] )[A-ZА-ЯЁІЇЄҐ][\w’'ʼ-]{3,}")
_AT = frozenset(
    split_words("of in on at to for by with from than as about over after before during into")
)
_IS_IT_SO = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay|well|please)\b\W*)*"
    r"(?:(?:(?:is|was) it (?:true|so|the case|correct) that|(?:can|could) (?:you|anyone)"
    r" (?:tell|say)(?: me| us)?(?: if| whether)|(?:do|does) (?:you|anyone) know (?:if|whether)"
    rf"|whether)\b|(?P<helping>{_HELPING}|{_NEGATED})\b)",
    re.IGNORECASE,
)
_BE_OR_HAVE = frozenset(split_words("is are was were has have had be been being"))
_IS_OR_HAS = re.compile(r"(?:is|are|was|were|ha[sd]|have)", re.IGNORECASE)
# Russian asks with "ли" behind what is asked, or, as Ukrainian, with a word before it all.
_ASKED_BEFORE_LI = re.compile(r"(\w+) ли\b", re.IGNORECASE)
_WHETHER_IT_IS = re.compile(
    r"\W*(?:(?:а|и|і|й|та|но|але)\s+)?(?:(?:правда|верно) ли,? что|чи (?:правда|вірно),? (?:що|шо)"
    r"|чи|разве|неужели|хіба|невже)\s+(.*)",
    re.IGNORECASE | re.DOTALL,
)
ASKS_WHETHER = re.compile(
    rf"\A(?:{_IS_IT_SO.pattern}|{_WHETHER_IT_IS.pattern})|{_ASKED_BEFORE_LI.pattern}",
    re.IGNORECASE | re.DOTALL,
)
"""What a question that is answered by yes or no has; of any other `claimed` gives `None`."""

_IN_THE_PAST = re.compile(r"\w{2,}(?:л[аои]?|в)(?:с[ья])?$")  # "арестовали", "зізнався"
_PARTICIPLE_IN_RUSSIAN = re.compile(  # "арестован", "избит", "заарештований", "закрито"
    r"\w{2,}(?:[аяеє]н[аоыі]?|[иі]т[аоыі]?|ято|(?:ован|ен)(?:ий|ые|ый))$"
)
_SHORTEST = 4  # letters of a stem that may stand for a longer one: "formal" for "formalised"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question asks to be told is so: of whom (`subject`), and what (`predicate`).

    Each are words of which one suffices; empty where the wording does not tell. `is_named` tells
    that the subject is written as a name, which may stand anywhere in an article.
    """

    subject: tuple[str, ...]
    predicate: tuple[str, ...]
    is_named: bool = False


def claimed(question: str) -> Claim | None:
    """Take the claim of a question that is answered by yes or no; `None` if it is another.

    >>> claimed("Was the captain arrested?"), claimed("Who was arrested?")
    (Claim(subject=('captain',), predicate=('arrested',), is_named=False), None)
    """
    asking = _IS_IT_SO.match(question)
    if asking is None:
        return _claimed_in_russian(question)
    words = split_words(question[asking.end() :])
    bare = [word for word in words if word.casefold() != "not"]
    at = next((at for at, word in enumerate(bare) if word.casefold() not in _ARTICLES), len(bare))
    named = 0 if at else _name_length(bare)
    has_participle = _IS_OR_HAS.match(asking["helping"] or "is") is not None
    if named:
        return _of_name(bare, named, has_participle)
    return _of_noun(bare[at:]) if has_participle else Claim((), ())


def pointed_to(question: str) -> Claim | None:
    """Take the claim by which the sentence that says it is told from others; `None` as there.

    That is also a verb of which nothing is held against a passage: "did they beat him".

    >>> pointed_to("Did they beat Orlov?")
    Claim(subject=(), predicate=('beat',), is_named=False)
    """
    claim, asking = claimed(question), _IS_IT_SO.match(question)
    if claim is None or claim.predicate or asking is None:
        return claim
    who, *behind = split_words(question[asking.end() :]) or [""]
    is_done = _IS_OR_HAS.match(asking["helping"] or "is") is None and who.casefold() in _DOERS
    return Claim((), _telling(behind[:1])) if is_done else claim


def says_subject(claim: Claim, text: str) -> bool:
    """Tell whether a text names the one of whom something is asked, as far as that is known."""
    return not claim.subject or _says(claim.subject, text)


def names_subject(claim: Claim, article: str) -> bool:
    """Tell whether a whole article, which may be long, has a name, up to its ending; it is fast."""
    wanted = {stem(word) for word in claim.subject}
    for alike in _SAYING_ALIKE:
        wanted |= alike if not alike.isdisjoint(wanted) else frozenset()
    wanted |= {word.casefold() for word in claim.subject}  # a stem may end otherwise: "Inki"
    begun = [re.escape(name[: max(_SHORTEST, len(name) - 1)]) for name in sorted(wanted)]
    return not begun or re.search(rf"\b(?:{'|'.join(begun)})", article, re.IGNORECASE) is not None


def says_predicate(claim: Claim, text: str) -> bool:
    """Tell whether a text says, or denies, anything of what is asked, as far as that is known."""
    return not claim.predicate or _says(claim.predicate, text)


def named(question: str) -> Claim | None:
    """Take the names in a question, of which an article that answers has one; `None` without any.

    The first word of a sentence, words in capitals only and titles tell nothing.

    >>> named("What did Lena Popova say?").subject, named("What Is Love About?")
    (('Lena', 'Popova'), None)
    """
    found = [place[0] for place in _NAME_INSIDE.finditer(question)]
    names = tuple(re.sub(rf"{_APOSTROPHE}s$", "", word) for word in found if not word.isupper())
    if not names or len(names) > sum(word[0].islower() for word in split_words(question)):
        return None
    return Claim(names, (), is_named=True)


def is_participle(word: str) -> bool:
    """Tell whether a word is written like a participle of the past, or ends in -ing."""
    folded = word.casefold()
    is_regular = _PARTICIPLE.match(folded) is not None and folded not in _THINGS
    return is_regular or folded in _PARTICIPLES


def says_any(words: Sequence[str], text: str) -> bool:
    """Tell whether a text says any of some words that tell something, in another form too."""
    telling = _telling(words)
    return not telling or _says(telling, text)


def count_said(question: str, text: str) -> int:
    """Count the telling words of a question that a text says, in other forms too.

    >>> count_said("Was Marsh sent to Riga?", "Marsh went to Riga."), count_said("Who?", "Marsh")
    (2, 0)
    """
    return sum(_says((word,), text) for word in _telling(split_words(question)))


def affirms_what_is_denied(question: str, sentence: str) -> bool:
    """Tell whether it is asked who did NOT, and a sentence says only who did.

    Where why or when something did not happen is asked, a sentence without a "not" may well answer.
    """
    if not asks_who_not(question):
        return False
    asked = frozenset(map(stem, frozenset(split_words(question)) - STOPWORDS))
    return not _denies(sentence, asked - _LEADING or asked)


def asks_who_not(question: str) -> bool:
    """Tell whether a question asks who or what did not.

    >>> asks_who_not("Who, in May, was not freed?"), asks_who_not("Who said he was not freed?")
    (True, False)
    """
    clause = _NO_DENIAL.sub(" ", _asked_clause(question))
    return _NOT.search(clause) is not None


def _asked_clause(question: str) -> str:
    """Take the clause in which who or what is asked for, in lower case; nothing where none is."""
    text = _DASH.sub(", ", _TITLED.sub(" ", re.sub(_APOSTROPHE, "'", question)))
    text = re.sub(r"\s+", " ", text).replace(" ,", ",").strip(" \"'“”«»—–-¿").lower()
    opening = _OPENERS.match(text)
    text = text[opening.end() :] if opening else text
    return _of_those(text) or _of_question_word(text)


def _of_those(text: str) -> str:
    """Take the clause of "Name those who …", "Who are those who …", "Was anyone …"."""
    whether = _WHETHER_ANY.match(text)
    if whether is not None:
        behind = text[whether.end() :]
        relative = _OF_ANY.match(behind) if _IS_THERE.match(text) else None
        return _until_other_clause(behind[relative.end() :] if relative else behind)
    told = _TELL.match(text)
    if told is None and (told := _THOSE.match(text)) is None:
        return ""
    rest = text[told.end() :].lstrip(" ,:")
    if _ASKING.match(rest):
        return _of_question_word(rest)
    relative = _RELATIVE.search(rest)
    return _until_other_clause(rest[relative.end() :] if relative else f" {rest}")


def _of_question_word(text: str) -> str:
    """Take the clause of a question word, which may stand behind a comma: "In May, who …"."""
    if _ASKING.match(text) is None:
        behind = _COMMA_ASKING.search(text)
        if behind is None or _ASKS_OTHERWISE.match(text):
            return ""
        text = text[behind.end() :]
    text = _BETWEEN_COMMAS.sub(r"\1 ", text)
    asking = _PARTITIVE.match(text) or _ASKING.match(text)
    return _until_other_clause(text[asking.end() :]) if asking else ""


def _until_other_clause(text: str) -> str:
    """Cut a clause off where another begins: behind "that", "why", a verb of saying or a comma."""
    end = _OTHER_CLAUSE.search(text)
    clause = text[: end.start()] if end else text
    says = _SAYS.search(clause)
    # "Who did he say was not there?" asks for who was not there.
    if says is not None and not re.search(rf"\b{_HELPING}\b", clause[: says.start()]):
        clause = clause[: says.start()]
    return clause


def _denies(sentence: str, asked: frozenset[str]) -> bool:
    """Tell whether a sentence denies something that is asked, by its stems, or says otherwise.

    What it denies stands behind the word that denies it, or was said before, where that word ends
    its clause. A verb that is itself asked for denies nothing: who did not refuse is not answered
    by who refused.
    """
    if _IS_OTHERWISE.search(sentence) is not None:
        return True
    for denial in DENIES.finditer(sentence):
        if denial["verb"] and stem(denial["verb"]) in asked:
            continue
        rest = _SENTENCE_END.split(sentence[denial.end() :], maxsplit=1)[0]
        behind = frozenset(split_stems(rest)[:_DENIED_WITHIN])
        if not asked or behind & asked or _CLAUSE_END.match(rest):
            return True
    return False


def _claimed_in_russian(question: str) -> Claim | None:
    """Take what a question in Russian or Ukrainian asks: what "ли" is behind, or the first verb."""
    before = _ASKED_BEFORE_LI.search(question)
    whether = _WHETHER_IT_IS.match(question)
    if whether is None:
        return Claim((), _telling([before[1]])) if before else None
    words = split_words(whether[1])
    clause = [word for at, word in enumerate(words) if not at or word[0].islower()]
    telling = _telling(clause)
    past = [word for word in telling if _IN_THE_PAST.match(word.casefold())]
    done = [word for word in telling if _PARTICIPLE_IN_RUSSIAN.match(word.casefold())]
    return Claim((), tuple(past[:1] or done[-1:]))


def _name_length(words: Sequence[str]) -> int:
    """Count the words with which a clause begins that are written as a name, if one does."""
    for at, word in enumerate(words):
        if not word[0].isupper():
            is_owner = at and re.search(rf"{_APOSTROPHE}s$", words[at - 1]) is not None
            return 0 if is_owner or words[0].casefold() in _NOBODY else at
    return 0  # nothing but capitals


def _of_name(words: Sequence[str], named: int, has_participle: bool) -> Claim:
    """Take what is asked of somebody named: the verb behind the name, or what it is to be.

    Capitals alone may stand for words, so that they are not missed.
    """
    subject = tuple(word for word in words[:named] if not word.isupper())
    verbs = [word for word in words[named:] if has_participle and is_participle(word)]
    return Claim(subject, _telling(verbs[:1]) or _predicate(words[named:]), is_named=True)


def _of_noun(words: Sequence[str]) -> Claim:
    """Take what is asked of something: the participle, and the noun before it."""
    at = next((at for at, word in enumerate(words) if at and is_participle(word)), 0)
    if not at:
        return Claim((), ())
    is_nobody = words[0].casefold() in _NOBODY
    return Claim(() if is_nobody else _telling(words[:at])[-1:], _telling(words[at : at + 1]))


def _predicate(words: Sequence[str]) -> tuple[str, ...]:
    """Take the word that says most of what somebody did or is: a verb, or the last of its nouns."""
    behind = [word for word in words if word.casefold() not in _BE_OR_HAVE]
    if behind and behind[0].casefold() in _ARTICLES:
        end = next((at for at, word in enumerate(behind) if word.casefold() in _AT), len(behind))
        return _telling(behind[:end])[-1:]
    first = next((word for word in behind if not word.casefold().endswith("ly")), "")
    return _telling([first]) if first else ()


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    kept = [word for word in words if word.casefold() not in _VAGUE]
    return tuple(word for word in kept if not word.casefold().endswith("ly"))


def _says(words: Sequence[str], text: str) -> bool:
    """Tell whether any of some words stands in a text, in another form or in a like word too."""
    there = {_root(found) for found in map(stem, split_words(text))}
    wanted = {_root(stem(word)) for word in words}
    for alike in _SAYING_ALIKE:
        if not alike.isdisjoint(wanted):
            wanted |= alike
    return any(_is_form(one_root, other) for one_root in wanted for other in there)


def _root(found: str) -> str:
    return _ROOTS.get(found, found)


def _is_form(root: str, other: str) -> bool:
    """Tell whether two roots begin alike, up to an ending: "resign" and "resignat"."""
    if root == other:
        return True
    shorter = min(len(root), len(other))
    kept = max(_SHORTEST, shorter - (1 if root.isascii() else 3))
    return shorter >= _SHORTEST and root[:kept] == other[:kept]
