"""The front on the page: what the map is told, the filter by distance, and what the panel says; pure functions alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.assembly import views
from geo.filters import Filters, Found, index, mask
from geo.frame import to_frame
from geo.front import Line, front_of, schematic
from geo.front.distance import EPOCH
from geo.front.drawing import drawing
from geo.front.stored import SCHEMATIC
from geo.models import Interval
from geo.page import address, front, words

from .made_front import CORNERS, line

DAY = date(2022, 12, 20)
BAKHMUT: dict[str, Any] = {
    "place_id": "geonames:713174", "place_name": "Bakhmut", "level": "populated_place", "latitude": 48.5956,
    "longitude": 38.0004, "uncertainty_km": 3.0,
}  # fmt: skip
DONETSK = BAKHMUT | {"place_id": "d", "place_name": "Donetsk", "latitude": 48.023, "longitude": 37.8029}
LVIV = BAKHMUT | {"place_id": "l", "place_name": "Lviv", "latitude": 49.8383, "longitude": 24.0232}
OBLAST = BAKHMUT | {"place_id": "o", "place_name": "Donetsk Oblast", "level": "admin1", "uncertainty_km": 92.0}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


def ground(*lines: Line) -> front.Ground:
    found = front_of(lines or (line(),))
    return front.Ground(found, front.NEWEST, found.sources, "key", 14)


def at(day: date | None = DAY, *lines: Line) -> front.At:
    return front.At(ground(*lines), None if day is None else Interval(date(2022, 12, 1), day))


def decoded(steps: list[int]) -> Any:
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / 10_000


def test_the_map_gets_area_and_line_with_whom_to_name() -> None:
    hostile = replace(line(), source="</script>", attribution="{{ 1 }}")
    told = json.loads(drawing([line(day=date(2022, 12, 25)), hostile], SCHEMATIC))
    assert [(one["source"], one["day"]) for one in told["lines"]] == [
        ("</script>", (DAY - EPOCH).days),
        ("made", (DAY - EPOCH).days + 5),
    ]
    assert told["sources"]["</script>"] == {"attribution": "{{ 1 }}", "licence": "CC0", "schematic": False}
    ring = shapely.Polygon(decoded(told["lines"][0]["area"][0]))
    assert shapely.hausdorff_distance(ring, shapely.Polygon(CORNERS)) < 0.002
    path = shapely.MultiLineString([decoded(part) for part in told["lines"][0]["line"]])
    assert shapely.hausdorff_distance(path, line().line) < 0.002


def test_our_own_lines_are_coarse_labelled_and_never_measured_against() -> None:
    own = schematic()
    assert len(own) >= 6
    assert {one.source for one in own} == {SCHEMATIC}
    assert all(date(2022, 2, 1) <= one.day < date(2024, 1, 1) for one in own)
    assert {said["schematic"] for said in json.loads(drawing(own, SCHEMATIC))["sources"].values()} == {True}
    sides = {"Kherson": (32.62, 46.64), "Izium": (37.26, 49.21), "Bakhmut": (38.0, 48.6), "Simferopol": (34.1, 44.95)}
    held = {one.day: {name for name, spot in sides.items() if one.area.contains(shapely.Point(spot))} for one in own}
    assert held[date(2022, 2, 23)] == {"Simferopol"}
    assert held[date(2022, 8, 31)] == {"Kherson", "Izium", "Simferopol"}
    assert held[date(2022, 11, 14)] == {"Simferopol"}
    assert held[date(2023, 5, 22)] == {"Bakhmut", "Simferopol"}


def test_a_fresh_install_draws_our_own_lines_and_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_version", lambda: "")
    known = front.ground()
    assert (known.chosen, known.sources, known.key) == (SCHEMATIC, (SCHEMATIC,), "")
    assert known.front.lines == ()
    monkeypatch.setattr(front, "_drawn", lambda version: "../front.json")
    told = front.layer(front.At(known, Interval(DAY, DAY)))
    assert told is not None
    assert (told["url"], told["source"], told["end"]) == ("../front.json", SCHEMATIC, (DAY - EPOCH).days)
    assert front.layer(front.At(replace(known, chosen=front.NONE), None)) is None
    assert front.facts(BAKHMUT, front.At(known, Interval(DAY, DAY))) == []


def test_the_panel_says_how_far_a_place_was_from_the_line() -> None:
    near = front.facts(BAKHMUT, at())
    assert near == ["5.1 km from the front line", "front-line place", "made, 20 Dec 2022"]
    assert front.facts(DONETSK, at())[0].endswith("km from the front line, inside the occupied area")
    assert "front-line place" not in front.facts(LVIV, at())
    assert front.facts(OBLAST, at())[0].startswith("from -87 to 97 km of the front line")
    assert "front-line place" not in front.facts(OBLAST, at())  # that it touches the line says little of an area
    assert front.facts(BAKHMUT, at(date(2023, 2, 1))) == []
    assert front.facts(BAKHMUT, at(None)) == []


def test_a_capture_far_from_the_line_is_flagged_in_the_panel() -> None:
    said = {"role": "control", "front_km": 40.0, "front_source": "made", "front_date": pd.Timestamp(DAY)}
    assert front.grounds(said) == [
        "40 km from the front line · made, 20 Dec 2022",
        "⚠ Told as a change of control, but far from the line of that day: look twice.",
    ]
    assert len(front.grounds(said | {"role": "combat"})) == 1
    assert front.grounds(said | {"front_km": np.nan}) == []


def made_view() -> Any:
    row = {
        "start": 0, "end": 1, "surface": "x", "kind": "place", "basis": "named", "role": "combat", "lang": "nl",
        "published": pd.Timestamp(DAY), "published_precision": "day", "excerpt": "x", "excerpt_start": 0, "article_id": "a",
    }  # fmt: skip
    old = {"published": pd.Timestamp("2022-01-01"), "article_id": "b"}
    return views(
        to_frame(
            [
                {**row, **place, "mention_id": str(number), "start": number, "end": number + 1}
                for number, place in enumerate([BAKHMUT, DONETSK, LVIV, OBLAST, BAKHMUT | old])
            ]
        )
    )


def kept(km: int, known: front.Ground) -> list[str]:
    view = made_view()
    filters, distances = front.within(view, known, Filters(front_km=km))
    rows = np.flatnonzero(mask(index(view), filters, Found(front_km=distances)))
    return sorted(view.places["place_name"].iloc[code] for code in view.place[rows])


def test_the_filter_keeps_what_is_surely_within_some_kilometres_on_either_side() -> None:
    assert kept(7, ground()) == ["Bakhmut"]
    assert kept(20, ground()) == ["Bakhmut", "Donetsk"]
    assert kept(50, replace(ground(), front=front_of(()), key="")) == []
    assert len(kept(0, ground())) == 5


def test_the_filter_knows_which_lines_it_measures() -> None:
    chosen, _ = front.within(made_view(), ground(), Filters(front_km=20))
    other, _ = front.within(made_view(), replace(ground(), key="other"), Filters(front_km=20))
    assert chosen != other  # what is cached for one source is not shown for another
    assert front.within(made_view(), ground(), Filters()) == (Filters(), None)


def test_the_filter_stands_in_the_address() -> None:
    asked = address.read({"front": ["20"]})
    assert asked.filters == Filters(front_km=20)
    assert ("front", "20") in address.pairs(asked, "en")
    assert address.read({"front": ["21"]}).filters == address.read({"front": ["x"]}).filters == Filters()
    assert address.checked({"front_km": 50, "front_of": "x"}) == Filters(front_km=50)


def test_the_table_has_the_distance_at_the_end_of_the_period() -> None:
    places = pd.DataFrame([BAKHMUT, DONETSK])
    assert (front.distances(places, at()) > 0).tolist() == [True, False]
    assert front.distances(places, at(date(2023, 2, 1))).isna().all()


def test_the_curve_is_broken_where_a_line_grew_old() -> None:
    table = pd.DataFrame(
        {"day": pd.to_datetime(["2022-12-01", "2022-12-10", "2023-03-01"]), "source": "made", "km": [1.0, 2.0, 3.0]}
    )
    broken = front._broken(table, 14)
    assert broken["day"].dt.strftime("%m-%d").tolist() == ["12-01", "12-10", "12-24", "12-25", "03-01"]
    assert broken["km"].isna().tolist() == [False, False, False, True, False]
