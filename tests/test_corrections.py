"""What a decision by hand covers, how it is found again in a text that changed, and which of several holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from geo.corrections import Correction, Place, around, corrected, point
from geo.errors import CorrectionError
from geo.frame import mention_id, to_frame
from geo.reasons import PHRASES, read

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
KHERSON = Place("geonames:9", "Ivanivka", "populated_place", "UA", "Kherson Oblast", 46.72, 34.55, 2.0)
TEXT = "Near Ivanivka two were killed. The mayor of Ivanivka said so. Rain fell on Kyiv."
NAMES = {"Ivanivka": "geonames:1", "Ivanivku": "geonames:1", "Ivanivska": "geonames:5", "Kyiv": "geonames:2"}


def located(text: str, names: Mapping[str, str | None] = NAMES, article_id: str = "a", **changes: Any) -> pd.DataFrame:
    """The mentions of some names in a text, whose excerpts are the whole of it."""
    rows = []
    for found in re.finditer("|".join(sorted(names, key=len, reverse=True)), text):
        place_id, surface = names[found[0]], found[0]
        known = {"place_id": place_id, "place_name": surface, "level": "populated_place", "country_code": "UA"}
        known |= {"latitude": 48.0, "longitude": 38.0, "uncertainty_km": 1.0, "basis": "named", "score": 0.5}
        rows.append(
            {
                "mention_id": mention_id(article_id, found.start(), found.end()),
                "article_id": article_id,
                "start": found.start(),
                "end": found.end(),
                "surface": surface,
                "kind": "place",
                **(known if place_id else {}),
                "reason": "only",
                "role": "other",
                "published": date(2022, 12, 20),
                "published_precision": "day",
                "lang": "en",
                "excerpt": text,
                "excerpt_start": 0,
                **changes,
            }
        )
    return to_frame(rows)


def by_hand(frame: pd.DataFrame, row: int, **changes: Any) -> Correction:
    """A correction made on a row of a table; later ones are given a later `hour`."""
    mention = frame.iloc[row].to_dict()
    before, after = around(mention)
    hour = changes.pop("hour", 0)
    made = Correction(
        correction_id=f"c{hour}",
        article_id=mention["article_id"],
        recorded=BEGIN + timedelta(hours=hour),
        who="Ann",
        why="the river is near",
        says="place",
        scope="article",
        start=mention["start"],
        end=mention["end"],
        surface=mention["surface"],
        kind=mention["kind"],
        before=before,
        after=after,
        place=KHERSON,
    )
    return replace(made, **changes)


def taken_back(one: Correction, hour: int) -> Correction:
    when = BEGIN + timedelta(hours=hour)
    return replace(one, correction_id=f"c{hour}", recorded=when, says="taken_back", takes_back=one.correction_id)


def places(frame: pd.DataFrame) -> list[str | None]:
    return [place if isinstance(place, str) else None for place in frame["place_id"]]


def test_a_name_is_corrected_in_the_whole_article() -> None:
    frame = located(TEXT)
    before = frame.copy()
    done = corrected(frame, [by_hand(frame, 0)])
    assert places(done.frame) == ["geonames:9", "geonames:9", "geonames:2"]
    assert (done.states, done.mentions) == ({"c0": "applied"}, {"c0": 2})
    pd.testing.assert_frame_equal(frame, before)
    row = done.frame.iloc[1]
    assert (row["basis"], row["score"], row["admin1"], row["uncertainty_km"]) == ("manual", 1.0, "Kherson Oblast", 2.0)
    assert (row["role"], row["excerpt"], row["mention_id"]) == ("other", TEXT, before["mention_id"].iloc[1])
    pd.testing.assert_series_equal(done.frame.iloc[2], before.iloc[2])


def test_one_mention_alone() -> None:
    frame = located(TEXT)
    done = corrected(frame, [by_hand(frame, 1, scope="mention")])
    assert places(done.frame) == ["geonames:1", "geonames:9", "geonames:2"]


def test_other_forms_of_the_name_follow_where_the_program_took_them_for_the_same() -> None:
    frame = located("Ivanivka. They took Ivanivku. Ivanivska street.")
    assert places(corrected(frame, [by_hand(frame, 0)]).frame) == ["geonames:9", "geonames:9", "geonames:5"]
    old_name = located(
        "Pokrovsk, then called Krasnoarmiisk.", {"Pokrovsk": "geonames:1", "Krasnoarmiisk": "geonames:1"}
    )
    assert places(corrected(old_name, [by_hand(old_name, 0)]).frame) == ["geonames:9", "geonames:1"]


def test_what_the_program_tells_apart_stays_apart() -> None:
    frame = located("Donetsk, Donetsk and Donetsk.", {"Donetsk": "geonames:1"})
    frame.loc[1, ["place_id", "level"]] = ["geonames:7", "admin1"]
    unplaced = located("Donetsk.", {"Donetsk": None})
    frame.loc[2, unplaced.columns[6:17]] = unplaced.loc[0, unplaced.columns[6:17]]
    assert places(corrected(frame, [by_hand(frame, 0)]).frame) == ["geonames:9", "geonames:7", "geonames:9"]
    assert places(corrected(frame, [by_hand(frame, 1)]).frame) == ["geonames:1", "geonames:9", "geonames:9"]
    assert places(corrected(frame, [by_hand(frame, 2)]).frame) == ["geonames:1", "geonames:7", "geonames:9"]


def test_a_government_is_not_moved_with_the_town() -> None:
    frame = located("Washington burns. Washington says no.", {"Washington": "geonames:1"})
    frame.loc[1, ["kind", "role"]] = ["metonym", None]
    assert places(corrected(frame, [by_hand(frame, 0)]).frame) == ["geonames:9", "geonames:1"]


def test_what_is_no_place_goes_and_other_articles_stay() -> None:
    frame = pd.concat([located(TEXT), located(TEXT, article_id="b")], ignore_index=True)
    done = corrected(frame, [by_hand(frame, 0, says="not_a_place", place=None)])
    assert list(zip(done.frame["article_id"], done.frame["surface"], strict=True)) == [
        ("a", "Kyiv"),
        ("b", "Ivanivka"),
        ("b", "Ivanivka"),
        ("b", "Kyiv"),
    ]
    assert done.mentions == {"c0": 2}


def test_an_unplaced_name_is_placed() -> None:
    frame = located(TEXT, {"Ivanivka": None})
    done = corrected(frame, [by_hand(frame, 0, place=point(48.5, 37.25, "Mill"))]).frame
    assert places(done) == ["point:48.50000,37.25000"] * 2
    assert (done["place_name"].iloc[0], done["level"].iloc[0], done["uncertainty_km"].iloc[0]) == ("Mill", "other", 1.0)
    assert done["country_code"].isna().all()


def test_the_newest_holds_in_whatever_order_they_come() -> None:
    frame = located(TEXT)
    other = replace(KHERSON, place_id="geonames:10")
    first = by_hand(frame, 0)
    second = by_hand(frame, 1, hour=1, scope="mention", place=other)
    for ledger in ([first, second], [second, first]):
        done = corrected(frame, ledger)
        assert places(done.frame) == ["geonames:9", "geonames:10", "geonames:2"]
        assert done.mentions == {"c0": 1, "c1": 1}
    third = by_hand(frame, 0, hour=2)
    done = corrected(frame, [third, first, second])
    assert places(done.frame) == ["geonames:9", "geonames:9", "geonames:2"]
    assert done.states == {"c0": "replaced", "c1": "replaced", "c2": "applied"}


def test_of_one_that_is_taken_back_nothing_is_left() -> None:
    frame = located(TEXT)
    first = by_hand(frame, 0)
    second = by_hand(frame, 0, hour=1, says="not_a_place", place=None)
    done = corrected(frame, [first, second, taken_back(second, 2)])
    assert places(done.frame) == ["geonames:9", "geonames:9", "geonames:2"]
    assert done.states == {"c0": "applied", "c1": "taken_back", "c2": "taken_back"}
    undone = corrected(frame, [first, second, taken_back(second, 2), taken_back(first, 3)])
    pd.testing.assert_frame_equal(undone.frame, frame)


class TestAChangedText:
    def test_where_the_surface_still_stands_there(self) -> None:
        correction = by_hand(located(TEXT), 0, scope="mention")
        after = located("Near Ivanivka three were killed; so said the mayor of Ivanivka.")
        assert places(corrected(after, [correction]).frame) == ["geonames:9", "geonames:1"]

    def test_a_moved_mention_is_known_by_the_words_around_it(self) -> None:
        correction = by_hand(located(TEXT), 1, scope="mention")
        after = located("Update: " + TEXT.replace("said so", "said that"))
        assert places(corrected(after, [correction]).frame) == ["geonames:1", "geonames:9", "geonames:2"]
        one_side = located("Update: " + TEXT.replace("said so", "denied it"))
        assert places(corrected(one_side, [correction]).frame) == ["geonames:1", "geonames:9", "geonames:2"]

    def test_between_two_that_are_alike_nothing_is_guessed(self) -> None:
        text = "The mayor of Ivanivka said so. Rain fell. "
        correction = by_hand(located(TEXT), 1, scope="mention")
        done = corrected(located("Again. " + text + text), [correction])
        assert places(done.frame) == ["geonames:1", "geonames:1"]
        assert (done.states, done.mentions) == ({"c0": "not_applied"}, {"c0": 0})

    def test_other_words_around_are_not_taken_for_the_same(self) -> None:
        correction = by_hand(located(TEXT), 1, scope="mention")
        done = corrected(located("A quite different report has Ivanivka in it."), [correction])
        assert done.states == {"c0": "not_applied"}

    def test_of_the_whole_article_the_name_is_enough(self) -> None:
        correction = by_hand(located(TEXT), 1)
        done = corrected(located("A quite different report has Ivanivka in it, and Ivanivku."), [correction])
        assert places(done.frame) == ["geonames:9", "geonames:9"]

    def test_unless_it_has_two_senses(self) -> None:
        correction = by_hand(located(TEXT), 1)
        after = located("A quite different report has Ivanivka in it, another Ivanivka too.")
        after.loc[1, "place_id"] = "geonames:77"
        assert corrected(after, [correction]).states == {"c0": "not_applied"}

    def test_a_name_that_is_gone(self) -> None:
        correction = by_hand(located(TEXT), 1)
        done = corrected(located("Rain fell on Kyiv."), [correction])
        assert done.states == {"c0": "not_applied"}
        assert corrected(located("Rain fell."), [correction]).states == {"c0": "not_applied"}


def test_whatever_is_written_as_the_reason_stays_one_phrase() -> None:
    frame = located(TEXT)
    correction = by_hand(frame, 0, who="Ann; desk", why="see {map}; \n listed name", place=point(1, 2, "Other"))
    reason = corrected(frame, [correction]).frame["reason"].iloc[0]
    assert read(reason) == [
        (PHRASES["by_hand"], {"who": "Ann, desk", "why": "see {map}, listed name"}),
        (PHRASES["instead_of"], {"name": "Ivanivka"}),
    ]


def test_a_spot_that_is_none_is_refused() -> None:
    with pytest.raises(CorrectionError, match=r"91,10: no spot on earth"):
        point(91, 10)
    with pytest.raises(CorrectionError, match="nan,10: no spot on earth"):
        point(float("nan"), 10)
    with pytest.raises(CorrectionError, match="-1 km: no radius"):
        point(1, 10, uncertainty_km=-1)
