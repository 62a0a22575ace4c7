"""Names of places and what they may mean."""

from geo.gazetteer.build import build_index
from geo.gazetteer.index import Gazetteer, load_gazetteer

__all__ = ["Gazetteer", "build_index", "load_gazetteer"]
