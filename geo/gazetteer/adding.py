"""Adds a country's dump to the gazetteer: fetched or read, checked whole, indexed beside the old index, then put in force."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from geo.errors import DataError, GazetteerError, GeoError
from geo.gazetteer.build import build_index, sweep
from geo.gazetteer.download import dump_address, fetch
from geo.gazetteer.dumps import check_country, read_dump
from geo.gazetteer.sources import added_folder, added_sources, with_source, write_source

_FETCHED, _READ = 0.15, 0.25  # shares of the work done when these steps are


def add_country(country: str, file: Path | None, progress: Callable[[float, str], None]) -> int:
    """Add the dump of a country, or put a newer one in its place.

    The new index is built before the dump is put among those in force; whatever goes wrong before that, a killed process
    included, leaves the dumps and the index that were in use.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    file : Path or None
        A dump as text or zip; None fetches it.
    progress : callable
        Called with the share done (0..1) and a few words.

    Returns
    -------
    int
        How many places of the dump can be used.

    Raises
    ------
    GeoError
        Naming the file and the line of what is wrong, or the address that could not be fetched.
    """
    country = check_country(country)
    folder = added_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
    except OSError as error:
        raise GazetteerError(
            f"{folder}: cannot be written ({error.strerror}); set ATLAS_GAZETTEER to a folder that can"
        ) from error
    try:
        source, origin = file, file.name if file else dump_address(country)
        if source is None:
            source = draft / f"{country}.zip"
            fetch(origin, source, lambda share, words: progress(_FETCHED * share, words))
        compact = draft / f"{country}.parquet"
        progress(_FETCHED, f"reading {source.name}")
        count = write_source(compact, read_dump(source, country), origin, _sha256(source))
        before = added_sources()
        build_index(
            lambda share, words: progress(_READ + (1 - _READ) * share, words),
            with_source(before, compact, country),
        )
        os.replace(compact, folder / compact.name)
    except GeoError as error:
        raise type(error)(f"{error}; the gazetteer stays as it was") from error
    except OSError as error:
        raise GazetteerError(f"{folder}: {error.strerror}; the gazetteer stays as it was") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sweep()
    return count


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror})") from error
