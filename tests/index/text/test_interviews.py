from index.text import blocks, interviews
from index.text.interviews import Part


def turns(text: str) -> list[Part] | None:
    return interviews.read_turns(text, blocks.find(text, ()))


def test_a_transcript_is_speakers_and_what_follows_them() -> None:
    text = "Ann: Hello.\n\nBen: Yes.\n\nAnn: Why?"
    assert turns(text) == [
        Part("speaker", 0, 3, 0),
        Part("text", 5, 11, 0),
        Part("speaker", 13, 16, 1),
        Part("text", 18, 22, 1),
        Part("speaker", 24, 27, 2),
        Part("text", 29, 33, 2),
    ]


def test_names_that_never_recur_make_no_transcript() -> None:
    assert turns("Ann: Hello.\n\nBen: Yes.\n\nCarl: Why?") is None


def test_two_questions_make_a_labelled_interview_and_one_does_not() -> None:
    two, one = "Q: Who?\n\nQ: Why?", "Q: Who?"
    assert interviews.read_labels(two, blocks.find(two, ())) == [
        Part("question", 3, 7, 0),
        Part("question", 12, 16, 1),
    ]
    assert interviews.read_labels(one, blocks.find(one, ())) is None


def test_two_plain_questions_are_too_few_to_be_an_interviewers() -> None:
    two = "Who?\n\nAda.\n\nWhy?\n\nFear."
    three = f"{two}\n\nWhen?\n\nThen."
    assert interviews.find_questions(two, blocks.find(two, ())) == frozenset()
    assert interviews.find_questions(three, blocks.find(three, ())) == {0, 2, 4}
