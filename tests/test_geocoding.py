from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import geopy.exc
import pytest
from geopy.adapters import BaseSyncAdapter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from pytest_socket import SocketBlockedError

from geo.distances import distance_km
from geo.errors import GeocodingError
from geo.gazetteer import Gazetteer
from geo.geocoding import GazetteerGeocoder, OnlineGeocoder, geocode_all, online_geocoder

HROZA = {
    "lat": "49.7",
    "lon": "37.3",
    "display_name": "Hroza, Kharkiv Oblast, Ukraine",
    "name": "Hroza",
    "osm_type": "relation",
    "osm_id": 42,
    "addresstype": "village",
    "address": {"country_code": "ua", "state": "Kharkiv Oblast"},
}


class FakeNetwork(BaseSyncAdapter):
    """geopy's own seam: answers in place of the network, and keeps what was asked."""

    answer: ClassVar[Any] = []
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def get_json(self, url: str, *, timeout: Any, headers: dict[str, str]) -> Any:
        self.asked.append((url, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def get_text(self, url: str, *, timeout: Any, headers: dict[str, str]) -> str:
        return json.dumps(self.get_json(url, timeout=timeout, headers=headers))


@pytest.fixture
def nominatim(tmp_path: Path) -> Callable[[Any], OnlineGeocoder]:
    def make(answer: Any) -> OnlineGeocoder:
        FakeNetwork.answer, FakeNetwork.asked = answer, []
        service = Nominatim(user_agent="frontline-atlas-tests", adapter_factory=FakeNetwork)
        return OnlineGeocoder(service, "nominatim", tmp_path / "cache" / "geocoder.sqlite", min_delay_s=0.0)

    return make


def test_the_gazetteer_is_a_geocoder_of_geopy(gazetteer: Gazetteer) -> None:
    geocoder = GazetteerGeocoder(gazetteer)
    assert isinstance(geocoder, Geocoder)
    location = geocoder.geocode("Kurakhove, Donetsk Oblast, Ukraine")
    assert isinstance(location, Location)
    assert location.latitude == pytest.approx(47.98, abs=0.05)
    assert location.longitude == pytest.approx(37.28, abs=0.05)
    assert location.raw["country_code"] == "UA"
    assert geocoder.geocode("Kurakhove", exactly_one=False) == [geocoder.geocode("Kurakhove")]
    assert geocoder.geocode("Qwertzuiopsk") is None


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("Bakhmut", "Bakhmut", "UA"),
        ("Paris, Texas, United States", "Paris", "US"),
        ("Paris", "Paris", "FR"),
        ("Donetsk Oblast, Ukraine", "Donetsk Oblast", "UA"),
        ("Donetsk, Rostov Oblast, Russia", "Donetsk", "RU"),
        ("Myru Street 5, Bakhmut, Ukraine", "Bakhmut", "UA"),
        ("village of Opytne, Donetsk Oblast, Ukraine", "Opytne", "UA"),
        ("Belarus", "Belarus", "BY"),
        ("Kharkiv (Kyivskyi district), Ukraine", "Kharkiv", "UA"),
        ("Kupyansk in the Kharkiv region, Ukraine", "Kupiansk", "UA"),
        ("Mariupil', Donets'ka oblast, Ukraine", "Mariupol", "UA"),
        ("Lysyschansk, Luhansk Oblast, Ukraine", "Lysychansk", "UA"),
        ("Shebekino, Belgorod region, Ukraine", "Shebekino", "RU"),
        ("Irpin, Kyiv Oblast, Ukraine", "Irpin", "UA"),
        ("Klisjtsjiivka, Donetsk Oblast", "Klishchiivka", "UA"),
        ("Rubihzne, Luhansk Oblast, Ukraine", "Rubizhne", "UA"),
        ("Sevastopol, Crimea", "Sevastopol", "UA"),
        ("Qwertzui Street 5, Kherson, Ukraine", "Kherson", "UA"),
        ("Kaluga, Qwertzky, Belgorod Oblast, Russia", "Belgorod Oblast", "RU"),
        ("Bakhmut, Donetsk Oblas, Ukraine", "Bakhmut", "UA"),
        ("Minsk, Belaurs", "Minsk", "BY"),
        ("NovaKakhovka, Kherson Oblast", "Nova Kakhovka", "UA"),
        ("Qwertzui, Kurskaya, Russia", "Kursk Oblast", "RU"),
        ("Yampilska hromada, Sumy Oblast, Ukraine", "Yampil District", "UA"),
        ("Kherson, Dniprovskyi district, Ukraine", "Kherson", "UA"),
        ("Kherson, Dniprovskyi, Ukraine", "Kherson", "UA"),
    ],
)
def test_queries_of_one_or_more_parts(gazetteer: Gazetteer, query: str, name: str, code: str) -> None:
    location = GazetteerGeocoder(gazetteer).geocode(query)
    assert (location.raw["place_name"], location.raw["country_code"]) == (name, code)


