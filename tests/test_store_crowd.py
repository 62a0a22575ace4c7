"""Eight processes that add at once, and are killed at random and started again, while a reader looks all the time.

`python -m tests.test_store_crowd 50` kills each of the eight fifty times; the suite does so twice each.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from geo.paths import ROOT
from geo.store import compact, open_store
from tests.store_writer import PER_ARTICLE, PER_BATCH, SHARED, check

WRITERS, BATCHES = 8, 6
_LONGEST_S = 0.6  # a writer that is to be killed lives for at most this long after it could begin


def start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "tests.store_writer", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def crowd(address: str, kills: int, batches: int, seed: int = 0) -> tuple[int, int]:
    """Let all writers write, kill each `kills` times, start it again, and see it through; how many kills hit, and looks taken."""
    chance = random.Random(seed)
    open_store(address)
    reader = start("watch", address, "100000")
    # A writer needs some time to start; how much depends on the machine, and is measured with the first.
    begun = time.monotonic()
    finish(start("write", address, "0", "1"))
    starts = time.monotonic() - begun
    left = dict.fromkeys(range(WRITERS), kills)
    running = {number: start("write", address, str(number), str(batches)) for number in left}
    deaths = {number: _moment(chance, starts) for number in left}
    hits = 0
    while running:
        time.sleep(0.01)
        for number, process in list(running.items()):
            if left[number] and time.monotonic() >= deaths[number]:
                process.kill()  # SIGKILL: no handler, no clean-up
                process.communicate()
                hits += process.returncode != 0
                left[number] -= 1
                running[number] = start("write", address, str(number), str(batches))
                deaths[number] = _moment(chance, starts)
            elif process.poll() is not None:
                finish(process)
                if not left[number]:
                    del running[number]
                else:
                    running[number] = start("write", address, str(number), str(batches))
        assert reader.poll() is None, f"the reader saw something wrong:\n{reader.communicate()[1]}"
    reader.terminate()
    reader.communicate()
    return hits, len(list(Path(address, "mentions", "_delta_log").glob("*.json")))


def _moment(chance: random.Random, starts: float) -> float:
    return time.monotonic() + starts * chance.uniform(0.5, 2.0) + chance.uniform(0, _LONGEST_S)


def finish(process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors


def expected(batches: int) -> tuple[int, int]:
    articles = WRITERS * batches * PER_BATCH + min(SHARED, batches)
    return articles, articles * PER_ARTICLE


def test_eight_add_at_once(tmp_path: Path) -> None:
    address = str(tmp_path / "store")
    crowd(address, 0, BATCHES)
    assert check(address) == expected(BATCHES)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_eight_are_killed_and_started_again(tmp_path: Path) -> None:
    address = str(tmp_path / "store")
    hits, _ = crowd(address, 2, BATCHES)
    assert hits > 0
    assert check(address) == expected(BATCHES)
    compact(open_store(address))
    assert check(address) == expected(BATCHES)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50
        place = f"{folder}/store"
        begun = time.monotonic()
        killed, commits = crowd(place, wanted, 40)
        print(
            f"{killed} of {WRITERS * wanted} kills hit a writer at work; {commits} commits; {time.monotonic() - begun:.0f} s"
        )
        print(f"articles and mentions: {check(place)}, expected {expected(40)}")
        print(compact(open_store(place)))
        print(f"after compaction: {check(place)}")
