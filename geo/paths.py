"""Where the project's own files lie, and the settings that move what it writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PLACES = DATA / "places"
LEXICONS = DATA / "lexicons"
MODELS = DATA / "models"
BUNDLED_ARTICLES = DATA / "articles"


def gazetteer_folder() -> Path:
    """Folder of the gazetteer's index: the setting `ATLAS_GAZETTEER`, else `data/gazetteer/`."""
    return Path(os.environ.get("ATLAS_GAZETTEER") or DATA / "gazetteer")


def cache_folder() -> Path:
    """Folder of what may be thrown away: the setting `ATLAS_CACHE`, else `data/cache/`."""
    return Path(os.environ.get("ATLAS_CACHE") or DATA / "cache")
