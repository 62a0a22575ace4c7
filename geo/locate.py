"""Articles -> the table of mentions: recognise, resolve, date, classify."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import pandas as pd

from geo.article_times import ArticleTimes, article_times
from geo.beside import Between, beside_km, between_places
from geo.dates import interval_for
from geo.frame import mention_id, of_candidate, to_frame
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocoding import ONLINE_SCORE, OnlineGeocoder
from geo.headings import headed
from geo.models import Article, Basis, Candidate, Resolution, Role, Span, Toponym
from geo.names import DISTRICT
from geo.reasons import join, say
from geo.recognition import recognise
from geo.resolution import resolve
from geo.roles import is_origin, role_of
from geo.text import excerpt, sentence_index, sentences
from geo.theatre import is_far_behind, is_of_the_front

_NEARBY = 400  # characters; sentences of news are shorter
_WIDE = frozenset({"admin1", "admin2", "country", "region", "water"})
_START = attrgetter("start")


def locate(
    articles: Iterable[Article], gazetteer: Gazetteer | None = None, online: OnlineGeocoder | None = None
) -> pd.DataFrame:
    """The mentions of places, peoples and governments in `articles`.

    Parameters
    ----------
    articles : iterable of Article
    gazetteer : Gazetteer, optional
        Without it the one of the settings, built first where it is missing.
    online : OnlineGeocoder, optional
        Asked for names that the gazetteer does not hold; without it no name leaves the machine.

    Returns
    -------
    pandas.DataFrame
        One row a mention, in the order of the articles and of their texts, with the columns of `geo.frame.COLUMNS`.

    Raises
    ------
    GazetteerError
        Where the gazetteer cannot be built or read.
    GeocodingError
        Where the online geocoder cannot be reached.
    """
    names = gazetteer or load_gazetteer()
    return to_frame([row for article in articles for row in locate_article(article, names, online)])


def locate_article(
    article: Article, gazetteer: Gazetteer, online: OnlineGeocoder | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of one article, as `geo.frame.to_frame` takes them."""
    split = sentences(article.text)
    both = headed(article, recognise(article, gazetteer), gazetteer)
    toponyms, resolutions = both.own(article), resolve(both.toponyms, both.text, article.lang)[both.titled :]
    if online is not None:
        resolutions = [_ask(online, toponym, found) for toponym, found in zip(toponyms, resolutions, strict=True)]
    times = article_times(article.text, split, article.lang, article.published, article.published_precision)
    spans = [toponym.span for toponym in toponyms if toponym.kind == "place"]
    areas = _areas(toponyms, resolutions)
    between = between_places(article.text, article.lang, toponyms, resolutions)
    for toponym, resolution in zip(toponyms, resolutions, strict=True):
        shown = excerpt(article.text, split, toponym.span)
        yield {
            "mention_id": mention_id(article.id, toponym.span.start, toponym.span.end),
            "article_id": article.id,
            "start": toponym.span.start,
            "end": toponym.span.end,
            "surface": toponym.surface,
            "kind": toponym.kind,
            **_place(article, toponym, resolution, gazetteer, between),
            **_event(article, toponym, resolution, split, spans, areas, times),
            "published": article.published,
            "published_precision": article.published_precision,
            "lang": article.lang,
            "title": article.title or None,
            "source": article.source,
            "url": article.url,
            "excerpt": article.text[shown.start : shown.end],
            "excerpt_start": shown.start,
        }


def _ask(online: OnlineGeocoder, toponym: Toponym, resolution: Resolution) -> Resolution:
    if toponym.kind != "place" or resolution.candidate is not None:
        return resolution
    found = online.place(toponym.surface)
    return resolution if found is None else Resolution(found, ONLINE_SCORE, say("online", service=online.service))


def _place(
    article: Article, toponym: Toponym, resolution: Resolution, gazetteer: Gazetteer, between: Between
) -> dict[str, Any]:
    candidate = resolution.candidate
    if candidate is None:
        return {"reason": resolution.reason}
    basis, uncertainty_km, shown = _basis(article, toponym, candidate, gazetteer, between)
    return {
        **of_candidate(candidate),
        "uncertainty_km": uncertainty_km,
        "basis": basis,
        "score": resolution.score,
        "reason": join((toponym.why, resolution.reason, shown)),
    }


def _basis(
    article: Article, toponym: Toponym, candidate: Candidate, gazetteer: Gazetteer, between: Between
) -> tuple[Basis, float, str]:
    if candidate.level == "country":
        seat = gazetteer.capital(candidate.country_code)
        shown = say("at_capital", name=seat.name) if seat and toponym.kind == "place" else ""
        return "inferred", candidate.uncertainty_km, shown
    if candidate.place_id.endswith(DISTRICT):
        return "inferred", candidate.uncertainty_km, say("at_town")
    beside = beside_km(article.text, toponym.span, article.lang) if toponym.kind == "place" else None
    if beside is not None:
        km = candidate.uncertainty_km + beside
        return "inferred", round(km, 1), say("beside", name=candidate.name)
    if toponym.span in between:
        other, km = between[toponym.span]
        return "inferred", round(candidate.uncertainty_km + km, 1), say("between", name=other.name)
    return "named", candidate.uncertainty_km, ""


def _around(spans: list[Span], sentence: Span, span: Span) -> list[Span]:
    """The places near a mention in its sentence; a text without punctuation is one sentence, however long."""
    first = bisect_left(spans, max(sentence.start, span.start - _NEARBY), key=_START)
    last = bisect_left(spans, min(sentence.end, span.end + _NEARBY), key=_START)
    return spans[first:last]


def _areas(toponyms: Sequence[Toponym], resolutions: Sequence[Resolution]) -> frozenset[Span]:
    """The places that are areas or waters rather than points."""
    both = zip(toponyms, resolutions, strict=True)
    return frozenset(toponym.span for toponym, found in both if found.candidate and found.candidate.level in _WIDE)


def _event(
    article: Article,
    toponym: Toponym,
    resolution: Resolution,
    split: Sequence[Span],
    spans: list[Span],
    areas: frozenset[Span],
    times: ArticleTimes,
) -> dict[str, Any]:
    if toponym.kind != "place":
        return {}
    sentence = split[sentence_index(split, toponym.span.start)]
    level = resolution.candidate.level if resolution.candidate else None
    around = _around(spans, sentence, toponym.span)
    # "Attacks on Lyman": where a namesake is at the front, the attack may well be there.
    is_far = (
        resolution.candidate is not None
        and is_far_behind(resolution.candidate)
        and all(is_far_behind(c) for c in toponym.candidates if c.is_main and is_of_the_front(c))
    )
    role: Role = role_of(article.text, sentence, toponym.span, article.lang, around, level, areas, is_far=is_far)
    sends = role == "other" and is_origin(article.text, sentence, toponym.span, article.lang, around, areas)
    days = interval_for(toponym.span, times, role, is_origin=sends)
    return {"role": role, "event_start": days and days.start, "event_end": days and days.end}
