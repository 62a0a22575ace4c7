"""What places are called in the reader's language and in local script."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.called import dutch_name, own_name
from geo.page.naming import division_names, names_in

BAKHMUT, BELGOROD, CRIMEA, UKRAINE, KHARKIV_OBLAST, BUKAVU = (
    "geonames:713174",
    "geonames:578072",
    "atlas:crimea",
    "geonames:690791",
    "atlas:UA-63",
    "geonames:217831",
)


@pytest.fixture
def places() -> pd.DataFrame:
    rows = {
        BAKHMUT: "UA",
        BELGOROD: "RU",
        CRIMEA: "UA",
        UKRAINE: "UA",
        KHARKIV_OBLAST: "UA",
        BUKAVU: "CD",
        "spot:48.1,37.2": None,
        "geonames:713174:district": "UA",
        "geonames:1": "UA",
    }
    return pd.DataFrame({"place_id": list(rows), "country_code": list(rows.values())})


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", {}),
        (
            "nl",
            {
                BAKHMUT: "Bachmoet",
                CRIMEA: "Krim",
                UKRAINE: "Oekraïne",
                KHARKIV_OBLAST: "Charkiv",
                BUKAVU: "Boekavoe",
            },
        ),
        (
            "uk",
            {
                BAKHMUT: "Бахмут",
                BELGOROD: "Бєлгород",
                CRIMEA: "Крим",
                UKRAINE: "Україна",
                KHARKIV_OBLAST: "Харківська область",
            },
        ),
        (
            "",
            {
                BAKHMUT: "Бахмут",
                BELGOROD: "Белгород",
                CRIMEA: "Крим",
                UKRAINE: "Україна",
                KHARKIV_OBLAST: "Харківська область",
            },
        ),
    ],
)
def test_names_by_language(places: pd.DataFrame, gazetteer: Gazetteer, lang: str, expected: dict[str, str]) -> None:
    assert names_in(places, lang, gazetteer) == expected


@pytest.mark.parametrize(
    ("main", "names", "lang", "expected"),
    [
        ("Kyiv", ("Киев", "Київ"), "uk", "Київ"),
        ("Donetsk", ("Донецк", "Донецьк"), "uk", "Донецьк"),
        ("Donetsk", ("Донецк", "Донецьк"), "ru", "Донецк"),
        ("Bakhmut", ("Артемівськ", "Артёмовск"), "uk", ""),
        ("Odesa", ("Odessa",), "uk", ""),
        ("Odesa", (), "uk", ""),
    ],
)
def test_a_name_is_ones_own_where_the_main_name_romanises_it(
    main: str, names: tuple[str, ...], lang: str, expected: str
) -> None:
    assert own_name((main,), names, lang) == expected


@pytest.mark.parametrize(
    ("own", "names", "expected"),
    [
        ("Харків", ("Charkov", "Charkiv", "Harkiv"), "Charkiv"),
        ("Львів", ("L'viv",), ""),
        ("Бахмут", ("bachmoet", "Artjomovsk"), ""),
        ("Kyiv", ("Kyiv",), ""),
    ],
)
def test_a_dutch_name_is_one_that_is_attested(own: str, names: tuple[str, ...], expected: str) -> None:
    assert dutch_name(own, names) == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "Kharkiv Oblast"), ("nl", "Charkiv"), ("uk", "Харківська область"), ("", "Kharkiv Oblast")],
)
def test_a_province_is_called_in_the_readers_language(gazetteer: Gazetteer, lang: str, expected: str) -> None:
    assert division_names(lang, gazetteer).get(("UA", "Kharkiv Oblast"), "Kharkiv Oblast") == expected


@pytest.mark.parametrize(
    ("place_id", "nl", "uk"),
    [
        ("geonames:524901", "Moskou", "Москва"),
        ("geonames:745044", "", "Стамбул"),  # Dutch writes it as English does, whatever other lists hold
        ("geonames:2950159", "Berlijn", "Берлін"),
    ],
)
def test_cities_of_the_world_by_their_exonyms(gazetteer: Gazetteer, place_id: str, nl: str, uk: str) -> None:
    assert (gazetteer.called(place_id, "nl"), gazetteer.called(place_id, "uk")) == (nl, uk)
