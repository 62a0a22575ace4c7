"""Reads GeoJSON and KML in a process of its own, within a time and a memory.

A polygon that crosses itself a million times has so many crossings that mending it would take all memory there is.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from geo.articles.apart import MEMORY, ask, end, limit_memory, started
from geo.errors import FrontError

SECONDS = 60.0  # for one file, the start of the process included

_Read = Callable[[bytes, str, str, date | None], list[tuple[date, bytes]]]
_guard = threading.Lock()
_kept: list[subprocess.Popen[bytes]] = []  # one at most, so that a folder starts one process


def read_apart(
    data: bytes, name: str, told: str, day: date | None, seconds: float = SECONDS
) -> list[tuple[date, bytes]]:
    """The days of a file's layers, and their areas as WKB; see `geo.front.reading.parsed`.

    Raises
    ------
    FrontError
        Where it cannot be read, or not within these limits.
    """
    header = {"size": len(data), "name": name, "told": told, "day": day.isoformat() if day else None}
    with _guard:
        process = _kept.pop() if _kept else started("from geo.front.reading import serve; serve()")
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        answer: dict[str, Any] | None = None
        try:
            answer = ask(process, json.dumps(header).encode(), data)
        finally:
            timer.cancel()
            if answer is None:
                end(process)
            else:
                _kept.append(process)
    if answer is None:
        limits = f"{seconds:g} seconds and {MEMORY // 1_000_000_000} GB"
        raise FrontError(f"{told}: its geometry cannot be mended within {limits}; simplify it first")
    if "error" in answer:
        raise FrontError(answer["error"])
    return [(date.fromisoformat(text), bytes.fromhex(area)) for text, area in answer["layers"]]


@atexit.register
def _end_all() -> None:
    while _kept:
        end(_kept.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_kept.clear)


def answer_with(read: _Read) -> None:
    """Answer questions on standard input until it is closed: what the process that `read_apart` starts does."""
    limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        data = sys.stdin.buffer.read(asked["size"])
        day = date.fromisoformat(asked["day"]) if asked["day"] else None
        try:
            layers = read(data, asked["name"], asked["told"], day)
            answer: dict[str, Any] = {"layers": [(found.isoformat(), area.hex()) for found, area in layers]}
        except FrontError as error:
            answer = {"error": str(error)}
        except MemoryError:
            return  # nothing that it does now can be relied upon
        except Exception as error:  # a broken geometry may raise anything
            answer = {"error": f"{asked['told']}: cannot be read ({type(error).__name__}: {str(error)[:200]})"}
        content = json.dumps(answer).encode()
        answers.write(b"%d\n" % len(content) + content)
        answers.flush()
