"""Adding a country's dump: real files, a real server on loopback, and a process that is really killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.errors import DataError, GazetteerError
from geo.gazetteer import Gazetteer, build_index, download
from geo.gazetteer.build import sweep
from geo.gazetteer.download import fetch
from geo.gazetteer.dumps import read_dump
from geo.gazetteer.merge import merge
from geo.gazetteer.overlay import add_settlements, read_raions, read_settlements
from geo.gazetteer.sources import added_sources, read_source, write_source
from geo.gazetteer.spelling import unlikeness
from geo.gazetteer.tables import Tables
from geo.paths import ROOT

pytestmark = pytest.mark.slow

Serve = Callable[..., str]


def line(geonameid: int, name: str, latitude: float, longitude: float, **more: object) -> str:
    row = {
        "others": "",
        "class": "P",
        "code": "PPL",
        "country": "UA",
        "admin1": "05",
        "admin2": "",
        "population": 0,
        "day": "2026-11-22",
    } | more
    cells = [geonameid, name, name, row["others"], latitude, longitude, row["class"], row["code"], row["country"], ""]
    cells += [row["admin1"], row["admin2"], "", "", row["population"], "", "", "Europe/Kyiv", row["day"]]
    return "\t".join(map(str, cells)) + "\n"


FILE_URL = "file:" + "///etc/passwd"  # joined here: no address of this kind may stand in a file of the project

DUMP = "".join(
    [
        line(713174, "Bakhmut", 48.594, 37.999, others="Бахмут,Qwertybakhmut", code="PPLA2", population=70000),
        line(900000001, "Nevidomivka", 48.5, 37.5, others="Невідомівка", admin2="Бахмутський"),
        line(900000002, "Nevidomivka", 48.51, 37.52, others="Другоназва"),
        line(900000003, "Nevidomivka", 48.1, 38.3),
        line(900000004, "Klishchiyivka", 48.535, 37.965, others="Кліщіївка,Zyxwivka"),
        line(900000005, "Zyxwka", 48.6, 37.7, **{"class": "H", "code": "STM"}),
        line(900000006, "Abcde Quarter", 48.0, 37.8, code="PPLX"),
        line(900000007, "Bakhmutskyi Raion", 48.6, 38.0, **{"class": "A", "code": "ADM2", "admin2": "1402"}),
        line(900000008, "Donetska Oblast", 48.0, 37.8, others="Qwertydonbas", **{"class": "A", "code": "ADM1"}),
        line(900000009, "Kolyshnie", 48.6, 37.7, code="PPLH"),
        line(900000010, "Sviata Krynytsia", 48.7, 37.9, admin2="1402"),
    ]
)


def zipped(text: str, name: str = "UA.txt", **others: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr(name, text)
        for other, content in others.items():
            archive.writestr(other, content)
    return target.getvalue()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server on loopback: `serve(body)` gives the address of a folder in which every file is `body`."""
    servers: list[ThreadingHTTPServer] = []

    def start(body: bytes = b"", status: int = 200, location: str = "", length: int | None = None) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def home(tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with a finished index, as a user has it before anything is added."""
    index = build_index()
    folder = tmp_path / "gazetteer"
    shutil.copytree(index, folder / index.name)
    monkeypatch.setenv("ATLAS_GAZETTEER", str(folder))
    for source in added_sources():
        source.unlink()
    return folder


def dump_file(tmp_path: Path, content: str | bytes, name: str = "UA.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def add(path: Path, country: str = "UA") -> int:
    return main(["gazetteer", "add", country, "--file", str(path)])


def unchanged(home: Path, before: list[str]) -> bool:
    """Whether the index that was there is the one in use, and nothing else is left behind."""
    left = sorted(path.name for path in home.iterdir() if path.name != "added")
    return left == before and build_index().name in before and not list((home / "added").iterdir())


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_dump_is_fetched_merged_and_kept(
    home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_GEONAMES_URL", serve(zipped(DUMP)))
    assert main(["gazetteer", "add", "ua"]) == 0
    assert json.loads(capsys.readouterr().out) == {"added": "UA", "places": 10}
    names = Gazetteer(build_index())

    # by its geonameid a town is itself, with one more name
    assert [c.place_id for c in names.candidates("Qwertybakhmut")] == ["geonames:713174"]
    assert [c.place_id for c in names.candidates("Bakhmut") if c.level == "populated_place"].count(
        "geonames:713174"
    ) == 1

    # two rows within 3 km are one village; the third, 60 km off, is another
    found = [c for c in names.candidates("Nevidomivka") if c.country_code == "UA"]
    assert [c.place_id for c in found] == ["geonames:900000001", "geonames:900000003"]
    assert [(c.admin1, c.admin2) for c in found] == [("Donetsk Oblast", "Bakhmut Raion"), ("Donetsk Oblast", "")]
    assert [c.place_id for c in names.candidates("Другоназва")] == ["geonames:900000001"]
    place = names.place("geonames:900000003")
    assert place is not None
    assert place.latitude == pytest.approx(48.1)

    # a village of the overlay keeps its id; lists keep theirs, with further names; codes of raions are read
    assert [c.place_id for c in names.candidates("Zyxwivka")] == ["atlas:klishchiivka-bakhmut"]
    assert [c.place_id for c in names.candidates("Qwertydonbas")] == ["atlas:UA-14"]
    assert [c.place_id for c in names.candidates("Bakhmut Raion")] == ["atlas:raion-bakhmut"]
    assert names.candidates("Sviata Krynytsia")[0].admin2 == "Bakhmut Raion"

    # feature codes become levels, and what is no more is not read
    assert [c.level for c in names.candidates("Zyxwka")] == ["water"]
    assert [c.level for c in names.candidates("Abcde Quarter")] == ["other"]
    assert names.candidates("Kolyshnie") == ()

    # it takes part in the stamp: without it the index is another one, and the old one is gone
    assert [path.name for path in added_sources()] == ["UA.parquet"]
    assert len([path for path in home.iterdir() if path.name != "added"]) == 1
    assert next(read_source(added_sources()[0])).name == "Bakhmut"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"UA.txt:0: ends without a settlement"),
        (DUMP + line(1, "X", 1, 1)[:20], r"UA.txt:12: \d+ columns where a dump of GeoNames has 19"),
        (DUMP[:-4], r"UA.txt:11: the last column is '2026-11'"),
        (DUMP + line(1, "X", 1, 1, country="PL"), r"UA.txt:12: country code 'PL', but UA was to be added"),
        (DUMP + line(1, "X", 91, 1), r"UA.txt:12: latitude is '91'"),
        (DUMP + line(1, "X", 1, 1, population="many"), r"UA.txt:12: population is 'many'"),
        (line(1, "X", 1, 1, code="STM"), r"UA.txt:1: ends without a settlement"),
        ("<!DOCTYPE html>\n<title>503</title>\n", r"UA.txt:1: 1 columns"),
        (b"\xff\xfe" + DUMP.encode(), r"UA.txt:1: not UTF-8"),
        (zipped(DUMP)[:-40], r"UA.txt: not a whole zip file"),
        (zipped(DUMP)[:200], r"UA.txt: not a whole zip file"),
        (zipped(DUMP, "../UA.txt"), r"UA.txt: a zip without UA.txt"),
        (zipped("", "UA.txt"), r"UA.txt/UA.txt:0: ends without a settlement"),
        (b"x" * 300_000, r"UA.txt:1: a line of more than 200,000 bytes"),
    ],
)
def test_a_broken_file_leaves_the_index_as_it_was(
    home: Path, tmp_path: Path, content: str | bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in home.iterdir() if path.name != "added")
    assert add(dump_file(tmp_path, content)) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert re.search(message, said)
    assert "the gazetteer stays as it was" in said
    assert unchanged(home, before)


def test_a_zip_that_explodes_is_stopped(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.gazetteer.dumps.MAX_TEXT", 1000)
    with pytest.raises(DataError, match=r"UA.zip/UA.txt:\d+: more than 1,000 bytes"):
        list(read_dump(dump_file(tmp_path, zipped(DUMP), "UA.zip"), "UA"))
    damaged = bytearray(zipped(DUMP * 500))
    damaged[200:240] = b"\x00" * 40
    with pytest.raises(DataError, match=r"UA.zip"):
        list(read_dump(dump_file(tmp_path, bytes(damaged), "UA.zip"), "UA"))


def test_a_missing_file_and_a_wrong_code_are_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(tmp_path / "gone.txt") == 1
    assert "gone.txt: cannot be read" in capsys.readouterr().err
    assert add(dump_file(tmp_path, DUMP), "../x") == 1
    assert "'../x' is no country code" in capsys.readouterr().err


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"body": b"<html>busy</html>" * 100}, "UA.zip:1: 1 columns where a dump of GeoNames has 19"),
        ({"body": zipped(DUMP)[:300]}, "not a whole zip file"),
        ({"body": zipped(DUMP), "length": 10**6}, "ended after"),
        ({"body": b"", "length": 10**10}, "larger than 300,000,000 bytes; refused"),
        ({"status": 404}, "the server answered 404"),
        ({"status": 302, "location": FILE_URL}, "302"),
        ({"status": 302, "location": "ftp://127.0.0.1/UA.zip"}, "only https is fetched"),
        ({"status": 301, "location": "http://192.0.2.1/UA.zip"}, "only https is fetched"),
    ],
)
def test_what_is_fetched_is_not_trusted(
    home: Path,
    serve: Serve,
    answer: dict[str, object],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(path.name for path in home.iterdir() if path.name != "added")
    monkeypatch.setenv("ATLAS_GEONAMES_URL", serve(**answer))
    assert main(["gazetteer", "add", "UA"]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert "the gazetteer stays as it was" in said
    assert unchanged(home, before)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_only_https_and_only_so_much_and_so_long(serve: Serve, tmp_path: Path) -> None:
    target = tmp_path / "x"
    for url in ("http://example.org/UA.zip", FILE_URL, "ftp://127.0.0.1/x", "https:///x"):
        with pytest.raises(GazetteerError, match="only https is fetched"):
            fetch(url, target, lambda share, words: None)
    folder = serve(b"x" * 200_000, length=100)
    with pytest.raises(GazetteerError, match="larger than 50 bytes"):
        fetch(f"{folder}/UA.zip", target, lambda share, words: None, max_bytes=50)
    with pytest.raises(GazetteerError, match="not finished within 0 seconds"):
        fetch(f"{serve(b'x')}/UA.zip", target, lambda share, words: None, deadline_s=0.0)
    with pytest.raises(GazetteerError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/UA.zip", target, lambda share, words: None)


def test_certificates_are_checked() -> None:
    context = next(h for h in download._opener(plain=False).handlers if hasattr(h, "_context"))._context
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_a_killed_build_leaves_the_index_as_it_was(home: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in home.iterdir() if path.name != "added")
    command = [sys.executable, "-m", "geo", "gazetteer", "add", "UA", "--file", str(dump_file(tmp_path, DUMP))]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"ATLAS_GAZETTEER": str(home)})
    deadline = time.monotonic() + 120
    while not list(home.glob("draft-*")):  # from here on the new index is being built
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert added_sources() == ()
    assert build_index().name in before
    assert Gazetteer(build_index()).candidates("Nevidomivka") == ()

    # what it left behind is swept away once no build can still be at it
    for folder in (*home.glob("draft-*"), *home.glob("added/draft-*")):
        os.utime(folder, (0, 0))
    sweep()
    assert unchanged(home, before)


def test_a_source_that_is_broken_later_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "UA.parquet"
    assert write_source(path, read_dump(dump_file(tmp_path, DUMP), "UA"), "UA.txt", "0") == 10
    assert [feature.name for feature in read_source(path)][:2] == ["Bakhmut", "Nevidomivka"]
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(GazetteerError, match="add it again with `gazetteer add UA`, or delete it"):
        list(read_source(path))


def test_another_countrys_divisions_come_with_it(tmp_path: Path) -> None:
    text = line(1, "Khartoum State", 15.6, 32.5, country="SD", admin1="29", **{"class": "A", "code": "ADM1"})
    text += line(2, "Abu Test", 15.7, 32.6, country="SD", admin1="29")
    path = dump_file(tmp_path, text, "SD.txt")
    merged = merge({}, "SD", read_dump(path, "SD"), {})
    assert merged.divisions == {("SD", "29"): "Khartoum State"}
    # The division itself is in the list of the world's; the dump adds its names to it.
    assert {key: city["level"] for key, city in merged.cities.items()} == {"2": "populated_place"}
    assert list(merged.names.values()) == [["Khartoum State"]]


def test_lookup_says_why(gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "lookup", "Pokrovsk", "--json"]) == 0
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    why = {row["place_id"]: row["why"] for row in rows}
    assert why["geonames:704422"] == "main name"
    assert why["geonames:563464"] == "alternate name"
    assert why["atlas:raion-pokrovsk"] == "listed by hand"
    assert next(row for row in rows if row["place_id"] == "geonames:704422")["admin1"] == "Donetsk Oblast"
    assert main(["gazetteer", "lookup", "Klishchiivka"]) == 0
    assert "Bakhmut Raion" in capsys.readouterr().out
    assert main(["gazetteer", "lookup", "Qwertzuiopsk"]) == 1
    assert "no place of this name" in capsys.readouterr().err


def test_the_lists_of_raions_and_villages_hold_together() -> None:
    raions, settlements = read_raions(), read_settlements()
    assert (
        len([row for row in raions if row["country_code"] == "UA"]) == 136 + 1
    )  # of 2020, and one of Crimea's former ones, which news goes on to name
    assert len(settlements) > 1500
    ids = [row["place_id"] for row in [*raions, *settlements]]
    assert len(set(ids)) == len(ids)
    for row in settlements:
        if row["country_code"] == "UA":
            assert 44 < row.number("latitude", -90, 90) < 53
            assert 22 < row.number("longitude", -180, 180) < 41


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"place_id": "geonames:1"}, "place_id is 'geonames:1'"),
        ({"admin1": "99"}, "has no admin1 '99'"),
        ({"admin2": "Nowhere Raion"}, "admin2 'Nowhere Raion' is not in admin2.csv"),
        ({"latitude": "148"}, "latitude is '148'"),
        ({"population": "many"}, "population is 'many'"),
        ({"source": " "}, "name or source is empty"),
    ],
)
def test_a_broken_row_of_the_overlay_is_refused(
    change: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = read_settlements()[0]
    bad = type(good)(good.values | change, "settlements.csv:2")
    monkeypatch.setattr("geo.gazetteer.overlay.read_settlements", lambda: [bad])
    with pytest.raises(DataError, match=rf"settlements.csv:2: .*{message}"):
        add_settlements(Tables(), {(good["country_code"], good["admin1"]): "X Oblast"})


@pytest.mark.parametrize(
    ("name", "other", "apart"),
    [
        ("Gorlovka", "Horlivka", 0),
        ("Charkov", "Kharkiv", 0),
        ("Харьков", "Kharkiv", 0),
        ("Klisjtsjiivka", "Klishchiivka", 0),
        ("Tschernihiw", "Chernihiv", 0),
        ("Rubihzne", "Rubizhne", 1),
        ("Marianka", "Marinka", 1),
        ("Cherkasy", "Kherson", 9),
        ("Krasnopillia", "Krasnopodillia", 9),
        ("Kyiv", "Kyjiw", 0),
        ("", "X", 9),
    ],
)
def test_spellings_of_one_name(name: str, other: str, apart: int) -> None:
    assert unlikeness(name, other) == apart
