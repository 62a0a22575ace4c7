"""Tables of events by others (ACLED, UCDP GED, VIINA, Bellingcat, GeoConfirmed, any with a place column) -> events.

Which table it is shows in its header. What its columns and codes mean is data: `data/events/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from geo.calendar_days import month_of, publication
from geo.errors import ArticleError, DataError
from geo.event_files import event_rows
from geo.lists import Row, read_list
from geo.models import LEVELS, ROLES, Interval, Level, Precision, Role
from geo.paths import DATA

EVENTS = DATA / "events"
_DAYS = ("day", "week", "month", "given", "report")
_PRECISIONS: dict[str, Precision] = {"%Y": "year", "%Y-%m": "month"}
_HALF_A_WEEK = timedelta(3)  # the middle of a week is written


@dataclass(frozen=True, slots=True)
class Schema:
    """How a kind of table is known and read: of each field the columns that may hold it, and the formats of dates."""

    key: str
    name: str
    columns: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    formats: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """A row of a table of events.

    Attributes
    ----------
    id : str
        "acled:UKR12345"; of a row without an id its number.
    table : str
        Name of the kind of table.
    place, admin2, admin1, country : str
        As the table has them; empty where it does not say.
    latitude, longitude : float or None
        Degrees, WGS84, as the table gives them.
    level : str
    uncertainty_km : float
    days : Interval or None
        On which it happened, or was reported; None where the table does not say.
    is_report : bool
        Whether `days` are those of the report.
    precision : {"day", "month", "year"}
        Of the first day.
    role : str
    code : str
        The column of the place's precision and its value, for the reason; empty where there is none.
    """

    id: str
    table: str
    place: str
    admin2: str
    admin1: str
    country: str
    latitude: float | None
    longitude: float | None
    level: Level
    uncertainty_km: float
    days: Interval | None
    is_report: bool
    precision: Precision
    role: Role
    code: str
    text: str
    title: str
    source: str
    url: str
    lang: str


def read_events(path: Path) -> Iterator[Event | ArticleError]:
    """The events of a table; a row that cannot be read gives an error in its place, which names row, column and allowed values.

    Raises
    ------
    ArticleError
        Where the file cannot be read, or its header is of no kind that is known.
    """
    schema: Schema | None = None
    for number, (header, row) in enumerate(event_rows(path), 1):
        if schema is None:
            schema = _schema_of(path, header)
        where = f"{path}: row {number}"
        try:
            if row is None:
                raise ArticleError(
                    f"{where}: another number of cells than the header; put a text with commas between quotes"
                )
            yield _event(schema, row, where, number, path.name)
        except ArticleError as error:
            yield error
    if schema is None:
        raise ArticleError(f"{path}: no row; a table of events has a header and rows")


def _schema_of(path: Path, header: Sequence[str]) -> Schema:
    schema = recognise_schema(header)
    if schema is None:
        known = "; ".join(f"{one.name} ({', '.join(_wanted(one))})" for one in schemas())
        raise ArticleError(f"{path}: a header of no kind that is known; found {', '.join(header)}. Known are {known}")
    return schema


def recognise_schema(header: Sequence[str]) -> Schema | None:
    """The first kind of table whose required columns are all in a header, whatever their case."""
    have = {name.strip().lower() for name in header}
    return next(
        (one for one in schemas() if all(have & set(one.columns[field]) for field in one.required)),
        None,
    )


@cache
def schemas() -> tuple[Schema, ...]:
    """The kinds of tables of `data/events/schemas.csv`, in its order.

    Raises
    ------
    DataError
        Where the list is broken.
    """
    found: dict[str, list[Row]] = {}
    for row in read_list(
        EVENTS / "schemas.csv", ("schema", "name", "field", "columns", "required", "formats", "source")
    ):
        found.setdefault(row["schema"], []).append(row)
    return tuple(
        Schema(
            key,
            rows[0]["name"],
            {row["field"]: tuple(row.several("columns")) for row in rows},
            frozenset(row["field"] for row in rows if row["required"] == "yes"),
            {row["field"]: tuple(row.several("formats")) for row in rows if row["formats"]},
        )
        for key, rows in found.items()
    )


@cache
def _codes(name: str) -> dict[tuple[str, ...], Row]:
    keys = ("schema", "column", "code") if name == "types.csv" else ("schema", "code")
    found = {}
    for row in read_list(EVENTS / name, (*keys, "source")):
        key = tuple(row[column] for column in keys)
        if key in found:
            raise DataError(f"{row.where}: {', '.join(key)} stands there twice; leave one")
        found[key] = row
    return found


def _wanted(schema: Schema) -> list[str]:
    return [" or ".join(columns) for field, columns in schema.columns.items() if field in schema.required]


def _event(schema: Schema, row: Mapping[str, Any], where: str, number: int, file: str) -> Event:
    held = {name.strip().lower(): (name, _text(value)) for name, value in row.items()}

    def column(field: str) -> tuple[str, str]:
        """The column that holds a field, and what stands in it; the first one that says anything."""
        there = [held[name] for name in schema.columns.get(field, ()) if name in held]
        return next((one for one in there if one[1]), there[0] if there else ("", ""))

    def say(field: str) -> str:
        return column(field)[1]

    place = _coded(schema, "place_codes.csv", column("place_precision"), where)
    latitude, longitude = _degrees(column("latitude"), 90, where), _degrees(column("longitude"), 180, where)
    if (latitude is None) != (longitude is None):
        raise ArticleError(f"{where}: one of latitude and longitude is missing; give both, or none")
    if latitude is None and not say("place"):
        raise ArticleError(f"{where}: neither a place nor coordinates; give one of them")
    days, precision = _days(schema, column, where)
    code_column, code = column("place_precision")
    return Event(
        id=f"{schema.key}:{say('id')}" if say("id") else f"{file}#{number}",
        table=schema.name,
        place=say("place"),
        admin2=say("admin2"),
        admin1=say("admin1"),
        country=say("country"),
        latitude=latitude,
        longitude=longitude,
        level=place.one_of("level", LEVELS),  # type: ignore[arg-type]
        uncertainty_km=place.number("uncertainty_km", 0, 20_000),
        days=days,
        is_report=_codes("date_codes.csv").get((schema.key, ""), {"days": ""})["days"] == "report",
        precision=precision,
        role=_role(schema, column, where),
        code=f"{code_column} {code}" if code else "",
        text=say("text"),
        title=say("title"),
        source=say("source") or schema.name,
        url=say("url"),
        lang=say("lang"),
    )


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _coded(schema: Schema, name: str, column: tuple[str, str], where: str) -> Row:
    codes = {key[1]: row for key, row in _codes(name).items() if key[0] == schema.key}
    heading, value = column
    code = value if set(codes) != {""} else ""
    if code not in codes:
        raise ArticleError(f"{where}: {heading} is {value!r}; allowed are {', '.join(codes)} ({schema.name})")
    return codes[code]


def _degrees(column: tuple[str, str], most: float, where: str) -> float | None:
    heading, value = column
    if not value:
        return None
    try:
        degrees = float(value)
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) <= most:
        raise ArticleError(f"{where}: {heading} is {value!r}; allowed are degrees from -{most:g} to {most:g}")
    return degrees


def _days(schema: Schema, column: Any, where: str) -> tuple[Interval | None, Precision]:
    code = _coded(schema, "date_codes.csv", column("date_precision"), where).one_of("days", _DAYS)
    first, precision = _day(schema, "date", column("date"), where)
    if first is None:
        return None, "day"
    if code == "given":
        last, _ = _day(schema, "date_end", column("date_end"), where)
        if last is None or last < first:
            raise ArticleError(f"{where}: {column('date_end')[0]} is missing or lies before {first}; mend the row")
        return Interval(first, last), precision
    if code == "week":
        return Interval(first - _HALF_A_WEEK, first + _HALF_A_WEEK), precision
    if code == "month":
        return month_of(first.year, first.month), "month"
    return publication(first, precision), precision


def _day(schema: Schema, field: str, column: tuple[str, str], where: str) -> tuple[date | None, Precision]:
    heading, value = column
    if not value:
        return None, "day"
    for form in schema.formats[field]:
        try:
            return datetime.strptime(value.removesuffix("Z"), form).date(), _PRECISIONS.get(form, "day")
        except ValueError:
            continue
    forms = ", ".join(date(2022, 12, 20).strftime(form) for form in schema.formats[field])
    raise ArticleError(f"{where}: {heading} is {value!r}; allowed are forms such as {forms}")


def _role(schema: Schema, column: Any, where: str) -> Role:
    known = _codes("types.csv")
    finer = known.get((schema.key, "subtype", column("subtype")[1]))
    if finer is not None:
        return finer.one_of("role", ROLES)  # type: ignore[return-value]
    heading, value = column("type")
    types = [key[2] for key in known if key[:2] == (schema.key, "type")]
    if not types or not value:
        return "other"
    if value not in types:
        raise ArticleError(f"{where}: {heading} is {value!r}; allowed are {', '.join(types)} ({schema.name})")
    return known[schema.key, "type", value].one_of("role", ROLES)  # type: ignore[return-value]
