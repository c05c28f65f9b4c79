"""Words too common to tell what a question is about, in English, Russian and Ukrainian."""

_ENGLISH = """
a an the of in on at to for by with from as is are was were be been being do does did has have had
what which who whom whose when where why how that this these those it its and or not no can could
would should will may might many much there their they he she his her if than then so
"""
_RUSSIAN = """
а без был была были было быть в во вы где да для до его ее её если есть ещё же за и из или им их к
как какая какие каким какой каков ко когда кого кому который которая которое которые кто куда ли
мы на над не него неё нет ни них но о об он она они оно от откуда по под почему при про с сам свой
свою своих себя сколько со так также такой там то тоже тот только у уже чего чей чем через что
чтобы чьи чья эта эти это этого этой этом этот я
"""
_UKRAINIAN = """
або але без був була були було бути в ви від він вона вони воно все всі де для до з за зі і їй їм
їх його й ким кого коли кому котра котрий куди лише ми на навіщо над не немає ні про по під при
та так такий також там те ти тих то того тоді той тому у хто ці це цей цього цієї цьому цю чи чий
чим чого чому що щоб як яка яке який які якого якої яку
"""


def listed(words: str) -> frozenset[str]:
    """Take the words of a list as modules write one: with spaces or lines between.

    >>> sorted(listed("if then"))
    ['if', 'then']
    """
    return frozenset(words.split())


STOPWORDS = listed(f"{_ENGLISH} {_RUSSIAN} {_UKRAINIAN}")
