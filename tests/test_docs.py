"""The documentation says what the program does: pages made of it are up to date, links lead somewhere, commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from geo.__main__ import parser
from geo.frame import COLUMNS
from geo.lists import read_list
from geo.paths import DATA, ROOT
from geo.reference import DOCS, PAGES, main

TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)")


def test_made_pages_are_up_to_date(tmp_path: Path) -> None:
    main(tmp_path)
    for name in PAGES:
        same = (tmp_path / name).read_text(encoding="utf-8") == (DOCS / name).read_text(encoding="utf-8")
        assert same, f"docs/{name} is out of date: run python -m geo.reference"


def test_every_column_is_described_in_its_order() -> None:
    rows = read_list(DATA / "columns.csv", ("column", "type", "unknown", "description", "source"))
    assert [row["column"] for row in rows] == list(COLUMNS)
    kinds = {"str": "text", "int64": "whole number", "float64": "number", "datetime64[s]": "day"}
    assert [row["type"] for row in rows] == [kinds[dtype] for dtype in COLUMNS.values()]
    assert all(row["description"] and row["source"] for row in rows)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    targets = [link for link in _LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in targets if not (path.parent / link).exists()] == []


def commands_of(path: Path) -> list[list[str]]:
    """The commands of our own that a page shows, as words without what a reader fills in."""
    found = []
    for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            for mark in (["-m", "geo"], ["frontline-atlas"]):
                at = next((n for n in range(len(words)) if words[n : n + len(mark)] == mark), None)
                if at is not None and at + len(mark) < len(words):
                    found.append(words[at + len(mark) :])
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_commands_that_are_shown_can_be_typed(path: Path) -> None:
    for words in commands_of(path):
        if not any(part in word for word in words for part in ("[", "|", "...", "LAT")):
            parser().parse_args(words)


def test_there_are_commands_to_be_tried() -> None:
    assert sum(len(commands_of(path)) for path in TEXTS) > 20
