"""The sentences that only Matrix needs: it has no buttons, and its messages are encrypted."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "typed_buttons": (
        "Write or react: {buttons}",
        "Напишите или отметьте: {buttons}",
        "Напишіть або позначте: {buttons}",
    ),
    "typed_citation": ("Citation {number}", "Ссылка {number}", "Посилання {number}"),
    "which_wrong": (
        "Which quote is wrong? Write, for the second one: wrong 2",
        "Какая цитата неверна? Напишите, если вторая: неверно 2",
        "Яка цитата хибна? Напишіть, якщо друга: хибно 2",
    ),
    "undecryptable": (
        "I cannot decrypt your last message: its key has not come. Please send it again; if that"
        " does not help, log out of this device and in again, or write from another one.",
        "Не могу расшифровать ваше последнее сообщение: к нему не пришёл ключ. Отправьте его,"
        " пожалуйста, ещё раз; если не поможет, выйдите на этом устройстве и войдите снова или"
        " напишите с другого.",
        "Не можу розшифрувати ваше останнє повідомлення: до нього не надійшов ключ. Надішліть його,"
        " будь ласка, ще раз; якщо не допоможе, вийдіть на цьому пристрої та ввійдіть знову або"
        " напишіть з іншого.",
    ),
    "not_shown_matrix": (
        "This quote holds characters that Matrix would change, so it is not shown here. The"
        " terminal shows it.",
        "В этой цитате есть символы, которые Matrix изменил бы, поэтому здесь она не показана. Её"
        " покажет терминал.",
        "У цій цитаті є символи, які Matrix змінив би, тому тут її не показано. Її покаже"
        " термінал.",
    ),
}
