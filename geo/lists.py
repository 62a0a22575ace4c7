"""Reads the hand-made lists of `data/`: knowledge is data, and a list that breaks its own header is refused by name."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import DataError


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, which remembers where it stands so that a wrong value can be named."""

    values: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def several(self, column: str) -> list[str]:
        """The values of a cell that holds several, separated by `|`."""
        return [value.strip() for value in self.values[column].split("|") if value.strip()]

    def number(self, column: str, low: float, high: float) -> float:
        """The value of a cell as a number between `low` and `high`.

        Raises
        ------
        DataError
            Naming file, line, column and value.
        """
        try:
            value = float(self.values[column])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise DataError(
                f"{self.where}: {column} is {self.values[column]!r}; write a number from {low:g} to {high:g}"
            )
        return value

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """The value of a cell that must be one of `allowed`, else a DataError that lists them."""
        value = self.values[column]
        if value not in allowed:
            raise DataError(f"{self.where}: {column} is {value!r}; allowed are {', '.join(allowed)}")
        return value


def read_list(path: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a CSV file of `data/`.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        What must be in the header; further columns are kept.

    Raises
    ------
    DataError
        Where the file is missing, lacks a column, or has a row of another length than the header.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            missing = [column for column in columns if column not in header]
            if missing:
                raise DataError(
                    f"{path.name}:1: no column {', '.join(missing)}; found {', '.join(header) or 'nothing'}"
                )
            rows = []
            for cells in reader:
                where = f"{path.name}:{reader.line_num}"
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise DataError(f"{where}: {len(cells)} cells where the header has {len(header)}")
                rows.append(Row(dict(zip(header, cells, strict=True)), where))
            return rows
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror}); restore it from the project") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
