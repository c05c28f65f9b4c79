"""Whom the pronouns of a question may mean: somebody in it, or somebody named before it.

"The mother, and her son" is complete in itself; "who told him?" speaks of somebody else. Questions
are given as their words, in small letters. English, Russian and Ukrainian.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from bot.desk.typed.genders import Gender
from index.text.answering import PRONOUNS
from index.text.stopwords import STOPWORDS, listed

# Who stands before a pronoun of theirs, which may mean them: "the mother" before "her son".
_WOMEN = "mother mom mum wife widow woman daughter sister girl grandmother aunt"
_MEN = "father dad husband widower man son brother boy grandfather uncle"
_SEVERAL = "parents mothers wives widows women fathers men sons brothers couple"
_SHE = "she her hers она её ее ей ней неё нее вона її їй неї ній"
_HE = "he him his он его ему него ним нём він його йому нього ньому"
_THEY = "they them their theirs они их им них вони їх їм"
_THEIRS = listed(_THEY)
_OF_GENDER: dict[str, Gender] = {
    **dict.fromkeys(_SHE.split(), "she"),
    **dict.fromkeys(_HE.split(), "he"),
}
_FAMILY = {
    **dict.fromkeys(_SHE.split(), listed(_WOMEN)),
    **dict.fromkeys(_HE.split(), listed(_MEN)),
    **dict.fromkeys(_THEIRS, listed(_SEVERAL)),
}
_KIN = listed(f"{_WOMEN} {_MEN} {_SEVERAL}")
_OWN_SELVES = listed("himself herself themselves")  # never mean somebody else
# Russian and Ukrainian have a word of its own for what is his who acts ("свой", "свій").
_OWNING = listed("his her their")
_SUBJECTS = listed("he she they он она они він вона вони")
# Whoever these are, a pronoun beside an "if" means them: "What happens to anybody if he refuses?"
_ANYBODY = listed(
    """
    anyone anybody someone somebody everyone everybody nobody people those каждый все люди те
    хтось кожен всі усі ті
    """
)
_SEVERAL_OF_ANY = listed("people those все люди те всі усі ті")
_ANY = listed("a an any every each no любой каждый всякий будь який кожен кожний")
_WHO = listed("who whom whose кто кого кому хто кого кому")
_OFFICES = re.compile(
    r"(?:soldier|officer|commander|lieutenant|captain|general|private|deserter|prisoner|inmate"
    r"|mayor|minister|president|judge|doctor|teacher|driver|nurse|guard|worker|student|pupil|chief"
    r"|governor|owner|patient|victim|suspect|witness|refugee|migrant|person|guy|king|conscript"
    r"|recruit|resident|citizen|neighbou?r|friend|colleague|boss|lawyer|employee|player|leader"
    r"|[a-z]{3,}(?:ist|ian|eer|man|woman))(?:s|es)?$"
    r"|(?:child|children|troops|[a-z]{3,}men)$"
    r"|(?:солдат|офицер|офіцер|командир|лейтенант|капитан|капітан|генерал|дезертир|заключ[её]нн"
    r"|ув['’]язнен|министр|міністр|президент|судь|судд|врач|лікар|учител|вчител|журналист"
    r"|журналіст|мэр|мер|военн|військов|мобилизованн|мобілізован|рабоч|работник|робітник|женщин"
    r"|жінк|мужчин|чоловік|отец|отц|бать|сын|син|муж|жен|дружин|брат|сест[её]?р|дет|діт)\w{0,4}$"
    r"|(?:мать|матери|матерью|мати|матір)$"
)
_IS_SEVERAL = re.compile(r"[a-z]+(?:[^s]s|men)$|children$|troops$")
# Where another clause begins, in which a pronoun may mean whoever was named in the one before.
_CLAUSE = listed(
    """
    that if when because after before while as until since who which whether why how where
    what что чтобы если когда как потому после пока который которая которые кто почему где що
    щоб якщо коли як бо після поки який яка які хто чому де
    """
)
_IF = listed("if when unless если когда якщо коли")
PREPOSITIONS = listed("to at about for in on of with by")
_BE = listed("is are was were")
HELPING = _BE | listed("did does do has have had can could will would should may might")
BESIDE = listed("with behind around beside near before after upon")

_Meant = Literal["inside", "perhaps", "outside"]


def points_back(own: Sequence[str]) -> bool:
    """Tell whether any pronoun may stand for somebody whom the question itself does not name.

    >>> points_back("who told him that".split()), points_back("the mother and her son".split())
    (True, False)
    """
    return bool(pointing(own))


def pointing(own: Sequence[str]) -> tuple[str, ...]:
    """List the pronouns that may stand for somebody whom the question itself does not name.

    >>> pointing("what did she tell the mother about her son".split())
    ('she',)
    """
    return tuple(own[at] for at in _pronouns(own) if _meant(own, at) != "inside")


def may_mean(pronouns: Sequence[str], gender: Gender | None) -> bool:
    """Tell whether any of some pronouns may mean one person, of a gender where that is known.

    >>> may_mean(["she"], "he"), may_mean(["they"], "he"), may_mean(["they"], None)
    (False, False, True)
    """
    return any(gender is None or _OF_GENDER.get(pronoun) == gender for pronoun in pronouns)


def is_of_several(pronoun: str) -> bool:
    """Tell "they" from "he"."""
    return pronoun in _THEIRS


def tells_of_another(pronouns: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a question has somebody else than by name: "Who fled?", "his mother", "a mayor".

    Who asks who somebody named is, asks of nobody else. The words are given as they are written.

    >>> tells_of_another(["she"], "Who is Orlov".split()), tells_of_another(["she"], ["Who", "ran"])
    (False, True)
    """
    folded = [word.casefold() for word in words]
    is_kin = any(not _FAMILY[pronoun].isdisjoint(folded) for pronoun in pronouns)
    is_of_office = any(word not in _KIN and _OFFICES.match(word) for word in folded)
    asking = (at for at, word in enumerate(folded) if word in _WHO)
    return is_kin or is_of_office or any(not _is_name(words[at + 1 : at + 3]) for at in asking)


