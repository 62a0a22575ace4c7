from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.frame import COLUMNS
from geo.gazetteer import Gazetteer
from geo.geocoding import OnlineGeocoder
from geo.locate import locate
from geo.models import Article, Candidate

from .conftest import article

REPORT = (
    "President Zelensky was dinsdag onverwacht in Bakhmut. Om die stad in de provincie Donetsk wordt zwaar gevochten.\n\n"
    "Achter Bakhmut liggen Kramatorsk en Sloviansk, en verder weg Kharkiv. "
    "Poetin sprak maandag in Minsk met Loekasjenko; hij zei dat Rusland Belarus niet wil inlijven. "
    "Washington reageerde sceptisch. Het Kremlin zweeg."
)


@pytest.fixture(scope="module")
def month(gazetteer: Gazetteer) -> pd.DataFrame:
    return locate([article(REPORT, published=date(2022, 12, 1), published_precision="month")], gazetteer)


@pytest.fixture(scope="module")
def day(gazetteer: Gazetteer) -> pd.DataFrame:
    return locate([article(REPORT, published=date(2022, 12, 20), published_precision="day")], gazetteer)


def places(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["kind"] == "place"]


def test_the_columns_and_the_offsets(day: pd.DataFrame) -> None:
    assert list(day.columns) == list(COLUMNS)
    for row in day.to_dict("records"):
        assert REPORT[row["start"] : row["end"]] == row["surface"]
        inside = row["start"] - row["excerpt_start"]
        assert row["excerpt"][inside : inside + len(row["surface"])] == row["surface"]
        assert REPORT[row["excerpt_start"] :].startswith(row["excerpt"])


@pytest.mark.parametrize(
    ("surface", "latitude", "longitude"),
    [
        ("Bakhmut", 48.59, 38.0),
        ("Kramatorsk", 48.74, 37.58),
        ("Sloviansk", 48.85, 37.61),
        ("Kharkiv", 49.99, 36.23),
        ("Minsk", 53.9, 27.57),
    ],
)
def test_towns_stand_where_they_are(day: pd.DataFrame, surface: str, latitude: float, longitude: float) -> None:
    rows = places(day)[places(day)["surface"] == surface]
    assert len(rows) > 0
    assert rows["latitude"].between(latitude - 0.09, latitude + 0.09).all()
    assert rows["longitude"].between(longitude - 0.13, longitude + 0.13).all()
    assert set(rows["basis"]) == {"named"}


def test_a_province_is_an_area(day: pd.DataFrame) -> None:
    row = day[day["surface"] == "Donetsk"].iloc[0]
    assert (row["level"], row["place_id"], row["country_code"]) == ("admin1", "atlas:UA-14", "UA")
    assert row["uncertainty_km"] > 50


def test_a_country_is_shown_at_its_capital_and_says_so(day: pd.DataFrame) -> None:
    row = day[day["surface"] == "Belarus"].iloc[0]
    assert (row["kind"], row["level"], row["basis"]) == ("place", "country", "inferred")
    assert row["latitude"] == pytest.approx(53.9, abs=0.01)
    assert "shown at its capital, Minsk" in row["reason"]


def test_governments_and_persons_are_no_dots(day: pd.DataFrame) -> None:
    kinds = dict(zip(day["surface"], day["kind"], strict=True))
    assert kinds["Washington"] == kinds["Kremlin"] == kinds["Rusland"] == "metonym"
    assert not {"Zelensky", "Poetin", "Loekasjenko"} & set(day["surface"])
    assert day[day["kind"] != "place"][["role", "event_start", "event_end"]].isna().all(axis=None)


def test_a_day_is_read_against_the_publication(day: pd.DataFrame) -> None:
    bakhmut = day[day["surface"] == "Bakhmut"].iloc[0]
    assert bakhmut["event_start"] == bakhmut["event_end"] == pd.Timestamp("2022-12-20")
    minsk = day[day["surface"] == "Minsk"].iloc[0]
    assert minsk["event_start"] == minsk["event_end"] == pd.Timestamp("2022-12-19")


