"""The days of an event: of the expressions of time around a mention, the one that tells when it happened there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from geo.article_times import ArticleTimes, article_times, expressions_in, sentence_at
from geo.carried import OPENING, aside_of, carried_over
from geo.clauses import nearby
from geo.expressions import Expression
from geo.models import Interval, Precision, Role, Span
from geo.moods import clause_of
from geo.phrases import LANGUAGES, Hit, within

_UNREAL = {"unreal", "expected", "appointed"}

_CLAUSE_COST = 40  # characters that a clause boundary counts for when distances are compared


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
    index = sentence_at(times, mention)
    sentence = nearby(times.sentences[index], mention)
    clause = clause_of(times.breaks, sentence, mention, times.moods)
    around = within(times.moods, sentence.start, sentence.end)
    moods = {hit.entry for hit in around if clause.start <= hit.start < clause.end}
    if role == "other" and "occasion" not in moods and not is_origin:
        return None
    is_visit = role == "diplomacy"  # who is expected at talks has an appointment
    is_planned = not moods.isdisjoint(("expected", "appointed")) and not is_visit
    if "unreal" in moods or is_planned or any(hit.entry == "condition" for hit in around):
        return None
    if _is_complement_of_unreal(clause, sentence, times):
        return None
    present = any(
        hit.entry in {"present", "announced"} and not _is_in_passing(hit, clause, sentence, times) for hit in around
    )
    own = [found for found in expressions_in(times, sentence) if _applies(found, times, sentence, mention)]
    if present:
        own = [found for found in own if not _is_past_of(found, mention, around, times)]
    if own:
        nearest = min(own, key=lambda found: times.breaks.distance(found.start, found.end, mention, _CLAUSE_COST))
        if is_visit and (nearest.ahead is not None or "appointed" in moods):
            return nearest.ahead or (nearest.interval if nearest.interval == times.published else None)
        if role == "combat" and times.published is not None and _begins(nearest, times, sentence):
            return Interval(nearest.interval.start, times.published.end) if nearest.interval else None
        inside = nearest.since is not None and nearest.since < mention.start < nearest.start
        return nearest.point if inside else nearest.interval
    if "background" in moods or "appointed" in moods:
        return None
    if present or times.published is None:
        return times.published
    if times.published.start != times.published.end:
        return times.published  # only the month is known, and this sentence does not say finer
    told = carried_over(times, index)
    return told.interval if told is not None else times.published


def _is_past_of(found: Expression, mention: Span, around: Sequence[Hit[str]], times: ArticleTimes) -> bool:
    """Whether an expression dates what came before, and not the mention: "after the fall of X in May, Y is emptied"."""
    opens = [hit.start for hit in around if hit.entry == "after" and hit.end <= found.start]
    if found.since is not None or not opens or times.breaks.count(opens[-1] + 1, found.start):
        return False
    return not opens[-1] < mention.start < found.start


def _is_in_passing(hit: Hit[str], clause: Span, sentence: Span, times: ArticleTimes) -> bool:
    """Whether a word stands in another clause than the mention's, a relative one ("the plant, where drones are made")."""
    if clause.start <= hit.start < clause.end:
        return False
    own = times.breaks.clause(sentence, Span(hit.start, hit.end))
    opening = within(times.moods, own.start, min(own.start + OPENING, hit.start))
    return own.start > sentence.start and any(word.entry == "relative" for word in opening)


def _is_complement_of_unreal(clause: Span, sentence: Span, times: ArticleTimes) -> bool:
    """Whether the clause is what is feared, planned or thought possible ("fürchtet, dass X fällt")."""
    if clause.start == sentence.start:
        return False
    opening = within(times.moods, clause.start, clause.start + OPENING)
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


def _applies(found: Expression, times: ArticleTimes, sentence: Span, mention: Span) -> bool:
    """Whether an expression of the sentence can be about the mention.

    One in a relative clause tells of that clause only, and of the name that the clause hangs on.
    """
    aside = aside_of(found, times, sentence)
    return aside is None or aside.start - OPENING <= mention.end <= aside.end


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
