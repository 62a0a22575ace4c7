"""geopy: the gazetteer as a Geocoder, and behind it an online geocoder where the settings name one.

Settings: `ATLAS_GEOCODER` names a geocoder of geopy ("nominatim"); empty, the default, means that no query leaves the machine.
`ATLAS_GEOCODER_AGENT` is the User-Agent that an online service is given; name yourself there, as Nominatim's usage policy asks.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopy.exc
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.errors import GeocodingError
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Level
from geo.paths import cache_folder
from geo.queries import resolve_place
from geo.reasons import say

USER_AGENT = "frontline-atlas/0.1"
# One request a second is the most that Nominatim's usage policy allows (operations.osmfoundation.org/policies/nominatim).
MIN_DELAY_S = 1.0
ONLINE_SCORE = 0.5  # not calibrated: a service's first answer for a bare name

# What Nominatim calls a thing (`addresstype`) in the words of the table of mentions.
_LEVELS: dict[str, Level] = {
    **dict.fromkeys(("city", "town", "village", "hamlet", "municipality", "isolated_dwelling"), "populated_place"),
    **dict.fromkeys(("state", "region", "province"), "admin1"),
    **dict.fromkeys(("county", "district", "state_district"), "admin2"),
    **dict.fromkeys(("river", "water", "sea", "bay", "reservoir"), "water"),
    "country": "country",
}


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """geopy's interface to the gazetteer: `geocode("Kurakhove, Donetsk Oblast, Ukraine")` -> `geopy.Location` or None.

    The first part of the query is the place, the others say where it lies; a part that is unknown (a street, a landmark) is
    passed over. `Location.raw` holds place_id, place_name, level, country_code, score and reason.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(user_agent=USER_AGENT)
        self._gazetteer = gazetteer

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = None) -> Any:  # noqa: ARG002
        """The place that `query` names.

        Parameters
        ----------
        query : str
            A name, or a name and the areas that hold it, separated by commas, finest first.
        exactly_one : bool
            False gives a list of at most one, as geopy's interface wants it.
        timeout : object
            Not used: nothing is asked of a network.

        Returns
        -------
        geopy.Location or None
        """
        resolution = resolve_place(query, self._gazetteer)
        if resolution.candidate is None:
            return None
        location = to_location(resolution.candidate, resolution.score, resolution.reason)
        return location if exactly_one else [location]


def to_location(candidate: Candidate, score: float, reason: str) -> Location:
    """A place of the gazetteer as geopy gives places: address, (latitude, longitude, altitude 0), raw."""
    address = ", ".join(filter(None, (candidate.name, candidate.admin1, candidate.country_code)))
    raw = {
        "place_id": candidate.place_id,
        "place_name": candidate.name,
        "level": candidate.level,
        "country_code": candidate.country_code,
        "score": score,
        "reason": reason,
    }
    return Location(address, (candidate.latitude, candidate.longitude, 0.0), raw)


