import pytest

from index.checking.extracting import extract


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("He said “we left it all” then.", ["we left it all"]),
        ('He said "we left it all" then.', ["we left it all"]),
        ("Он сказал: «Мы ушли «на рассвете» оттуда».", ["Мы ушли «на рассвете» оттуда"]),
        ("Er sagte: „Wir gingen am Morgen“, und", ["Wir gingen am Morgen"]),
        ("Він сказав: „Ми пішли на світанку”.", ["Ми пішли на світанку"]),
        ("He said ‘we don’t go there’ again", ["we don’t go there"]),
        ("He said 'we don't go there' again", ["we don't go there"]),
        ("The dogs’ bones and the cats’ tails are O’Neil’s", []),
        ('a 6\' board and a 5" nail, 12" long', []),
        ("“never closed\n\nand “closed and whole here”", ["closed and whole here"]),
        ("> We left it\n> all behind us", ["We left it\nall behind us"]),
        ("“We left ‘the old house’ there”", ["We left ‘the old house’ there"]),
    ],
)
def test_quotations_are_found_in_every_style_of_marks(draft: str, found: list[str]) -> None:
    assert [each.text for each in extract(draft).quotations] == found


@pytest.mark.parametrize(
    ("draft", "claimed"),
    [
        ("“We left it all,” said Lio Marten.", "Lio Marten"),
        ("“We left it all,” Lio Marten, the mayor of Arrano, said.", "Lio Marten"),
        ("“We left it all,” the minister, Ines Calder, told reporters in Kyiv.", "Ines Calder"),
        ("According to Ray Hart, “we left it all”.", "Ray Hart"),
        ("He said the [Russian] soldiers came. “We left it all.”", None),
        ("“We left it all,” he said to the [Russian] soldiers.", None),
        ("«Мы всё оставили», — сказал Иван Петров.", "Иван Петров"),
        ("«Ми все залишили», — заявила Олена Коваль.", "Олена Коваль"),
        ("“We left it all,” he said in Garrow.", None),
        ("Ray Hart said nothing. “We left it all.”", None),
        ("“We left it all.” Ray Hart said so.", None),
    ],
)
def test_who_said_it_is_named_in_its_own_sentence(draft: str, claimed: str | None) -> None:
    (found,) = extract(draft).quotations
    assert found.claimed == claimed


def test_places_are_lines_of_the_draft() -> None:
    found = extract("One.\n\n“We left it all.”\n\nTwo “and we came back” three.").quotations
    assert [each.line for each in found] == [3, 5]
