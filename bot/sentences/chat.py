"""The sentences that only a chat platform needs: commands, buttons, who is let in."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "stranger": (
        "I answer only people who were let in. Your id is {id}; whoever runs this bot can add it.",
        "Я отвечаю только тем, кому дали доступ. Ваш id {id}; его может добавить тот, кто держит"
        " этого бота.",
        "Я відповідаю лише тим, кому надали доступ. Ваш id {id}; його може додати той, хто тримає"
        " цього бота.",
    ),
    "group_not_allowed": (
        "This group has not been allowed. A moderator can send /allow here; its id is {id}.",
        "Этой группе доступ не дали. Модератор может отправить здесь /allow; её id {id}.",
        "Цій групі доступу не надали. Модератор може надіслати тут /allow; її id {id}.",
    ),
    "too_many": (
        "That is {most} questions in five minutes, which is all I can take from one person. Please"
        " go on in {minutes} min.",
        "Это уже {most} вопросов за пять минут, больше от одного человека не могу. Продолжите,"
        " пожалуйста, через {minutes} мин.",
        "Це вже {most} запитань за п'ять хвилин, більше від однієї людини не можу. Продовжте, будь"
        " ласка, за {minutes} хв.",
    ),
    "text_only": (
        "I read text only. Write your question in plain words.",
        "Я читаю только текст. Напишите вопрос обычными словами.",
        "Я читаю лише текст. Напишіть запитання звичайними словами.",
    ),
    "ask_empty": (
        "Write the question after the command: /ask who was arrested?",
        "Напишите вопрос после команды: /ask кого задержали?",
        "Напишіть запитання після команди: /ask кого затримали?",
    ),
    "unknown_command": (
        "There is no command /{name}. Did you mean /{near}? /help lists all of them.",
        "Команды /{name} нет. Может быть, /{near}? Весь список: /help",
        "Команди /{name} немає. Можливо, /{near}? Увесь перелік: /help",
    ),
    "unlike_any_command": (
        "There is no command /{name}. /help lists all of them.",
        "Команды /{name} нет. Весь список: /help",
        "Команди /{name} немає. Увесь перелік: /help",
    ),
    "chat_help": (
        "Ask a question in plain words; in a group after /ask, or with my name. I answer with"
        " passages quoted word for word from the articles, or say that they do not say.\n"
        "A question may hold filters: {filters}\n"
        "/sources lists the articles, /source and an id shows what is known about one\n"
        "/quote “…” checks a quotation, /verify pq-… a receipt, a file with the caption /quotes a"
        " draft\n"
        "/save keeps the quotes of an answer, /saved shows them, /drop takes one out, /export gives"
        " them as a file\n"
        "/about says what is searched and what I promise\n"
        "/privacy says what is stored, /forget deletes it",
        "Задайте вопрос обычными словами; в группе — после /ask или с моим именем. В ответ —"
        " дословные цитаты из статей или честное «об этом ничего нет».\n"
        "В вопросе могут быть фильтры: {filters}\n"
        "/sources — список статей, /source и id — всё, что известно об одной из них\n"
        "/quote «…» проверит цитату, /verify pq-… — квитанцию, файл с подписью /quotes — весь"
        " черновик\n"
        "/save сохранит цитаты ответа, /saved покажет их, /drop уберёт одну, /export"
        " выдаст файлом\n"
        "/about — где я ищу и что обещаю\n"
        "/privacy — что хранится, /forget — удалить это",
        "Поставте запитання звичайними словами; у групі — після /ask або з моїм ім'ям. У відповідь"
        " — дослівні цитати зі статей або чесне «про це нічого немає».\n"
        "У запитанні можуть бути фільтри: {filters}\n"
        "/sources — перелік статей, /source та id — усе, що відомо про одну з них\n"
        "/quote «…» перевірить цитату, /verify pq-… — квитанцію, файл із підписом /quotes — усю"
        " чернетку\n"
        "/save збереже цитати відповіді, /saved покаже їх, /drop прибере одну, /export"
        " видасть файлом\n"
        "/about — де я шукаю і що обіцяю\n"
        "/privacy — що зберігається, /forget — видалити це",
    ),
    "about": (
        "Embedding model: {model}.\n"
        "I promise: every quote stands in its article character for character, or I show nothing;"
        " every quote is cited; I write no text of my own, everything else I say is one of a fixed"
        " list of sentences; if the articles do not answer, I say so.",
        "Модель поиска: {model}.\n"
        "Я обещаю: каждая цитата стоит в статье буква в букву, иначе я не показываю ничего; у"
        " каждой цитаты есть ссылка на источник; сам я ничего не сочиняю, всё остальное — фразы"
        " из постоянного списка; если в статьях ответа нет, я так и говорю.",
        "Модель пошуку: {model}.\n"
        "Я обіцяю: кожна цитата стоїть у статті літера в літеру, інакше я не показую нічого; кожна"
        " цитата має посилання на джерело; сам я нічого не вигадую, усе інше — фрази зі сталого"
        " переліку; якщо у статтях відповіді немає, я так і кажу.",
    ),
    "privacy": (
        "Your questions are neither stored nor logged; they are searched on the machine that runs"
        " this bot, which holds them in memory for ten minutes, for follow-ups. For the buttons"
        " under an answer I keep for 30 days where its quotes stand,"
        " with your id, and the numbers of our messages, also to tell you if a quote changes; what"
        " you save is kept until you drop it. Who was let in is kept with name and id,"
        " until a moderator revokes it. A quote that you call wrong is kept for"
        " the moderators. /forget deletes all else that bears your id. What the chat service keeps"
        " is up to that service.",
        "Ваши вопросы не хранятся и не попадают в журнал; поиск идёт на машине, где работает этот"
        " бот, и в её памяти вопрос остаётся десять минут, ради уточнений. Ради кнопок под ответом"
        " я 30 дней помню, где стоят его цитаты, с вашим id, и номера"
        " наших сообщений, и чтобы сказать вам, если цитата изменится; сохранённое хранится, пока"
        " вы его не уберёте. У кого есть доступ, записано с именем и id, пока модератор его не"
        " отзовёт. Цитату, которую вы назвали неверной, увидят модераторы. /forget удаляет"
        " всё остальное, что связано с вашим id. Что хранит сам чат-сервис, решает он.",
        "Ваші запитання не зберігаються й не потрапляють до журналу; пошук іде на машині, де"
        " працює цей бот, і в її пам'яті запитання лишається десять хвилин, заради уточнень."
        " Заради кнопок під відповіддю я 30 днів пам'ятаю, де стоять її цитати, з"
        " вашим id, і номери наших повідомлень, і щоб сказати вам, якщо цитата зміниться; збережене"
        " зберігається, доки ви його не приберете. Хто має доступ, записано з ім'ям та id, доки"
        " модератор його не відкличе. Цитату, яку ви назвали хибною, побачать"
        " модератори. /forget видаляє все інше, що пов'язане з вашим id. Що зберігає сам"
        " чат-сервіс, вирішує він.",
    ),
    "forget_asks": (
        "Your cards that wait for a decision ({count}) would be discarded as well.",
        "Будут выброшены и ваши карточки, которые ждут решения ({count}).",
        "Буде викинуто й ваші картки, що чекають на рішення ({count}).",
    ),
    "button_forget_sure": ("Forget it all", "Забыть всё", "Забути все"),
    "forgotten": (
        "Done: nothing stored here bears your id any more, except that you were let in. The"
        " buttons under my earlier answers no longer work, and what you saved is gone.",
        "Готово: с вашим id здесь больше ничего не связано, кроме самого доступа. Кнопки под"
        " прежними ответами больше не работают, сохранённое удалено.",
        "Готово: з вашим id тут більше нічого не пов'язано, крім самого доступу. Кнопки під"
        " попередніми відповідями більше не працюють, збережене видалено.",
    ),
    "sources_page": (
        "{count:article|articles}, page {page} of {pages}. /sources and a word searches them:",
        "Статей: {count}, страница {page} из {pages}. Поиск: /sources и слово.",
        "Статей: {count}, сторінка {page} з {pages}. Пошук: /sources і слово.",
    ),
    "sources_none": (
        "No article has «{words}» in its title, outlet, author or id. /sources lists all.",
        "Нет статьи, где в заголовке, издании, авторе или id есть «{words}». Все: /sources",
        "Немає статті, де в заголовку, виданні, авторі чи id є «{words}». Усі: /sources",
    ),
    "button_read": ("Read {number}", "Читать {number}", "Читати {number}"),
    "button_page": ("Page {number}", "Страница {number}", "Сторінка {number}"),
    "no_such_source": (
        "There is no article with this id. /sources lists them.",
        "Статьи с таким id нет. Весь список: /sources",
        "Статті з таким id немає. Увесь перелік: /sources",
    ),
    "source_empty": (
        "Write an id after the command, as /sources lists them.",
        "Напишите id после команды; список: /sources",
        "Напишіть id після команди; перелік: /sources",
    ),
    "citation": (
        "The citation of quote {number}, to be copied:",
        "Ссылка на цитату {number}, для копирования:",
        "Посилання на цитату {number}, для копіювання:",
    ),
    "expired": (
        "These buttons no longer work: they do for 30 days. Please ask the question again.",
        "Эти кнопки больше не работают: их срок 30 дней. Задайте, пожалуйста, вопрос ещё раз.",
        "Ці кнопки більше не працюють: їхній строк 30 днів. Поставте, будь ласка, запитання ще"
        " раз.",
    ),
    "reported": (
        "Noted for the moderators. Thank you.",
        "Передано модераторам. Спасибо.",
        "Передано модераторам. Дякую.",
    ),
    "wrong_why": (
        "The moderators see it now. What is wrong with it?",
        "Модераторы её уже видят. Что с ней не так?",
        "Модератори її вже бачать. Що з нею не так?",
    ),
    "why_misquoted": (
        "This is not what was said",
        "Сказано было не это",
        "Сказано було не це",
    ),
    "why_context": ("Out of context", "Вырвано из контекста", "Вирвано з контексту"),
    "why_source": (
        "Author, date or outlet is wrong",
        "Неверны автор, дата или издание",
        "Хибні автор, дата чи видання",
    ),
    "why_other": ("Something else", "Что-то другое", "Щось інше"),
    "wrong_from": (
        "{who} on a quote called wrong:",
        "{who} о цитате, названной неверной:",
        "{who} про цитату, названу хибною:",
    ),
    "wrong_because": ("The reason: {reason}", "Причина: {reason}", "Причина: {reason}"),
    "wrong_settled": (
        "A moderator has dealt with the quote that you called wrong:",
        "Модератор разобрался с цитатой, которую вы назвали неверной:",
        "Модератор розібрався з цитатою, яку ви назвали хибною:",
    ),
    "settled": (
        "Settled; whoever called it wrong was told.",
        "Решено; тот, кто назвал её неверной, об этом узнал.",
        "Вирішено; той, хто назвав її хибною, про це дізнався.",
    ),
    "settled_before": (
        "Another moderator has settled this already.",
        "Другой модератор это уже решил.",
        "Інший модератор це вже вирішив.",
    ),
    "settle_number": ("Settled {number}", "Решено {number}", "Вирішено {number}"),
    "button_settle": ("Settled", "Решено", "Вирішено"),
    "button_why": ("Reason {number}", "Причина {number}", "Причина {number}"),
    "not_kept": (
        "This cannot be noted now; please tell whoever runs the bot.",
        "Сейчас это нельзя записать; скажите тому, кто запускает бота.",
        "Зараз це не можна записати; скажіть тому, хто запускає бота.",
    ),
    "reported_before": (
        "You have reported this quote already.",
        "Вы уже сообщали об этой цитате.",
        "Ви вже повідомляли про цю цитату.",
    ),
    "reports": (
        "Quotes that somebody called wrong, the newest first:",
        "Цитаты, которые кто-то назвал неверными, сначала новые:",
        "Цитати, які хтось назвав хибними, спочатку нові:",
    ),
    "no_reports": (
        "Nobody has called a quote wrong.",
        "Никто не называл цитаты неверными.",
        "Ніхто не називав цитати хибними.",
    ),
    "report_changed": (
        "A quote from {id}, of a text that the corpus no longer holds.",
        "Цитата из {id}, из текста, которого в корпусе больше нет.",
        "Цитата з {id}, з тексту, якого в корпусі вже немає.",
    ),
    "goes_on": (
        "This quote goes on below.",
        "Цитата продолжается ниже.",
        "Цитата продовжується нижче.",
    ),
    "continued": ("Continued:", "Продолжение:", "Продовження:"),
    "not_shown": (
        "This quote holds characters that Telegram would change, so it is not shown here. The"
        " terminal shows it.",
        "В этой цитате есть символы, которые Telegram изменил бы, поэтому здесь она не показана. Её"
        " покажет терминал.",
        "У цій цитаті є символи, які Telegram змінив би, тому тут її не показано. Її покаже"
        " термінал.",
    ),
    "differs": (
        "This quote did not arrive as it stands in the article, so I have deleted the message."
        " Whoever runs this bot will find it in the log.",
        "Цитата пришла не такой, какой она стоит в статье, поэтому я удалил сообщение. Тот, кто"
        " держит этого бота, увидит это в журнале.",
        "Цитата надійшла не такою, якою вона стоїть у статті, тому повідомлення видалено. Той, хто"
        " тримає цього бота, побачить це в журналі.",
    ),
    "broken": (
        "Something went wrong here, and this was not answered. Please ask again; whoever runs this"
        " bot will find it in the log.",
        "Здесь что-то сломалось, и ответа нет. Спросите, пожалуйста, ещё раз; тот, кто держит"
        " этого бота, увидит это в журнале.",
        "Тут щось зламалося, і відповіді немає. Запитайте, будь ласка, ще раз; той, хто тримає"
        " цього бота, побачить це в журналі.",
    ),
    "start": (
        "Ask me a question in plain words.\n"
        "I answer with quotes, word for word and cited, from {articles:article|articles} of this"
        " newsroom.\n"
        "I write nothing of my own; where they do not say, I say so. More: /help",
        "Задайте мне вопрос обычными словами.\n"
        "Я отвечаю дословными цитатами со ссылкой на источник, из статей этой редакции; их"
        " {articles}.\n"
        "Сам я ничего не сочиняю; если в статьях ответа нет, я так и говорю. Подробнее: /help",
        "Поставте мені запитання звичайними словами.\n"
        "Я відповідаю дослівними цитатами з посиланням на джерело, зі статей цієї редакції; їх"
        " {articles}.\n"
        "Сам я нічого не вигадую; якщо у статтях відповіді немає, я так і кажу. Докладніше: /help",
    ),
    "you_moderate": (
        "You are a moderator: send me an article as a file, or /add and its address.",
        "Вы модератор: пришлите статью файлом или /add и её адрес.",
        "Ви модератор: надішліть статтю файлом або /add та її адресу.",
    ),
    "greeting": (
        "Hello. Ask me a question in plain words, for instance:",
        "Здравствуйте. Задайте вопрос обычными словами, например:",
        "Вітаю. Поставте запитання звичайними словами, наприклад:",
    ),
    "reacted": (
        "I answer questions. Ask one in plain words, or write “more” for further passages.",
        "Я отвечаю на вопросы. Задайте его обычными словами или напишите «ещё», и будут другие"
        " отрывки.",
        "Я відповідаю на запитання. Поставте його звичайними словами або напишіть «ще», і будуть"
        " інші уривки.",
    ),
    "welcome_to_ask": ("You are welcome.", "Пожалуйста.", "Прошу."),
    "example_about": ("About: {title}", "О статье: {title}", "Про статтю: {title}"),
    "link_known": (
        "This page is among the articles:",
        "Эта страница есть среди статей:",
        "Ця сторінка є серед статей:",
    ),
    "link_unknown": (
        "This page is not among the articles. A moderator can add it: pass the link on to them.",
        "Этой страницы нет среди статей. Её может добавить модератор: перешлите ему ссылку.",
        "Цієї сторінки немає серед статей. Її може додати модератор: перешліть йому посилання.",
    ),
    "link_offered": (
        "This page is not among the articles. Shall I read it? You see a card before anything"
        " changes.",
        "Этой страницы нет среди статей. Прочитать её? Прежде чем что-то изменится, вы увидите"
        " карточку.",
        "Цієї сторінки немає серед статей. Прочитати її? Перш ніж щось зміниться, ви побачите"
        " картку.",
    ),
    "command_without_slash": (
        "To give this command, put a slash before it: /{name}",
        "Чтобы дать эту команду, поставьте перед ней косую черту: /{name}",
        "Щоб дати цю команду, поставте перед нею скісну риску: /{name}",
    ),
    "voice_unread": (
        "I cannot listen. Please write the question; the microphone of the keyboard types what you"
        " say.",
        "Слушать я не умею. Напишите вопрос; микрофон на клавиатуре запишет то, что вы скажете.",
        "Слухати я не вмію. Напишіть запитання; мікрофон на клавіатурі запише те, що ви скажете.",
    ),
    "picture_unread": (
        "I cannot see pictures. Write the question, or put it under the picture.",
        "Картинок я не вижу. Напишите вопрос или поставьте его подписью к картинке.",
        "Картинок я не бачу. Напишіть запитання або поставте його підписом до картинки.",
    ),
    "sticker_unread": (
        "I read words only. Ask me a question in plain ones.",
        "Я читаю только слова. Задайте вопрос обычными словами.",
        "Я читаю лише слова. Поставте запитання звичайними словами.",
    ),
    "forwarded_text": (
        "This is a text that somebody else wrote, and too long to be a question. Answer to it with"
        " your question.",
        "Это чужой текст, и для вопроса он слишком длинный. Ответьте на него своим вопросом.",
        "Це чужий текст, і для запитання він задовгий. Дайте на нього відповідь своїм запитанням.",
    ),
    "searching": ("Searching the articles …", "Ищу в статьях …", "Шукаю у статтях …"),
    "button_context": ("Context {number}", "Контекст {number}", "Контекст {number}"),
    "button_source": ("Source {number}", "Источник {number}", "Джерело {number}"),
    "button_copy": ("📋 Quote {number}", "📋 Цитата {number}", "📋 Цитата {number}"),
    "button_copy_citation": (
        "📋 Citation {number}",
        "📋 Ссылка {number}",
        "📋 Посилання {number}",
    ),
    "button_open": ("Open {number}", "Открыть {number}", "Відкрити {number}"),
    "button_sources": ("Sources", "Источники", "Джерела"),
    "button_back": ("Back", "Назад", "Назад"),
    "button_without": ("✕ {value}", "✕ {value}", "✕ {value}"),
    "button_exact": ("✕ Other spellings", "✕ Другие написания", "✕ Інші написання"),
    "button_freely": ("Other spellings too", "И другие написания", "І інші написання"),
    "button_instead": ("→ {value}", "→ {value}", "→ {value}"),
    "button_alone": ("Ask this alone", "Только этот вопрос", "Лише це запитання"),
    "button_example": ("Example {number}", "Пример {number}", "Приклад {number}"),
    "button_add": ("Read it", "Прочитать", "Прочитати"),
    "button_wrong": ("Wrong? {number}", "Неверно? {number}", "Хибно? {number}"),
    "button_more": ("More", "Ещё", "Ще"),
    "inline_hint": (
        "Type a question to quote from the articles",
        "Наберите вопрос, чтобы найти цитаты",
        "Наберіть запитання, щоб знайти цитати",
    ),
    "inline_nothing": (
        "Nothing to quote for this yet",
        "Пока цитировать нечего",
        "Поки цитувати нічого",
    ),
    "command_ask": ("ask the articles", "спросить статьи", "запитати статті"),
    "command_sources": ("list the articles", "список статей", "перелік статей"),
    "command_source": (
        "what is known about one article",
        "что известно об одной статье",
        "що відомо про одну статтю",
    ),
    "command_verify": (
        "check a quote by its receipt",
        "проверить цитату по квитанции",
        "перевірити цитату за квитанцією",
    ),
    "command_quote": (
        "look a quotation up in the articles",
        "найти цитату в статьях",
        "знайти цитату у статтях",
    ),
    "command_quotes": (
        "check all quotations of a draft",
        "проверить все цитаты черновика",
        "перевірити всі цитати чернетки",
    ),
    "command_save": (
        "keep the quotes of an answer",
        "сохранить цитаты ответа",
        "зберегти цитати відповіді",
    ),
    "command_saved": ("what I have saved", "что я сохранил", "що я зберіг"),
    "command_drop": (
        "take a quote out of what I have saved",
        "убрать цитату из сохранённого",
        "прибрати цитату зі збереженого",
    ),
    "command_export": (
        "what I have saved, as a file",
        "сохранённое файлом",
        "збережене файлом",
    ),
    "command_help": ("how to ask", "как спрашивать", "як запитувати"),
    "command_about": (
        "what is searched, what is promised",
        "где ищу и что обещаю",
        "де шукаю і що обіцяю",
    ),
    "command_privacy": ("what is stored", "что хранится", "що зберігається"),
    "command_forget": (
        "delete what is stored about me",
        "удалить то, что обо мне хранится",
        "видалити те, що про мене зберігається",
    ),
    "command_reports": (
        "quotes that somebody called wrong",
        "цитаты, названные неверными",
        "цитати, названі хибними",
    ),
    "profile": (
        "I answer questions with passages quoted word for word, and cited, from a newsroom's own"
        " articles. I write no text of my own. Only people who were let in get answers.",
        "Я отвечаю на вопросы дословными цитатами со ссылкой на источник из собственных статей"
        " редакции. Сам я ничего не сочиняю. Отвечаю только тем, кому дали доступ.",
        "Я відповідаю на запитання дослівними цитатами з посиланням на джерело з власних статей"
        " редакції. Сам я нічого не вигадую. Відповідаю лише тим, кому надали доступ.",
    ),
    "short_profile": (
        "Quotes from our own articles, word for word and cited; no generated text.",
        "Цитаты из наших статей, дословно и со ссылкой; ничего не сочиняю.",
        "Цитати з наших статей, дослівно й з посиланням; нічого не вигадую.",
    ),
}