@pytest.mark.parametrize(
    ("query", "most", "phrase"),
    [
        ("Qwertzui, Kherson, Ukraine", 0.75, "Qwertzui is not known"),
        ("Qwertzui, Kherson Oblast, Ukraine", 0.1, "Qwertzui is not known"),
        ("Rubihzne, Luhansk Oblast, Ukraine", 0.85, "spelt like Rubizhne"),
    ],
)
def test_what_is_not_named_as_it_stands_is_less_sure(
    gazetteer: Gazetteer, query: str, most: float, phrase: str
) -> None:
    raw = GazetteerGeocoder(gazetteer).geocode(query).raw
    assert 0 < raw["score"] <= most
    assert phrase in raw["reason"]


def test_four_letters_are_too_few_for_a_slip(gazetteer: Gazetteer) -> None:
    location = GazetteerGeocoder(gazetteer).geocode("Zhecha, Bryansk Oblast, Russia")
    assert location.raw["place_name"] == "Bryansk Oblast"


def test_of_namesakes_in_one_province_the_one_at_the_front_is_meant(gazetteer: Gazetteer) -> None:
    location = GazetteerGeocoder(gazetteer).geocode("Novomykhailivka, Donetsk Oblast, Ukraine")
    assert (round(location.latitude, 1), round(location.longitude, 1)) == (47.9, 37.5)
    assert "where the war has been fought" in location.raw["reason"]


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("Bakhmut (48.61234, 38.00123)", "geonames:713174"),
        ("48.61234 38.00123", "point:48.61234,38.00123"),
        ("Lviv, 48.61234, 38.00123", "point:48.61234,38.00123"),  # a name 1,000 km away says nothing of the point
    ],
)
def test_coordinates_in_a_query_are_the_place(gazetteer: Gazetteer, query: str, place_id: str) -> None:
    location = GazetteerGeocoder(gazetteer).geocode(query)
    assert (location.latitude, location.longitude) == (48.61234, 38.00123)
    assert location.raw["place_id"] == place_id


@pytest.mark.parametrize("query", ["", " , ,", "Qwertzuiopsk, Ukraine", "\x00", "🙂"])
def test_what_cannot_be_resolved_is_empty(gazetteer: Gazetteer, query: str) -> None:
    found = geocode_all([query], gazetteer)[0]
    assert set(found) == {"latitude", "longitude", "place_id", "place_name", "score"}
    if query != "Qwertzuiopsk, Ukraine":
        assert set(found.values()) == {None}


def test_online_is_asked_once_with_a_user_agent_and_kept_over_restarts(
    nominatim: Callable[[Any], OnlineGeocoder],
) -> None:
    place = nominatim([HROZA]).place("Hroza")
    assert place is not None
    assert (place.place_id, place.level, place.country_code) == ("nominatim:relation/42", "populated_place", "UA")
    assert (place.latitude, place.longitude) == (49.7, 37.3)
    assert len(FakeNetwork.asked) == 1
    assert FakeNetwork.asked[0][1]["User-Agent"] == "frontline-atlas-tests"
    again = nominatim(AssertionError("asked again"))
    assert again.place("Hroza") == place
    assert FakeNetwork.asked == []


