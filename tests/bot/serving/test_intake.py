import sqlite3
from contextlib import closing
from pathlib import Path

from bot.serving.intake import FILE_NAME, AnsweredEvents

DAY = 24 * 3600.0
NOW = 1_000_000_000.0


def test_an_event_dealt_with_is_known_after_reopening_to_the_same_bot_alone(
    tmp_path: Path,
) -> None:
    with closing(AnsweredEvents(tmp_path, "1", NOW)) as answered:
        answered.add("700", NOW)
        answered.add("700", NOW)
        assert (answered.holds("700"), answered.holds("701")) == (True, False)
    with closing(AnsweredEvents(tmp_path, "2", NOW)) as answered:
        assert not answered.holds("700")
    with closing(AnsweredEvents(tmp_path, "1", NOW + 3 * DAY - 1)) as answered:
        assert answered.holds("700")
    with closing(AnsweredEvents(tmp_path, "1", NOW + 3 * DAY)) as answered:
        assert not answered.holds("700")


def test_events_are_known_whose_ids_were_kept_as_numbers_and_any_text_is_an_id(
    tmp_path: Path,
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as before:
        before.execute(
            "CREATE TABLE answered (bot INTEGER NOT NULL, update_id INTEGER NOT NULL,"
            " at REAL NOT NULL, PRIMARY KEY (bot, update_id)) WITHOUT ROWID"
        )
        before.execute("INSERT INTO answered VALUES (110201543, 700, ?)", (NOW,))
        before.commit()
    with closing(AnsweredEvents(tmp_path, "110201543", NOW)) as answered:
        assert answered.holds("700")
    with closing(AnsweredEvents(tmp_path, "@bot:example.org", NOW)) as answered:
        answered.add("$AbC:example.org", NOW)
        assert answered.holds("$AbC:example.org")
        assert not answered.holds("700")
