"""Frontline Atlas: from dated war news to places on a map.

For notebooks and scripts; the rest of the package is for the program itself::

    from geo import Gazetteer, locate, load_gazetteer, read_articles, read_text

Examples
--------
An article with its date; a mention is a row, its columns are described in `docs/columns.md`.

>>> from geo import locate, read_text
>>> article = read_text("Op dinsdag is gevochten in Bakhmut.", published="2022-12-21", lang="nl")
>>> mentions = locate([article])
>>> mentions[["surface", "place_name", "country_code", "role"]].to_dict("records")
[{'surface': 'Bakhmut', 'place_name': 'Bakhmut', 'country_code': 'UA', 'role': 'combat'}]
>>> mentions["event_start"].dt.date.tolist()  # the latest Tuesday up to the day of publication
[datetime.date(2022, 12, 20)]

Latitude and longitude are decimal degrees (WGS84), `uncertainty_km` is the radius in km of what is named.

>>> mentions[["latitude", "longitude"]].round(1).iloc[0].tolist()
[48.6, 38.0]

What a name may mean, whatever its spelling; the likeliest place is not decided without a text.

>>> from geo import load_gazetteer
>>> gazetteer = load_gazetteer()
>>> gazetteer.candidates("Bachmoet")[0].name
'Bakhmut'
>>> len(gazetteer.candidates("Qwertzuiopske"))
0

Errors are of one family, and name what is wrong.

>>> from geo import GeoError
>>> try:
...     read_text("")
... except GeoError as error:
...     print(error)
the text: the text is empty; an article needs one
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from geo.version import VERSION

if TYPE_CHECKING:
    from geo.articles import Reading, read_articles, read_text
    from geo.errors import GeoError
    from geo.gazetteer import Gazetteer, load_gazetteer
    from geo.locate import locate
    from geo.models import Article, Candidate

__all__ = [
    "Article",
    "Candidate",
    "Gazetteer",
    "GeoError",
    "Reading",
    "__version__",
    "load_gazetteer",
    "locate",
    "read_articles",
    "read_text",
]
__version__ = VERSION
_HOMES = {
    "Article": "geo.models",
    "Candidate": "geo.models",
    "Gazetteer": "geo.gazetteer",
    "GeoError": "geo.errors",
    "Reading": "geo.articles",
    "load_gazetteer": "geo.gazetteer",
    "read_articles": "geo.articles",
    "read_text": "geo.articles",
}


class _Package(ModuleType):
    # Names are fetched when they are asked for: a process that parses one hostile document must not wait for pandas.
    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'geo' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)

    @property
    def locate(self) -> Any:
        # A property, for importing the module of the same name would else put the module here.
        return sys.modules["geo.locate"].locate if "geo.locate" in sys.modules else import_module("geo.locate").locate

    @locate.setter
    def locate(self, module: ModuleType) -> None:
        pass


sys.modules[__name__].__class__ = _Package
