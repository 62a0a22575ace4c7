"""Paths -> the files with articles that they lead to, each with the name by which ids call it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from geo.articles.headers import has_front_matter
from geo.articles.records import ENDINGS
from geo.errors import ArticleError


def files_at(path: Path) -> list[tuple[Path, str] | ArticleError]:
    """The file at a path, or all files with articles in the folder there; an error where there is none."""
    name = printable(path)
    try:
        if path.is_dir():
            empty = ArticleError(f"{name}: no articles in this folder; put files ending in {endings()} in it")
            return list(_files_in(path)) or [empty]
        if not path.exists():
            return [ArticleError(f"{name}: no such file or folder")]
    except OSError as error:
        return [ArticleError(f"{name}: cannot be read ({error.strerror})")]
    if path.suffix.lower() not in ENDINGS:
        return [ArticleError(f"{name}: the ending {path.suffix!r} is none that is read; use {endings()}")]
    return [(path, printable(path.name))]


def _files_in(folder: Path) -> Iterator[tuple[Path, str] | ArticleError]:
    found: list[tuple[str, Path]] = []
    refused: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in files:
            path = Path(parent, file)
            if not file.startswith(".") and path.suffix.lower() in ENDINGS and not _is_mere_readme(path):
                found.append((path.relative_to(folder).as_posix(), path))
    for error in refused:
        yield ArticleError(f"{printable(error.filename)}: this folder cannot be read ({error.strerror})")
    for name, path in sorted(found):
        yield path, printable(name)


def _is_mere_readme(path: Path) -> bool:
    """Whether a file tells about its folder, and is no article of it."""
    if path.name.lower() != "readme.md":
        return False
    try:
        with open_file(path) as stream:
            return not has_front_matter(stream.read(100).decode("utf-8-sig", errors="replace"))
    except ArticleError:
        return False  # reading it will say what is wrong


def open_file(path: Path) -> BinaryIO:
    """A file at its beginning; an ArticleError where it cannot be opened, or is a pipe or a device."""
    try:
        if path.exists() and not path.is_file():
            raise ArticleError(f"{printable(path)}: not a regular file")
        return path.open("rb")
    except OSError as error:
        raise ArticleError(f"{printable(path)}: cannot be read ({error.strerror})") from error


def printable(path: str | Path) -> str:
    """A path as text; bytes of a name that are not UTF-8 would break every output that holds it."""
    return os.fspath(path).encode(errors="replace").decode()


def endings() -> str:
    """The endings that are read, for messages."""
    return ", ".join(ENDINGS)
