"""Folders of annotated articles: the annotation `NAME.jsonl`, and the bare articles of the same name in `input/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tqdm import tqdm

from benchmarks.report import ALL
from benchmarks.scoring import LOOSE_KM, Figure, Row, score, score_points
from geo.articles import read_articles
from geo.errors import DataError
from geo.export import to_json_lines
from geo.frame import to_frame
from geo.gazetteer import Gazetteer
from geo.geocoding import geocode_one
from geo.locate import locate_article
from geo.models import Article
from geo.paths import ROOT

GOLD = ROOT / "tests" / "gold"  # the annotated articles that are the project's own
OWN_SET = "war_news"
_KM = 10.0  # places; about the size of a town with its outskirts
_POINT_KM = 15.0  # events, whose point is the nearest known settlement

Form = Literal["mentions", "points", "strings"]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """One annotated file.

    Attributes
    ----------
    name : str
    form : {"mentions", "points", "strings"}
        All mentions of each text are annotated; the one point of each text's event; or the point of each place string.
    km : float
        How far off is still right, in km.
    records : tuple of mapping
        As annotated.
    bare : Path
        What is located.
    """

    name: str
    form: Form
    km: float
    records: tuple[Row, ...]
    bare: Path


def gold_sets(folder: Path) -> list[GoldSet]:
    """The annotated files of a folder, by name; files without annotation are left out.

    Raises
    ------
    DataError
        Where there are none, or a line is no JSON object.
    """
    sets = [found for path in sorted(folder.glob("*.jsonl")) if (found := _read_set(path)) is not None]
    if not sets:
        raise DataError(f"{folder}: holds no annotated articles; name a folder with NAME.jsonl and input/NAME.jsonl")
    return sets


def _read_set(path: Path) -> GoldSet | None:
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                records.append(_checked(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise DataError(f"{path}:{number}: not an annotated record ({error!r})") from error
    bare = path.parent / "input" / path.name
    bare = bare if bare.is_file() else path
    if any("query" in record for record in records):
        return GoldSet(path.stem, "strings", _POINT_KM, tuple(records), bare)
    if any("mentions" in record for record in records):
        # Corpora that do not tell governments from places are other people's; they are measured as the literature does.
        is_loose = any(mention["kind"] == "any" for record in records for mention in record["mentions"])
        return GoldSet(path.stem, "mentions", LOOSE_KM if is_loose else _KM, tuple(records), bare)
    if any("latitude" in record for record in records):
        return GoldSet(path.stem, "points", _POINT_KM, tuple(records), bare)
    return None


def _checked(record: Any) -> Row:
    for mention in record.get("mentions", ()):
        mention["start"], mention["end"], mention["kind"], mention["level"], mention["latitude"]
    record["id"]
    return dict(record)


def measure(gold: GoldSet, gazetteer: Gazetteer) -> dict[str, dict[str, Figure]]:
    """Figures of a set: of all its articles, and of each language where there are several.

    Returns
    -------
    dict of str to dict of str to Figure
        By language (`ALL` first), then by figure.
    """
    if gold.form == "strings":
        answers = [[geocode_one(str(record["query"]), gazetteer)] for record in _bar(gold.records, gold.name)]
        return {ALL: score_points(gold.records, answers, gold.km)}
    rows = located(read_articles([gold.bare]).articles, gazetteer, gold.name)
    if gold.form == "points":
        found: dict[str, list[Row]] = {str(record["id"]): [] for record in gold.records}
        for row in rows:
            if row["kind"] == "place":
                found[str(row["article_id"])].append(row)
        return {ALL: score_points(gold.records, [found[str(record["id"])] for record in gold.records], gold.km)}
    return measured(gold, rows)


def measured(gold: GoldSet, rows: Sequence[Row]) -> dict[str, dict[str, Figure]]:
    """As `measure`, of mentions that are located already."""
    figures = {ALL: score(gold.records, rows, gold.km)}
    languages = list(dict.fromkeys(str(record["lang"]) for record in gold.records))
    for lang in languages if len(languages) > 1 else ():
        figures[lang] = score([record for record in gold.records if record["lang"] == lang], rows, gold.km)
    return figures


def located(articles: Sequence[Article], gazetteer: Gazetteer, name: str = "") -> list[dict[str, Any]]:
    """The mentions of some articles as a user gets them: written as JSON lines, and read back."""
    frame = to_frame([row for article in _bar(articles, name) for row in locate_article(article, gazetteer)])
    return [json.loads(line) for line in to_json_lines(frame).split("\n") if line]


def _bar(items: Sequence[Any], name: str) -> Iterable[Any]:
    return tqdm(items, desc=name, disable=None, leave=False, delay=0.5)
