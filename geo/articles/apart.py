"""Parses what may be hostile (web pages, PDFs, feeds) in a process of its own, within a time and a memory.

The parsers are large, partly written in C, and known to crash on some pages: here that costs one document, not the program.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from geo.errors import ArticleError
from geo.paths import ROOT

SECONDS = 30.0  # for one document, the start of the process included
MEMORY = 2_000_000_000  # bytes of address space; the parsers themselves take a quarter of it
_MOST_AT_ONCE = 4
_MOST_DOCUMENTS = 500  # then a fresh process: the parsers keep caches

_turns = threading.BoundedSemaphore(_MOST_AT_ONCE)
_idle: list[subprocess.Popen[bytes]] = []  # at most one is kept, so that a folder of pages starts one process
_guard = threading.Lock()


def parse_apart(
    kind: str, data: bytes, file: str, hints: Mapping[str, str], seconds: float = SECONDS
) -> list[dict[str, Any]]:
    """What a document holds: the fields of an article, of one for a page or a PDF, of one an entry for a feed.

    Parameters
    ----------
    kind : {"page", "pdf", "feed"}
    data : bytes
    file : str
        How messages call it.
    hints : mapping
        `url` and `charset`, as far as they are known.
    seconds : float
        After which it is given up.

    Raises
    ------
    ArticleError
        Where it cannot be read, or not within these limits.
    """
    with _turns:
        process = _take()
        expired = threading.Event()
        timer = threading.Timer(seconds, _kill, (process, expired))
        timer.start()
        answer: dict[str, Any] | None = None
        try:
            answer = ask(process, json.dumps({"kind": kind, "size": len(data), **hints}).encode(), data)
        finally:
            timer.cancel()
            _give_back(process, whole=answer is not None and not expired.is_set() and not answer.get("last"))
    if answer is None:
        why = f"not read within {seconds:g} seconds" if expired.is_set() else "it broke the program that reads it"
        raise ArticleError(f"{file}: {why}; save its text as .txt, or paste it")
    if "error" in answer:
        raise ArticleError(f"{file}: {answer['error']}")
    found: list[dict[str, Any]] = answer["found"]
    return found


def _kill(process: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    process.kill()


def ask(process: subprocess.Popen[bytes], request: bytes, data: bytes) -> dict[str, Any] | None:
    """The answer of the process; None where it died over the question."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(request + b"\n" + data)
        process.stdin.flush()
        size = process.stdout.readline()
        content = process.stdout.read(int(size)) if size.strip().isdigit() else b""
        answer: dict[str, Any] = json.loads(content)
    except (OSError, ValueError):
        return None
    return answer


def _take() -> subprocess.Popen[bytes]:
    with _guard:
        if _idle:
            return _idle.pop()
    return started("from geo.articles.apart import serve; serve()")


def started(code: str) -> subprocess.Popen[bytes]:
    """A process that runs this code, to be asked with `ask`."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # numpy would set memory aside for every core
    )


def _give_back(process: subprocess.Popen[bytes], whole: bool) -> None:
    with _guard:
        if whole and not _idle:
            _idle.append(process)
            return
    end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that parses, and let go of its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()


@atexit.register
def _end_all() -> None:
    while _idle:
        end(_idle.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # two processes must not talk to one


def serve() -> None:
    """Answers questions on standard input until it is closed; what `parse_apart` starts."""
    limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints is no answer
    for _ in range(_MOST_DOCUMENTS - 1):
        if not _answer_one(sys.stdin.buffer, answers, last=False):
            return
    _answer_one(sys.stdin.buffer, answers, last=True)


def _answer_one(questions: BinaryIO, answers: BinaryIO, last: bool) -> bool:
    line = questions.readline()
    if not line:
        return False
    request = json.loads(line)
    answer = _parse(request, questions.read(request["size"])) | ({"last": True} if last else {})
    content = json.dumps(answer).encode()
    answers.write(b"%d\n" % len(content) + content)
    answers.flush()
    return "last" not in answer


def _parse(request: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    from geo.articles.feeds import read_feed
    from geo.articles.pages import read_page
    from geo.articles.pdfs import read_pdf

    url, charset = request.get("url"), request.get("charset")
    try:
        if request["kind"] == "pdf":
            return {"found": [read_pdf(data)]}
        if request["kind"] == "feed":
            return {"found": read_feed(data, url, charset)}
        return {"found": [read_page(data, url, charset)]}
    except ArticleError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"needs more than {MEMORY // 1_000_000:,} MB of memory to be read", "last": True}
    except RecursionError:
        return {"error": "nested too deeply to be read", "last": True}
    except Exception as error:  # a parser may raise anything over a broken document
        return {"error": f"cannot be read ({type(error).__name__}: {str(error)[:200]})"}


def limit_memory() -> None:
    """Let this process have no more than `MEMORY`, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits; the one of time holds there too
    with contextlib.suppress(ValueError, OSError):  # a lower limit of the machine stands
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
