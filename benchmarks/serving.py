"""A Streamlit server of our own on a free port, its memory and its processor time; and stores of made mentions."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.made import made_batches
from geo.paths import ROOT
from geo.store import add, compact, open_store

_STARTED_S = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A served page.

    Attributes
    ----------
    port : int
        On 127.0.0.1.
    """

    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Resident memory in MB."""
        return float(self.process.memory_info().rss) / 2**20

    def busy(self) -> float:
        """Processor time so far in ms, which other work on the machine changes less than it does the clock."""
        times = self.process.cpu_times()
        return 1000 * float(times.user + times.system)


@contextmanager
def served(page: Path, log: Path, **settings: str) -> Iterator[Server]:
    """Serve a page as `make run` does, with the settings of `.streamlit/config.toml`, until the block ends.

    Parameters
    ----------
    log : pathlib.Path
        Where the server writes what it says.
    **settings : str
        Environment variables; others that begin with `ATLAS_`, but the gazetteer's, are not handed on.

    Raises
    ------
    RuntimeError
        The server did not start; with what it said.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_") or "GAZETTEER" in name}
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)]
    env = {**kept, "PYTHONPATH": str(ROOT), **settings}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _STARTED_S
        while not _answers(port):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
            time.sleep(0.1)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with suppress(OSError):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().read() == b"ok"
        finally:
            connection.close()
    return False


def made_store(folder: Path, size: int) -> Path:
    """A store with so many made mentions; one that lies in the folder already is used again."""
    path, done = folder / f"store-{size}", folder / f"store-{size}.done"
    if not done.exists():
        store = open_store(path)
        for articles, frame in made_batches(size):
            add(store, articles, frame, located_by="given: made")
        compact(store)
        done.touch()
    return path
