"""States and provinces written short after a town and a comma: "Houston, TX", "Sacramento, Calif.", "Raleigh, N.C."."""

from __future__ import annotations

import re
from bisect import bisect_left

from geo.gazetteer import Gazetteer
from geo.models import Article, Span, Toponym

_LANGUAGE = "en"  # elsewhere "Mo." and "La" after a comma are other words
# A word with a capital, a comma, and up to three parts with full stops or two to four capitals.
_AFTER_COMMA = re.compile(r"\b[A-Z][\w'’-]*\.?,\s{1,2}((?:[A-Z][A-Za-z]{0,5}\.\s?){1,3}|[A-Z]{2,4}(?![\w'’-]))")


def with_abbreviations(article: Article, found: list[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """`found`, which is in order, with the divisions that stand abbreviated in the text, in the place of what overlaps them.

    A form without full stops is a division only right after a place that was found.
    """
    if article.lang != _LANGUAGE:
        return found
    ends = {toponym.span.end for toponym in found if toponym.kind == "place"}
    short: list[Toponym] = []
    for match in _AFTER_COMMA.finditer(article.text):
        toponym = _division(match[1], match.start(1), gazetteer)
        is_after_place = article.text.rfind(",", 0, match.start(1)) in ends
        if toponym is not None and ("." in match[1] or is_after_place):
            short.append(toponym)
    if not short:
        return found
    starts = [toponym.span.start for toponym in short]
    kept = [toponym for toponym in found if not _overlaps(toponym.span, short, starts)]
    return sorted([*kept, *short], key=lambda toponym: toponym.span.start)


def _division(text: str, start: int, gazetteer: Gazetteer) -> Toponym | None:
    """The longest run of parts from the start of `text` that abbreviates a division."""
    ends = [index + 1 for index, letter in enumerate(text) if letter == "."] or [len(text)]
    for end in reversed(ends):
        surface = text[:end]
        candidates = gazetteer.abbreviated(re.sub(r"[.\s]", "", surface))
        if candidates:
            return Toponym(Span(start, start + end), surface, "place", candidates, ("admin1",), is_located=True)
    return None


def _overlaps(span: Span, others: list[Toponym], starts: list[int]) -> bool:
    at = bisect_left(starts, span.end)
    return at > 0 and others[at - 1].span.end > span.start
