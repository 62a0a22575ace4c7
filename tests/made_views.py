"""Views of random mentions, and the same mentions as a table for pandas to count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.assembly import assemble
from geo.models import BASES, KINDS, LEVELS, ROLES
from geo.views import NO_SCORE, OF_PLACES, UNDATED, ArticleColumns, Views

COUNTRIES = ("UA", "RU", "BY", "PL", None)
LANGS, SOURCES = ("nl", "uk", "en"), tuple(f"source {number}" for number in range(40))


def made_views(mentions: int, places: int = 5000, days: int = 1000, seed: int = 0) -> Views:
    chance = np.random.default_rng(seed)

    def codes(words: int, count: int, least: int = -1, dtype: type = np.int32) -> np.ndarray:
        return chance.integers(least, words, count).astype(dtype)

    country = np.array(COUNTRIES, dtype=object)[codes(len(COUNTRIES), places, 0)]
    table = pd.DataFrame(
        {
            "place_id": [f"geonames:{number}" for number in range(places)],
            "place_name": [f"Place {number}" for number in range(places)],
            "level": np.array(LEVELS, dtype=object)[codes(len(LEVELS), places, 0)],
            "country_code": country,
            "admin1": np.where(
                pd.isna(country), None, np.array(["North", "South", None], dtype=object)[codes(3, places, 0)]
            ),
            "latitude": 48.0,
            "longitude": 38.0,
            "uncertainty_km": 1.0,
        }
    )[OF_PLACES]
    articles = max(mentions // 10, 1)
    columns = ArticleColumns(
        np.zeros(articles, np.int32),
        np.arange(articles, dtype=np.int32),
        np.sort(codes(days, articles, 0)),
        codes(len(LANGS), articles),
        codes(len(SOURCES), articles),
        np.full(articles, -1, np.int32),
        ("",),
        LANGS,
        SOURCES,
    )
    kind = chance.choice(len(KINDS), mentions, p=[0.8, 0.1, 0.1]).astype(np.int8)
    place, basis, role = (
        codes(places, mentions),
        codes(len(BASES), mentions, 0, np.int8),
        codes(len(ROLES), mentions, 0, np.int8),
    )
    basis[place < 0], role[kind > 0] = -1, -1
    score = codes(101, mentions, 0, np.uint8)
    score[place < 0] = NO_SCORE
    first = codes(days, mentions, 0)
    last = first + np.where(chance.random(mentions) < 0.1, 20, 0).astype(np.int32)
    first[: mentions // 20] = last[: mentions // 20] = UNDATED
    article = codes(articles, mentions, 0)
    given = {"first": first, "last": last, "place": place, "article": article, "start": codes(5000, mentions, 0)}
    return assemble(table, columns, given | {"role": role, "basis": basis, "kind": kind, "score": score})


def as_table(view: Views) -> pd.DataFrame:
    """One row a mention, in the order of the view, with the words that are filtered on; None where there is none."""

    def words(codes: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
        return np.array([*names, None], dtype=object)[codes]

    articles = view.articles
    places = pd.concat([view.places.astype(object), pd.DataFrame([dict.fromkeys(OF_PLACES)])], ignore_index=True)
    of_place = places.iloc[view.place].reset_index(drop=True)
    return of_place[["place_id", "level", "country_code", "admin1"]].assign(
        first=view.first,
        last=view.last,
        role=words(view.role, ROLES),
        basis=words(view.basis, BASES),
        kind=words(view.kind, KINDS),
        score=np.where(view.score == NO_SCORE, np.nan, view.score),
        lang=words(articles.lang[view.article], articles.langs),
        source=words(articles.source[view.article], articles.sources),
        article=view.article,
        place=view.place,
    )
