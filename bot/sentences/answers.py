"""The sentences around an answer: outcomes, citations, what was searched, the terminal's help."""

from collections.abc import Mapping

# Each is said in the language of the question, whatever language its reader's client is in.
_UNREAD: Mapping[str, str] = {
    "unread_ru": (
        "Модель, которая здесь работает, не читает по-русски, поэтому искались только сами "
        "слова вопроса. Спросите по-английски или словами, которые стоят в статьях. Модель, "
        "которая читает и по-русски, может выбрать тот, кто держит этого бота."
    ),
    "unread_uk": (
        "Модель, яка тут працює, не читає українською, тому шукалися лише самі слова "
        "запитання. Запитайте англійською або словами, які стоять у статтях. Модель, яка "
        "читає й українською, може обрати той, хто тримає цього бота."
    ),
    "unread_de": (
        "Das Modell, das hier arbeitet, liest kein Deutsch; gesucht wurden nur die Wörter, "
        "wie sie dastehen. Fragen Sie auf Englisch oder mit Wörtern aus den Artikeln."
    ),
    "unread_fr": (
        "Le modèle utilisé ici ne lit pas le français : seuls les mots tels quels ont été "
        "cherchés. Posez la question en anglais, ou avec des mots des articles."
    ),
    "unread_es": (
        "El modelo que se usa aquí no lee español; solo se buscaron las palabras tal como "
        "están. Pregunte en inglés o con palabras de los artículos."
    ),
    "unread_it": (
        "Il modello usato qui non legge l'italiano: sono state cercate solo le parole così "
        "come sono. Chieda in inglese o con parole degli articoli."
    ),
    "unread_pl": (
        "Używany tu model nie czyta po polsku; szukano tylko samych słów. Proszę zapytać po "
        "angielsku albo słowami z artykułów."
    ),
    "unread_pt": (
        "O modelo usado aqui não lê português; só se procuraram as palavras tal como estão. "
        "Pergunte em inglês ou com palavras dos artigos."
    ),
    "unread_nl": (
        "Het model dat hier werkt leest geen Nederlands; alleen de woorden zelf zijn gezocht."
        " Stel de vraag in het Engels of met woorden uit de artikelen."
    ),
    "unread_tr": (
        "Burada kullanılan model Türkçe okumuyor; yalnızca kelimelerin kendisi arandı. Lütfen"
        " İngilizce ya da makalelerdeki kelimelerle sorun."
    ),
    "unread_ar": (
        "النموذج المستخدم هنا لا يقرأ العربية، فلم يُبحث إلا عن الكلمات كما هي. اسأل "
        "بالإنجليزية أو بكلمات من المقالات."
    ),
    "unread_he": (
        "המודל שפועל כאן אינו קורא עברית, ולכן חופשו רק המילים כפי שהן. שאלו באנגלית או "
        "במילים מתוך הכתבות."
    ),
    "unread_el": (
        "Το μοντέλο που χρησιμοποιείται εδώ δεν διαβάζει ελληνικά· αναζητήθηκαν μόνο οι ίδιες"
        " οι λέξεις. Ρωτήστε στα αγγλικά ή με λέξεις από τα άρθρα."
    ),
    "unread_ka": (
        "აქ გამოყენებული მოდელი ქართულს არ კითხულობს; მოიძებნა მხოლოდ თავად სიტყვები. იკითხეთ"
        " ინგლისურად ან სტატიების სიტყვებით."
    ),
    "unread_zh": "这里使用的模型不懂中文，只按原词查找。请用英语提问，或使用文章中的词语。",
    "unread_ja": (
        "ここで使われているモデルは日本語を読めないため、語そのものだけを検索しました。英語か、記事"
        "にある言葉で質問してください。"
    ),
    "unread_ko": (
        "여기서 쓰는 모델은 한국어를 읽지 못해 단어 그대로만 찾았습니다. "
        "영어로, 또는 기사에 있는 단어로 질문해 주세요."
    ),
}

