"""Annotated articles beside located mentions -> figures.

Two spans are the same mention where one lies within the other; each is used once, equal ones first. An annotation of kind
"ignore" is neither missed nor extra, one of kind "any" takes whatever kind was found. A found mention is *mapped* where it is a
dot on the map: a place that has a place_id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geopy.distance import great_circle

from benchmarks.calibration import calibration_error

Row = Mapping[str, Any]
Span = tuple[int, int]

# What the literature on toponym resolution counts as right (100 miles).
LOOSE_KM = 161.0
_OTHERS = {"demonym", "metonym"}
_AREAS = {"admin1", "admin2", "region"}  # an oblast, a raion and a region are told apart by nobody's guidelines alike
_SHAPELESS = {"water", "facility", "other"}  # annotated without a point, and called by as many levels


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure: its value, None where there was nothing to measure, and the number of things it was measured on."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Pair:
    """An annotated mention and the found one at its span; one of the two may be missing.

    Attributes
    ----------
    annotated, found : mapping or None
    is_excused : bool
        Nothing is annotated at the found span but "ignore".
    """

    annotated: Row | None
    found: Row | None
    is_excused: bool = False

    @property
    def kind(self) -> str:
        """Kind of the annotation; empty where there is none."""
        return "" if self.annotated is None else str(self.annotated["kind"])

    @property
    def found_kind(self) -> str:
        """Kind of what was found; empty where nothing was."""
        return "" if self.found is None else str(self.found["kind"])

    @property
    def has_place(self) -> bool:
        """Whether what was found is placed."""
        return self.found is not None and self.found["place_id"] is not None

    @property
    def is_recognised(self) -> bool:
        """Whether the annotation is a place and was found as one."""
        return self.found is not None and (self.kind == "any" or self.kind == self.found_kind == "place")

    @property
    def is_false(self) -> bool:
        """Whether a place was found where none is: unannotated, or a dot for a people or a government."""
        if self.found_kind != "place" or self.is_excused:
            return False
        return self.annotated is None or (self.kind in _OTHERS and self.has_place)


def score(records: Sequence[Row], rows: Iterable[Row], km: float) -> dict[str, Figure]:
    """Figures of the located mentions of some articles.

    Parameters
    ----------
    records : sequence of mapping
        Annotated articles: `id`, and `mentions` with start, end, kind, level, country_code, latitude, longitude and where
        annotated role, event_start and event_end.
    rows : iterable of mapping
        Located mentions as `geo.export.to_json_lines` writes them: unknown is None, a day is ISO text.
    km : float
        How far from the annotated point a place is still right, in km.

    Returns
    -------
    dict of str to Figure
        Shares from 0 to 1, in the order in which they are read.
    """
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[str(row["article_id"])].append(row)
    pairs = [pair for record in records for pair in pair_mentions(record["mentions"], by_article[str(record["id"])])]
    places = [pair for pair in pairs if pair.kind in {"place", "any"}]
    recognised = [pair for pair in places if pair.is_recognised]
    false = [pair for pair in pairs if pair.is_false]
    mapped = [pair for pair in (*recognised, *false) if pair.has_place]
    right = {id(pair) for pair in recognised if is_right(pair, km)}
    points = [pair for pair in recognised if pair.annotated and pair.annotated["latitude"] is not None]
    areas = [pair for pair in recognised if pair.annotated and pair.annotated["latitude"] is None]
    others = [pair for pair in pairs if pair.kind in _OTHERS]
    others_found = [pair for pair in pairs if pair.found_kind in _OTHERS and pair.kind not in {"any", "ignore"}]
    described = [pair for pair in recognised if pair.annotated and pair.annotated.get("role")]
    scored = [((pair.found or {}).get("score") or 0.0, id(pair) in right) for pair in mapped]
    return {
        **_retrieval("recognition", len(recognised), len(recognised) + len(false), len(places)),
        "others_f1": _f1(sum(pair.kind == pair.found_kind for pair in others), len(others_found), len(others)),
        f"resolution_within_{km:g}km": _share(id(pair) in right for pair in points),
        f"resolution_within_{LOOSE_KM:g}km": _share(is_right(pair, LOOSE_KM) for pair in points),
        "area_accuracy": _share(id(pair) in right for pair in areas),
        **_retrieval("end_to_end", len(right), len(mapped), len(places)),
        "calibration_error": Figure(calibration_error(scored), len(scored)),
        "role_accuracy": _share(_agree(pair, "role") for pair in described),
        "when_accuracy": _share(_agree(pair, "event_start", "event_end") for pair in described),
    }


def pair_mentions(annotated: Iterable[Row], found: Iterable[Row]) -> list[Pair]:
    """Every annotated and every found mention of an article, once."""
    wanted = {(int(row["start"]), int(row["end"])): row for row in annotated}
    at_hand = {(int(row["start"]), int(row["end"])): row for row in found}
    partner = match(wanted.keys(), at_hand.keys())
    ignored = [span for span, row in wanted.items() if row["kind"] == "ignore"]
    pairs = [Pair(row, at_hand[partner[span]] if span in partner else None) for span, row in wanted.items()]
    for span in at_hand.keys() - set(partner.values()):
        pairs.append(Pair(None, at_hand[span], any(nested(span, other) for other in ignored)))
    return pairs


def match(wanted: Collection[Span], found: Collection[Span]) -> dict[Span, Span]:
    """The found span of each wanted one that has one."""
    partner = {span: span for span in wanted if span in found}
    free = sorted(span for span in found if span not in partner)
    for span in sorted(span for span in wanted if span not in partner):
        other = next((candidate for candidate in free if nested(span, candidate)), None)
        if other is not None:
            partner[span] = other
            free.remove(other)
    return partner


def nested(span: Span, other: Span) -> bool:
    """Whether one of two spans lies within the other."""
    return (span[0] <= other[0] and other[1] <= span[1]) or (other[0] <= span[0] and span[1] <= other[1])


def is_right(pair: Pair, km: float) -> bool:
    """Whether a place was put where it is annotated: within `km` of its point, or at an area of its level and country."""
    annotated, found = pair.annotated, pair.found
    if annotated is None or found is None or not pair.has_place:
        return False
    if annotated["latitude"] is not None:
        return found["latitude"] is not None and apart_km(annotated, found) <= km
    levels = {annotated["level"], found["level"]}
    is_same_level = len(levels) == 1 or levels <= _AREAS or annotated["level"] in _SHAPELESS
    countries = {annotated["country_code"], found["country_code"]} - {None}
    return is_same_level and len(countries) < 2


def apart_km(row: Row, other: Row) -> float:
    """Great-circle distance between two rows with coordinates, in km."""
    return float(great_circle((row["latitude"], row["longitude"]), (other["latitude"], other["longitude"])).km)


def score_points(records: Sequence[Row], found: Sequence[Sequence[Row]], km: float) -> dict[str, Figure]:
    """Figures of texts or place strings that have one point each.

    Parameters
    ----------
    records : sequence of mapping
        With latitude and longitude.
    found : sequence of sequence of mapping
        For each record the places that were found, with coordinates.
    km : float
        How near one of them must be, in km.

    Returns
    -------
    dict of str to Figure
        The share of records with a place within `km`, the share with any place, and the mean number of different points,
        without which the first says little: who maps everything hits something.
    """
    mapped = [[row for row in rows if row["latitude"] is not None] for rows in found]
    hits = (any(apart_km(record, row) <= km for row in rows) for record, rows in zip(records, mapped, strict=True))
    points = sum(len({(row["latitude"], row["longitude"]) for row in rows}) for rows in mapped)
    return {
        f"within_{km:g}km": _share(hits),
        "with_any_place": _share(bool(rows) for rows in mapped),
        "places_each": Figure(points / len(records) if records else None, len(records)),
    }


def _agree(pair: Pair, *columns: str) -> bool:
    annotated, found = pair.annotated or {}, pair.found or {}
    return all(annotated.get(column) == found.get(column) for column in columns)


def _share(results: Iterable[bool]) -> Figure:
    known = list(results)
    return Figure(sum(known) / len(known) if known else None, len(known))


def _f1(right: int, found: int, annotated: int) -> Figure:
    return Figure(2 * right / (found + annotated) if found + annotated else None, annotated)


def _retrieval(name: str, right: int, found: int, annotated: int) -> dict[str, Figure]:
    return {
        f"{name}_precision": Figure(right / found if found else None, found),
        f"{name}_recall": Figure(right / annotated if annotated else None, annotated),
        f"{name}_f1": _f1(right, found, annotated),
    }
