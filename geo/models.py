"""What is passed between the rooms of the house: frozen dataclasses and a tuple, and the words that their fields may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year"]
Kind = Literal["place", "demonym", "metonym"]
Level = Literal["populated_place", "admin1", "admin2", "country", "region", "water", "facility", "other"]
Basis = Literal["named", "inferred", "given", "manual"]
Role = Literal["combat", "strike", "control", "diplomacy", "humanitarian", "other"]

PRECISIONS: tuple[Precision, ...] = ("day", "month", "year")
KINDS: tuple[Kind, ...] = ("place", "demonym", "metonym")
LEVELS: tuple[Level, ...] = (
    "populated_place",
    "admin1",
    "admin2",
    "country",
    "region",
    "water",
    "facility",
    "other",
)
BASES: tuple[Basis, ...] = ("named", "inferred", "given", "manual")
THEATRE_COUNTRIES = frozenset({"UA", "RU", "BY"})  # where the war plays that most articles are about
ROLES: tuple[Role, ...] = ("combat", "strike", "control", "diplomacy", "humanitarian", "other")


@dataclass(frozen=True, slots=True)
class Article:
    """A dated news text.

    Attributes
    ----------
    id : str
        As `geo.articles` assigns it; unique in a run.
    text : str
        The body, character for character as it was read; all offsets count its code points.
    title : str
        Gives context; mentions are never taken from it.
    published : date or None
        First day of the period that is known (a month is its first day); None for an undated article.
    published_precision : {"day", "month", "year"} or None
    lang : str
        ISO 639-1 code.
    source, url : str or None
    raw_published : str or None
        The date as the source wrote it, kept beside the parsed one.
    """

    id: str
    text: str
    title: str = ""
    published: date | None = None
    published_precision: Precision | None = None
    lang: str = ""
    source: str | None = None
    url: str | None = None
    raw_published: str | None = None


# A tuple: an article has many hundreds of them, and a frozen dataclass takes four times as long to make and to compare.
class Span(NamedTuple):
    """A range of code points, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the gazetteer that a name may mean.

    Attributes
    ----------
    place_id : str
        `geonames:713174`, or `atlas:donbas` for what GeoNames does not hold; `geonames:703656:district` for the district that is
        called after a town.
    name : str
        Main name, in English or in the romanisation of GeoNames.
    admin1 : str
        Name of the first-order division, in English; empty where unknown.
    latitude, longitude : float
        Decimal degrees, WGS84. Of a country: its capital. Of an area: a point that stands for it.
    uncertainty_km : float
        Radius in km of the circle in which what is named lies.
    population : int
        0 where unknown.
    is_capital : bool
        Capital of a country; its name often stands for the government.
    is_main : bool
        Whether the name looked up is the main name or one listed by hand, not any alternate name of GeoNames.
    usual_kind : {"place", "metonym"}
        "metonym" for names such as the Kremlin, which nearly always stand for a government.
    admin2 : str
        Name of the second-order division (raion, district), in English; empty where unknown.
    """

    place_id: str
    name: str
    level: Level
    country_code: str
    admin1: str
    latitude: float
    longitude: float
    uncertainty_km: float
    population: int
    is_capital: bool = False
    is_main: bool = True
    usual_kind: Kind = "place"
    admin2: str = ""

    def __hash__(self) -> int:
        return hash(self.place_id)  # one place is seldom there in two ways, and long tuples of them are looked up


@dataclass(frozen=True, slots=True)
class Toponym:
    """A span that names something on earth, before it is known which.

    Attributes
    ----------
    kind : {"place", "demonym", "metonym"}
    candidates : tuple of Candidate
        Empty for a name that the gazetteer does not know.
    levels : tuple of str
        What a generic word beside the name says that it is ("provincie Donetsk": admin1); empty where nothing does.
    why : str
        What spoke for this kind, in a few words.
    is_located : bool
        Whether a preposition of place stands before it.
    recognition : float
        Probability from 0 to 1 that the span is a toponym at all, rather than a person, an organisation or a word; 1 where
        nothing has weighed it.
    """

    span: Span
    surface: str
    kind: Kind
    candidates: tuple[Candidate, ...]
    levels: tuple[Level, ...] = ()
    why: str = ""
    is_located: bool = False
    recognition: float = 1.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """The candidate chosen for a toponym (None: none fits), with its score from 0 to 1 and the reason."""

    candidate: Candidate | None
    score: float
    reason: str
