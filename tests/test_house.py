"""What keeps the house simple: imports point down, files stay short, nothing of the page is left untranslated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from geo import palette
from geo.page import words
from geo.paths import ROOT
from geo.reasons import PHRASES, join, read, say

GEO = ROOT / "geo"
MODULES = sorted(GEO.rglob("*.py"))
MEASURING = sorted((ROOT / "benchmarks").rglob("*.py"))
# From the ground up; a module may import only from its own floor or one below.
FLOORS = (
    ("errors", "models", "paths", "text", "reasons", "palette", "lists", "scripts", "writers", "version"),
    (
        "vocabulary",
        "frame",
        "export",
        "distances",
        "phrases",
        "calendar_days",
        "relative_rules",
        "calendar_rules",
        "forms",
        "corrections",
        "theatre",
        "method",
    ),
    ("tokens", "tablefiles", "geofiles", "event_files", "event_tables"),
    ("articles", "gazetteer", "expressions", "clauses", "moods", "other_names", "relations", "stories"),
    ("article_times", "referring"),
    ("roles",),
    ("carried",),
    ("dates",),
    ("kinds", "names", "persons"),
    ("abbreviations", "attributes", "bearings", "columns", "company", "districts", "pairs", "sites"),
    ("passage", "support"),
    ("apposition", "listed", "objections", "tagger", "usual", "weights", "why"),
    ("proposals",),
    ("features",),
    ("namesakes", "narrowing", "recognition", "resolution"),
    ("placestrings", "beside", "headings"),
    ("queries", "rivals"),
    ("geocoding",),
    ("locate",),
    ("store",),
    ("retelling",),
    ("ingest", "correcting"),
    ("cluster", "intake", "importing"),
    ("views",),
    ("assembly",),
    ("counting",),
    ("loading",),
    ("searching", "unplaced", "versions"),
    ("front",),
    ("timeline", "assets", "playback", "filters", "opening"),
    ("comparing", "drawn", "mapping", "selecting", "picture"),
    ("bundle",),
    ("exporting",),
    ("page",),
    ("export_command", "event_commands"),
    ("commands",),
    ("front_commands",),
    ("__main__", "__init__"),
    ("reference",),
)


def room(name: str) -> int:
    """Floor of a module of geo; one that is not listed fails here and must be given its place."""
    return next(floor for floor, names in enumerate(FLOORS) if name in names)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def top(path: Path) -> str:
    return path.relative_to(GEO).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(GEO)))
def test_imports_point_down(path: Path) -> None:
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "geo" and len(parts) > 1 and parts[1] != top(path):
            assert room(parts[1]) <= room(top(path)), f"{path.name} imports {name}, which lies above it"


def test_the_program_does_without_what_measures_it() -> None:
    assert [path.name for path in MODULES if any(name.split(".")[0] == "benchmarks" for name in imports(path))] == []


@pytest.mark.parametrize(
    ("package", "allowed"), [("streamlit", {"page"}), ("folium", {"mapping"}), ("streamlit_folium", {"page"})]
)
def test_one_room_each_for_streamlit_and_folium(package: str, allowed: set[str]) -> None:
    users = {top(path) for path in MODULES for name in imports(path) if name.split(".")[0] == package}
    assert users == allowed


def test_files_stay_short() -> None:
    long = {
        path.name: n
        for path in [*MODULES, *MEASURING, ROOT / "dashboard.py"]
        if (n := len(path.read_text().splitlines())) > 300
    }
    assert long == {}
    assert len((ROOT / "dashboard.py").read_text().splitlines()) < 80


# Spelt the same in English.
SAME = {"nl": {"district", "water", "Filters"}, "uk": set()}


def test_every_language_of_the_page_is_checked() -> None:
    assert set(words.LANGUAGES) == {"en", *SAME} == {"en", *(path.stem for path in words.LOCALES.glob("*.po"))}


@pytest.mark.parametrize("lang", SAME)
def test_every_text_of_the_page_is_translated(lang: str) -> None:
    keywords = {"_": None, "count": (1, 2)}
    found = extract_from_dir(GEO / "page", keywords=keywords, method_map=[("**.py", "python")])
    texts = {message for _, _, message, _, _ in found} | set(PHRASES.values())
    catalogue, same = words.catalogue(lang), SAME[lang]
    single = [text for text in texts if isinstance(text, str) and text not in same and catalogue.gettext(text) == text]
    plural = [
        (text, number)
        for text in texts
        if not isinstance(text, str)
        for number in (1, 2, 5)
        if catalogue.ngettext(*text, number) in text
    ]
    untranslated = single + [text for text, _number in plural]
    assert len(texts) > 60
    assert untranslated == []


def test_no_text_of_the_page_stands_inside_an_f_string() -> None:
    """There Python 3.11 has one token for all of it, so that its texts are not found and stay English."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in (GEO / "page").glob("*.py")
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for node in ast.walk(joined)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "count"}
    ]
    assert hidden == []


@pytest.mark.parametrize("lang", SAME)
def test_slots_are_the_same_in_every_language(lang: str) -> None:
    catalogue = words.catalogue(lang)
    for text in PHRASES.values():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", catalogue.gettext(text)))


def test_reasons_are_read_as_they_were_said() -> None:
    reason = join(
        (say("theatre"), say("near", km=35, name="Washington, D.C."), "", say("called", level="populated place"))
    )
    assert read(reason) == [
        (PHRASES["theatre"], {}),
        (PHRASES["near"], {"km": "35", "name": "Washington, D.C."}),
        (PHRASES["called"], {"level": "populated place"}),
    ]
    assert read("something else") == [("something else", {})]
    assert read(say("undecided", name="Arzamas", code="RU"))[0][1] == {"name": "Arzamas", "code": "RU"}
    assert read(say("undecided_area", name="Black Sea"))[0][1] == {"name": "Black Sea"}


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_the_chart_has_the_colours_of_the_map(colours: dict[str, str]) -> None:
    script = (ROOT / "assets" / "atlas.js").read_text(encoding="utf-8")
    for role, colour in colours.items():
        assert f'{role}: "{colour}"' in script
    assert len(set(colours.values())) == len(colours)


def test_nothing_of_a_machine_is_named() -> None:
    # Joined here, so that this list does not find itself.
    names = ["/" + "work/", "file:" + "//", "extra-index" + "-url", "pypi" + ".org", "registry." + "npmjs"]
    scripts = [*MEASURING, *(ROOT / "tests").rglob("*.py")]
    for path in [*MODULES, *scripts, *ROOT.glob("*.*"), *(ROOT / "assets").glob("*.*")]:
        if path.suffix in {".py", ".md", ".toml", ".txt", ".json", ".js", ".mjs"}:
            text = path.read_text(encoding="utf-8")
            assert [name for name in names if name in text] == [], path
