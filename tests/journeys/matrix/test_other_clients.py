"""The bot with clients that share no code with nio: what they trust, and what they show."""

import pytest
from fakes.matrix.browser import ask_in_browser
from fakes.matrix.other_clients import ask_excluding, missing
from fakes.matrix.served import Newsroom
from journeys.matrix.test_asking import CAPTAIN, QUOTED

VALID = 0  # as Hydrogen calls a signature that is right

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


def test_a_client_that_excludes_unsigned_devices_talks_with_the_bot(newsroom: Newsroom) -> None:
    assert newsroom.identify().is_signed
    with newsroom.served():
        reported = ask_excluding(newsroom, "carl", "captain", 120)
    assert len(reported["given"]) == 1  # the key of the question
    assert (reported["hasIdentity"], reported["signed"]) == (True, [True])
    assert reported["answer"]["body"].startswith(CAPTAIN)
    assert QUOTED in reported["answer"]["formatted_body"]
    assert reported["warning"] is None


def test_such_a_client_gives_a_bot_that_is_not_signed_no_key_and_shows_nothing_of_it(
    newsroom: Newsroom,
) -> None:
    with newsroom.served():
        reported = ask_excluding(newsroom, "carl", "captain", 20)
    assert (reported["hasIdentity"], reported["signed"]) == (False, [False])
    assert (reported["given"], reported["answer"]) == ([], None)


def test_hydrogen_in_a_browser_shows_an_encrypted_answer_as_it_should_read(
    newsroom: Newsroom,
) -> None:
    assert newsroom.identify().is_signed
    with newsroom.served():
        room = newsroom.own_room("carl")
        carl = newsroom.person("carl")
        carl.wait_for(lambda: not carl.client.rooms[room].users[newsroom.bot].invited)
        seen = ask_in_browser(newsroom, "carl", room, "captain")
    reported = seen.reported
    assert reported["quotes"] == ["The captain was arrested."]
    assert reported["bold"] == ["The captain was arrested."]
    assert "https://example.org/ferry#:~:text=The%20captain%20was%20arrested" in reported["links"]
    assert [sign[0] for sign in reported["reactions"]] == ["1", "⚠"]
    assert (
        "[1] Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 3" in reported["shown"]
    )
    assert reported["judged"] == {"hasIdentity": True, "selfSigning": VALID, "devices": [VALID]}
    assert seen.picture.startswith(b"\x89PNG")
