"""Abbreviations that end with a full stop inside a sentence: English, Russian and Ukrainian.

In lower case unless they count only with a capital letter. Not listed is what `sentences` knows by
its form: single letters, letters with stops between them ("U.S."), and words without a vowel
("Blvd.", "млрд."), of which only those are here that never end a sentence.
"""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# A name, a number or an explanation follows these, so they never end a sentence.
NEVER_LAST = _words(
    # Ranks, offices and forms of address.
    "mr mrs ms dr prof sen sens gov gen lt col sgt capt cmdr cpl maj rev hon rep reps pres adm",
    "brig amb pvt pfc cpl spc pte det insp supt msgr fr atty asst assoc messrs mmes mme cllr comdr",
    "cdr ofc treas drs profs revs gens cols govs",
    # Of reasoning and reference.
    "vs v e.g i.e cf ca viz ibid",
    # Russian: ranks, offices, clergy.
    "ген ефр серж лейт прап подп подполк капит адм деп проф акад доц зам нач тов гр-н гр-ка",
    "протод прот иером иерод архим архиеп еп митр патр свт прп вмч свщ игум",
    # Russian: places and explanations.
    "им ул пос просп бульв бул наб мкр мкрн аэроп оз р-н пгт т.е т.к т.н т.о т.наз и.о напр урожд",
    # Ukrainian, where it differs.
    "солд єфр підполк заст архієп єп ім вул див пров смт буд т.зв в.о т.в.о",
    "ієром архім аероп узв тобто",
)

# These end a sentence only before a word of `STARTERS`.
SELDOM_LAST = _words(
    # Firms, people and places.
    "inc co cos corp bros pty assn intl natl govt esq phd emer med dept univ inst hosp div comm",
    "cir dist app ave hwy pkwy apt cres est al cit ed eds",
    # Dates and measures.
    "jan feb mar apr jun jul aug sept sep oct nov dec approx incl excl",
    # Russian: ranks and offices, also places, that are words as well.
    "ряд полк май кап мин губ упр пом зав секр инж канд ист техн филол юрид наук",
    "ком бриг през пред",
    "пер обл кор стр дер стан гор окр рес респ хут зал туп сел корп",
    # Russian: dates, money, measures, books.
    "янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек руб коп тыс долл чел экз сут мес",
    "ок прибл сер кон рис табл разд прим примеч изд ред сост авт вып пр след тел доб эл",
    "англ франц нем исп итал лат греч рус укр рос белор род псевд",
    # Ukrainian, where it differs.
    "тис дол мал оф розд дод січ лют берез бер квіт трав черв лип серп верес вер жовт листоп груд",
    "іст юрид філол ін міл стол нар гол поч кін майд рай упоряд перекл нім ісп італ грец",
)

# The same, only with a capital letter: in lower case they are words, or stand after a number.
CAPITALISED = _words(
    "Ala Ariz Ark Calif Cal Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Me Mich Minn Miss Mo",
    "Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask",
    "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun",
    "Sec Dep Ret Const Dir Ens Ter Crim Civ Proc Stat Supp Agt",
)

# These are abbreviations only before a number: "No. 5", but also "No. That is wrong."
BEFORE_NUMBER = _words(
    "no nos fig figs vol vols pp ch chs sec secs art arts para paras app ex reg sched ver",
    "пп ст гл рис табл поз абз разд стр оф кв корп доб",
    "розд дод",
)

# These are abbreviations only after a number: "6 in. long", "10 год. 30 хв."
AFTER_NUMBER = _words("in mi oz gal min sec мин сек мес сут час год міс ос")

# These look like initials, but a list that they close often closes its sentence too.
LIST_ENDS = _words("т.д т.п")

# A short word after one of these is no whole clause: a rank that is not listed ends in this stop.
CLAUSE_OPENERS = _words("that whether что чтобы якобы будто що щоб нібито начебто")

# Names that end in an exclamation mark.
EXCLAIMED = _words("yahoo jeopardy wham")

# Words that usually begin a sentence, and are seldom the name that an abbreviation stands before.
STARTERS = _words(
    "The A An He She It They We You I In On At As But And However If When While After Before Since",
    "This That These Those There His Her Its Their Our My For From With Under By To Then Now",
    "Although Though Despite During Many Most Some Several Both Also Yet Or Not What Who Where Why",
    "How Another According Meanwhile Later Today Because Until Such Each Every All Thus Again Is",
    "Are Did Does Nobody None Nothing Neither Everyone Everybody Instead Still Only Even So Others",
    "No Yes Well Oh Okay Yeah Right Maybe Just Like Which Let Two Three Four Five",
    "Он Она Оно Они Это Этот Эта Эти Но А И В Во На По Из За Мы Я Вы Ты Как Когда Если Однако",
    "Также После Для При С Со К У О Об От До Так Там Тогда Затем Все Его Её Ее Их Потом Позже",
    "Сейчас Теперь Сам Что Кто Где Почему Тот Та Те Не Никто Ничего Нет Ни Был Была Было Были",
    "Всего Всё Только Даже Зато Поэтому Остальные Остальное Другие",
    "Він Вона Воно Вони Це Цей Ця Ці Але І Й З Із Зі Ми Ви Ти Як Коли Якщо Однак Також Після Під",
    "Тоді Потім Усі Всі Його Її Їх Тепер Що Хто Де Чому Той Ті Ніхто Нічого Немає Ні Був Була",
    "Було Були Лише Тільки Навіть Тому Решта Інші",
)
