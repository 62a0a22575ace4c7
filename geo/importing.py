"""Events of others -> articles and mentions with the coordinates that their table gives; and how far ours lie from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pycountry

from geo.articles.language import detect_language, normalise_language
from geo.distances import apart_km
from geo.errors import ArticleError
from geo.event_tables import Event, read_events
from geo.frame import mention_id, of_candidate, to_frame
from geo.gazetteer import Gazetteer
from geo.ingest import BATCH, GIVEN, Progress, total
from geo.models import Article
from geo.queries import resolve_place
from geo.reasons import say
from geo.store import Added, Store, commit, plan

_EXCERPT = 600  # characters of an event's notes that are shown
_VERSION = f"{GIVEN} 1"  # raised when rows are made otherwise, so that a second import replaces them
WITHIN_KM = (1, 5, 10, 25, 50, 100)
WORST = 10


def import_events(
    store: Store, files: Sequence[Path], gazetteer: Gazetteer, tell: Progress | None = None, who: str = ""
) -> tuple[Added, tuple[str, ...]]:
    """Put the events of some tables into the store: one article and one mention each; what is there already changes nothing.

    Returns
    -------
    Added
        What was stored.
    tuple of str
        A sentence for each file or row that could not be read; the others are stored all the same.

    Raises
    ------
    StoreError
        Where the store cannot be written. What was written before stays, and is whole.
    """
    done: list[Added] = []
    problems: list[str] = []
    for held in _batches(files, problems):
        articles = [article_of(event) for event in held]
        chosen = plan(store, articles, _VERSION)
        wanted = {article.id for article in chosen.articles}
        rows = [row_of(e, a, gazetteer) for e, a in zip(held, articles, strict=True) if a.id in wanted]
        done.append(commit(store, chosen, to_frame(rows), who=who))
        if tell is not None:
            tell(0.0, f"{sum(one.new + one.changed + one.same for one in done)}")
    return total(done), tuple(problems)


def _batches(files: Sequence[Path], problems: list[str]) -> Iterator[list[Event]]:
    taken: set[str] = set()
    held: list[Event] = []
    for file in files:
        for event in told(file):
            if isinstance(event, ArticleError):
                problems.append(str(event))
            elif event.id in taken:
                problems.append(f"{file}: the event {event.id!r} stands there twice; the first one is kept")
            else:
                taken.add(event.id)
                held.append(event)
            if len(held) == BATCH:
                yield held
                held = []
    if held:
        yield held


def told(file: Path) -> Iterator[Event | ArticleError]:
    """As `read_events`, with what is wrong with the file as its only item."""
    try:
        yield from read_events(file)
    except ArticleError as error:
        yield error


def article_of(event: Event) -> Article:
    """An event as an article: its text is the place as the table has it, and below a blank line the notes.

    An event counts as published on its first day, for its table does not say when it was told.
    """
    place = _surface(event)
    notes = re.sub("\x00|[\ud800-\udfff]", "\ufffd", event.text)
    text = f"{place}\n\n{notes}" if notes else place
    lang = {"ua": "uk"}.get(event.lang, event.lang)  # VIINA writes the country
    return Article(
        id=event.id,
        text=text,
        title=event.title,
        published=_published(event),
        published_precision=event.precision if event.days else None,
        lang=normalise_language(lang) or detect_language(notes or place),
        source=event.source,
        url=event.url or None,
    )


def _published(event: Event) -> Any:
    if event.days is None:
        return None
    first = event.days.start
    return first.replace(day=1) if event.precision == "month" else first


def _surface(event: Event) -> str:
    named = event.place or f"{event.latitude}, {event.longitude}"
    return re.sub("\x00|[\ud800-\udfff]", "\ufffd", " ".join(named.split()))


def row_of(event: Event, article: Article, gazetteer: Gazetteer) -> dict[str, Any]:
    """The mention of an event, as `geo.frame.to_frame` takes it: at the table's own coordinates, else at ours of its place."""
    end, happened = len(_surface(event)), None if event.is_report else event.days
    return {
        "mention_id": mention_id(article.id, 0, end),
        "article_id": article.id,
        "start": 0,
        "end": end,
        "surface": article.text[:end],
        "kind": "place",
        **(_found(event, gazetteer) if event.latitude is None else _given(event)),
        "role": event.role,
        "published": article.published,
        "published_precision": article.published_precision,
        "event_start": happened.start if happened else None,
        "event_end": happened.end if happened else None,
        "lang": article.lang,
        "title": article.title or None,
        "source": article.source,
        "url": article.url,
        "excerpt": article.text[:_EXCERPT],
        "excerpt_start": 0,
    }


def _given(event: Event) -> dict[str, Any]:
    name = _surface(event)
    return {
        "place_id": f"given:{event.latitude:.4f},{event.longitude:.4f}:{event.level}:{name[:80]}",
        "place_name": name,
        "level": event.level,
        "country_code": country_code(event.country),
        "admin1": event.admin1 or None,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "uncertainty_km": event.uncertainty_km,
        "basis": "given",
        "reason": say("given", table=event.table, code=event.code)
        if event.code
        else say("given_plain", table=event.table),
    }


def _found(event: Event, gazetteer: Gazetteer) -> dict[str, Any]:
    found = resolve_place(query_of(event), gazetteer)
    candidate = found.candidate
    if candidate is None:
        return {"reason": found.reason}
    return {
        **of_candidate(candidate),
        "basis": "inferred" if candidate.level == "country" else "named",
        "score": found.score,
        "reason": found.reason,
    }


@lru_cache(maxsize=1000)
def country_code(name: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country's name or code; None where it is not known."""
    try:
        return str(pycountry.countries.lookup(name).alpha_2) if name else None
    except LookupError:
        return None


def query_of(event: Event) -> str:
    """The place of an event as a place string, finest part first."""
    return ", ".join(dict.fromkeys(part for part in (event.place, event.admin2, event.admin1, event.country) if part))


@dataclass(frozen=True, slots=True)
class Compared:
    """An event's own point and ours for its place; `km` apart, None where we found none."""

    id: str
    query: str
    latitude: float
    longitude: float
    our_name: str | None
    our_latitude: float | None
    our_longitude: float | None
    km: float | None


def compare(events: Iterable[Event], gazetteer: Gazetteer) -> list[Compared]:
    """How far our point for each place lies from the one that the table gives; events without a name or a point are left out."""
    found = []
    for event in events:
        if event.latitude is None or event.longitude is None or not event.place:
            continue
        ours = resolve_place(query_of(event), gazetteer).candidate
        spot = (event.latitude, event.longitude)
        km = apart_km(*spot, ours.latitude, ours.longitude) if ours else None
        name, lat, lon = (ours.name, ours.latitude, ours.longitude) if ours else (None, None, None)
        found.append(Compared(event.id, query_of(event), *spot, name, lat, lon, km))
    return found


def distribution(compared: Sequence[Compared]) -> dict[str, float]:
    """How many were compared and found, the median and the 90th percentile in km, and the share of all within some distances."""
    known = np.array([one.km for one in compared if one.km is not None])
    figures = {"compared": float(len(compared)), "found": float(len(known))}
    if len(known):
        figures |= {"median_km": float(np.median(known)), "p90_km": float(np.percentile(known, 90))}
    return figures | {f"within_{km}_km": float((known <= km).sum()) / max(len(compared), 1) for km in WITHIN_KM}


def worst(compared: Sequence[Compared]) -> list[Compared]:
    """The ten that lie furthest apart; what we did not find is not among them."""
    return sorted((one for one in compared if one.km is not None), key=lambda one: -(one.km or 0.0))[:WORST]
