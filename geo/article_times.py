"""What an article says of time, read once before its mentions are dated: expressions, moods, clauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from geo.calendar_days import publication
from geo.clauses import Breaks, breaks_of, nearby
from geo.expressions import Expression, find_expressions
from geo.models import Interval, Precision, Span
from geo.moods import moods_of
from geo.phrases import LANGUAGES, Hit, within

_APPOINTMENTS = {"announced", "appointed", "expected"}
_TENSES = {*_APPOINTMENTS, "unreal", "told"}
_START = attrgetter("start")


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

    The nearest of such words in its clause says so. Beside an appointment the publication day itself stays: it may be today.
    """
    if not found.bare_weekday or found.point is None or found.since is not None:
        return found
    span = Span(found.start, found.end)
    clause = times.breaks.clause(nearby(times.sentences[sentence_at(times, span)], span), span)
    around = [hit for hit in within(times.moods, clause.start, clause.end) if hit.entry in _TENSES]
    nearest = min(around, key=lambda hit: max(hit.start - found.end, found.start - hit.end), default=None)
    is_today = found.point == times.published
    if nearest is None or nearest.entry == "told" or (nearest.entry in _APPOINTMENTS and is_today):
        return found
    is_appointment = nearest.entry in _APPOINTMENTS and times.published is not None
    week = timedelta(7)
    ahead = Interval(found.point.start + week, found.point.end + week) if is_appointment else None
    return replace(found, interval=None, point=None, ahead=ahead)


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


def sentence_at(times: ArticleTimes, mention: Span) -> int:
    """Index of the sentence that a mention begins in."""
    return max(0, bisect_right(times.sentences, mention.start, key=_START) - 1)


def expressions_in(times: ArticleTimes, sentence: Span) -> list[Expression]:
    """The expressions of time that begin in a sentence."""
    first = bisect_left(times.expressions, sentence.start, key=_START)
    last = bisect_left(times.expressions, sentence.end, key=_START)
    return list(times.expressions[first:last])
