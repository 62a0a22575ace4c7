"""The front: lines of control by source and day, and how far a place was from them.

    reading     GeoJSON, KML and control tables -> layers: one area and its data date
    apart       the process in which files are read, within a time and a memory
    shapes      polygons repaired, joined, and the part of their edge that is a line between two sides
    stored      the table `front` of the store: lines added, read, taken out
    distance    signed geodesic distances, many at once
    mentions    the columns front_km, front_source, front_date of the mention table
    places      what follows for places: near the line, a curve over time, changed sides
    drawing     lines as the map draws them

*The line* is that part of the edge of a shaded area that has land of Ukraine on its other side. A coast, the border with Russia
and the seams between the parts of a layer are edges of the area, but no front: from Mariupol the sea is not the enemy.

*What a source leaves out.* Some draw no Crimea, some not what was held in Donetsk and Luhansk before 2022. Both are in
`data/front/land.geojson` with the day since when. A place in them counts as inside, and an edge towards them is no line, also
where the source leaves them white; what is drawn on the map stays as the source has it. `--as-drawn` switches this off.
"""

from geo.front.distance import Fix, Front, Line, Measured, fix, front_of, measure
from geo.front.mentions import mention_days, most_age_days, with_front
from geo.front.places import changed_sides, curve, is_far_claim, is_front_line
from geo.front.reading import Layer, read_layers
from geo.front.stored import add_lines, front, front_version, lines, remove_lines, schematic

__all__ = [
    "Fix",
    "Front",
    "Layer",
    "Line",
    "Measured",
    "add_lines",
    "changed_sides",
    "curve",
    "fix",
    "front",
    "front_of",
    "front_version",
    "is_far_claim",
    "is_front_line",
    "lines",
    "measure",
    "mention_days",
    "most_age_days",
    "read_layers",
    "remove_lines",
    "schematic",
    "with_front",
]
