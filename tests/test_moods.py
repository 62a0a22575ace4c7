"""What the words of a clause say of the days of a place: tenses, plans, appointments, asides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.dates import event_interval
from geo.errors import DataError
from geo.models import Role, Span
from geo.moods import moods_of
from geo.text import sentences


@pytest.mark.parametrize(
    ("lang", "text", "place", "role", "days"),
    [
        # What opens its sentence before a comma is dated by what follows it.
        ("fr", "À Tokmak, la foule a réclamé mercredi la démission du maire.", "Tokmak", "other", "2022-12-14"),
        # An appointment has the day ahead; one on the weekday of the publication, a Tuesday, is today's.
        ("nl", "Zelensky reist donderdag naar Tokmak.", "Tokmak", "diplomacy", "2022-12-22"),
        ("en", "Leaders will meet in Tokmak on Friday.", "Tokmak", "diplomacy", "2022-12-23"),
        ("en", "Biden was due to meet Duda in Tokmak on Tuesday.", "Tokmak", "diplomacy", "2022-12-20"),
        ("de", "Am Freitag tagt in Tokmak die Kontaktgruppe.", "Tokmak", "diplomacy", "2022-12-23"),
        ("fr", "Macron recevra Zelensky jeudi à Tokmak.", "Tokmak", "diplomacy", "2022-12-22"),
        ("ru", "Лидеры соберутся в Tokmak в пятницу.", "Tokmak", "diplomacy", "2022-12-23"),
        ("en", "The army will storm Tokmak on Friday.", "Tokmak", "combat", None),
        # What is said somewhere on a day, whatever may come of it.
        ("en", "In Tokmak the council had announced on Friday that it would leave.", "Tokmak", "diplomacy", "2022-12-16"),
        # Whom one expects has an appointment; what one expects has not.
        ("en", "The minister was expected in Tokmak the same day.", "Tokmak", "diplomacy", "2022-12-20"),
        ("en", "Heavy shelling of Tokmak is expected on Tuesday.", "Tokmak", "strike", None),
        # A participle beside a name tells of that name only.
        ("nl", "Met Polohy, veroverd op 3 december, wordt nu gevochten om Tokmak.", "Tokmak", "combat", "2022-12-20"),
        ("nl", "Met Polohy, veroverd op 3 december, wordt nu gevochten om Tokmak.", "Polohy", "control", "2022-12-03"),
        # A day on which something was told dates other sentences only where no event has a day.
        ("en", "Missiles hit Poti on Friday. Moscow announced on Monday that it was right. Tokmak too was hit.",
         "Tokmak", "strike", "2022-12-16"),
    ],
)  # fmt: skip
def test_the_clause_that_dates_a_place(lang: str, text: str, place: str, role: Role, days: str | None) -> None:
    start = text.index(place)
    found = event_interval(
        text, sentences(text), Span(start, start + len(place)), lang, date(2022, 12, 20), "day", role
    )
    assert (found.start.isoformat() if found else None) == days


def test_broken_moods(tmp_path: Path) -> None:
    path = tmp_path / "moods.csv"
    path.write_text("lang,pattern,mood,source\nnl,misschien,doubtful,own\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"moods\.csv:2.*doubtful"):
        moods_of("nl", path)
