"""Reads the labelled articles of `tests/dated/`: `[Tokmak: strike 2022-12-19]` is a place with its role and its days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.models import LEVELS, ROLES, Interval, Level, Precision, Role, Span

FOLDER = Path(__file__).parent / "dated"
_HEADER = re.compile(r"^# published (\d{4}-\d\d(?:-\d\d)?)\n", re.MULTILINE)
_LABEL = re.compile(r"\[([^\]:]+): (\w+)(?: (\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?)?(?:, (\w+))?\]")


@dataclass(frozen=True)
class Label:
    span: Span
    role: Role
    days: Interval | None
    level: Level


@dataclass(frozen=True)
class Labelled:
    lang: str
    published: date
    precision: Precision
    text: str
    labels: tuple[Label, ...]


def labelled(lang: str) -> Iterator[Labelled]:
    parts = _HEADER.split((FOLDER / f"{lang}.txt").read_text(encoding="utf-8"))
    for published, marked in zip(parts[1::2], parts[2::2], strict=True):
        text, done, labels = "", 0, []
        for match in _LABEL.finditer(marked):
            name, role, first, last, level = match.groups()
            text += marked[done : match.start()]
            done = match.end()
            span = Span(len(text), len(text) + len(name))
            text += name
            days = Interval(date.fromisoformat(first), date.fromisoformat(last or first)) if first else None
            known = next(item for item in LEVELS if item == (level or "populated_place"))
            labels.append(Label(span, next(item for item in ROLES if item == role), days, known))
        text += marked[done:]
        is_month = len(published) == len("2022-12")
        day = date.fromisoformat(published + "-01" if is_month else published)
        yield Labelled(lang, day, "month" if is_month else "day", text, tuple(labels))
