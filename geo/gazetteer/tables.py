"""The files of an index: what is gathered while building it, and how it is written."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np

from geo.text import normalise

FORMAT = 10  # raise it when the files of the index change their form; older indexes are then built anew
LANGUAGES = ("nl", "en", "uk", "ru", "de", "fr")

MAIN, LISTED = 1, 2  # flags of a name: the place's main name; listed by hand or by CLDR

PLACE = np.dtype(
    [
        ("geonameid", "<i8"),
        ("latitude", "<f8"),
        ("longitude", "<f8"),
        ("uncertainty_km", "<f4"),
        ("population", "<i4"),
        ("level", "u1"),
        ("kind", "u1"),
        ("is_capital", "?"),
        ("country_code", "S2"),
        ("admin1", "<i2"),
        ("admin2", "<i2"),
    ]
)
# Inhabitants per square km from which the Degree of Urbanisation (Eurostat, UN Statistical Commission 2020) speaks of an
# urban centre: with it a population gives the radius in which a town's name may be meant.
_URBAN_DENSITY = 1500.0


def urban_radius_km(population: int) -> float:
    """Radius in which a town of so many inhabitants lies, at least 1 km."""
    return round(max(1.0, math.sqrt(population / math.pi / _URBAN_DENSITY)), 1)


@dataclass(slots=True)
class Tables:
    """What is gathered while building an index: a record a place, its id and name, and the names that lead to it."""

    records: list[tuple[Any, ...]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    keys: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    admin1: dict[str, int] = field(default_factory=lambda: {"": 0})
    admin2: dict[str, int] = field(default_factory=lambda: {"": 0})
    known: set[str] = field(default_factory=set)  # the ids
    admin2_of: dict[int, int] = field(
        default_factory=dict
    )  # row -> number of its second-order division, where it is known
    called: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))  # language -> row -> name
    towns: int = 0  # the first so many places are GeoNames' towns, by rising geonameid

    def add(self, place_id: str, name: str, record: tuple[Any, ...], *, is_known_by_name: bool = True) -> int:
        """Add a place; its row is returned. Its name leads to it unless it says nothing by itself ("Northern")."""
        row = len(self.records)
        self.records.append(record)
        self.ids.append(place_id)
        self.known.add(place_id)
        self.names.append(name)
        if is_known_by_name:
            self.name(name, row, MAIN)
        return row

    def name(self, name: str, row: int, flag: int) -> None:
        """Let a name lead to a place; flags of the same name and place are united."""
        key = normalise(name)
        if len(key) >= 2:
            rows = self.keys[key]
            rows[row] = rows.get(row, 0) | flag

    def call(self, row: int, lang: str, name: str) -> None:
        """Note what readers of a language call a place, where that is known and differs from its name."""
        if name and name != self.names[row]:
            self.called[lang].setdefault(row, name)

    def lies_in(self, row: int, admin2: str) -> None:
        """Note the second-order division of a place, where it is known."""
        if admin2:
            self.admin2_of[row] = self.admin2.setdefault(admin2, len(self.admin2))

    def admin1_index(self, name: str) -> int:
        """Number of a first-order division."""
        return self.admin1.setdefault(name, len(self.admin1))

    def write(self, folder: Path, stamp: str, tell: Callable[[float, str], None]) -> None:
        """Write the index to an empty folder."""
        tell(0.70, f"{len(self.keys):,} names into the index")
        records = ((key, (row, flag)) for key, rows in self.keys.items() for row, flag in rows.items())
        marisa_trie.RecordTrie("<IB", records).save(str(folder / "names.marisa"))
        tell(0.92, "writing")
        places = np.array(
            [(*record, self.admin2_of.get(row, 0)) for row, record in enumerate(self.records)], dtype=PLACE
        )
        np.save(folder / "places.npy", places)
        encoded = [name.encode() for name in self.names]
        np.save(folder / "names_end.npy", np.cumsum([len(name) for name in encoded], dtype=np.uint32))
        (folder / "names.bin").write_bytes(b"".join(encoded))
        (folder / "listed.txt").write_text("\n".join(self.ids[self.towns :]), encoding="utf-8")
        (folder / "called.json").write_text(json.dumps(self.called, ensure_ascii=False), encoding="utf-8")
        meta = {
            "format": FORMAT,
            "stamp": stamp,
            "towns": self.towns,
            "admin1": list(self.admin1),
            "admin2": list(self.admin2),
        }
        (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
