"""The expression of time that a sentence without one of its own goes on from."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import takewhile
from operator import attrgetter

from geo.article_times import ArticleTimes, expressions_in
from geo.clauses import introduction, nearby
from geo.expressions import Expression
from geo.models import Span
from geo.phrases import within

OPENING = 6  # characters from a comma to the relative word after it
_SENTENCES_BACK = 12
_STALE = 5  # days before the publication; what is older is background and does not carry over
_OPENING_SENTENCES = 3  # of an article, which may say what time all of it is about
_HOUR = re.compile(r"\W{0,5}(?:[01]?\d|2[0-3])(?:[:.]| ?h ?)[0-5]\d\b")  # "17.05 –", "+++ 08:12", "18h30"
_START = attrgetter("start")
_LONG = 27  # days; a longer time does not carry over to the next sentence


def carried_over(times: ArticleTimes, index: int) -> Expression | None:
    """The expression that sentence `index` goes on from, or None where the article gives it none."""
    return _neighbour(times, index) or _frame(times, times.sentences[index]) or _introduced(times, index)


def _neighbour(times: ArticleTimes, index: int) -> Expression | None:
    """The expression that a sentence without one of its own goes on from.

    It is the first one of the nearest sentence before it in its paragraph that has any; where the sentence opens the
    paragraph and gives no hour of its own, of the sentence after it ("X has fallen. The army said so on Sunday.").
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
    if opens and _HOUR.match(text, sentences[index].start):
        return None  # an entry of a live blog tells of its own day first
    if opens and index + 1 < len(sentences) and "\n" not in text[sentences[index].end : sentences[index + 1].start]:
        return _told(times, sentences[index + 1], sentences[index + 1].start)
    return None


def _introduced(times: ArticleTimes, index: int) -> Expression | None:
    """The expression of the line that introduces a list ("On Wednesday 21 villages were shelled:"), for one of its items."""
    line, sentences = introduction(times.text, times.sentences[index].start), times.sentences
    if line is None:
        return None
    first, last = (bisect_left(sentences, offset, key=_START) for offset in (line.start, line.end))
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
    telling = [found for found in expressions_in(times, near) if _tells(found, times, sentence)]
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
    return aside_of(found, times, sentence) is None


def aside_of(found: Expression, times: ArticleTimes, sentence: Span) -> Span | None:
    """The relative clause that an expression stands in, or None where it stands in a main clause."""
    clause = times.breaks.clause(sentence, Span(found.start, found.end))
    if clause.start == sentence.start:
        return None
    around = within(times.moods, clause.start, min(clause.end, found.start))
    opening = takewhile(lambda hit: hit.start <= clause.start + OPENING, around)
    return clause if any(hit.entry == "relative" for hit in opening) else None
