"""The pages of `docs/` that are made of the program itself: `python -m geo.reference` writes them, a test holds them to it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from geo.__main__ import parser
from geo.event_tables import EVENTS, schemas
from geo.lists import Row, read_list
from geo.paths import DATA, ROOT

DOCS = ROOT / "docs"
_MADE = "Made by `python -m geo.reference`; change {of}, not this page.\n"


def commands() -> str:
    """The reference of the command line, out of its parsers."""
    lines = [
        "# The command line",
        "",
        _MADE.format(of="the parsers in `geo/`"),
        "From a checkout a command is `python -m geo COMMAND`, of an installed package `frontline-atlas COMMAND`. It ends with",
        "status 0; with 1 where something could not be read or done, which it says in a sentence; with 2 for wrong usage.",
        "",
    ]
    for name, one, what in _parsers(parser(), ""):
        lines += [f"## {name}", "", f"{_sentence(one.description or what)}", ""]
        arguments = [action for action in one._actions if not isinstance(action, argparse._HelpAction)]
        if arguments:
            lines += ["| argument | what |", "|---|---|", *map(_argument, arguments), ""]
    return "\n".join(lines)


def _parsers(made: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            words = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for word, one in action.choices.items():
                full = f"{name} {word}".strip()
                if any(isinstance(each, argparse._SubParsersAction) for each in one._actions):
                    yield from _parsers(one, full)
                else:
                    yield full, one, words.get(word, "")


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words[:1].upper()}{words[1:]}."


def _argument(action: argparse.Action) -> str:
    name = action.option_strings[0] if action.option_strings else ""
    value = "" if action.nargs == 0 else str(action.metavar or ("" if action.choices else action.dest.upper()))
    more = "..." if action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction) else ""
    words = [str(action.help or "")]
    if action.choices:
        words.append(f"one of {', '.join(map(str, action.choices))}")
    if action.option_strings and action.required:
        words.append("required")
    if action.option_strings and action.default not in (None, False, "", 0, []) and action.nargs != 0:
        words.append(f"{action.default} without it")
    shown = " ".join(part for part in (name, value) if part) + more
    return f"| `{_cell(shown)}` | {_cell('; '.join(filter(None, words)))} |"


def columns() -> str:
    """The description of every column, out of `data/columns.csv`."""
    rows = read_list(DATA / "columns.csv", ("column", "type", "unknown", "description", "source"))
    lines = [
        "# The columns",
        "",
        _MADE.format(of="`data/columns.csv`"),
        "One row a mention, in every file, frame and export. What is not known is blank in CSV, null in JSON lines, GeoJSON and",
        "Parquet, and left out in KML. Days are ISO 8601, coordinates decimal degrees in WGS84.",
        "",
        "In GeoJSON and KML a mention of an area is the circle of `uncertainty_km` around its point; one of a country is the point",
        "of its capital.",
        "In CSV a text that a spreadsheet would run as a formula has an apostrophe before it.",
        "",
    ]
    return "\n".join(lines) + _table(rows, ("column", "type", "unknown", "description", "source"))


def imports() -> str:
    """What tables of others are known, and what their codes mean here, out of `data/events/`."""
    lines = [
        "# Tables of events by others",
        "",
        _MADE.format(of="the lists in `data/events/`"),
        "`python -m geo import FILE` puts the events of a table into the store, one mention each, at the coordinates that it",
        "gives (basis *given*); where it gives none, at ours of the place that it names. Importing it again changes nothing.",
        "`python -m geo compare FILE` tells how far our points lie from the table's, and lists the ten that lie furthest apart.",
        "A file is CSV, a JSON list, GeoJSON points, JSON lines or Parquet. Which table it is shows in its header, in any case;",
        "the first kind below whose required columns are all there is taken. A code that is not listed is an error that names row,",
        "column and allowed values; the other rows are taken all the same. An event counts as published on its first day.",
        "",
        "The radii are ours where the source says so: the codebooks give none. The meanings of the codes of ACLED and UCDP were",
        "checked against packages that tell of their codebooks, not against these: look into that of your year where it matters.",
        "",
    ]
    fields = read_list(EVENTS / "schemas.csv", ("schema", "name", "field", "columns", "required", "formats", "source"))
    places = read_list(EVENTS / "place_codes.csv", ("schema", "code", "level", "uncertainty_km", "means", "source"))
    dates = read_list(EVENTS / "date_codes.csv", ("schema", "code", "days", "means", "source"))
    types = read_list(EVENTS / "types.csv", ("schema", "column", "code", "role", "source"))
    for schema in schemas():
        lines += [f"## {schema.name[:1].upper()}{schema.name[1:]}", ""]
        for title, rows, shown in (
            ("Columns", fields, ("field", "columns", "required", "formats", "source")),
            ("Precision of the place", places, ("code", "means", "level", "uncertainty_km", "source")),
            ("Precision of the date", dates, ("code", "means", "days", "source")),
            ("Roles", types, ("column", "code", "role", "source")),
        ):
            own = [row for row in rows if row["schema"] == schema.key]
            if own:
                lines += [f"{title}:", "", _table(own, shown)]
    return "\n".join(lines)


def _table(rows: Sequence[Row], shown: Sequence[str]) -> str:
    made = [f"| {' | '.join(name.replace('_', ' ') for name in shown)} |", f"|{'---|' * len(shown)}"]
    made += [f"| {' | '.join(_cell(row[name].replace('|', ' or ')) for name in shown)} |" for row in rows]
    return "\n".join(made) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {"commands.md": commands, "columns.md": columns, "imports.md": imports}


def main(folder: Path = DOCS) -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (folder / name).write_text(make().rstrip("\n") + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
