"""Figures as one JSON object a line for programs, and as tables for people, each beside the target that it has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scoring import Figure
from geo.lists import read_list

ALL = "all"
_TARGETS = Path(__file__).parent / "targets.csv"
_COLUMNS = ("set", "over", "figure", "gazetteer", "side", "target", "source")
_EMBEDDED, _ANY = "embedded", "any"

Figures = Mapping[str, Mapping[str, Figure]]  # by language (`ALL` for all), then by figure


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach.

    Attributes
    ----------
    value : float
    is_ceiling : bool
        The figure may be at most `value`; else it must be at least that.
    """

    value: float
    is_ceiling: bool

    def is_met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        return value <= self.value if self.is_ceiling else value >= self.value

    def __str__(self) -> str:
        return f"{'at most' if self.is_ceiling else 'at least'} {self.value:g}"


def read_targets(added: Sequence[str]) -> dict[tuple[str, str, bool], Target]:
    """The targets that hold for a gazetteer.

    Parameters
    ----------
    added : sequence of str
        Codes of the countries whose full lists were added; a target that asks for one of them, or for none, holds only then.

    Returns
    -------
    dict of (str, str, bool) to Target
        By set, figure, and whether it is for each language of the set rather than for all articles together.

    Raises
    ------
    DataError
        Where the list is broken.
    """
    targets = {}
    for row in read_list(_TARGETS, _COLUMNS):
        over = row.one_of("over", ("each", ALL))
        is_ceiling = row.one_of("side", ("least", "most")) == "most"
        if row["gazetteer"] in (added or (_EMBEDDED,)) or row["gazetteer"] == _ANY:
            key = (row["set"], row["figure"], over == "each")
            targets[key] = Target(row.number("target", 0, 1e9), is_ceiling)
    return targets


def gazetteer_words(added: Sequence[str]) -> str:
    """Which gazetteer was measured."""
    return " + ".join((_EMBEDDED, *added))


def json_lines(name: str, figures: Figures, added: Sequence[str], km: float) -> list[str]:
    """A line for each figure of a set that was measured on anything."""
    targets = read_targets(added)
    lines = []
    for lang, of_lang in figures.items():
        for figure, measured in of_lang.items():
            if measured.value is None or measured.n == 0:
                continue
            target = targets.get((name, figure, lang != ALL))
            line = figure_line(
                "quality",
                ".".join((name, lang, figure)),
                measured.n,
                measured.value,
                "places" if figure == "places_each" else "share",
                f"at {km:g} km" if figure.startswith("end_to_end") else "mean",
                None if target is None else f"target: {target}",
                None if target is None else measured.value / target.value,
                gazetteer=gazetteer_words(added),
            )
            lines.append(line)
    return lines


def figure_line(
    bench: str,
    figure: str,
    n: int,
    value: float,
    unit: str,
    statistic: str,
    beside: str | None = None,
    ratio: float | None = None,
    **more: str,
) -> str:
    """One figure as a JSON object: what was measured over how much, and beside what it stands in which ratio."""
    line = {"bench": bench, "figure": figure, "n": n, "value": round(value, 4), "unit": unit, "statistic": statistic}
    line |= {"beside": beside, "ratio": None if ratio is None else round(ratio, 3), **more}
    return json.dumps(line, ensure_ascii=False)


def table(name: str, figures: Figures, added: Sequence[str], km: float) -> str:
    """A set's figures, a row each, a column a language, the target last; `<` or `>` stands after what misses it."""
    targets = read_targets(added)
    rows = [[f"{name} at {km:g} km", *figures, "target"]]
    for figure, of_all in figures[ALL].items():
        if of_all.value is None or of_all.n == 0:
            continue
        beside = {lang: targets.get((name, figure, lang != ALL)) for lang in figures}
        cells = [_cell(figures[lang][figure], beside[lang]) for lang in figures]
        words = sorted({f"{target}{', each language' * (lang != ALL)}" for lang, target in beside.items() if target})
        rows.append([figure, *cells, "; ".join(words)])
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table for people: the first column to the left, the last as it is, those between to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        lines.append("  ".join((row[0].ljust(widths[0]), *cells, row[-1])).rstrip())
    return "\n".join(lines)


def _cell(measured: Figure, target: Target | None) -> str:
    if measured.value is None:
        return "- "
    missed = " " if target is None or target.is_met(measured.value) else ">" if target.is_ceiling else "<"
    return f"{measured.value:.3f}{missed}"
