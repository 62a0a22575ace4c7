"""What the page says of its own making: where the data are from, under which licence, and how often the program is right.

The figures are those that `make quality PIN=1` wrote down beside the program (`data/quality.csv`), so that a package that was
installed without its tests tells them too.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.lists import read_list
from geo.paths import DATA

MEASURED = DATA / "quality.csv"
SOURCES = DATA / "sources.csv"
EVERY = "all"  # languages together
FIGURES = (
    "recognition_f1",
    "others_f1",
    "end_to_end_f1",
    "role_accuracy",
    "when_accuracy",
    "calibration_error",
)
ARTICLES = "articles"  # how many were annotated, in the same column
USES = (
    "code",
    "articles",
    "lists",
    "places",
    "villages",
    "divisions",
    "countries",
    "base_map",
    "drawing",
    "streets",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Something that others made, or we, and that the program rests on.

    Attributes
    ----------
    use : str
        One of `USES`.
    url : str
        Empty for what is our own.
    """

    use: str
    name: str
    licence: str
    url: str


def figures() -> dict[str, dict[str, float]]:
    """By language (`EVERY` for all together) the figures measured: shares from 0 to 1, and how many `ARTICLES` they rest on.

    Raises
    ------
    DataError
        Where the list is broken.
    """
    found: dict[str, dict[str, float]] = {}
    for row in read_list(MEASURED, ("lang", "figure", "value", "source")):
        name = row.one_of("figure", (ARTICLES, *FIGURES))
        most = 1 if name in FIGURES else 1e9
        found.setdefault(row["lang"], {})[name] = row.number("value", 0, most)
    return found


def sources() -> list[Source]:
    """What the program rests on, in the order of the list.

    Raises
    ------
    DataError
        Where the list is broken.
    """
    rows = read_list(SOURCES, ("use", "name", "licence", "url", "source"))
    return [Source(row.one_of("use", USES), row["name"], row["licence"], row["url"]) for row in rows]
