import pytest

from index.sources.parsing import letters

# A few sentences of each language, made up, and the encodings that its texts may be in.
TEXTS = {
    "cp1250 iso8859_2 mac_latin2": (
        "Most nad rzeką zawalił się w poniedziałek rano. Nikt nie został ranny, powiedział "
        "burmistrz. Droga pozostanie zamknięta do piątku, ogłosiła policja.",
        "Most přes řeku se v pondělí ráno zřítil. Nikdo nebyl zraněn, řekl starosta města. "
        "Silnice zůstane uzavřena do pátku.",
        "A folyón átívelő híd hétfőn reggel összeomlott. Senki sem sérült meg, közölte a "
        "polgármester. Az út péntekig zárva marad.",
    ),
    "cp1250 iso8859_2": (
        "Podul peste râu s-a prăbuşit luni dimineaţa. Nimeni nu a fost rănit, a spus primarul.",
    ),
    "cp1254 iso8859_9": (
        "Nehrin üzerindeki köprü pazartesi sabahı çöktü. Belediye başkanı kimsenin "
        "yaralanmadığını söyledi. Yol cumaya kadar kapalı kalacak.",
    ),
    "cp1253 iso8859_7 mac_greek": (
        "Η γέφυρα πάνω από το ποτάμι κατέρρευσε το πρωί της Δευτέρας. Κανείς δεν "
        "τραυματίστηκε, είπε ο δήμαρχος της πόλης.",
    ),
    "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic": (
        "Мост через реку обрушился в понедельник утром, сообщил мэр города. Никто не пострадал, "
        "но дорога закрыта до пятницы. Мы услышали грохот, рассказала она.",
    ),
    "cp1251 koi8_u mac_cyrillic": (
        "Міст через річку обвалився в понеділок уранці, повідомив мер міста. Ніхто не постраждав, "
        "але дорогу закрито до п'ятниці. Її сім'я їхала до Києва.",
    ),
    "cp1252 iso8859_15": (
        "Le pont s'est effondré lundi matin, a déclaré le maire. «Personne n'a été blessé», "
        "dit-il, à côté du café où l'on était.",
        "El puente cayó el lunes por la mañana, según el alcalde. ¿Quién pagará? Nadie resultó "
        "herido, añadió.",
    ),
    "cp1252 mac_roman": (
        "Die Brücke stürzte am Montag früh ein, sagte der Bürgermeister. Größe: 5 Meter. Die "
        "Straße bleibt bis Freitag gesperrt.",
        "Le pont s’est effondré lundi matin, a déclaré le maire. « Personne n’a été blessé », "
        "dit-il, à côté du café où l’on était.",
    ),
    "cp1257 iso8859_13": (
        "Tiltas per upę sugriuvo pirmadienio rytą. Niekas nenukentėjo, sakė miesto meras. Kelias "
        "uždarytas iki penktadienio, žmonės šaukė.",
    ),
    "cp1255": ("הגשר מעל הנהר קרס ביום שני בבוקר. איש לא נפגע, אמר ראש העיר.",),
}
WRITTEN = [
    (encoding, text)
    for encodings, texts in TEXTS.items()
    for encoding in encodings.split()
    for text in texts
]


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_a_text_of_a_language_is_read_in_its_letters(encoding: str, text: str) -> None:
    assert letters.guess(text.encode(encoding)) == text


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_a_sentence_is_read_in_its_letters_or_not_at_all(encoding: str, text: str) -> None:
    sentence = text.split(".")[0]
    assert letters.guess(sentence.encode(encoding)) in (sentence, None)


@pytest.mark.parametrize("content", [bytes(range(128, 256)), b"\xff\xd8\xff\xe0", b"\x8e\x9a"])
def test_what_are_no_words_is_not_guessed(content: bytes) -> None:
    assert letters.guess(content) is None


@pytest.mark.parametrize(
    "text",
    [
        "wszedі na mieliznк",
        "zawali³szy",
        "Ìîñò ÷åðåç ðåêó",
        "donÕt",
        "обрушилс€",
        "лНЯР ВЕПЕГ",
        "rzek±",
    ],
)
def test_two_scripts_or_a_symbol_in_a_word_betray_a_wrong_reading(text: str) -> None:
    assert letters.look_wrong(text)


@pytest.mark.parametrize("text", ["IT-компания", "5 m², 35³", "café", "O’Neil", "ВВС США", "plain"])
def test_words_as_they_are_written_do_not_look_wrong(text: str) -> None:
    assert not letters.look_wrong(text)
