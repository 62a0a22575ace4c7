"""How a name stands to what its sentence tells: words that make it a point of reference, a container, an origin."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from geo.lists import read_list
from geo.paths import LEXICONS
from geo.phrases import Phrases, sequences

REFERENCES_FILE = LEXICONS / "references.csv"
_SHORT = 3  # letters of "and" at most
RELATIONS = (
    "distance",  # "5 km from": locates, whatever else is said
    "direction",  # "near": locates where another place stands before it
    "compass",  # "south of": locates also where another place follows
    "heading",  # "direction", "sector": names where along the front something is
    "office",  # "governor of", "mayor of"
    "from",
    "people",  # "volunteers from": locates, unless they flee
    "launch",  # "fired", with "from" before the name: where it came from
    "sent",  # "from the direction of", "from the airfield": both in one
    "container",  # "province"
    "institution",  # "ministry in": what is said there is diplomacy
    "settlement",  # "a village" south of, "the town" in: stands for a name
    "in",
    "and",
)


@cache
def relations_of(lang: str, path: Path = REFERENCES_FILE) -> Phrases[str]:
    """Finds what words say of how a name stands to what happens."""
    entries: list[tuple[tuple[str, ...], str]] = []
    for row in read_list(path, ("lang", "pattern", "relation", "source")):
        relation, words = row.one_of("relation", RELATIONS), sequences(row)
        if row["lang"] == lang:
            entries.extend((sequence, relation) for sequence in words)
    return Phrases(lang, entries)


@cache
def between(lang: str, path: Path = REFERENCES_FILE) -> re.Pattern[str]:
    """What stands between two names of one row: a comma, or "and" with a short word after it ("and in").

    Only English has a comma before "and" in a row; elsewhere it closes what was put in ("A, au nord de B, et C"), save before
    longer words for it ("А, а також Б").
    """
    rows = (row for row in read_list(path, ("lang", "pattern", "relation", "source")) if row["relation"] == "and")
    words = [re.escape(word) for row in rows if row["lang"] == lang for sequence in sequences(row) for word in sequence]
    closing = "" if lang == "en" else rf"(?!,\s+\w{{1,{_SHORT}}}\s)"
    return re.compile(rf",\s+|{closing},?\s+(?:{'|'.join(words)})\s+(?:\w{{1,4}}\s+)?")
