"""A process that corrects an article of a store again and again, until it is done or killed, and prints the id of what it did.

python -m tests.correction_writer ADDRESS WHO TIMES
"""

from __future__ import annotations

import sys

from geo.correcting import correct
from geo.corrections import point
from geo.store import open_store

if __name__ == "__main__":
    address, who, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = open_store(address)
    for number in range(times):
        spot = point(40 + number, int(who))
        made = correct(store, "a", "Ivanivka", spot, who=who, why=f"try {number}")
        print(made.correction.correction_id, flush=True)
