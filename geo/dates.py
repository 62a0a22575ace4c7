"""The days of an event: of the expressions of time around a mention, the one that tells when it happened there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter

from geo.calendar_days import publication
from geo.clauses import Breaks, breaks_of, nearby
from geo.expressions import Expression, find_expressions
from geo.models import Interval, Precision, Role, Span
from geo.moods import clause_of, moods_of
from geo.phrases import LANGUAGES, Hit, within

_TENSES = {"announced", "unreal", "expected", "told"}
_UNREAL = {"unreal", "expected"}

_CLAUSE_COST = 40  # characters that a clause boundary counts for when distances are compared
_SENTENCES_BACK = 12
_STALE = 5  # days before the publication; what is older is background and does not carry over
_OPENING = 6  # characters from a comma to the relative word after it
_OPENING_SENTENCES = 3  # of an article, which may say what time all of it is about
_ITEM = re.compile(r"\s*(?:[-–—•▪◾●*·]|\W?[\U0001F300-\U0001FAFF\u2600-\u27BF])\s*")  # of a list
_START = attrgetter("start")
_LONG = 27  # days; a longer time does not carry over to the next sentence


@dataclass(frozen=True, slots=True)
class ArticleTimes:
    """What is read once an article, before its mentions are dated; `article_times` makes it."""

    text: str
    sentences: tuple[Span, ...]
    lang: str
    published: Interval | None
    expressions: tuple[Expression, ...]
    moods: tuple[Hit[str], ...]
    breaks: Breaks


def article_times(
    text: str, sentences: Sequence[Span], lang: str, published: date | None, precision: Precision | None
) -> ArticleTimes:
    """Find the expressions of time of an article, once for all of its mentions."""
    window = publication(published, precision)
    expressions = find_expressions(text, lang, window)
    hits = moods_of(lang).find(text) if lang in LANGUAGES else []
    moods = tuple(hit for hit in hits if not _covers(expressions, hit.start))  # "May" is no "may"
    times = ArticleTimes(text, _joined(sentences, expressions), lang, window, expressions, moods, breaks_of(text, lang))
    return replace(times, expressions=tuple(_unless_planned(found, times) for found in expressions))


def _covers(expressions: Sequence[Expression], offset: int) -> bool:
    index = bisect_right(expressions, offset, key=_START) - 1
    return index >= 0 and offset < expressions[index].end


def _unless_planned(found: Expression, times: ArticleTimes) -> Expression:
    """The expression, its days unknown where it is a weekday that may well be the next one ("will travel on Monday").

    The nearest of such words in its clause says so. Beside an appointment in the present tense the publication day
    itself stays: it may be today.
    """
    if not found.bare_weekday or found.point is None or found.since is not None:
        return found
    span = Span(found.start, found.end)
    clause = times.breaks.clause(nearby(times.sentences[_index(times, span)], span), span)
    around = [hit for hit in within(times.moods, clause.start, clause.end) if hit.entry in _TENSES]
    nearest = min(around, key=lambda hit: max(hit.start - found.end, found.start - hit.end), default=None)
    if nearest is None or nearest.entry == "told" or (nearest.entry == "announced" and found.point == times.published):
        return found
    return replace(found, interval=None, point=None)


def _joined(sentences: Sequence[Span], expressions: Sequence[Expression]) -> tuple[Span, ...]:
    """The sentences, two made one where an expression of time lies across the end of the first ("am 18. April")."""
    open_ends: set[int] = set()  # the sentences that do not end where they seem to
    for found in expressions:
        first = bisect_right(sentences, found.start, key=_START) - 1
        last = bisect_right(sentences, found.end - 1, key=_START) - 1
        open_ends.update(range(first, last))
    joined: list[Span] = []
    for index, sentence in enumerate(sentences):
        if index - 1 in open_ends and joined:
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return tuple(joined)


def interval_for(
    mention: Span, times: ArticleTimes, role: Role | None = None, *, is_origin: bool = False
) -> Interval | None:
    """The days of what happens at a mention, or None where the text states none.

    Parameters
    ----------
    mention : Span
        Of the place.
    times : ArticleTimes
        As `article_times` gives it.
    role : str, optional
        As `geo.roles.role_of` gives it: a place that is only a reference or a background ("other") has no days, unless
        its clause tells of an occasion.
    is_origin : bool, optional
        As `geo.roles.is_origin` gives it: a launch site has the days of the launch.
    """
    if times.lang not in LANGUAGES or not times.sentences:
        return None
    index = _index(times, mention)
    sentence = nearby(times.sentences[index], mention)
    clause = clause_of(times.breaks, sentence, mention, times.moods)
    around = within(times.moods, sentence.start, sentence.end)
    moods = {hit.entry for hit in around if clause.start <= hit.start < clause.end}
    if role == "other" and "occasion" not in moods and not is_origin:
        return None
    is_visit = role == "diplomacy"  # who is expected at talks has an appointment
    if "unreal" in moods or ("expected" in moods and not is_visit) or any(hit.entry == "condition" for hit in around):
        return None
    if _is_complement_of_unreal(clause, sentence, times):
        return None
    present = any(hit.entry in {"present", "announced"} for hit in around)
    own = [found for found in _within(times, sentence) if _applies(found, times, sentence, mention)]
    if present:
        own = [found for found in own if not _is_past_of(found, mention, around, times)]
    if own:
        nearest = min(own, key=lambda found: times.breaks.distance(found.start, found.end, mention, _CLAUSE_COST))
        if role == "combat" and times.published is not None and _begins(nearest, times, sentence):
            return Interval(nearest.interval.start, times.published.end) if nearest.interval else None
        inside = nearest.since is not None and nearest.since < mention.start < nearest.start
        return nearest.point if inside else nearest.interval
    if "background" in moods:
        return None
    if present or times.published is None:
        return times.published
    if times.published.start != times.published.end:
        return times.published  # only the month is known, and this sentence does not say finer
    told = _neighbour(times, index) or _frame(times, sentence) or _introduced(times, index)
    return told.interval if told is not None else times.published


def _is_past_of(found: Expression, mention: Span, around: Sequence[Hit[str]], times: ArticleTimes) -> bool:
    """Whether an expression dates what came before, and not the mention: "after the fall of X in May, Y is emptied"."""
    opens = [hit.start for hit in around if hit.entry == "after" and hit.end <= found.start]
    if found.since is not None or not opens or times.breaks.count(opens[-1] + 1, found.start):
        return False
    return not opens[-1] < mention.start < found.start


def _is_complement_of_unreal(clause: Span, sentence: Span, times: ArticleTimes) -> bool:
    """Whether the clause is what is feared, planned or thought possible ("fürchtet, dass X fällt")."""
    if clause.start == sentence.start:
        return False
    opening = within(times.moods, clause.start, clause.start + _OPENING)
    if not any(hit.entry == "complement" for hit in opening):
        return False
    governing = _before(clause, sentence, times)
    return any(hit.entry in _UNREAL for hit in within(times.moods, governing.start, governing.end))


def _before(clause: Span, sentence: Span, times: ArticleTimes) -> Span:
    """The clause before one that does not open its sentence."""
    return times.breaks.clause(sentence, Span(clause.start - 2, clause.start - 2))


def _begins(found: Expression, times: ArticleTimes, sentence: Span) -> bool:
    """Whether a battle or a siege began at the time of an expression, and no other event."""
    clause = times.breaks.clause(sentence, Span(found.start, found.end))
    if clause.start > sentence.start:  # "the battle for X, the largest town of Y, began on"
        clause = Span(_before(clause, sentence, times).start, clause.end)
    moods = {hit.entry for hit in within(times.moods, clause.start, clause.end)}
    return moods >= {"lasting", "begins"}


def _index(times: ArticleTimes, mention: Span) -> int:
    return max(0, bisect_right(times.sentences, mention.start, key=_START) - 1)


def _within(times: ArticleTimes, sentence: Span) -> list[Expression]:
    first = bisect_left(times.expressions, sentence.start, key=_START)
    last = bisect_left(times.expressions, sentence.end, key=_START)
    return list(times.expressions[first:last])


def _neighbour(times: ArticleTimes, index: int) -> Expression | None:
    """The expression that a sentence without one of its own goes on from.

    It is the first one of the nearest sentence before it in its paragraph that has any; where the sentence opens the
    paragraph, of the sentence after it ("X has fallen. The army said so on Sunday.").
    """
    text, sentences = times.text, times.sentences
    reported: Expression | None = None
    for before in range(index - 1, max(-1, index - 1 - _SENTENCES_BACK), -1):
        if "\n" in text[sentences[before].end : sentences[before + 1].start]:
            break
        told = _told(times, sentences[before], sentences[before].end)
        if told and not _is_report(told, times, sentences[before]):
            return told
        reported = reported or told
    if reported is not None:
        return reported
    opens = index == 0 or "\n" in text[sentences[index - 1].end : sentences[index].start]
    if opens and index + 1 < len(sentences) and "\n" not in text[sentences[index].end : sentences[index + 1].start]:
        return _told(times, sentences[index + 1], sentences[index + 1].start)
    return None


def _introduced(times: ArticleTimes, index: int) -> Expression | None:
    """The expression of the line that introduces a list ("On Wednesday 21 villages were shelled:"), for one of its items."""
    text, sentences = times.text, times.sentences
    line = text.rfind("\n", 0, sentences[index].start) + 1
    if _ITEM.match(text, line) is None:
        return None
    while line and _ITEM.match(text, line) is not None:
        line = text.rfind("\n", 0, line - 1) + 1
    if _ITEM.match(text, line) is not None:
        return None  # posts one after the other, and nothing that introduces them
    end = text.find("\n", line)
    first = bisect_left(sentences, line, key=_START)
    last = bisect_left(sentences, end, key=_START)
    introducing = (_told(times, before, before.end) for before in reversed(sentences[first:last]))
    return next(filter(None, introducing), None)


def _frame(times: ArticleTimes, sentence: Span) -> Expression | None:
    """The "past 24 hours" of which the first sentences of a communiqué say that it tells."""
    opening = times.sentences[min(_OPENING_SENTENCES, len(times.sentences)) - 1].end
    framing = (found for found in times.expressions if found.is_frame and found.start < min(opening, sentence.start))
    return next(framing, None)


def _told(times: ArticleTimes, sentence: Span, end: int) -> Expression | None:
    """The first expression that may date other sentences, of what stands near one end of a sentence.

    One that says when something was told comes last: "On Monday the army said that X had fallen on Sunday."
    """
    near = nearby(sentence, Span(end, end))
    telling = [found for found in _within(times, near) if _tells(found, times, sentence)]
    return min(telling, key=lambda found: _is_report(found, times, sentence), default=None)


def _is_report(found: Expression, times: ArticleTimes, sentence: Span) -> bool:
    """Whether the clause of an expression holds a verb of telling."""
    clause = times.breaks.clause(sentence, Span(found.start, found.end))
    return any(hit.entry == "told" for hit in within(times.moods, clause.start, clause.end))


def _tells(found: Expression, times: ArticleTimes, sentence: Span) -> bool:
    """Whether an expression may date other sentences: it is no plan, no long time, no aside."""
    if found.interval is None or times.published is None or (found.interval.end - found.interval.start).days > _LONG:
        return False
    if (times.published.end - found.interval.end).days > _STALE + (times.published.end - times.published.start).days:
        return False
    return _aside(found, times, sentence) is None


def _aside(found: Expression, times: ArticleTimes, sentence: Span) -> Span | None:
    """The relative clause that an expression stands in, or None where it stands in a main clause."""
    clause = times.breaks.clause(sentence, Span(found.start, found.end))
    if clause.start == sentence.start:
        return None
    around = within(times.moods, clause.start, min(clause.end, found.start))
    opening = takewhile(lambda hit: hit.start <= clause.start + _OPENING, around)
    return clause if any(hit.entry == "relative" for hit in opening) else None


def _applies(found: Expression, times: ArticleTimes, sentence: Span, mention: Span) -> bool:
    """Whether an expression of the sentence can be about the mention.

    One in a relative clause tells of that clause only, and of the name that the clause hangs on.
    """
    aside = _aside(found, times, sentence)
    return aside is None or aside.start - _OPENING <= mention.end <= aside.end


def event_interval(
    text: str,
    sentences: Sequence[Span],
    mention: Span,
    lang: str,
    published: date | None,
    precision: Precision | None,
    role: Role | None = None,
) -> Interval | None:
    """`interval_for` for one mention; for many of one article, call `article_times` once."""
    return interval_for(mention, _times_of(text, tuple(sentences), lang, published, precision), role)


@lru_cache(maxsize=8)
def _times_of(
    text: str, sentences: tuple[Span, ...], lang: str, published: date | None, precision: Precision | None
) -> ArticleTimes:
    return article_times(text, sentences, lang, published, precision)