def test_of_a_month_no_day_is_invented(month: pd.DataFrame) -> None:
    assert set(month["published_precision"]) == {"month"}
    dated = month.dropna(subset="event_start")
    assert len(dated) > 0
    assert (dated["event_start"] == pd.Timestamp("2022-12-01")).all()
    assert (dated["event_end"] == pd.Timestamp("2022-12-31")).all()


def test_an_undated_article_has_rows_without_days(gazetteer: Gazetteer) -> None:
    frame = locate([article("Er is gevochten in Bakhmut.")], gazetteer)
    assert frame[["published", "published_precision", "event_start", "event_end"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("Vijf huizen brandden af, 15 km ten zuiden van Bakhmut.", 15.0),
        ("Er is gevochten ten noorden van Bakhmut.", 10.0),
    ],
)
def test_beside_a_place_is_inferred_and_less_certain(gazetteer: Gazetteer, text: str, km: float) -> None:
    named = locate([article("Er is gevochten in Bakhmut.")], gazetteer).iloc[0]
    beside = locate([article(text)], gazetteer).iloc[0]
    assert beside["basis"] == "inferred"
    assert beside["uncertainty_km"] == pytest.approx(named["uncertainty_km"] + km, abs=0.11)
    assert "beside Bakhmut" in beside["reason"]


def test_what_cannot_be_placed_is_a_row_without_a_place(gazetteer: Gazetteer) -> None:
    row = locate([article("Het leger verliet het dorp Qwertzuiopske.")], gazetteer).iloc[0]
    assert (row["kind"], row["reason"]) == ("place", "no place of this name in the gazetteer")
    assert row[["place_id", "place_name", "level", "latitude", "longitude", "basis", "score"]].isna().all()


def test_online_is_asked_for_what_could_not_be_placed(gazetteer: Gazetteer, tmp_path: Path) -> None:
    asked: list[str] = []

    class Online(OnlineGeocoder):
        def __init__(self) -> None:
            self.service = "nominatim"

        def place(self, query: str) -> Candidate | None:
            asked.append(query)
            return Candidate("nominatim:node/1", query, "populated_place", "UA", "", 48.0, 38.0, 5.0, 0)

    frame = locate([article("Het leger verliet het dorp Qwertzuiopske bij Bakhmut.")], gazetteer, Online())
    assert asked == ["Qwertzuiopske"]
    assert frame.iloc[0]["place_id"] == "nominatim:node/1"
    assert frame.iloc[0]["reason"] == "found by nominatim"


def test_homonyms_go_where_the_article_is(gazetteer: Gazetteer) -> None:
    def found(text: str, lang: str = "en") -> Any:
        return locate([article(text, lang)], gazetteer)

    ukraine = found("Fighting went on near Pokrovsk and Myrnohrad in Ukraine.")
    assert set(places(ukraine)["country_code"]) == {"UA"}
    texas = found("A storm hit Paris, near Dallas in the United States.")
    assert set(places(texas)[places(texas)["surface"] != "United States"]["country_code"]) == {"US"}
    france = found("The ministers met in Paris.")
    assert set(france["country_code"]) == {"FR"}


@pytest.mark.parametrize(
    "make", [lambda: "", lambda: "x" * 100_000, lambda: "Bakhmut " * 20_000, lambda: "\n" * 50_000]
)
def test_odd_texts_are_located_without_a_crash(gazetteer: Gazetteer, make: Callable[[], str]) -> None:
    frame = locate([article(make())], gazetteer)
    assert (frame["surface"].isin(["Bakhmut"])).all()


def test_articles_keep_their_order_and_their_facts(gazetteer: Gazetteer) -> None:
    one = Article("b", "In Kherson.", "Titel", date(2022, 1, 1), "year", "nl", "Bron", "https://example.org/b")
    frame = locate([one, Article("a", "In Lviv.", lang="nl")], gazetteer)
    assert list(frame["article_id"]) == ["b", "a"]
    first = frame.iloc[0]
    assert (first["title"], first["source"], first["url"]) == ("Titel", "Bron", "https://example.org/b")
    assert frame.iloc[1][["title", "source", "url"]].isna().all()
