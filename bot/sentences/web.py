"""The sentences of the reader page: what stands around quotes and forms in a browser."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "web_skip": ("Skip to the content", "Перейти к содержанию", "Перейти до змісту"),
    "web_ask": ("Ask", "Спросить", "Запитати"),
    "web_sources": ("Sources", "Источники", "Джерела"),
    "web_pages": ("Pages", "Страницы", "Сторінки"),
    "web_logged_in": ("Logged in as {name}", "Вы вошли как {name}", "Ви увійшли як {name}"),
    "web_log_out": ("Log out", "Выйти", "Вийти"),
    "web_log_in": ("Log in", "Войти", "Увійти"),
    "web_code": ("Code", "Код", "Код"),
    "web_code_help": (
        "Send /login to the bot in a private chat: it answers with a code. If you have no chat with"
        " it, ask whoever runs it for a link.",
        "Отправьте боту /login в личном чате: он ответит кодом. Если чата с ним у вас нет,"
        " попросите ссылку у того, кто его запустил.",
        "Надішліть боту /login в особистому чаті: він відповість кодом. Якщо чату з ним у вас"
        " немає, попросіть посилання в того, хто його запустив.",
    ),
    "web_wrong_code": (
        "This code does not hold: it is mistyped, used, or older than ten minutes. Send /login"
        " again.",
        "Код не подходит: в нём опечатка, он уже использован или старше десяти минут. Отправьте"
        " /login ещё раз.",
        "Код не підходить: у ньому помилка, він уже використаний або старший за десять хвилин."
        " Надішліть /login ще раз.",
    ),
    "web_wait": (
        "Too many tries. Wait five minutes, then try again.",
        "Слишком много попыток. Подождите пять минут и попробуйте снова.",
        "Забагато спроб. Зачекайте п’ять хвилин і спробуйте знову.",
    ),
    "web_too_fast": (
        "Too many pages in a short time. Wait a few minutes.",
        "Слишком много страниц за короткое время. Подождите несколько минут.",
        "Забагато сторінок за короткий час. Зачекайте кілька хвилин.",
    ),
    "web_bad_form": (
        "That form was not taken: it came from another page, too slowly, or is too long. Open the"
        " page again, and send it from there.",
        "Форма не принята: она пришла с другой страницы, слишком медленно или слишком длинная."
        " Откройте страницу заново и отправьте форму с неё.",
        "Форму не прийнято: вона надійшла з іншої сторінки, надто повільно або надто довга."
        " Відкрийте сторінку знову й надішліть форму з неї.",
    ),
    "web_no_page": ("There is no such page.", "Такой страницы нет.", "Такої сторінки немає."),
    "web_bad_receipt": (
        "This is not a receipt as it was given: a letter is wrong or missing. Compare it with the"
        " message that holds it.",
        "Это не тот номер, который был выдан: в нём неверная или пропущена буква. Сверьте его с"
        " сообщением, в котором он стоит.",
        "Це не той номер, який було видано: у ньому хибна або пропущена літера. Звірте його з"
        " повідомленням, у якому він стоїть.",
    ),
    "web_question": (
        "Question, receipt (pq-… or no-…) or command (/help)",
        "Вопрос, номер (pq-… или no-…) или команда (/help)",
        "Запитання, номер (pq-… або no-…) або команда (/help)",
    ),
    "web_filters": ("Filters", "Фильтры", "Фільтри"),
    "web_after": (
        "Published in or after (2024, 2024-06, 2024-06-30)",
        "Опубликовано не раньше (2024, 2024-06, 2024-06-30)",
        "Опубліковано не раніше (2024, 2024-06, 2024-06-30)",
    ),
    "web_before": (
        "Published in or before (2024, 2024-06, 2024-06-30)",
        "Опубликовано не позже (2024, 2024-06, 2024-06-30)",
        "Опубліковано не пізніше (2024, 2024-06, 2024-06-30)",
    ),
    "web_any": ("any", "любой", "будь-яка"),
    "web_answer": ("Answer", "Ответ", "Відповідь"),
    "web_further": ("Further", "Дальше", "Далі"),
    "web_in_article": ("Show in the article", "Показать в статье", "Показати у статті"),
    "web_read": ("Read the article", "Читать статью", "Читати статтю"),
    "web_copy": ("Text to copy", "Текст для копирования", "Текст для копіювання"),
    "web_search": ("Search the sources", "Искать в источниках", "Шукати у джерелах"),
    "web_words": (
        "Words of the title, the outlet, the author or the id",
        "Слова из заголовка, издания, автора или id",
        "Слова із заголовка, видання, автора або id",
    ),
    "web_quote": ("Quote {receipt}", "Цитата {receipt}", "Цитата {receipt}"),
    "web_standing": ("Does it still stand?", "В силе ли цитата?", "Чи чинна цитата?"),
    "web_elsewhere": (
        "The article has another text since {since}; these words stand in it as they did.",
        "У статьи с {since} другой текст; эти слова остались в нём прежними.",
        "Стаття з {since} має інший текст; ці слова в ньому лишилися такими самими.",
    ),
    "web_to_now": (
        "The passage as it stands now",
        "Отрывок в нынешнем виде",
        "Уривок у теперішньому вигляді",
    ),
    "web_to_passage": (
        "Go to the passage in the article",
        "Перейти к отрывку в статье",
        "Перейти до уривка у статті",
    ),
    "web_original": (
        "The passage on the outlet’s page",
        "Отрывок на странице издания",
        "Уривок на сторінці видання",
    ),
    "web_wrong": (
        "What is wrong with this quote? The moderators see your answer, with your name.",
        "Что не так с этой цитатой? Модераторы увидят ваш ответ и ваше имя.",
        "Що не так із цією цитатою? Модератори побачать вашу відповідь і ваше ім’я.",
    ),
    "web_report": ("Tell the moderators", "Сообщить модераторам", "Повідомити модераторам"),
    "web_receipt": ("Receipt", "Номер", "Номер"),
    "web_link": ("Link to this page", "Ссылка на эту страницу", "Посилання на цю сторінку"),
    "web_forms": ("For other programs", "Для других программ", "Для інших програм"),
    "web_article": (
        "The article, revision {number}",
        "Статья, редакция {number}",
        "Стаття, редакція {number}",
    ),
    "web_cut": (
        "Only a part of this long article is shown.",
        "Показана только часть этой длинной статьи.",
        "Показано лише частину цієї довгої статті.",
    ),
    "web_revisions": ("Revisions", "Редакции", "Редакції"),
    "web_revision": (
        "Revision {number}, from {since}",
        "Редакция {number}, с {since}",
        "Редакція {number}, з {since}",
    ),
    "web_out": (
        "Withdrawn from {since}",
        "Отозвана с {since}",
        "Відкликана з {since}",
    ),
    "web_here": ("shown here", "показана здесь", "показана тут"),
    "web_live": ("in the corpus now", "сейчас в корпусе", "зараз у корпусі"),
    "web_note": ("The moderator’s note", "Примечание модератора", "Примітка модератора"),
    "web_not_live": (
        "This revision is not in the corpus any more.",
        "Этой редакции в корпусе больше нет.",
        "Цієї редакції в корпусі більше немає.",
    ),
    "web_given": (
        "Quoted on {day}, from generation {generation}",
        "Процитировано {day}, из поколения {generation}",
        "Процитовано {day}, з покоління {generation}",
    ),
    "button_page_of": ("Page {number}", "Страница {number}", "Сторінка {number}"),
    "web_login_code": (
        "Your code for the reader page {address}, for ten minutes: {code}\nNobody will ask you for"
        " it; give it to nobody.",
        "Ваш код для страницы {address}, на десять минут: {code}\nНикто его у вас не спросит;"
        " никому его не давайте.",
        "Ваш код для сторінки {address}, на десять хвилин: {code}\nНіхто його у вас не спитає;"
        " нікому його не давайте.",
    ),
    "web_login_in_private": (
        "A code is only given in a private chat: send /login there.",
        "Код выдаётся только в личном чате: отправьте /login там.",
        "Код видається лише в особистому чаті: надішліть /login там.",
    ),
    "web_is_off": (
        "There is no reader page here. Whoever runs the bot can set it up with PULLQUOTE_WEB.",
        "Страницы для чтения здесь нет. Включить её может тот, кто запустил бота: PULLQUOTE_WEB.",
        "Сторінки для читання тут немає. Увімкнути її може той, хто запустив бота: PULLQUOTE_WEB.",
    ),
}
