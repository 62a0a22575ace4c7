"""KML and KMZ -> features. A document type, and with it every entity, is refused before anything is expanded."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.parsers import expat

import shapely
from lxml import etree

from geo.errors import FrontError
from geo.front.geojson import MOST_POINTS, Feature, ring_of

_DATES = ("when", "begin", "end")  # of TimeStamp and TimeSpan


class _Root(Exception):  # noqa: N818  # no error: the first element has come
    pass


def unzipped(data: bytes, ending: str, most_bytes: int, told: str) -> bytes:
    """The first file of that ending in a zip archive.

    Raises
    ------
    FrontError
        Where there is none, or it is larger than `most_bytes` unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(ending))
            if not names:
                raise FrontError(f"{told}: holds no {ending} file")
            with archive.open(names[0]) as file:
                content = file.read(most_bytes + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise FrontError(f"{told}: cannot be unpacked ({error})") from error
    if len(content) > most_bytes:
        raise FrontError(f"{told}: {names[0]} is larger than {most_bytes // 1_000_000} MB unpacked; refused")
    return content


def read_kml(data: bytes, told: str) -> list[Feature]:
    """The placemarks of a KML file that have polygons, each with its name, its times and its extended data.

    Raises
    ------
    FrontError
        Where it is no KML, or declares a document type.
    """
    _refuse_document_type(data, told)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FrontError(f"{told}: no readable KML ({error})") from error
    if _name(root) != "kml":
        raise FrontError(f"{told}: no KML (its root is {_name(root)[:40]!r})")
    room = [MOST_POINTS]
    found = []
    for number, placemark in enumerate(_all(root, "Placemark"), 1):
        parts = [_polygon(one, f"{told}: placemark {number}", room) for one in _all(placemark, "Polygon")]
        found.append(Feature(shapely.GeometryCollection(parts), _properties(placemark)))
    return found


def _refuse_document_type(data: bytes, told: str) -> None:
    def refuse(*_: Any) -> None:
        raise FrontError(
            f"{told}: declares a document type, in which entities can be hidden; remove the <!DOCTYPE> line"
        )

    def root(*_: Any) -> None:
        raise _Root

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except _Root:
        return
    except expat.ExpatError as error:
        raise FrontError(f"{told}: no readable KML ({error})") from error


def _name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _all(element: Any, name: str) -> list[Any]:
    return [one for one in element.iter() if _name(one) == name]


def _properties(placemark: Any) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for one in placemark.iter():
        name, text = _name(one), (one.text or "").strip()
        if name == "SimpleData" and text:
            properties[str(one.get("name"))] = text
        elif name == "Data":
            properties[str(one.get("name"))] = "".join(value.text or "" for value in _all(one, "value")).strip()
        elif name in _DATES and text:
            properties.setdefault("date", text)
        elif name == "name" and one.getparent() is placemark:
            properties["name"] = text
    return properties


def _polygon(element: Any, where: str, room: list[int]) -> Any:
    outer = [_ring(ring, where, room) for ring in _all(element, "outerBoundaryIs")]
    inner = [_ring(ring, where, room) for ring in _all(element, "innerBoundaryIs")]
    if not outer or outer[0] is None:
        return shapely.Polygon()
    return shapely.Polygon(outer[0], [ring for ring in inner if ring is not None])


def _ring(boundary: Any, where: str, room: list[int]) -> Any:
    text = " ".join(one.text or "" for one in _all(boundary, "coordinates"))
    return ring_of([point.split(",") for point in text.split()], where, room)
