"""The sentences around a checked quote: what became of it, what a quotation is, a draft's table."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "receipt": ("Receipt: {receipt}", "Квитанция: {receipt}", "Квитанція: {receipt}"),
    "receipt_impossible": (
        "That is no receipt as I gave it: none holds the letter {letter}, which is letter {at} of"
        " yours. Compare it with the message that holds it.",
        "Это не такая квитанция, как я её выдал: буквы {letter} ни в одной нет, а у вас она"
        " {at}-я. Сверьте с сообщением, где она стоит.",
        "Це не така квитанція, як я її видав: літери {letter} у жодній немає, а у вас вона"
        " {at}-та. Звірте з повідомленням, де вона стоїть.",
    ),
    "receipt_mistyped": (
        "That is no receipt as I gave it: a letter is wrong or missing, as its last three do not"
        " fit the others. Compare it with the message that holds it.",
        "Это не такая квитанция, как я её выдал: буква неверна или пропущена, последние три не"
        " сходятся с остальными. Сверьте с сообщением, где она стоит.",
        "Це не така квитанція, як я її видав: літера хибна або пропущена, останні три не сходяться"
        " з рештою. Звірте з повідомленням, де вона стоїть.",
    ),
    "receipt_verified": (
        "Verified: quoted on {day}, and it stands there still.",
        "Подтверждено: процитировано {day}, и это по-прежнему там стоит.",
        "Підтверджено: процитовано {day}, і це й досі там стоїть.",
    ),
    "receipt_moved": (
        "Moved: the same words, quoted on {day}, stand elsewhere in the article since {since}.",
        "Перемещено: те же слова, процитированные {day}, с {since} стоят в другом месте статьи.",
        "Переміщено: ті самі слова, процитовані {day}, з {since} стоять в іншому місці статті.",
    ),
    "receipt_changed": (
        "Changed since {since}: it was quoted on {day}, and the article now reads otherwise.",
        "Изменено с {since}: процитировано {day}, теперь в статье написано иначе.",
        "Змінено з {since}: процитовано {day}, тепер у статті написано інакше.",
    ),
    "receipt_withdrawn": (
        "Withdrawn since {since}: it was quoted on {day}, and is in the corpus no more.",
        "Отозвано с {since}: процитировано {day}, и в корпусе этого больше нет.",
        "Відкликано з {since}: процитовано {day}, і в корпусі цього більше немає.",
    ),
    "receipt_unknown": (
        "Unknown: the receipt is well formed, but this data directory never held such a text.",
        "Неизвестно: номер составлен верно, но такого текста в этом каталоге данных не было.",
        "Невідомо: номер складено правильно, але такого тексту в цьому каталозі даних не було.",
    ),
    "receipt_was": ("It was quoted as:", "Было процитировано так:", "Було процитовано так:"),
    "receipt_now": ("The article now:", "В статье теперь:", "У статті тепер:"),
    "quote_verbatim": (
        "Verbatim: the corpus has these words, in {count:place|places}.",
        "Дословно: эти слова есть в корпусе, мест: {count}.",
        "Дослівно: ці слова є в корпусі, місць: {count}.",
    ),
    "quote_drift": (
        "Drift: the corpus has it in other words. The source's own come first.",
        "Неточно: в корпусе другие слова. Сначала слова источника.",
        "Неточно: у корпусі інші слова. Спершу слова джерела.",
    ),
    "quote_joined": (
        "Joined: words of different passages, without a mark where one ends.",
        "Склеено: слова из разных мест, и пропуск не отмечен.",
        "Склеєно: слова з різних місць, і пропуск не позначено.",
    ),
    "quote_elsewhere": (
        "Elsewhere: the corpus has these words, but not from {claimed}.",
        "Не тот автор: эти слова в корпусе есть, но их говорит не {claimed}.",
        "Не той автор: ці слова в корпусі є, але їх каже не {claimed}.",
    ),
    "quote_absent": (
        "Not in the corpus.",
        "В корпусе этого нет.",
        "У корпусі цього немає.",
    ),
    "quote_differs": (
        "source: {source} · quotation: {written}",
        "в источнике: {source} · в цитате: {written}",
        "у джерелі: {source} · у цитаті: {written}",
    ),
    "quote_nothing": ("(nothing)", "(ничего)", "(нічого)"),
    "quote_speaker": (
        "Said by, as the corpus has it: {speaker}",
        "Кто говорит по корпусу: {speaker}",
        "Хто говорить за корпусом: {speaker}",
    ),
    "quote_ignored": (
        "Made no difference: {kinds}",
        "Не учитывалось: {kinds}",
        "Не враховувалося: {kinds}",
    ),
    "ignored_case": ("capitals", "заглавные буквы", "великі літери"),
    "ignored_marks": ("quotation marks", "вид кавычек", "вид лапок"),
    "ignored_dashes": ("dashes and hyphens", "тире и дефисы", "тире й дефіси"),
    "ignored_apostrophes": ("apostrophes", "апострофы", "апострофи"),
    "ignored_punctuation": ("punctuation", "знаки препинания", "розділові знаки"),
    "ignored_spaces": ("spaces and line ends", "пробелы и переносы строк", "пробіли й переноси"),
    "ignored_numbers": (
        "how thousands are parted",
        "разделители тысяч",
        "розділювачі тисяч",
    ),
    "draft_line": (
        "line {line}: “{text}”",
        "строка {line}: «{text}»",
        "рядок {line}: «{text}»",
    ),
    "draft_claimed": ("said by {claimed}", "говорит {claimed}", "каже {claimed}"),
    "draft_count": (
        "{count:quotation|quotations} checked, {right} verbatim; {short} of fewer than three words"
        " were not.",
        "Проверено цитат: {count}, дословных: {right}; короче трёх слов и не проверено: {short}.",
        "Перевірено цитат: {count}, дослівних: {right}; коротших за три слова й не перевірено:"
        " {short}.",
    ),
    "verdict_verbatim": ("verbatim", "дословно", "дослівно"),
    "verdict_drift": ("drift", "неточно", "неточно"),
    "verdict_joined": ("joined", "склеено", "склеєно"),
    "verdict_elsewhere": ("elsewhere", "не тот автор", "не той автор"),
    "verdict_absent": ("not in the corpus", "нет в корпусе", "немає в корпусі"),
}