def may_point_inside(own: Sequence[str]) -> bool:
    """Tell whether there are pronouns, and each may as well mean somebody in the question.

    >>> may_point_inside("who told his commander that he resigned".split())
    True
    """
    pronouns = _pronouns(own)
    return bool(pronouns) and all(_meant(own, at) != "outside" for at in pronouns)


def is_somebody(noun: str) -> bool:
    """Tell whether a noun is of a person: of the family, or of an office.

    >>> is_somebody("widow"), is_somebody("ferry")
    (True, False)
    """
    last = noun.casefold()
    return last in _KIN or _OFFICES.match(last) is not None


def _is_name(behind: Sequence[str]) -> bool:
    """Tell "is Orlov" from "was arrested", behind a "who"."""
    return len(behind) == 2 and behind[0].casefold() in _BE and behind[1][0].isupper()


def _pronouns(own: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(own) if word in PRONOUNS and word not in _OWN_SELVES]


def _meant(own: Sequence[str], at: int) -> _Meant:
    """Tell whether a pronoun means somebody who stands before it in the question."""
    is_owner = own[at] in _OWNING and not _is_object(own, at)
    is_theirs = is_owner or own[at] in _SUBJECTS
    if is_theirs and not _FAMILY[own[at]].isdisjoint(own[:at]):
        return "inside"
    found = {_meant_by(own, who, at, is_owner) for who in range(at) if _is_like(own, who, at)}
    if "inside" in found:
        return "inside"
    return "perhaps" if "perhaps" in found else "outside"


def _is_object(own: Sequence[str], at: int) -> bool:
    """Tell "her" in "about her" from the one in "her son"."""
    return own[at] == "her" and all(word in STOPWORDS for word in own[at + 1 : at + 2])


def _is_like(own: Sequence[str], who: int, at: int) -> bool:
    """Tell whether a word stands for somebody whom a pronoun behind it can mean at all."""
    word, is_several = own[who], own[at] in _THEIRS
    if word in {"who", "кто", "хто"}:
        return _asks_for_doer(own[who + 1 : at + 1])
    if word in _ANYBODY:
        return is_several or word not in _SEVERAL_OF_ANY
    if word in _KIN:
        return word in _FAMILY[own[at]]
    if _OFFICES.match(word) is None:
        return False
    is_any = not _ANY.isdisjoint(own[max(0, who - 2) : who])
    return not word.isascii() or is_any or is_several == (_IS_SEVERAL.match(word) is not None)


def _asks_for_doer(behind: Sequence[str]) -> bool:
    """Tell "Who told …" from "Who did he tell" and "Who is his mother", by the words behind."""
    if behind[0] in {"did", "does", "do"}:
        return False
    return behind[0] not in _BE or behind[1] not in PRONOUNS | {"the", "a", "an", "that", "this"}


def _meant_by(own: Sequence[str], who: int, at: int, is_owner: bool) -> _Meant:
    """Tell whether a pronoun means whoever stands before it, of whom it can be said.

    In the same clause somebody else is meant, unless it tells what is whose: who helped him did not
    help himself. Behind a helping verb a clause begins: "did he".
    """
    is_begun = own[at] in _SUBJECTS and own[at - 1] not in HELPING
    is_apart = is_begun or _has_clause_between(own, who, at)
    is_any = own[who] in _ANYBODY or not _ANY.isdisjoint(own[max(0, who - 2) : who])
    if is_any and is_apart and _has_condition(own[: at + 1]):
        return "inside"
    if own[who] in _ANYBODY and not is_apart and own[at] not in _THEIRS:
        return "outside"
    return "perhaps" if is_apart or is_owner or own[at - 1] in BESIDE else "outside"


def _has_condition(words: Sequence[str]) -> bool:
    """Tell "when a soldier refuses" from "when did he"."""
    return any(word in _IF and behind not in HELPING for word, behind in pairwise(words))


def _has_clause_between(own: Sequence[str], who: int, at: int) -> bool:
    """Tell whether a clause begins between; not with "who" right behind somebody, who acts in it.

    Nor with the "that" that was said or done: "Who said that to them?".
    """
    between = [
        word
        for place, word in enumerate(own[:at])
        if place > who + (own[who] not in {"who", "кто", "хто"})
        and not (word == "that" and own[place + 1] in PREPOSITIONS)
    ]
    return not _CLAUSE.isdisjoint(between)