TABLE: Mapping[str, tuple[str, str, str]] = {
    "answer": (
        "The corpus answers:",
        "В корпусе есть ответ:",
        "У корпусі є відповідь:",
    ),
    "related": (
        "Nothing here clearly answers the question. The nearest passages:",
        "Ясного ответа на вопрос здесь нет. Самые близкие отрывки:",
        "Ясної відповіді на запитання тут немає. Найближчі уривки:",
    ),
    "nothing": (
        "The corpus does not say.",
        "В корпусе об этом ничего нет.",
        "У корпусі про це нічого немає.",
    ),
    "quotes_only": (
        "I quote and write nothing myself: no summary, list or comparison. The passages that fit"
        " best:",
        "Я только цитирую и сам ничего не пишу: ни пересказов, ни списков, ни сравнений. Самые"
        " подходящие отрывки:",
        "Я лише цитую й сам нічого не пишу: ні переказів, ні списків, ні порівнянь. Найближчі"
        " за змістом уривки:",
    ),
    "counts_nothing": (
        "I quote and do not count articles. The passages that fit best:",
        "Я цитирую, а статей не считаю. Самые подходящие отрывки:",
        "Я цитую, а статей не рахую. Найближчі за змістом уривки:",
    ),
    "newest_first": ("Newest first:", "Сначала новые:", "Спершу нові:"),
    "oldest_first": ("Oldest first:", "Сначала старые:", "Спершу старі:"),
    "nearest_newest": (
        "Nothing here clearly answers that. The nearest passages, newest first:",
        "Ясного ответа здесь нет. Самые близкие отрывки, сначала новые:",
        "Ясної відповіді тут немає. Найближчі уривки, спершу нові:",
    ),
    "nearest_oldest": (
        "Nothing here clearly answers that. The nearest passages, oldest first:",
        "Ясного ответа здесь нет. Самые близкие отрывки, сначала старые:",
        "Ясної відповіді тут немає. Найближчі уривки, спершу старі:",
    ),
    "undated_order": (
        "No date is recorded for these articles, so they cannot be put in order by date.",
        "Даты этих статей не записаны, поэтому по дате их не расставить.",
        "Дати цих статей не записано, тому за датою їх не розставити.",
    ),
    "asked_within": (
        "Your message is long. Only its question was searched: “{question}”",
        "Сообщение длинное. Искался только вопрос из него: «{question}»",
        "Повідомлення довге. Шукалося лише запитання з нього: «{question}»",
    ),
    "says_too_little": (
        "By itself that does not say what it is about. Ask it in one sentence, with the name.",
        "Из этого не видно, о чём речь. Спросите одним предложением и назовите, о ком или о чём.",
        "З цього не видно, про що мова. Запитайте одним реченням і назвіть, про кого чи про що.",
    ),
    "unreached": (
        "Nothing was found, but a part of the corpus could not be searched just now. Ask again in a"
        " few minutes.",
        "Ничего не нашлось, но часть корпуса сейчас недоступна. Спросите ещё раз через несколько"
        " минут.",
        "Нічого не знайшлося, але частина корпусу зараз недоступна. Запитайте ще раз за кілька"
        " хвилин.",
    ),
    "searched_partly": (
        "{searched} Not searched, as no machine that holds them answers:"
        " {unreached:paragraph|paragraphs}.",
        "{searched} Не просмотрено, так как их машины не отвечают: абзацев {unreached}.",
        "{searched} Не переглянуто, бо їхні машини не відповідають: абзаців {unreached}.",
    ),
    "searched": (
        "Searched: {articles:article|articles}, {paragraphs:paragraph|paragraphs}, dated {dates},"
        " generation {generation}.",
        "Просмотрено: статей {articles}, абзацев {paragraphs}, даты {dates}, поколение"
        " {generation}.",
        "Переглянуто: статей {articles}, абзаців {paragraphs}, дати {dates}, покоління"
        " {generation}.",
    ),
    "searched_undated": (
        "Searched: {articles:article|articles}, {paragraphs:paragraph|paragraphs}, no date"
        " recorded, generation {generation}.",
        "Просмотрено: статей {articles}, абзацев {paragraphs}, дата не записана, поколение"
        " {generation}.",
        "Переглянуто: статей {articles}, абзаців {paragraphs}, дату не записано, покоління"
        " {generation}.",
    ),
    "searched_none": (
        "Searched: no article, generation {generation}.",
        "Просмотрено: ни одной статьи, поколение {generation}.",
        "Переглянуто: жодної статті, покоління {generation}.",
    ),
    "filters": ("Filters: {filters}", "Фильтры: {filters}", "Фільтри: {filters}"),
    "filter_outlet": ("outlet {value}", "издание {value}", "видання {value}"),
    "filter_author": ("author {value}", "автор {value}", "автор {value}"),
    "filter_after": ("after {value}", "не раньше {value}", "не раніше {value}"),
    "filter_before": ("before {value}", "не позже {value}", "не пізніше {value}"),
    "filter_language": ("language {value}", "язык {value}", "мова {value}"),
    "filter_source": ("source {value}", "источник {value}", "джерело {value}"),
    "filter_phrases": ('"{value}"', "«{value}»", "«{value}»"),
    "filter_without": ("without {value}", "без «{value}»", "без «{value}»"),
    "unknown_filter": (
        "There is no filter {name}: here. The filters are {filters}. If it is no filter, put a"
        " space after the colon.",
        "Фильтра {name}: здесь нет. Есть фильтры {filters}. Если это не фильтр, поставьте пробел"
        " после двоеточия.",
        "Фільтра {name}: тут немає. Є фільтри {filters}. Якщо це не фільтр, поставте пробіл"
        " після двокрапки.",
    ),
    "filter_given_twice": (
        "{name}: was given more than once; give it once.",
        "Фильтр {name}: указан не один раз; укажите его один раз.",
        "Фільтр {name}: указано не один раз; укажіть його один раз.",
    ),
    "filter_without_value": (
        '{name}: needs a value right after the colon, as in outlet:Meduza or outlet:"BBC News".',
        'После {name}: сразу нужно значение, например outlet:Meduza или outlet:"BBC News".',
        'Після {name}: одразу потрібне значення, наприклад outlet:Meduza або outlet:"BBC News".',
    ),
    "filter_takes_date": (
        "{name}: takes a date; write it as 2024-06-30, 2024-06 or 2024.",
        "Для {name}: нужна дата в таком виде: 2024-06-30, 2024-06 или 2024.",
        "Для {name}: потрібна дата в такому вигляді: 2024-06-30, 2024-06 або 2024.",
    ),
    "filter_takes_language": (
        "{name}: takes a language's code, such as en, ru or uk.",
        "Для {name}: нужен код языка, например en, ru или uk.",
        "Для {name}: потрібен код мови, наприклад en, ru або uk.",
    ),
    "filter_takes_spelling": (
        "{name}: takes the word exact, to search for names only as they are typed.",
        "Для {name}: нужно слово exact: тогда имена ищутся только так, как написаны.",
        "Для {name}: потрібне слово exact: тоді імена шукаються лише так, як написані.",
    ),
    "filter_spelling": (
        "names only as typed",
        "имена только как написаны",
        "імена лише як написані",
    ),
    "asked": ("The interviewer asked:", "Интервьюер спросил:", "Інтерв'юер запитав:"),
    "before_it": ("Before it:", "Перед этим:", "Перед цим:"),
    "in_paragraph": (
        "In paragraph {number}:",
        "В абзаце {number}:",
        "В абзаці {number}:",
    ),
    "note": ("⚠️ {note}", "⚠️ {note}", "⚠️ {note}"),
    "cited_like": ("as quote {number}", "как цитата {number}", "як цитата {number}"),
    "also_near": (
        "Near the subject, but less probably the answer:",
        "Близко к теме, но вряд ли ответ:",
        "Близько до теми, але навряд чи відповідь:",
    ),
    "more": ("More passages:", "Ещё отрывки:", "Ще уривки:"),
    "no_more": (
        "There are no further passages for this question.",
        "Других отрывков по этому вопросу нет.",
        "Інших уривків за цим запитанням немає.",
    ),
    "context": (
        "The paragraphs around quote {number}:",
        "Абзацы вокруг цитаты {number}:",
        "Абзаци навколо цитати {number}:",
    ),
    "source": (
        "The source of quote {number}:",
        "Источник цитаты {number}:",
        "Джерело цитати {number}:",
    ),
    "no_such_quote": (
        "There is no quote {number} here. Ask a question first, then use the number beside a"
        " quote.",
        "Цитаты {number} здесь нет. Сначала задайте вопрос, потом назовите номер рядом с цитатой.",
        "Цитати {number} тут немає. Спершу поставте запитання, потім назвіть номер біля цитати.",
    ),
    "sources_of": (
        "The sources of quotes {numbers}:",
        "Источники цитат {numbers}:",
        "Джерела цитат {numbers}:",
    ),
    "followed": (
        "Understood together with your question before it.",
        "Понято вместе с вашим предыдущим вопросом.",
        "Зрозуміло разом із вашим попереднім запитанням.",
    ),
    "nowhere_in_a_row": (
        "No paragraph holds these words in a row: {words}. The nearest passages without that:",
        "Ни в одном абзаце эти слова не стоят подряд: {words}. Ближайшее без этого условия:",
        "У жодному абзаці ці слова не стоять поспіль: {words}. Найближче без цієї умови:",
    ),
    "by_itself": (
        "Understood by itself, without your question before it.",
        "Понято отдельно, без вашего предыдущего вопроса.",
        "Зрозуміло окремо, без вашого попереднього запитання.",
    ),
    "also_spelled": (
        "Searched for as well: {names}. Without: spelling:exact",
        "Искалось и так: {names}. Без этого: spelling:exact",
        "Шукалося й так: {names}. Без цього: spelling:exact",
    ),
    "to_the_first": ("Your first question", "Первый вопрос", "Перше запитання"),
    "to_the_second": ("Your second question", "Второй вопрос", "Друге запитання"),
    "asked_long_ago": (
        "I hold a question for ten minutes only. Please ask it again.",
        "Я помню вопрос только десять минут. Задайте его, пожалуйста, ещё раз.",
        "Я пам'ятаю запитання лише десять хвилин. Поставте його, будь ласка, ще раз.",
    ),
    "no_such_outlet": (
        "No article is from an outlet “{value}”.{near}",
        "Статей издания «{value}» здесь нет.{near}",
        "Статей видання «{value}» тут немає.{near}",
    ),
    "no_such_author": (
        "No article is by an author “{value}”.{near}",
        "Статей автора «{value}» здесь нет.{near}",
        "Статей автора «{value}» тут немає.{near}",
    ),
    "no_such_id": (
        "No article has the id “{value}”.{near}",
        "Статьи с id «{value}» здесь нет.{near}",
        "Статті з id «{value}» тут немає.{near}",
    ),
    "no_such_language": (
        "No article is recorded as being in the language “{value}”.{near}",
        "Статей на языке «{value}» здесь не записано.{near}",
        "Статей мовою «{value}» тут не записано.{near}",
    ),
    "did_you_mean": (
        "Did you mean {names}?",
        "Может быть, {names}?",
        "Можливо, {names}?",
    ),
    "articles_by": (
        "Articles by {name} here: {titles}. Put {filter} before a question to ask in these alone.",
        "Статьи автора «{name}» здесь: {titles}. Чтобы спросить только в них, поставьте перед"
        " вопросом {filter}.",
        "Статті автора «{name}» тут: {titles}. Щоб запитати лише в них, поставте перед"
        " запитанням {filter}.",
    ),
    "articles_from": (
        "Articles from {name} here: {titles}. Put {filter} before a question to ask in these"
        " alone.",
        "Статьи издания «{name}» здесь: {titles}. Чтобы спросить только в них, поставьте перед"
        " вопросом {filter}.",
        "Статті видання «{name}» тут: {titles}. Щоб запитати лише в них, поставте перед"
        " запитанням {filter}.",
    ),
    "filters_meet_nothing": (
        "No article meets all these filters at once.",
        "Нет статьи, которая подходит под все эти фильтры сразу.",
        "Немає статті, яка відповідає всім цим фільтрам одразу.",
    ),
    "left_out_undated": (
        "Left out, as no date is recorded for them: {articles:article|articles}.",
        "Не просмотрены, потому что их дата не записана: статей {articles}.",
        "Не переглянуто, бо їхню дату не записано: статей {articles}.",
    ),
    "replaced": (
        "{id}: the article has had a newer text since {date}; here is the one that was quoted.",
        "{id}: с {date} у статьи новый текст; здесь тот, из которого цитата.",
        "{id}: з {date} у статті новий текст; тут той, з якого цитата.",
    ),
    "withdrawn": (
        "{id}: withdrawn on {date}.",
        "{id}: отозвано {date}.",
        "{id}: відкликано {date}.",
    ),
    "changed": (
        "The corpus has changed since that answer. Ask the question again.",
        "С тех пор корпус изменился. Задайте вопрос ещё раз.",
        "Відтоді корпус змінився. Поставте запитання ще раз.",
    ),
    "help": (
        "Ask a question in plain words. I answer with passages quoted word for word from the"
        " articles, or say that they do not say.\n"
        "  more        further passages for the last question\n"
        "  context 1   the paragraphs around quote 1\n"
        "  source 1    all that is known about the source of quote 1\n"
        "  quit        leave\n"
        "To narrow a question, add outlet:Meduza author:Korol after:2023-01-31 before:2024 lang:en"
        ' source:ID "exact phrase" -word',
        "Задайте вопрос обычными словами. В ответ — дословные цитаты из статей или честное"
        " «об этом ничего нет».\n"
        "  more        ещё отрывки по последнему вопросу\n"
        "  context 1   абзацы вокруг цитаты 1\n"
        "  source 1    всё, что известно об источнике цитаты 1\n"
        "  quit        выйти\n"
        "Чтобы сузить поиск, добавьте outlet:Meduza author:Korol after:2023-01-31 before:2024"
        ' lang:en source:ID "точная фраза" -слово',
        "Поставте запитання звичайними словами. У відповідь — дослівні цитати зі статей або чесне"
        " «про це нічого немає».\n"
        "  more        ще уривки за останнім запитанням\n"
        "  context 1   абзаци навколо цитати 1\n"
        "  source 1    усе, що відомо про джерело цитати 1\n"
        "  quit        вийти\n"
        "Щоб звузити пошук, додайте outlet:Meduza author:Korol after:2023-01-31 before:2024"
        ' lang:en source:ID "точна фраза" -слово',
    ),
    "welcome": (
        "Pullquote quotes these articles word for word and never writes text of its own.",
        "Pullquote цитирует эти статьи дословно и ничего не сочиняет.",
        "Pullquote цитує ці статті дослівно й нічого не вигадує.",
    ),
    "prompt_help": (
        "Ask a question, or type help.",
        "Задайте вопрос или наберите help.",
        "Поставте запитання або наберіть help.",
    ),
    "goodbye": ("Goodbye.", "До свидания.", "До побачення."),
    "failed": (
        "That failed, nothing was lost: {reason}",
        "Не получилось, ничего не потеряно: {reason}",
        "Не вдалося, нічого не втрачено: {reason}",
    ),
    "question_no_words": (
        "I find no words in that. Ask for instance: who refused to fight?",
        "В этом нет слов. Спросите, например: кто отказался воевать?",
        "У цьому немає слів. Запитайте, наприклад: хто відмовився воювати?",
    ),
    "question_only_filters": (
        "There are filters but no question. Add one, for instance: outlet:Meduza who refused?",
        "Есть фильтры, но нет вопроса. Добавьте его, например: outlet:Meduza кто отказался?",
        "Є фільтри, але немає запитання. Додайте його, наприклад: outlet:Meduza хто відмовився?",
    ),
    "question_too_long": (
        "The question has {count} characters, at most {most} are searched. Ask in one or two"
        " sentences.",
        "В вопросе {count} знаков, ищутся не более {most}. Спросите одним-двумя предложениями.",
        "У запитанні {count} знаків, шукається не більше {most}. Запитайте одним-двома реченнями.",
    ),
    "unknown_title": ("title unknown", "заголовок неизвестен", "заголовок невідомий"),
    "unknown_outlet": ("outlet unknown", "издание неизвестно", "видання невідоме"),
    "unknown_date": ("date unknown", "дата неизвестна", "дата невідома"),
    "unknown": ("unknown", "неизвестно", "невідомо"),
    "paragraph": ("paragraph {number}", "абзац {number}", "абзац {number}"),
    "field_id": ("id", "идентификатор", "ідентифікатор"),
    "field_origin": ("read from", "прочитано из", "прочитано з"),
    "field_title": ("title", "заголовок", "заголовок"),
    "field_outlet": ("outlet", "издание", "видання"),
    "field_author": ("author", "автор", "автор"),
    "field_published": ("date", "дата", "дата"),
    "field_url": ("link", "ссылка", "посилання"),
    "field_language": ("language", "язык", "мова"),
    "field_note": ("note", "примечание", "примітка"),
    "field_revision": ("revision", "редакция", "редакція"),
    "field_sha256": ("SHA-256 of the text", "SHA-256 текста", "SHA-256 тексту"),
    **{key: (words, words, words) for key, words in _UNREAD.items()},
}
