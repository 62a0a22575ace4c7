"""Looks names up in the built index: a name in any case and with any apostrophe -> the places that it may mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np

from geo.errors import GazetteerError
from geo.gazetteer.build import build_index
from geo.gazetteer.divisions import AFTER_COMMA
from geo.gazetteer.tables import FORMAT, LISTED, MAIN
from geo.models import KINDS, LEVELS, Candidate, Level
from geo.text import normalise

_CACHED_NAMES = 50_000  # names of a large archive repeat; 50,000 tuples of candidates are some 30 MB
_CACHED_PREFIXES = 200_000  # short texts, some 25 MB
_CACHED_DIVISIONS = 32  # some thousand settlements each
_SETTLEMENT = LEVELS.index("populated_place")


class Gazetteer:
    """Names of places with their candidates, read-only; the files are mapped, and paged in as they are needed.

    Parameters
    ----------
    folder : pathlib.Path
        As `geo.gazetteer.build.build_index` returns it.

    Raises
    ------
    GazetteerError
        Where the index is missing, broken or of another format.
    """

    def __init__(self, folder: Path) -> None:
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if meta["format"] != FORMAT:
                raise GazetteerError(f"{folder}: made by another version; run `make setup` to build it anew")
            self._names = marisa_trie.RecordTrie("<IB").mmap(str(folder / "names.marisa"))
            self._places = np.asarray(np.load(folder / "places.npy", mmap_mode="r"))
            self._fields = self._places.dtype.names or ()
            self._name_bytes = (folder / "names.bin").read_bytes()
            self._name_ends = np.load(folder / "names_end.npy", mmap_mode="r")
            self._admin1: list[str] = meta["admin1"]
            self._admin2: list[str] = meta["admin2"]
            towns = int(meta["towns"])
            listed = (folder / "listed.txt").read_text(encoding="utf-8").splitlines()
            self._called: dict[str, dict[str, str]] = json.loads((folder / "called.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise GazetteerError(
                f"{folder}: not a readable gazetteer ({error}); run `make setup` to build it"
            ) from error
        self._town_ids = np.ascontiguousarray(self._places["geonameid"][:towns])
        self._listed_ids = listed
        self._listed_rows = {place_id: towns + index for index, place_id in enumerate(listed)}
        country = LEVELS.index("country")
        self._countries = {
            self._places["country_code"][row].decode(): row
            for row in range(towns, towns + len(listed))
            if self._places["level"][row] == country
        }
        capitals = np.flatnonzero(self._places["is_capital"])
        self._capitals = {self._places["country_code"][row].decode(): int(row) for row in capitals}
        self._levels = np.ascontiguousarray(self._places["level"])
        self.candidates = lru_cache(maxsize=_CACHED_NAMES)(self._candidates)
        self.has_prefix = lru_cache(maxsize=_CACHED_PREFIXES)(self._has_prefix)
        self._candidate = lru_cache(maxsize=_CACHED_NAMES)(self._read)
        self.settlements = lru_cache(maxsize=_CACHED_DIVISIONS)(self._settlements)

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        """All places that `name` may mean, main names and the larger places first; empty where the name is unknown."""
        found = [self._candidate(row, flag > 0) for row, flag in self._names.get(normalise(name), ())]
        return tuple(sorted(found, key=lambda c: (not c.is_main, -c.population, c.place_id)))

    def abbreviated(self, letters: str) -> tuple[Candidate, ...]:
        """The divisions that an abbreviation stands for after another name and a comma ("TX", "Calif"); empty where none."""
        return self.candidates(f"{AFTER_COMMA}{letters}")

    def meanings(self, name: str) -> list[tuple[Candidate, str]]:
        """The candidates of `name`, in their order, each with what kind of name it is: main, listed by hand, or alternate."""
        flags = {self._candidate(row, True).place_id: flag for row, flag in self._names.get(normalise(name), ())}
        return [(candidate, _name_kind(flags[candidate.place_id])) for candidate in self.candidates(name)]

    def _has_prefix(self, prefix: str) -> bool:
        """Whether some name begins with `prefix`, which is already normalised."""
        return next(iter(self._names.iterkeys(prefix)), None) is not None

    def beginning_with(self, prefix: str) -> Iterator[tuple[str, tuple[Candidate, ...]]]:
        """The normalised names that begin with `prefix`, each with its candidates; at most some thousands for three letters."""
        for name in dict.fromkeys(self._names.iterkeys(prefix) if prefix else ()):
            yield name, self._candidates(name)

    def place(self, place_id: str) -> Candidate | None:
        """The place of an id, or None where the gazetteer does not hold it."""
        row = self._row(place_id)
        return None if row is None else self._candidate(row, True)

    def called(self, place_id: str, lang: str) -> str:
        """What readers of a language call a place, or one's own language; empty where that is its main name, or unknown."""
        row = self._row(place_id)
        return "" if row is None else self._called.get(lang, {}).get(str(row), "")

    def _row(self, place_id: str) -> int | None:
        row = self._listed_rows.get(place_id)
        if row is None and place_id.startswith("geonames:") and place_id[9:].isdigit():
            wanted = int(place_id[9:])
            at = int(np.searchsorted(self._town_ids, wanted))
            if at < len(self._town_ids) and self._town_ids[at] == wanted:
                row = at
        return row

    def country(self, code: str) -> tuple[Candidate, ...]:
        """The country of an ISO 3166-1 alpha-2 code, as the only candidate; empty where no capital of it is known."""
        row = self._countries.get(code)
        return () if row is None else (self._candidate(row, True),)

    def capital(self, code: str) -> Candidate | None:
        """The capital of a country."""
        row = self._capitals.get(code)
        return None if row is None else self._candidate(row, True)

    def listed(self, place_id: str) -> tuple[Candidate, ...]:
        """The place of an id, as the only candidate; empty where the gazetteer does not hold it."""
        place = self.place(place_id)
        return () if place is None else (place,)

    def areas(self, level: Level) -> tuple[Candidate, ...]:
        """All places of a level other than populated_place, such as the first-order divisions that are listed."""
        return tuple(self._candidate(int(row), True) for row in np.flatnonzero(self._levels == LEVELS.index(level)))

    def _settlements(self, country_code: str, admin1: str) -> tuple[Candidate, ...]:
        """All settlements of a first-order division."""
        if admin1 not in self._admin1:
            return ()
        is_in = (self._places["admin1"] == self._admin1.index(admin1)) & (self._levels == _SETTLEMENT)
        is_in &= self._places["country_code"] == country_code.encode()
        return tuple(self._candidate(int(row), True) for row in np.flatnonzero(is_in))

    def _read(self, row: int, is_main: bool) -> Candidate:
        record = dict(
            zip(self._fields, self._places[row].item(), strict=True)
        )  # one record at once, not field by field
        towns = len(self._town_ids)
        start = int(self._name_ends[row - 1]) if row else 0
        return Candidate(
            place_id=f"geonames:{record['geonameid']}" if row < towns else self._listed_ids[row - towns],
            name=self._name_bytes[start : int(self._name_ends[row])].decode(),
            level=LEVELS[record["level"]],
            country_code=record["country_code"].decode(),
            admin1=self._admin1[record["admin1"]],
            latitude=record["latitude"],
            longitude=record["longitude"],
            uncertainty_km=round(record["uncertainty_km"], 1),
            population=record["population"],
            is_capital=record["is_capital"],
            is_main=is_main,
            usual_kind=KINDS[record["kind"]],
            admin2=self._admin2[record["admin2"]],
        )


def _name_kind(flag: int) -> str:
    if flag & MAIN:
        return "main name"
    return "listed by hand" if flag & LISTED else "alternate name"


def describe(candidate: Candidate, why: str) -> dict[str, Any]:
    """A candidate as a row of `gazetteer lookup`; what is not known is None."""
    return {
        "place_id": candidate.place_id,
        "name": candidate.name,
        "level": candidate.level,
        "country_code": candidate.country_code or None,
        "admin1": candidate.admin1 or None,
        "admin2": candidate.admin2 or None,
        "latitude": round(candidate.latitude, 5),
        "longitude": round(candidate.longitude, 5),
        "uncertainty_km": candidate.uncertainty_km,
        "population": candidate.population or None,
        "why": why,
    }


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the settings, built first where it is missing; loaded once a process."""
    return Gazetteer(build_index())
