"""A question as it was typed -> its answer as a reply: understood, searched, worded, remembered."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.desk import hints
from bot.desk.hints import Hint
from bot.desk.memory import ChatStore, Given, place_of
from bot.desk.typed import questions, turns
from bot.desk.typed.genders import gender_of
from bot.desk.typed.questions import ParsedQuestion, PlainFilter, as_typed
from bot.desk.typed.turns import (
    Recent,
    RecentQuestions,
    followed,
    is_bare,
    may_stand_alone,
    parted,
    whom_meant,
)
from bot.desk.verifying.citable import cite_button
from bot.desk.wording import (
    MOST_ASIDES,
    MOST_AT_ONCE,
    MOST_BUTTONS,
    ROOM,
    ROOM_UNANSWERED,
    Rows,
    also_spelled,
    answer_blocks,
    answer_rows,
    aside_rows,
    brief_blocks,
    cite_once,
    filters_words,
    fitting,
    giving,
    labelled,
    outcome_words,
    searched_words,
    taken_away,
)
from bot.replies import Block, Button, ButtonKind, Gave, Incoming, Reply, Say, Served, said
from bot.sentences.say import Joined, Words, sentence
from index.checking.absence.making import NegativeReceipts
from index.errors import GenerationRefused, ShardUnreached, StoreRefused
from index.generation.filters import SourceFilter, with_source_filter
from index.records import Answer, Article, Citation, Outcome, Quote, RankedQuote, Searched
from index.search import claims, framing
from index.search.answer import LONGEST_QUESTION, check
from index.search.asker import Asker
from index.search.forms import Form
from index.text.answering import Brief
from index.text.quoting import check_quote
from index.text.stems import split_words

_LONGEST_WITHIN = 300  # characters of what is asked in a long text: more is none of one question
MOST_QUOTES = 30
"""Quotes that can be leafed through for one question."""

_RANKS: dict[Outcome, int] = {"answer": 2, "related": 1, "nothing": 0, "unreached": 0}
# What is said where an answer is wanted in another form than quotes have.
_NO_QUOTES: Mapping[Form | None, str] = {"text": "quotes_only", "count": "counts_nothing"}
_BY_DATE: Mapping[Form | None, str] = {"newest": "newest_first", "oldest": "oldest_first"}
_NEAR_BY_DATE: Mapping[Form | None, str] = {"newest": "nearest_newest", "oldest": "nearest_oldest"}
_SOURCE_FILTERS: tuple[SourceFilter, ...] = (
    "outlet",
    "author",
    "after",
    "before",
    "language",
    "source",
)


def answer(asker: Asker, typed: str, limit: int, shown: int) -> Answer:
    """Answer what a person typed with at most `limit` quotes, of which `shown` are to be shown.

    Those, and an interviewer's questions above them, are compared once more with the articles of
    the live generation. Raises `BadQuestion`, and `QuoteMismatch` where a quote differs.
    """
    asked = questions.parse(typed)
    try:
        return _compared(asker, asked, limit, shown)[0]
    except GenerationRefused:  # a new generation came between searching and comparing
        return _compared(asker, asked, limit, shown)[0]


def answer_reply(asker: Asker, answer: Answer, most: int) -> Reply:
    """Reply with an answer: how it came out, at most `most` of its quotes, what was searched."""
    hinted = _hints(asker, answer)
    blocks: list[Block] = [_opening(answer, hinted), *answer_blocks(answer, most)]
    blocks += _below(answer, hinted)
    return Reply((*blocks, Say(searched_words(answer.searched))))


@dataclass(frozen=True, slots=True)
class InBrief:
    """An answer, and its first quotes in brief, as a phone shows them."""

    answer: Answer
    briefs: tuple[Brief, ...]


def answer_in_brief(asker: Asker, asked: ParsedQuestion, shown: int) -> InBrief:
    """Answer a question, and cut the first quotes to what answers.

    Those are compared as in `answer`, which raises the same.
    """
    try:
        return _in_brief(asker, asked, shown)
    except GenerationRefused:
        return _in_brief(asker, asked, shown)


@dataclass(frozen=True, slots=True)
class _Aside:
    """A button that asks the question in another way, and what it asks."""

    kind: ButtonKind
    label: Words
    typed: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it was understood, and its answer."""

    asked: ParsedQuestion
    found: InBrief
    alone: ParsedQuestion | None = None
    """The question by itself, where it was asked together with the one before it."""
    apart_from: ParsedQuestion | None = None
    """The same together with the question before it, where it is answered only by itself."""
    is_elsewhere: bool = False
    """Whether that is so in another article than is near to both questions: somebody else's."""
    unfound: tuple[str, ...] = ()
    """What stood in quotation marks, where no paragraph holds it and it is searched without."""

    @property
    def outcome(self) -> Outcome:
        """How the question came out."""
        return self.found.answer.outcome

    @property
    def first_article(self) -> str | None:
        """The id of the article that is quoted first."""
        quotes = self.found.answer.quotes
        return quotes[0].quote.citation.article_id if quotes else None

    def answers_like(self, other: "_Read") -> bool:
        """Tell whether the same words of the same article answer both questions."""
        if not self.outcome == other.outcome == "answer":
            return False
        return self.found.briefs[0].answer == other.found.briefs[0].answer

    def says_any(self, words: Sequence[str]) -> bool:
        """Tell whether what is shown first says any of some words."""
        if not self.found.briefs:
            return False
        first = self.found.briefs[0]
        text = "\n".join(quote.text for quote in (first.answer, *first.before))
        return claims.says_any((*words, *self.found.answer.other_spellings), text)

    def says_more(self, other: "_Read") -> bool:
        """Tell whether this is of the same article, or alone says anything of what is asked."""
        if self.first_article == other.first_article:
            return True
        words = split_words(self.asked.text)
        return self.says_any(words) and not other.says_any(words)

    def as_related(self) -> "_Read":
        """Call it near at most."""
        found = self.found.answer
        if found.outcome != "answer":
            return self
        return replace(self, found=replace(self.found, answer=replace(found, outcome="related")))


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked with; `now` is in seconds since 1970, the rest as in `Desk`."""

    asker: Asker
    store: ChatStore
    quotes: int
    now: float
    recent: RecentQuestions | None
    negatives: NegativeReceipts | None = None

    def ask(self, incoming: Incoming, *, as_typed: bool) -> Served:
        """Answer a question; raises `BadQuestion`.

        With `as_typed` no words are taken for filters, and it is read by itself.
        """
        asked = questions.parse(incoming.text)
        within = "" if len(asked.text) <= LONGEST_QUESTION else turns.asked_within(asked.text)
        if 0 < len(within) <= _LONGEST_WITHIN:
            served = self.ask(
                replace(incoming, text=questions.as_typed(replace(asked, text=within))),
                as_typed=as_typed,
            )
            only = Say(sentence("asked_within", question=within))
            return replace(served, reply=Reply((*served.reply.blocks, only)))
        if asked.text:  # as it was typed, before words of another question are put to it
            check(asked.text, asked.filters)
        if as_typed or self.recent is None:
            return self._serve(incoming, self._found(asked, None), ())
        today = datetime.fromtimestamp(self.now, UTC).date()
        asked, understood = questions.understood(asked, self.asker.sources, today)
        parts = parted(asked)
        if len(parts) > 1:
            return self._serve_both(incoming, asked, [self._found(part, None) for part in parts])
        before = None
        if incoming.is_private:
            before = self.recent.before(incoming.chat, incoming.sender, self.now)
        if turns.only_points(asked) or (before is None and turns.only_asks(asked)):
            return said("says_too_little")
        return self._serve(incoming, self._found(asked, before), understood)

    def _found(self, asked: ParsedQuestion, before: Recent | None) -> _Read:
        """Search; a follow-up with the question before it, and by itself where that answers not.

        One that may be meant by itself is asked so first, and its answer stands. Where a pronoun
        may mean nobody of whom was asked before, nothing read together answers.
        """
        if before is None:
            return self._read(asked)
        together = followed(asked, before.asked, before.genders)
        meant = whom_meant(asked, before.asked, before.genders)
        if together is None:
            read = self._read(asked)
            return replace(read, is_elsewhere=True) if meant == "nobody" else read
        if may_stand_alone(asked):
            return self._found_inside(asked, together)
        read = self._read(together, asked)
        other = turns.other(asked)
        if other:
            return self._found_of_other(asked, read, turns.new_words(other, before.asked))
        if meant == "nobody":
            return read.as_related()
        is_of_them = read.outcome == "answer" and meant != "perhaps"
        if is_of_them or is_bare(asked) or turns.says_little(asked):
            return read
        return self._found_apart(asked, read)

    def _found_inside(self, asked: ParsedQuestion, together: ParsedQuestion) -> _Read:
        """Choose what is shown of a question whose pronouns may mean somebody in it."""
        by_itself = self._read(asked)
        if by_itself.outcome == "answer":
            return by_itself
        read = self._read(together, asked)
        return read if read.outcome == "answer" else by_itself

    def _found_apart(self, asked: ParsedQuestion, read: _Read) -> _Read:
        """Choose between what was read together, and the question by itself."""
        by_itself = self._read(asked)
        if by_itself.answers_like(read):
            return by_itself
        is_better = _RANKS[by_itself.outcome] > _RANKS[read.outcome]
        is_only = is_better and (not _RANKS[read.outcome] or turns.goes_on(asked))
        is_more = by_itself.outcome == "answer" and by_itself.says_more(read)
        if not (is_only or is_more):
            return read
        is_elsewhere = by_itself.first_article != read.first_article
        return replace(by_itself, apart_from=read.asked, is_elsewhere=is_elsewhere)

    def _found_of_other(self, asked: ParsedQuestion, read: _Read, words: Sequence[str]) -> _Read:
        """Choose what is shown where the question before is asked of something else.

        What was read together answers if it says any of the new words; else what says one is near.
        """
        if read.says_any(words):
            return read
        by_itself = self._read(asked)
        return (by_itself if by_itself.says_any(words) else read).as_related()

    def _read(self, asked: ParsedQuestion, alone: ParsedQuestion | None = None) -> _Read:
        """Search; where nothing holds the words in quotation marks in a row, without the marks.

        What is found so is near at most: a quotation with a slip, as when it was typed by heart.
        """
        read = _Read(asked, answer_in_brief(self.asker, asked, self._most), alone)
        phrases = asked.filters.phrases
        if read.outcome != "nothing" or not phrases:
            return read
        freely = replace(asked, filters=replace(asked.filters, phrases=()))
        found = answer_in_brief(self.asker, freely, self._most)
        near = _Read(freely, found, alone, unfound=phrases).as_related()
        return near if near.outcome == "related" else read

    @property
    def _most(self) -> int:
        return min(self.quotes, MOST_AT_ONCE)

    def _serve(self, incoming: Incoming, read: _Read, understood: Sequence[PlainFilter]) -> Served:
        """Word an answer: what answers first, or why nothing does, then the buttons."""
        answer, is_answer = read.found.answer, read.outcome == "answer"
        hinted = _hints(self.asker, answer)
        asides = _asides(read, understood, hinted)[:MOST_ASIDES] if self.recent is not None else []
        most = self._most - 1 if asides and self._most == MOST_AT_ONCE else self._most
        form = framing.form_wanted(answer.question)
        room = ROOM if is_answer and form not in _BY_DATE else ROOM_UNANSWERED
        briefs = read.found.briefs[: fitting(read.found.briefs[:most], room)]
        blocks = _blocks(read, briefs, hinted, form)
        count = len(briefs)
        given = Given(answer.outcome, (count,), answer.searched)
        token = self._keep(incoming, answer.quotes, given)
        shown = {number: brief.part for number, brief in enumerate(briefs, 1)}
        rows = self._rows(shown, token, len(answer.quotes), answer.searched)
        asking = self._keep_asked(incoming, read, asides)
        citing = () if is_answer or form is not None else self._cite_row(answer)
        gave = self._gave(shown, answer.searched)
        rows = _fewer((*asking, *rows, *citing))
        return Served(Reply(tuple(blocks)), rows, answer.outcome, gave=gave)

    def _serve_both(
        self, incoming: Incoming, asked: ParsedQuestion, reads: Sequence[_Read]
    ) -> Served:
        """Word the answers to two questions in one message, a quote for each."""
        blocks: list[Block] = []
        shown: list[RankedQuote] = []
        numbered: dict[int, Quote] = {}
        for question, read in enumerate(reads):
            if question and read.answers_like(reads[0]):
                same = sentence("cited_like", number=1)
                blocks.append(Say(same, lead=sentence("to_the_second")))
                continue
            blocks += _heading_of(question, read.outcome)
            blocks += brief_blocks(read.found.briefs[:1], len(shown) + 1)
            for brief in read.found.briefs[:1]:
                numbered[len(shown) + 1] = brief.part
            shown += read.found.answer.quotes[:1]
        outcome = min((read.outcome for read in reads), key=_RANKS.__getitem__)
        searched = reads[0].found.answer.searched
        if outcome != "answer" or searched.unreached:
            blocks.append(Say(searched_words(searched)))
        token = self._keep(incoming, shown, Given(outcome, (len(shown),), searched))
        rows = self._rows(numbered, token, len(shown), searched)
        self._keep_asked(incoming, replace(reads[0], asked=asked), ())
        return Served(Reply(cite_once(blocks)), rows, outcome, gave=self._gave(numbered, searched))

    def _gave(self, shown: Mapping[int, Quote], searched: Searched) -> Gave | None:
        given_by = giving(searched.generation, self.now)
        return given_by.gave() if shown and given_by is not None else None

    def _rows(
        self, shown: Mapping[int, Quote], token: str | None, of: int, searched: Searched
    ) -> Rows:
        if token is None:
            return ()
        given_by = giving(searched.generation, self.now)
        return answer_rows(shown, token, len(shown) + 1, of, given_by)

    def _cite_row(self, answer: Answer) -> Rows:
        """Make the button that cites an answer that is none.

        There is none where the filters left nothing to search, or the question was not read, which
        proves nothing, or where the corpus that was searched is not there any more by now.
        """
        given_by = giving(answer.searched.generation, self.now)
        if self.negatives is None or given_by is None or not answer.searched.articles:
            return ()
        if hints.language_unread(self.asker, answer.question) is not None:
            return ()
        try:
            receipt = self.negatives.of_answer(answer, given_by.day)
        except (GenerationRefused, StoreRefused):
            return ()
        return ((cite_button(answer, receipt, given_by.day),),)

    def _keep(self, incoming: Incoming, quotes: Sequence[RankedQuote], given: Given) -> str | None:
        """Remember where the quotes stand, and how they were given, for the buttons below.

        `None` where that cannot be kept, as on a full disk: then no button would work.
        """
        chat, person = incoming.chat, incoming.sender
        try:
            token = self.store.keep_shown(chat, person, list(map(place_of, quotes)), self.now)
            self.store.keep_given(token, chat, person, given, self.now)
        except sqlite3.Error:
            return None
        return token

    def _keep_asked(self, incoming: Incoming, read: _Read, asides: Sequence[_Aside]) -> Rows:
        """Hold the question in memory, and make the buttons that ask it otherwise.

        With it is held how those whom it names are spoken of. Of one that was answered by itself
        instead of with the question before, those of that question are held, too.
        """
        if self.recent is None:
            return ()
        held = read.apart_from or read.asked
        texts = [ranked.quote.text for ranked in read.found.answer.quotes]
        genders = {name: gender_of(name, texts) for name in turns.named(held.text)}
        told = {name: gender for name, gender in genders.items() if gender is not None}
        before = self.recent.before(incoming.chat, incoming.sender, self.now)
        people = turns.with_earlier(told, {} if before is None else before.genders)
        recent = Recent(held, tuple(aside.typed for aside in asides), people)
        token = self.recent.keep(incoming.chat, incoming.sender, recent, self.now)
        return aside_rows(
            [
                Button(aside.kind, token, number, label=aside.label)
                for number, aside in enumerate(asides, 1)
            ]
        )


def _in_brief(asker: Asker, asked: ParsedQuestion, shown: int) -> InBrief:
    found, articles = _compared(asker, asked, MOST_QUOTES, shown)
    briefs = map(asker.in_brief, articles, found.quotes)
    return InBrief(found, tuple(briefs))


def _compared(
    asker: Asker, asked: ParsedQuestion, limit: int, shown: int
) -> tuple[Answer, list[Article]]:
    """Answer a question; return with it the live articles of the quotes that are shown."""
    found = asker.answer(asked.text, limit, asked.filters)
    articles: list[Article] = []
    for ranked in found.quotes[:shown]:
        articles.append(_live_article(asker, ranked.quote.citation))
        for quote in (ranked.quote, ranked.asked):
            if quote is not None:
                check_quote(quote, articles[-1])
    return found, articles


def _fewer(rows: Rows) -> Rows:
    """Leave out "more", which can be typed as well, where there would be too many buttons."""
    if sum(map(len, rows)) <= MOST_BUTTONS:
        return rows
    left = (tuple(button for button in row if button.kind != "more") for row in rows)
    return tuple(row for row in left if row)


def _live_article(asker: Asker, cited: Citation) -> Article:
    """Read the article that is cited; raises `GenerationRefused` if the live text is another."""
    article = asker.article(cited.article_id)
    known = (cited.revision, cited.text_sha256)
    if article is None or (article.revision, article.sha256) != known:
        raise GenerationRefused(
            f"{cited.article_id} revision {cited.revision} is not in the corpus any more"
        )
    return article


def _blocks(
    read: _Read, briefs: Sequence[Brief], hinted: Sequence[Hint], form: Form | None
) -> list[Block]:
    """Lay an answer out: a quote that answers stands first, as nothing says more than it does."""
    answer, filters = read.found.answer, filters_words(read.found.answer.filters)
    blocks: list[Block] = []
    if form in _BY_DATE and _has_dates(briefs):
        by_date = sentence(_BY_DATE[form] if answer.outcome == "answer" else _NEAR_BY_DATE[form])
        blocks += [Say(by_date, lead=filters), *brief_blocks(briefs, 1)]
    elif answer.outcome == "answer":
        blocks += brief_blocks(briefs, 1, answer.searched.threshold)
        blocks += [] if filters is None else [Say(filters)]
    else:
        blocks += [_opening(answer, hinted), *brief_blocks(briefs, 1)]
    if form in _BY_DATE and briefs and not _has_dates(briefs):
        blocks.append(Say(sentence("undated_order")))
    blocks += _below(answer, hinted)
    if read.alone is not None:
        blocks.append(Say(sentence("followed")))
    if read.unfound:
        listed = Joined(tuple(f"“{words.strip(' ,;.')}”" for words in read.unfound), ", ")
        blocks = [Say(sentence("nowhere_in_a_row", words=listed)), *blocks[1:]]
    if read.is_elsewhere:
        blocks = [Say(sentence("by_itself")), *blocks]
    if answer.outcome != "answer" or answer.searched.unreached:
        blocks.append(Say(searched_words(answer.searched)))
    return blocks


def _has_dates(briefs: Sequence[Brief]) -> bool:
    return any(brief.answer.citation.source.published for brief in briefs)


def _heading_of(question: int, outcome: Outcome) -> tuple[Say, ...]:
    """Say which of two questions comes next, and how it came out; nothing above a first answer."""
    heading = sentence("to_the_second" if question else "to_the_first")
    if outcome != "answer":
        return (Say(outcome_words(outcome), lead=heading),)
    return (Say(Joined((heading, ":"), "")),) if question else ()


def _hints(asker: Asker, answer: Answer) -> tuple[Hint, ...]:
    """Tell why there is no answer, as far as that is known, and what may help."""
    if answer.outcome == "answer":
        return ()
    unread = hints.about_language(asker, answer.question)
    found = () if unread is None else (unread,)
    try:
        of_filters = hints.about_filters(asker, answer.filters, answer.searched.articles)
        return (*found, *of_filters, *hints.about_names(asker, answer))
    except ShardUnreached:  # it is said below the answer what was not reached
        return found


def _opening(answer: Answer, found: Sequence[Hint]) -> Say:
    """Word the outcome, or what explains it better than "the corpus does not say"."""
    reason = next((hint.words for hint in found if _replaces(hint, answer)), None)
    form = framing.form_wanted(answer.question)
    if reason is None and answer.quotes and form in _NO_QUOTES:
        reason = sentence(_NO_QUOTES[form])
    return Say(reason or outcome_words(answer.outcome), lead=filters_words(answer.filters))


def _below(answer: Answer, found: Sequence[Hint]) -> list[Block]:
    """Word below the quotes what else may help, and which names were searched for as well."""
    words = [hint.words for hint in found if not _replaces(hint, answer)]
    words += [also_spelled(answer)] if answer.other_spellings else []
    return list(map(Say, words))


def _replaces(hint: Hint, answer: Answer) -> bool:
    return hint.is_reason and answer.outcome == "nothing"


def _asides(read: _Read, understood: Sequence[PlainFilter], found: Sequence[Hint]) -> list[_Aside]:
    """List in which other ways the question may have been meant, the likeliest first."""
    text, filters = read.asked.text, read.asked.filters
    asides = [
        _Aside(
            "instead",
            sentence("button_instead", value=labelled(value)),
            as_typed(ParsedQuestion(text, meant)),
        )
        for hint in found
        for value, meant in hint.instead
    ]
    if read.alone is not None:
        asides.append(_Aside("alone", sentence("button_alone"), as_typed(read.alone)))
    plainly = {plain_filter.field: plain_filter.words for plain_filter in understood}
    is_stuck = read.outcome == "nothing"
    asides += _spelled_otherwise(read)
    for name in _SOURCE_FILTERS:
        value = getattr(filters, name)
        if value is None or not (name in plainly or is_stuck):
            continue
        words = f"{text} {plainly[name]}" if name in plainly else text
        without = ParsedQuestion(words, with_source_filter(filters, name, None))
        asides.append(_Aside("without", taken_away(value), as_typed(without)))
    return asides


def _spelled_otherwise(read: _Read) -> list[_Aside]:
    """Offer a question with its names only as they are typed; or otherwise, if that is nowhere."""
    text, filters = read.asked.text, read.asked.filters
    if read.found.answer.other_spellings:
        exactly = ParsedQuestion(text, replace(filters, spelling="exact"))
        return [_Aside("without", sentence("button_exact"), as_typed(exactly))]
    if filters.spelling is None or read.outcome != "nothing":
        return []
    freely = ParsedQuestion(text, replace(filters, spelling=None))
    return [_Aside("without", sentence("button_freely"), as_typed(freely))]
