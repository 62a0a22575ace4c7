"""Before the page: finish what set-up left out, locate the articles, and say in a sentence what is missing if that fails."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import streamlit as st

from geo.assets import StaticFiles, build_static, static_files
from geo.errors import GeoError
from geo.located import Located, locate_once
from geo.page.words import _
from geo.paths import BUNDLED_ARTICLES, ROOT
from geo.views import Views, views

_GLANCE_S = 0.2  # seconds between two looks at how far the work is


def configure() -> None:
    """Title, layout and the page's own style sheet; the first thing that a run of the page does."""
    st.set_page_config(page_title="Frontline Atlas", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide")
    st.html(Path(__file__).with_name("page.css"))


def static() -> StaticFiles:
    """The map's files, built with progress where set-up did not; the page stops with a sentence where they cannot be."""
    found = static_files()
    if found is not None:
        return found
    with st.status(_("Finishing set-up: building the map's files"), expanded=True) as status:
        try:
            found = build_static(st.write)
        except GeoError as error:
            status.update(label=_("Set-up could not be finished"), state="error")
            stop(str(error))
        status.update(label=_("The map's files are ready"), state="complete", expanded=False)
    return found


def open_articles() -> tuple[Views, Located]:
    """The views of the articles that the setting `ATLAS_ARTICLES` names, else of the bundled ones; the same for all sessions."""
    setting = os.environ.get("ATLAS_ARTICLES", "").strip()
    paths = [Path(part) for part in setting.split(os.pathsep) if part] or [BUNDLED_ARTICLES]
    opened, key = _opened(), _state_of(paths)
    with opened.lock:
        if key not in opened.work:
            opened.work.clear()
            opened.work[key] = _Work.begin(opened.worker, paths)
        work = opened.work[key]
    _watch(work)
    try:
        return work.result.result()
    except GeoError as error:
        with opened.lock:
            opened.work.pop(key, None)
        stop(str(error))


def _watch(work: _Work) -> None:
    """Show how far it is. The work goes on in a thread of its own: a reader who leaves does not stop it for the others."""
    if work.result.done():
        return
    place, words = st.empty(), _("Finding the places that the articles name")
    bar = place.progress(0.0, words)
    while not work.result.done():
        bar.progress(min(work.share, 1.0), f"{words} · {work.doing}")
        time.sleep(_GLANCE_S)
    place.empty()


@dataclass(slots=True)
class _Work:
    """Articles being located: how far it is (0..1), what it is doing, and in the end the result."""

    share: float
    doing: str
    result: Future[tuple[Views, Located]]

    @classmethod
    def begin(cls, worker: Executor, paths: list[Path]) -> _Work:
        work = cls(0.0, "", Future())

        def tell(share: float, doing: str) -> None:
            work.share, work.doing = share, doing

        def locate() -> tuple[Views, Located]:
            located = locate_once(paths, tell)
            return views(located.frame), located

        work.result = worker.submit(locate)
        return work


@dataclass(slots=True)
class _Opened:
    """What all sessions share: the work on one state of the articles, begun by the first session that asks."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    worker: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "locate"))
    work: dict[tuple[object, ...], _Work] = field(default_factory=dict)


@st.cache_resource(show_spinner=False)
def _opened() -> _Opened:
    return _Opened()


def _state_of(paths: list[Path]) -> tuple[object, ...]:
    """Changes when an article is added, changed or removed, so that a reload of the page shows it."""
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    facts = [(file, file.stat()) for file in sorted(files)]
    return tuple(paths), tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in facts)


def stop(message: str) -> NoReturn:
    """End the page with a sentence that says what is missing."""
    st.error(message, icon=":material/error:")
    st.stop()
