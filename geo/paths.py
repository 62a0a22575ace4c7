"""Where the project's own files lie, and where it writes; the settings that move what it writes.

From a checkout everything lies in its folder. Installed as a package, what came with it lies in the package, read only, and what
it writes lies in a folder of the user: `ATLAS_HOME`, else where the system keeps such data.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # the folder in which the package lies
IS_CHECKOUT = (ROOT / "pyproject.toml").is_file() and (ROOT / "data").is_dir()
SHIPPED = ROOT if IS_CHECKOUT else Path(__file__).resolve().parent / "shipped"
DATA = SHIPPED / "data"
PLACES = DATA / "places"
LEXICONS = DATA / "lexicons"
MODELS = DATA / "models"
BUNDLED_ARTICLES = DATA / "articles"


def _home() -> Path:
    if IS_CHECKOUT:
        return ROOT
    named = os.environ.get("ATLAS_HOME", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    # The XDG base directory specification; on Windows the folder that the system names.
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_DATA_HOME")
    return Path(base or Path.home() / ".local" / "share") / "frontline-atlas"


HOME = _home()
WRITTEN = HOME / "data"


def gazetteer_folder() -> Path:
    """Folder of the gazetteer's index: the setting `ATLAS_GAZETTEER`, else `data/gazetteer/`."""
    return Path(os.environ.get("ATLAS_GAZETTEER") or WRITTEN / "gazetteer")


def cache_folder() -> Path:
    """Folder of what may be thrown away: the setting `ATLAS_CACHE`, else `data/cache/`."""
    return Path(os.environ.get("ATLAS_CACHE") or WRITTEN / "cache")


def dashboard() -> Path:
    """The page's script, in the folder whose `static/` Streamlit serves; of an installed package a copy, made anew each time."""
    if not IS_CHECKOUT:
        (HOME / ".streamlit").mkdir(parents=True, exist_ok=True)
        for name in ("dashboard.py", ".streamlit/config.toml"):
            shutil.copyfile(SHIPPED / name, HOME / name)
    return HOME / "dashboard.py"