class OnlineGeocoder:
    """A geocoder of geopy behind a rate limit and a cache on disk that survives restarts.

    Parameters
    ----------
    geocoder : geopy.geocoders.base.Geocoder
    service : str
        Its name, the first part of the place_ids that it gives.
    cache : pathlib.Path
        File of the cache; answers of "nothing found" are kept as well.
    min_delay_s : float
        Seconds between two requests.
    """

    def __init__(self, geocoder: Geocoder, service: str, cache: Path, min_delay_s: float = MIN_DELAY_S) -> None:
        self.service = service
        self._cache = cache
        # Errors are passed on: an answer that was not given must not be kept as "nothing found".
        self._ask: Callable[..., Any] = RateLimiter(
            geocoder.geocode,
            min_delay_seconds=min_delay_s,
            max_retries=2,
            error_wait_seconds=min_delay_s,
            swallow_exceptions=False,
        )
        self._arguments = {"addressdetails": True} if service == "nominatim" else {}
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(cache)) as connection, connection:
                connection.execute(
                    "create table if not exists answers (service, query, answer, primary key (service, query))"
                )
        except (OSError, sqlite3.Error) as error:
            raise GeocodingError(
                f"{cache}: the cache of geocoded names cannot be written ({error}); set ATLAS_CACHE"
            ) from error

    def place(self, query: str) -> Candidate | None:
        """The service's first answer, from the cache where it was asked before.

        Raises
        ------
        GeocodingError
            Where the service cannot be reached, refuses, or is misconfigured.
        """
        with closing(sqlite3.connect(self._cache, timeout=30)) as connection:
            key = (self.service, query)
            known = connection.execute("select answer from answers where service = ? and query = ?", key).fetchone()
            if known is None:
                answer = self._fetch(query)
                with connection:
                    connection.execute("insert or replace into answers values (?, ?, ?)", (*key, json.dumps(answer)))
            else:
                answer = json.loads(known[0])
        return None if answer is None else _to_candidate(answer, self.service)

    def _fetch(self, query: str) -> dict[str, Any] | None:
        try:
            location = self._ask(query, **self._arguments)
        except geopy.exc.GeocoderRateLimited as error:
            raise GeocodingError(f"{self.service} asks for fewer requests; try again later ({error})") from error
        except (geopy.exc.GeocoderTimedOut, geopy.exc.GeocoderUnavailable) as error:
            raise GeocodingError(
                f"{self.service} cannot be reached ({error}); go on offline by unsetting ATLAS_GEOCODER"
            ) from error
        except geopy.exc.GeopyError as error:
            raise GeocodingError(f"{self.service} refused {query!r}: {error}") from error
        if location is None:
            return None
        return {
            "name": location.address,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "raw": location.raw,
        }


def _to_candidate(answer: dict[str, Any], service: str) -> Candidate:
    raw = answer["raw"] if isinstance(answer["raw"], dict) else {}
    address = raw.get("address")
    address = address if isinstance(address, dict) else {}
    identity = (
        f"{raw['osm_type']}/{raw['osm_id']}" if "osm_id" in raw else f"{answer['latitude']},{answer['longitude']}"
    )
    return Candidate(
        place_id=f"{service}:{identity}",
        name=str(raw.get("name") or answer["name"]),
        level=_LEVELS.get(str(raw.get("addresstype")), "other"),
        country_code=str(address.get("country_code", "")).upper(),
        admin1=str(address.get("state", "")),
        latitude=float(answer["latitude"]),
        longitude=float(answer["longitude"]),
        uncertainty_km=5.0,  # the service gives a point; what it stands for is not known better
        population=0,
    )


def online_geocoder() -> OnlineGeocoder | None:
    """The online geocoder that the settings name; None, the default, where they name none.

    Raises
    ------
    GeocodingError
        Where geopy has no geocoder of that name, or it needs more than a User-Agent.
    """
    service = os.environ.get("ATLAS_GEOCODER", "").strip().lower()
    if not service:
        return None
    agent = os.environ.get("ATLAS_GEOCODER_AGENT") or USER_AGENT
    try:
        geocoder = get_geocoder_for_service(service)(user_agent=agent, timeout=10)
    except (geopy.exc.GeopyError, TypeError) as error:
        raise GeocodingError(f"ATLAS_GEOCODER is {service!r}: {error}; use nominatim, or unset it") from error
    return OnlineGeocoder(geocoder, service, cache_folder() / "geocoder.sqlite")


def geocode_all(
    queries: Iterable[str], gazetteer: Gazetteer, online: OnlineGeocoder | None = None
) -> list[dict[str, Any]]:
    """For each query latitude, longitude, place_id, place_name and score, all None where it could not be resolved."""
    return [geocode_one(query, gazetteer, online) for query in queries]


def geocode_one(query: str, gazetteer: Gazetteer, online: OnlineGeocoder | None = None) -> dict[str, Any]:
    """As `geocode_all`, for one query."""
    location = GazetteerGeocoder(gazetteer).geocode(query)
    if location is None and online is not None and query.strip():
        candidate = online.place(query)
        location = candidate and to_location(candidate, ONLINE_SCORE, say("online", service=online.service))
    if location is None:
        return dict.fromkeys(("latitude", "longitude", "place_id", "place_name", "score"))
    raw = location.raw
    return {
        "latitude": location.latitude,
        "longitude": location.longitude,
        "place_id": raw["place_id"],
        "place_name": raw["place_name"],
        "score": raw["score"],
    }
