"""The sentences about people: who was let in, invitations, what moderators decide."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "role_moderator": ("moderator", "модератор", "модератор"),
    "role_journalist": ("journalist", "журналист", "журналіст"),
    "invited": (
        "With this link one person can ask to join (role: {role}). It opens once, within 7 days;"
        " then a moderator lets them in:\n{link}",
        "По этой ссылке один человек может попросить доступ (роль: {role}). Она открывается один"
        " раз, в течение 7 дней; потом его впускает модератор:\n{link}",
        "За цим посиланням одна людина може попросити доступ (роль: {role}). Воно відкривається"
        " один раз, протягом 7 днів; потім її впускає модератор:\n{link}",
    ),
    "invite_usage": (
        "Write /invite for a journalist, or /invite moderator.",
        "Напишите /invite для журналиста или /invite moderator.",
        "Напишіть /invite для журналіста або /invite moderator.",
    ),
    "joining": (
        "Thank you. The moderators were told; one of them will let you in.",
        "Спасибо. Модераторы об этом узнали, кто-то из них даст вам доступ.",
        "Дякую. Модератори про це дізналися, хтось із них надасть вам доступ.",
    ),
    "asks_to_join": (
        "Somebody opened an invitation (role: {role}) from {by} and asks to join:\n{who}",
        "Приглашение (роль: {role}) от {by} открыто, о доступе просит:\n{who}",
        "Запрошення (роль: {role}) від {by} відкрито, про доступ просить:\n{who}",
    ),
    "is_proposed": (
        "{by} wants to give somebody a role ({role}). Another moderator has to agree:\n{who}",
        "{by} предлагает дать роль ({role}). Нужно согласие ещё одного модератора:\n{who}",
        "{by} пропонує надати роль ({role}). Потрібна згода ще одного модератора:\n{who}",
    ),
    "who": ("{name}, id {id}", "{name}, id {id}", "{name}, id {id}"),
    "nameless": ("id {id}", "id {id}", "id {id}"),
    "who_command_line": ("the command line", "командная строка", "командний рядок"),
    "on_the_command_line": ("the command line", "командной строки", "командного рядка"),
    "button_let_in": ("Let in {about}", "Впустить {about}", "Впустити {about}"),
    "button_refuse": ("Refuse", "Отказать", "Відмовити"),
    "button_revoke": ("Revoke {about}", "Отозвать: {about}", "Відкликати: {about}"),
    "button_revoke_sure": ("Yes, revoke", "Да, отозвать", "Так, відкликати"),
    "button_revoke_not": ("Keep", "Оставить доступ", "Залишити доступ"),
    "button_copy_id": ("Copy the id", "Скопировать id", "Скопіювати id"),
    "revoke_asks": (
        "Take the access of {who} away? They will be told.",
        "Отозвать доступ: {who}? Этот человек об этом узнает.",
        "Відкликати доступ: {who}? Ця людина про це дізнається.",
    ),
    "revoked_not": (
        "Nothing has changed: {who} keeps the access.",
        "Ничего не изменилось: {who} сохраняет доступ.",
        "Нічого не змінилося: {who} зберігає доступ.",
    ),
    "you_were_revoked": (
        "A moderator has taken your access away. I no longer answer you.",
        "Модератор отозвал ваш доступ. Я вам больше не отвечаю.",
        "Модератор відкликав ваш доступ. Я вам більше не відповідаю.",
    ),
    "command_allow": (
        "let everybody in a group ask",
        "разрешить группе спрашивать",
        "дозволити групі запитувати",
    ),
    "command_disallow": (
        "let nobody in a group ask any more",
        "запретить группе спрашивать",
        "заборонити групі запитувати",
    ),
    "group_usage": (
        "Send /allow or /disallow in the group, or behind it the group's id.",
        "Отправьте /allow или /disallow в самой группе или напишите после команды id группы.",
        "Надішліть /allow або /disallow у самій групі або напишіть після команди id групи.",
    ),
    "group_by_the_settings": (
        "The settings let this group in; whoever runs this bot can change that.",
        "Эту группу впускают настройки; изменить это может тот, кто держит этого бота.",
        "Цю групу впускають налаштування; змінити це може той, хто тримає цього бота.",
    ),
    "group_allowed": (
        "Done. Everybody in this group can ask me now. /disallow ends that.",
        "Готово. Теперь меня может спрашивать каждый в этой группе. /disallow это отменит.",
        "Готово. Тепер мене може запитувати кожен у цій групі. /disallow це скасує.",
    ),
    "group_allowed_told": (
        "{who} has let everybody in the group {id} ask me. /disallow {id} ends that.",
        "{who} разрешает группе {id} спрашивать меня. /disallow {id} это отменит.",
        "{who} дозволяє групі {id} запитувати мене. /disallow {id} це скасує.",
    ),
    "group_waits": (
        "Noted. Two people have to agree: another moderator sends /allow here, too.",
        "Записано. Согласиться должны двое: пусть другой модератор тоже отправит здесь /allow.",
        "Записано. Погодитися мають двоє: нехай інший модератор теж надішле тут /allow.",
    ),
    "group_waits_told": (
        "{who} wants everybody in the group {id} to ask me. If you agree, send /allow {id}",
        "{who} хочет, чтобы группа {id} могла меня спрашивать. Если вы согласны: /allow {id}",
        "{who} хоче, щоб група {id} могла мене запитувати. Якщо ви згодні: /allow {id}",
    ),
    "group_allowed_before": (
        "Everybody in this group can ask me already.",
        "Меня уже может спрашивать каждый в этой группе.",
        "Мене вже може запитувати кожен у цій групі.",
    ),
    "group_disallowed": (
        "Done. I answer nobody in this group any more.",
        "Готово. В этой группе я больше никому не отвечаю.",
        "Готово. У цій групі я більше нікому не відповідаю.",
    ),
    "group_disallowed_told": (
        "{who} has ended that everybody in the group {id} can ask me.",
        "{who} больше не разрешает группе {id} спрашивать меня.",
        "{who} більше не дозволяє групі {id} запитувати мене.",
    ),
    "group_not_there": (
        "This group was not let in.",
        "Этой группе доступ не давали.",
        "Цій групі доступу не надавали.",
    ),
    "people_group": (
        "The group {id} — everybody may ask, from {by}",
        "Группа {id} — спрашивать может каждый, от {by}",
        "Група {id} — запитувати може кожен, від {by}",
    ),
    "people_group_waits": (
        "The group {id} — waits for a second moderator, asked for by {by}",
        "Группа {id} — ждёт второго модератора, просит {by}",
        "Група {id} — чекає на другого модератора, просить {by}",
    ),
    "waiting": (
        "You have asked to join, and the moderators know. As soon as one of them lets you in, I"
        " will"
        " write to you here.",
        "Вы попросили доступ, и модераторы об этом знают. Как только кто-то из них его даст, я"
        " напишу вам сюда.",
        "Ви попросили доступ, і модератори про це знають. Щойно хтось із них його надасть, я напишу"
        " вам сюди.",
    ),
    "was_let_in": (
        "Let in by {by}: {who}",
        "Доступ дан, решение от {by}: {who}",
        "Доступ надано, рішення від {by}: {who}",
    ),
    "was_refused": (
        "Refused by {by}: {who}",
        "Отказано, решение от {by}: {who}",
        "Відмовлено, рішення від {by}: {who}",
    ),
    "another_lets_in": (
        "Two people have to agree on a moderator; another one than whoever invited has to let in.",
        "О модераторе должны договориться двое; впустить должен не тот, кто пригласил.",
        "Про модератора мають домовитися двоє; впустити має не той, хто запросив.",
    ),
    "proposed": (
        "Two people have to agree on a moderator: the others are asked whether to let in {who}.",
        "О модераторе должны договориться двое; других спрашивают, впустить ли {who}.",
        "Про модератора мають домовитися двоє; інших питають, чи впустити {who}.",
    ),
    "proposed_before": (
        "The other moderators were asked already: {who}.",
        "Других модераторов об этом уже спросили: {who}.",
        "Інших модераторів про це вже запитали: {who}.",
    ),
    "proposal_refused": (
        "Another moderator did not agree, so no role was given: {who}.",
        "Другой модератор не согласился, роль не дана: {who}.",
        "Інший модератор не погодився, роль не надано: {who}.",
    ),
    "request_gone": (
        "This can no longer be decided. /people lists who is waiting.",
        "Здесь больше нечего решать. Кто ждёт, покажет /people",
        "Тут більше нема чого вирішувати. Хто чекає, покаже /people",
    ),
    "only_moderators": (
        "Only moderators can do this, in a private chat.",
        "Это могут только модераторы, в личном чате.",
        "Це можуть лише модератори, в особистому чаті.",
    ),
    "not_by_editing": (
        "What changes people is not done by editing a message. Please send the command anew.",
        "Команды о людях не выполняются при правке сообщения. Отправьте команду заново.",
        "Команди про людей не виконуються після редагування повідомлення. Надішліть команду знову.",
    ),
    "you_were_let_in": (
        "You were let in (role: {role}). Ask a question in plain words; /help says more.",
        "Вам дали доступ (роль: {role}). Задайте вопрос обычными словами; подробнее: /help",
        "Вам надали доступ (роль: {role}). Поставте запитання звичайними словами; докладніше:"
        " /help",
    ),
    "you_were_refused": (
        "The moderators have not let you in.",
        "Модераторы не дали вам доступа.",
        "Модератори не надали вам доступу.",
    ),
    "people": (
        "Who was let in. /grant and /revoke change it; so do the buttons:",
        "У кого есть доступ. Изменить: /grant, /revoke или кнопки:",
        "Хто має доступ. Змінити: /grant, /revoke або кнопки:",
    ),
    "people_line": (
        "{number}. {who} — {role}, from {by}",
        "{number}. {who} — {role}, от {by}",
        "{number}. {who} — {role}, від {by}",
    ),
    "people_waiting": (
        "{number}. {who} — waiting (role: {role}), invited by {by}",
        "{number}. {who} — ждёт (роль: {role}), приглашение от {by}",
        "{number}. {who} — чекає (роль: {role}), запрошення від {by}",
    ),
    "grant_usage": (
        "Write /grant, an id and a role: /grant 123456 journalist, or moderator. The bot tells a"
        " stranger who writes to it their id.",
        "Напишите /grant, id и роль: /grant 123456 journalist или moderator. Незнакомому бот"
        " называет его id.",
        "Напишіть /grant, id і роль: /grant 123456 journalist або moderator. Незнайомій людині бот"
        " називає її id.",
    ),
    "revoke_usage": (
        "Write /revoke and an id, as /people lists them.",
        "Напишите /revoke и id; список: /people",
        "Напишіть /revoke та id; перелік: /people",
    ),
    "granted": ("Done: {who} — {role}.", "Готово: {who} — {role}.", "Готово: {who} — {role}."),
    "granted_before": (
        "Nothing to change: {who} — {role}.",
        "Менять нечего: {who} — {role}.",
        "Змінювати нема чого: {who} — {role}.",
    ),
    "revoked": (
        "Done: {who} is a stranger again.",
        "Готово: у {who} больше нет доступа.",
        "Готово: {who} більше не має доступу.",
    ),
    "no_such_person": (
        "Nobody with the id {id} was let in. /people lists who was.",
        "Доступа для id {id} и не было. Список: /people",
        "Доступу для id {id} і не було. Перелік: /people",
    ),
    "by_the_settings": (
        "{who} has a role from the setting {setting}, which cannot be changed from here: change"
        " the setting and start the bot again.",
        "У {who} роль из настройки {setting}, отсюда её не изменить: поменяйте настройку и"
        " запустите бота заново.",
        "{who} має роль із налаштування {setting}, звідси її не змінити: змініть налаштування й"
        " запустіть бота знову.",
    ),
    "last_moderator": (
        "{who} is the last moderator; make somebody else one first.",
        "{who} — последний модератор; сначала назначьте другого.",
        "{who} — останній модератор; спершу призначте іншого.",
    ),
    "command_people": (
        "who was let in, who is waiting",
        "у кого есть доступ и кто ждёт",
        "хто має доступ і хто чекає",
    ),
    "command_invite": ("invite a colleague", "пригласить коллегу", "запросити колегу"),
    "command_grant": ("give a role to an id", "дать роль по id", "надати роль за id"),
    "command_revoke": ("take a role away", "отозвать роль", "відкликати роль"),
}
