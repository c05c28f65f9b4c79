"""The sentences around a checked quote: what became of it, what a quotation is, a draft's table."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "receipt": ("Receipt: {receipt}", "Квитанция: {receipt}", "Квитанція: {receipt}"),
    "receipt_of_was": (
        "Receipt of what was quoted: {receipt}",
        "Квитанция на то, что цитировалось: {receipt}",
        "Квитанція на те, що цитувалося: {receipt}",
    ),
    "living_told": (
        "What I quoted in this message has changed since:",
        "То, что я цитировал в этом сообщении, с тех пор изменилось:",
        "Те, що я цитував у цьому повідомленні, відтоді змінилося:",
    ),
    "living_told_alone": (
        "A quote that I gave you has changed since:",
        "Цитата, которую я вам дал, с тех пор изменилась:",
        "Цитата, яку я вам дав, відтоді змінилася:",
    ),
    "given_change": (
        "{quotes:quote|quotes} given to {people:person|people} would change.",
        "Изменится выданных цитат: {quotes}, получателей: {people}.",
        "Зміниться виданих цитат: {quotes}, отримувачів: {people}.",
    ),
    "saved_now": (
        "Saved: {count}. Your collection holds {total:quote|quotes}, and you are told if one"
        " changes. /saved shows them.",
        "Сохранено: {count}. В вашем собрании цитат: {total}; если какая-то изменится, я скажу."
        " Показать: /saved",
        "Збережено: {count}. У вашій збірці цитат: {total}; якщо якась зміниться, я скажу."
        " Показати: /saved",
    ),
    "save_usage": (
        "Answer a message that holds quotes with /save, or with /save 2 for the second; or write a"
        " receipt after it: /save pq-…",
        "Ответьте на сообщение с цитатами командой /save, или /save 2 — только вторую; или"
        " напишите квитанцию: /save pq-…",
        "Дайте на повідомлення з цитатами відповідь /save, або /save 2 — лише другу; або напишіть"
        " квитанцію: /save pq-…",
    ),
    "saved_none": (
        "You have saved no quotes yet. Answer a message that holds some with /save.",
        "Вы пока не сохранили ни одной цитаты. Ответьте на сообщение с ними командой /save.",
        "Ви ще не зберегли жодної цитати. Дайте на повідомлення з ними відповідь /save.",
    ),
    "saved_list": (
        "You have saved {count:quote|quotes}; the newest stand last. /drop 1 takes one out,"
        " /export gives all as a file.",
        "Сохранено цитат: {count}, новые внизу. /drop 1 уберёт одну, /export выдаст все файлом.",
        "Збережено цитат: {count}, нові внизу. /drop 1 прибере одну, /export видасть усі файлом.",
    ),
    "saved_is_private": (
        "Your collection is shown in a chat with me alone.",
        "Ваше собрание я показываю только в чате со мной.",
        "Вашу збірку я показую лише в чаті зі мною.",
    ),
    "dropped": (
        "Dropped: {count}. Your collection holds {total:quote|quotes}.",
        "Убрано: {count}. В вашем собрании цитат: {total}.",
        "Прибрано: {count}. У вашій збірці цитат: {total}.",
    ),
    "drop_usage": (
        "Write which quote to drop, as /saved numbers them: /drop 1, /drop pq-… or /drop all.",
        "Напишите, какую цитату убрать, по номерам в /saved: /drop 1, /drop pq-… или /drop all.",
        "Напишіть, яку цитату прибрати, за номерами в /saved: /drop 1, /drop pq-… або /drop all.",
    ),
    "exported": (
        "{count:quote|quotes}, each with its receipt and what has become of it:",
        "Цитат: {count}, каждая с квитанцией и с тем, что с ней стало:",
        "Цитат: {count}, кожна з квитанцією і з тим, що з нею сталося:",
    ),
    "export_usage": (
        "Write a form after the command: /export {forms}; without one it is Markdown.",
        "Напишите после команды форму: /export {forms}; без неё будет Markdown.",
        "Напишіть після команди форму: /export {forms}; без неї буде Markdown.",
    ),
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
        "{count:quotation|quotations} checked, {right} verbatim.",
        "Проверено цитат: {count}, дословных: {right}.",
        "Перевірено цитат: {count}, дослівних: {right}.",
    ),
    "draft_count_short": (
        "{count:quotation|quotations} checked, {right} verbatim. Too short to be checked, with"
        " fewer than three words: {short}.",
        "Проверено цитат: {count}, дословных: {right}; короче трёх слов и не проверено: {short}.",
        "Перевірено цитат: {count}, дослівних: {right}; коротших за три слова й не перевірено:"
        " {short}.",
    ),
    "draft_right_lines": (
        "✓ Verbatim, in these lines: {lines}",
        "✓ Дословно, в строках: {lines}",
        "✓ Дослівно, у рядках: {lines}",
    ),
    "draft_more_wrong": (
        "… and {count} more that are not verbatim; the report has all.",
        "… и ещё недословных: {count}; все они в отчёте.",
        "… і ще недослівних: {count}; усі вони у звіті.",
    ),
    "draft_not_kept": (
        "Nothing of the draft is kept here.",
        "Из черновика здесь ничего не сохраняется.",
        "З чернетки тут нічого не зберігається.",
    ),
    "draft_none": (
        "There is no quotation in it: nothing stands in quotation marks or as a block quote."
        " Nothing of the draft is kept here.",
        "Цитат в нём нет: ничего не стоит в кавычках или отдельным блоком. Из черновика здесь"
        " ничего не сохраняется.",
        "Цитат у ньому немає: ніщо не стоїть у лапках чи окремим блоком. З чернетки тут нічого не"
        " зберігається.",
    ),
    "draft_report": ("quotations - {name}.html", "цитаты - {name}.html", "цитати - {name}.html"),
    "draft_unnamed": ("the draft", "черновик", "чернетка"),
    "draft_usage": (
        "Send me the draft as a file with the caption /quotes, or answer a file or a text with"
        " /quotes. I check every quotation in it, and keep nothing of it.",
        "Пришлите черновик файлом с подписью /quotes или ответьте на файл или текст командой"
        " /quotes. Я проверю каждую цитату и ничего из него не сохраню.",
        "Надішліть чернетку файлом із підписом /quotes або дайте на файл чи текст відповідь"
        " /quotes. Я перевірю кожну цитату й нічого з неї не збережу.",
    ),
    "draft_unread": (
        "The draft could not be read: {reason}",
        "Черновик не удалось прочитать: {reason}",
        "Чернетку не вдалося прочитати: {reason}",
    ),
    "draft_too_large": (
        "{name} is larger than what I can be sent here. Send it in parts, or as plain text.",
        "{name} больше, чем мне можно прислать здесь. Пришлите по частям или простым текстом.",
        "{name} більший, ніж мені можна надіслати тут. Надішліть частинами або простим текстом.",
    ),
    "file_unread": (
        "I do not read files as questions. To have the quotations in this one checked, answer it"
        " with /quotes, or send it with that caption.",
        "Файлы как вопросы я не читаю. Чтобы проверить в этом цитаты, ответьте на него /quotes или"
        " пришлите с такой подписью.",
        "Файли як запитання я не читаю. Щоб перевірити в цьому цитати, дайте на нього відповідь"
        " /quotes або надішліть із таким підписом.",
    ),
    "verify_usage": (
        "Write a receipt after the command: /verify pq-… for a quote, it stands under its source;"
        " /verify no-… for a no, with the question behind it to have that asked again.",
        "Напишите после команды квитанцию: /verify pq-… на цитату, она стоит под источником;"
        " /verify no-… на «нет», а после неё вопрос, чтобы задать его снова.",
        "Напишіть після команди квитанцію: /verify pq-… на цитату, вона стоїть під джерелом;"
        " /verify no-… на «ні», а після неї запитання, щоб поставити його знову.",
    ),
    "quote_usage": (
        "Write the quotation after the command, /quote “…” said X, or answer a message that holds"
        " it with /quote. I look for it in the whole corpus.",
        "Напишите цитату после команды, /quote «…» — сказал X, или ответьте командой /quote на"
        " сообщение с ней. Я ищу её во всём корпусе.",
        "Напишіть цитату після команди, /quote «…» — сказав X, або дайте відповідь /quote на"
        " повідомлення з нею. Я шукаю її в усьому корпусі.",
    ),
    "quote_too_short": (
        "A quotation of fewer than {fewest} words stands anywhere. Give more of it.",
        "Цитата короче чем из {fewest} слов найдётся где угодно. Приведите её полнее.",
        "Цитата, коротша ніж із {fewest} слів, знайдеться будь-де. Наведіть її повніше.",
    ),
    "page_language": ("en", "ru", "uk"),
    "column_line": ("line", "строка", "рядок"),
    "column_verdict": ("verdict", "вывод", "висновок"),
    "column_quotation": ("quotation", "цитата", "цитата"),
    "column_claimed": ("said by, in the draft", "кто говорит, в черновике", "хто каже, у чернетці"),
    "column_source": ("the source's own words", "слова источника", "слова джерела"),
    "column_differences": ("what differs", "что отличается", "що відрізняється"),
    "column_speaker": ("said by, in the corpus", "кто говорит, в корпусе", "хто каже, у корпусі"),
    "column_citation": ("where it stands", "где стоит", "де стоїть"),
    "column_receipt": ("receipt", "квитанция", "квитанція"),
    "verdict_verbatim": ("verbatim", "дословно", "дослівно"),
    "verdict_drift": ("drift", "неточно", "неточно"),
    "verdict_joined": ("joined", "склеено", "склеєно"),
    "verdict_elsewhere": ("elsewhere", "не тот автор", "не той автор"),
    "verdict_absent": ("not in the corpus", "нет в корпусе", "немає в корпусі"),
}
