"""Names of places and what they may mean."""

from geo.gazetteer.adding import add_country
from geo.gazetteer.build import build_index
from geo.gazetteer.index import Gazetteer, describe, load_gazetteer

__all__ = ["Gazetteer", "add_country", "build_index", "describe", "load_gazetteer"]
