"""Searches of a reader: places by a name in any spelling, and articles by what they say."""

from __future__ import annotations

import re
import threading

import duckdb
import numpy as np
import pyarrow as pa

from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.gazetteer.spelling import skeleton
from geo.store import Snapshot
from geo.store.snapshots import connect
from geo.store.tables import told
from geo.text import normalise
from geo.views import Mask, Views

_LEAST_LETTERS = 3  # of a name that is still being typed: fewer begin half of all names
_PATIENCE_S = 8.0  # a search in texts that takes longer is given up
_WORDS = re.compile(r'"([^"]+)"|(\S+)')


def places_named(view: Views, text: str, gazetteer: Gazetteer) -> Mask:
    """Which of the view's places `text` may mean: one value for each place.

    A place is found by any name that the gazetteer has of it, by another romanisation of the name that is shown ("Bachmoet" is
    Bakhmut), and by the first letters of a word of that name; where nothing is found so, by the first letters of any name.
    """
    wanted = normalise(text)
    ids = view.places["place_id"].astype(object).to_numpy()
    if not wanted:
        return np.zeros(len(ids), dtype=np.bool_)
    found = {candidate.place_id for candidate in gazetteer.candidates(text)}
    letters = skeleton(text)
    hits = np.array(
        [
            _town(place_id) in found or f" {wanted}" in f" {normalise(name)}" or (letters and letters == skeleton(name))
            for place_id, name in zip(ids, view.places["place_name"], strict=True)
        ],
        dtype=np.bool_,
    )
    if not hits.any() and len(wanted) >= _LEAST_LETTERS:
        begun = {
            candidate.place_id for _name, candidates in gazetteer.beginning_with(wanted) for candidate in candidates
        }
        hits = np.array([_town(place_id) in begun for place_id in ids], dtype=np.bool_)
    return hits


def _town(place_id: str) -> str:
    """The id that the gazetteer knows: that of a district called after its town ends in another word."""
    return ":".join(place_id.split(":")[:2])


def articles_with(seen: Snapshot, view: Views, text: str) -> Mask:
    """Which of the view's articles hold all words of `text` in title or body, whatever their case and accents: one value each.

    Words between double quotes stand for themselves, in this order.

    Raises
    ------
    StoreError
        Where the store cannot be read, or the search takes longer than some seconds.
    """
    articles = view.articles
    hits: Mask = np.zeros(len(articles), dtype=np.bool_)
    said = [" ".join((quoted or word.strip('"')).split()) for quoted, word in _WORDS.findall(text)]
    words = [word for word in said if word]
    if not words:
        return hits
    where = " AND ".join(f"contains(said, strip_accents(lower(${n})))" for n in range(1, len(words) + 1))
    with told(seen.store), connect() as database:
        columns = ["ingest_id", "article_no", "title", "text"]
        database.register("a", seen.articles.scanner(columns=columns).to_reader())
        patience = threading.Timer(_PATIENCE_S, database.interrupt)
        try:
            patience.start()
            found = database.sql(
                "SELECT ingest_id, article_no FROM (SELECT ingest_id, article_no, "
                "strip_accents(lower(concat_ws(' ', title, text))) AS said FROM a) WHERE " + where,
                params=words,
            ).to_arrow_table()
        except duckdb.InterruptException:
            raise StoreError(
                f"the search for {text!r} took longer than {_PATIENCE_S:.0f} s and was given up; search for a rarer word"
            ) from None
        finally:
            patience.cancel()
    return _rows(view, found, hits)


def _rows(view: Views, found: pa.Table, hits: Mask) -> Mask:
    """The articles of the events found; those that no longer hold fall out."""
    codes = {name: code for code, name in enumerate(view.articles.ingests)}
    ingest = np.array([codes.get(name, -1) for name in found.column("ingest_id").to_pylist()], dtype=np.int64)
    asked = (ingest << 32) + found.column("article_no").to_numpy()
    own = (view.articles.ingest.astype(np.int64) << 32) + view.articles.number
    hits[np.isin(own, asked[ingest >= 0])] = True
    return hits
