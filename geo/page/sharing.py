"""What all sessions of the page share: the newest views of the store, and the work of filling and loading it."""

from __future__ import annotations

import atexit
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import StoreError
from geo.ingest import Ingested, Progress, ingest, is_for_bundled
from geo.loading import Loaded, load
from geo.paths import BUNDLED_ARTICLES
from geo.store import Store, open_store, snapshot, store_address, version

_GLANCE_S = 1.0  # one look at the store's version serves all sessions for this long
_PATIENCE_S = (
    1.5  # for which a session waits for newer views; then it gets the last ones, and the newer when they are there
)
_REST = 5.0  # times as long as loading took, nothing is loaded: a store that never rests must not fill the machine
_MOST_OUTDATED = 2000  # articles that are located anew before the page opens; more are left to the command line


@dataclass(slots=True)
class Work:
    """Something being done in a thread: how far it is (0..1), what it does, whether it is to stop, and in the end the result."""

    share: float = 0.0
    doing: str = ""
    result: Future[Any] = field(default_factory=Future)
    stop: threading.Event = field(default_factory=threading.Event)

    def tell(self, share: float, doing: str) -> None:
        """Say how far it is."""
        self.share, self.doing = share, doing


@dataclass(slots=True)
class Shared:
    """The store behind the page. Views are replaced by newer ones whole and never changed: a session reads them without a lock."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    worker: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "store"))
    fills: dict[tuple[object, ...], Work] = field(default_factory=dict)
    loading: Work | None = None
    loaded: Loaded | None = None
    version: str | None = None
    looked: float = 0.0
    rested: float = 0.0


def fill(shared: Shared, paths: list[Path]) -> Work:
    """Adding the articles of `paths` and loading the store: begun once for each state of their files."""
    with shared.lock:
        key = _state_of(paths)
        if shared.fills and _newest(shared) is None:
            forget(shared)  # someone put the store away while the page was open: it is made and filled again
        if key not in shared.fills:
            shared.fills.clear()
            shared.fills[key] = _begin(shared, lambda tell: _fill(shared, paths, tell))
        return shared.fills[key]


def newest(shared: Shared) -> Loaded:
    """The newest views that can be had soon.

    Raises
    ------
    StoreError
        Where none are loaded.
    """
    work = _load_if_newer(shared)
    if work is not None:
        wait([work.result], _PATIENCE_S)
    if shared.loaded is None:
        raise StoreError(f"{store_address()}: was put away while the page was being opened; load the page again")
    return shared.loaded


def has_newer(shared: Shared, shown: Loaded) -> bool:
    """Whether newer views than these are loaded; where the store has changed, loading them begins."""
    _load_if_newer(shared)
    return shared.loaded is not None and shared.loaded is not shown


def hurry(shared: Shared) -> None:
    """Look at the store's version at the next call, and load what is new without a rest."""
    with shared.lock:
        shared.looked = shared.rested = 0.0


def forget(shared: Shared) -> None:
    """Begin all over at the next call, after something failed."""
    with shared.lock:
        shared.fills.clear()
        shared.loading = shared.loaded = None
        shared.looked = shared.rested = 0.0


def settle() -> None:
    """Take all that is held now out of the collector's sight: it stays, and looking through it took longer than a run of the page.

    Streamlit collects garbage after every run; of the modules, the gazetteer and the views there is none.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # libraries complain of what is still held when the server ends


def _fill(shared: Shared, paths: list[Path], tell: Progress) -> Ingested:
    store = open_store()
    if paths == [BUNDLED_ARTICLES] and not is_for_bundled(store):
        paths = []
    done = ingest(store, paths, tell, most_outdated=_MOST_OUTDATED)
    _replace(shared)
    return done


def _load_if_newer(shared: Shared) -> Work | None:
    with shared.lock:
        found = _newest(shared)
        if found is None or (shared.loaded is not None and shared.loaded.seen.version == found):
            return None
        if shared.loading is None or shared.loading.result.done():
            if time.monotonic() < shared.rested:
                return None
            shared.loading = _begin(shared, lambda _tell: _replace(shared))
        return shared.loading


def _replace(shared: Shared) -> None:
    begun = time.monotonic()
    loaded = load(snapshot(open_store()))
    with shared.lock:
        shared.loaded, shared.version, shared.looked = loaded, loaded.seen.version, time.monotonic()
        shared.rested = time.monotonic() + _REST * (time.monotonic() - begun)


def _begin(shared: Shared, task: Callable[[Progress], Any]) -> Work:
    work = Work()
    work.result = shared.worker.submit(task, work.tell)
    return work


def _newest(shared: Shared) -> str | None:
    """The store's version, looked up at most once in `_GLANCE_S`; None where it cannot be read."""
    if time.monotonic() - shared.looked >= _GLANCE_S:
        try:
            shared.version = version(Store(store_address()))
        except StoreError:
            shared.version = None
        shared.looked = time.monotonic()
    return shared.version


def _state_of(paths: list[Path]) -> tuple[object, ...]:
    """Changes when an article is added, changed or removed, so that a reload of the page shows it."""
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    facts = [(file, file.stat()) for file in sorted(files)]
    return store_address(), tuple(paths), tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in facts)