def test_nothing_found_is_kept_as_well(nominatim: Callable[[Any], OnlineGeocoder]) -> None:
    assert nominatim([]).place("Nowhere") is None
    assert nominatim(AssertionError("asked again")).place("Nowhere") is None


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (geopy.exc.GeocoderTimedOut("slow"), "cannot be reached"),
        (geopy.exc.GeocoderUnavailable("down"), "cannot be reached"),
        (geopy.exc.GeocoderRateLimited("often", retry_after=1), "fewer requests"),
        (geopy.exc.GeocoderQueryError("bad"), "refused 'Hroza'"),
    ],
)
def test_errors_are_translated_and_not_kept_as_answers(
    nominatim: Callable[[Any], OnlineGeocoder], error: Exception, message: str
) -> None:
    with pytest.raises(GeocodingError, match=message):
        nominatim(error).place("Hroza")
    assert nominatim([HROZA]).place("Hroza") is not None


def test_online_is_asked_only_for_what_the_gazetteer_lacks(
    gazetteer: Gazetteer, nominatim: Callable[[Any], OnlineGeocoder]
) -> None:
    online = nominatim([HROZA])
    found = geocode_all(["Bakhmut", "Qwertzuiopsk"], gazetteer, online)
    assert found[0]["place_id"] == "geonames:713174"
    assert found[1]["place_id"] == "nominatim:relation/42"
    assert len(FakeNetwork.asked) == 1


def test_online_is_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_GEOCODER", raising=False)
    assert online_geocoder() is None


def test_the_setting_names_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_GEOCODER", "Nominatim")
    online = online_geocoder()
    assert online is not None
    assert online.service == "nominatim"
    monkeypatch.setenv("ATLAS_GEOCODER", "nosuch")
    with pytest.raises(GeocodingError, match="ATLAS_GEOCODER is 'nosuch'"):
        online_geocoder()


def test_sockets_are_blocked_in_these_tests(tmp_path: Path) -> None:
    online = OnlineGeocoder(Nominatim(user_agent="frontline-atlas-tests"), "nominatim", tmp_path / "c.sqlite", 0.0)
    with pytest.raises((SocketBlockedError, GeocodingError)):
        online.place("Bakhmut")


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GeocodingError, match="set ATLAS_CACHE"):
        OnlineGeocoder(Nominatim(user_agent="x"), "nominatim", tmp_path / "file" / "c.sqlite")


def test_distances(gazetteer: Gazetteer) -> None:
    bakhmut, kramatorsk = gazetteer.candidates("Bakhmut")[0], gazetteer.candidates("Kramatorsk")[0]
    assert distance_km(bakhmut, kramatorsk) == pytest.approx(35, abs=2)
    assert distance_km(bakhmut, bakhmut) == 0


@pytest.mark.parametrize(
    ("query", "latitude", "longitude"),
    [
        ("Dovhenke, Kharkiv Oblast, Ukraine", 49.02, 37.32),  # where the battle of 2022 was, not at Dvorichna
        ("Oleksandrivka, Kherson Oblast, Ukraine", 46.61, 32.11),
        ("Mykolaivka, Donetsk Oblast, Ukraine", 48.86, 37.77),
        ("Lukianivka, Kyiv Oblast, Ukraine", 50.48, 31.35),  # not the quarter of Kyiv city
    ],
)
def test_a_place_that_was_fought_for_comes_before_its_namesakes(
    query: str, latitude: float, longitude: float, gazetteer: Gazetteer
) -> None:
    found = GazetteerGeocoder(gazetteer).geocode(query)
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=0.03)
