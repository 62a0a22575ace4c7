"""Columns of mentions, from a store or from a table at hand -> the views in the order in which the page filters them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.models import BASES, KINDS, ROLES, Interval
from geo.views import EPOCH, NO_SCORE, OF_PLACES, UNDATED, ArticleColumns, Codes, Days, Percents, Views, cells_of

_RECALLED_DAYS = 31
_PLACE = KINDS.index("place")


def assemble(places: pd.DataFrame, articles: ArticleColumns, columns: dict[str, npt.NDArray[Any]]) -> Views:
    """The views of mentions in any order; `columns` holds first to score of `Views`, without pair, and is emptied on the way."""
    is_place = columns["kind"] == _PLACE
    columns["role"][is_place & (columns["role"] < 0)] = ROLES.index("other")  # an imported table may not say
    # Each array is let go as soon as the next one is made of it: of ten million mentions one takes 80 MB.
    keys = columns["first"].astype(np.int64)
    keys[~is_place] += 2**32
    order = np.argsort(keys)
    del keys
    ordered = {name: columns.pop(name)[order] for name in list(columns)}
    del order
    drawn = int(is_place.sum())
    dated = int(np.searchsorted(ordered["first"][:drawn], UNDATED))
    pair, pair_place = _pairs(ordered["place"], ordered["article"], max(len(articles), 1))
    whole = _extent(ordered["first"][:dated], ordered["last"][:dated], articles.published[ordered["article"][:drawn]])
    newest = _newest(ordered["first"][:dated], ordered["last"][:dated], articles.published)
    cell = cells_of(ordered["place"], ordered["role"], ordered["basis"], len(places))
    names = pd.factorize(places["place_name"], sort=True, use_na_sentinel=False)[0].astype(np.int32)
    return Views(
        places,
        names,
        articles,
        drawn,
        dated,
        pair=pair,
        pair_place=pair_place,
        cell=cell,
        whole=whole,
        newest=newest,
        key=uuid4().hex,
        **ordered,
    )


def _pairs(place: Codes, article: Codes, articles: int) -> tuple[Codes, Codes]:
    keys = place.astype(np.int64)
    keys *= articles
    keys += article
    keys[place < 0] = -1
    order = np.argsort(keys)
    keys = keys[order]
    is_first = np.concatenate([keys[:1] >= 0, (keys[1:] != keys[:-1])])
    pair_place = (keys[is_first] // articles).astype(np.int32)
    del keys
    numbers = np.cumsum(is_first, dtype=np.int32)
    numbers -= 1
    pair = np.empty_like(numbers)
    pair[order] = numbers
    return pair, pair_place


def _extent(first: Days, last: Days, published: Days) -> Interval | None:
    if not len(first):
        return None
    earliest = int(published.min())
    if earliest == UNDATED:
        earliest = int(first[0])
    begin = min(earliest, int(first[np.searchsorted(first, earliest - _RECALLED_DAYS) :].min(initial=UNDATED)))
    return Interval(EPOCH + timedelta(begin), EPOCH + timedelta(max(begin, int(last.max()))))


def _newest(first: Days, last: Days, published: Days) -> date | None:
    """The last day of what had begun when the newest article was published; of mentions without one, of all."""
    latest = published[published != UNDATED].max(initial=-UNDATED)
    begun = last[: np.searchsorted(first, latest, side="right")]
    return EPOCH + timedelta(int((begun if len(begun) else last).max())) if len(last) else None


def views(frame: pd.DataFrame) -> Views:
    """The views of a table of mentions that is at hand; `geo.loading` makes those of a store."""
    codes, ids = pd.factorize(frame["place_id"])
    rows = frame[frame["place_id"].notna()].drop_duplicates("place_id").set_index("place_id").reindex(ids)
    article, _ = pd.factorize(frame["article_id"], sort=True)
    of_article = frame.assign(article=article).drop_duplicates("article").sort_values("article")
    until = last_days(of_article["published"], of_article["published_precision"])
    (lang, langs), (source, sources) = pd.factorize(of_article["lang"]), pd.factorize(of_article["source"])
    published = days_of(of_article["published"])
    columns: dict[str, npt.NDArray[Any]] = {
        "place": codes.astype(np.int32),
        "article": article.astype(np.int32),
        "start": frame["start"].to_numpy().astype(np.int32),
        "role": pd.Categorical(frame["role"], categories=ROLES).codes.astype(np.int8),
        "basis": pd.Categorical(frame["basis"], categories=BASES).codes.astype(np.int8),
        "kind": pd.Categorical(frame["kind"], categories=KINDS).codes.astype(np.int8),
        "score": percents(frame["score"].to_numpy()),
        "first": days_of(frame["event_start"]),
        "last": days_of(frame["event_end"]),
    }
    fill_days(columns, published, until)
    no_ingest = np.zeros(len(of_article), dtype=np.int32)
    articles = ArticleColumns(
        ingest=no_ingest,
        number=np.arange(len(of_article), dtype=np.int32),
        published=published,
        lang=lang.astype(np.int32),
        source=source.astype(np.int32),
        story=pd.factorize(of_article["story_id"])[0].astype(np.int32),
        ingests=("",),
        langs=tuple(langs),
        sources=tuple(sources),
    )
    return assemble(rows[OF_PLACES[1:]].reset_index(names="place_id"), articles, columns)


def percents(scores: npt.NDArray[np.float64]) -> Percents:
    """Scores from 0 to 1 in whole percents; `NO_SCORE` for NaN."""
    return np.nan_to_num(np.round(scores * 100), nan=NO_SCORE).astype(np.uint8)


def fill_days(columns: Mapping[str, npt.NDArray[Any]], published: Days, until: Days) -> None:
    """Give mentions without an event of their own the days of their article's publication."""
    first, last = columns["first"], columns["last"]
    bare = np.flatnonzero(first == UNDATED)
    article = columns["article"][bare]
    first[bare], last[bare] = published[article], until[article]


def last_days(published: pd.Series, precision: pd.Series) -> Days:
    """The last day on which each may have been published: of a month its last, of a year 31 December."""
    until = published.where(precision == "day", published + pd.offsets.MonthEnd(0))
    return days_of(until.where(precision != "year", published + pd.offsets.YearEnd(0)))


def days_of(column: pd.Series) -> Days:
    """Days since 1970-01-01; `UNDATED` where missing."""
    days = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), UNDATED, days.astype(np.int64)).astype(np.int32)
