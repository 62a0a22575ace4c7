from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geo.filters import Filters
from geo.models import Interval
from geo.page.address import OWN, Address, checked, pairs, read

NOTHING = Address(Filters(), None, False, None)
MUCH = Address(
    Filters(
        roles=("combat", "strike"),
        levels=("populated_place",),
        kinds=("place", "metonym"),
        bases=("named",),
        countries=("UA", "RU"),
        admin1s=("UA/Donetsk Oblast",),
        languages=("nl",),
        sources=("De Bode, avondblad", "a&b=c"),
        least_score=80,
        text='"de brug" weg',
        place="Артемівськ",
    ),
    Interval(date(2022, 12, 1), date(2022, 12, 31)),
    True,
    "geonames:713174",
    compare=True,
    against=Interval(date(2022, 11, 1), date(2022, 11, 14)),
    local=True,
)


def query(address: Address) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs(address, "nl"):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("address", [NOTHING, MUCH, replace(MUCH, against=None)], ids=["nothing", "much", "compared"])
def test_what_is_written_is_read_back(address: Address) -> None:
    assert read(query(address)) == address
    assert set(query(address)) <= set(OWN)


def test_a_comparison_can_be_read_in_the_address() -> None:
    assert query(MUCH)["compare"] == ["2022-11-01,2022-11-14"]
    assert query(replace(MUCH, against=None))["compare"] == ["before"]


def test_what_is_not_asked_for_is_not_written() -> None:
    assert pairs(NOTHING, "en") == [("lang", "en")]
    assert pairs(Address(Filters(roles=("strike",)), None, False, None), "en") == [("lang", "en"), ("role", "strike")]


@pytest.mark.parametrize(
    "asked",
    [
        {"role": ["none such", ""], "kind": ["<script>"], "sure": ["80.5"], "country": ["x" * 201]},
        {"from": ["2022-12-31"], "until": ["2022-12-01"]},
        {"from": ["2022-13-01"], "until": ["2022-12-31"]},
        {"from": ["2022-12-01"]},
        {"from": ["0001-01-01"], "until": ["9999-12-31"]},
        {"sure": ["79"], "undated": ["yes"], "place": ["  "]},
        {"sure": ["²"]},
        {"colour": ["red"]},
        {"compare": ["yes"]},
        {"compare": ["2022-11-14,2022-11-01"]},
        {"compare": ["2022-11-01"]},
        {"names": ["none such"]},
    ],
)
def test_what_is_not_understood_is_left_out(asked: dict[str, list[str]]) -> None:
    assert read(asked) == NOTHING


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"roles": "combat", "countries": 5, "text": ["x"], "place": None, "least_score": None},
        {"roles": [None, 3, {}, ["combat"]], "least_score": True},
        {"levels": ["none such"], "least_score": -80},
    ],
)
def test_a_browser_that_tells_nonsense_sets_no_filter(told: dict[str, Any]) -> None:
    assert checked(told) == Filters()


def test_words_are_taken_once_and_not_without_end() -> None:
    told = checked(
        {"roles": ["combat", "combat"], "sources": [f"s{n}" for n in range(99)], "text": " a \n b " + "c" * 999}
    )
    assert told.roles == ("combat",)
    assert len(told.sources) == 50
    assert told.text.startswith("a b c")
    assert len(told.text) == 200
