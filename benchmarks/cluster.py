"""The ingest by two Dask workers beside one process, on the same articles; also with a worker killed in the middle.

Run with `make bench-cluster`. The rows must be the same, or the command fails; the times are printed and never judged.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import tempfile
import time
from pathlib import Path

import pandas as pd
from distributed import Client, LocalCluster

from benchmarks.gold import GOLD, OWN_SET
from benchmarks.speed import made_articles
from geo.articles import read_articles
from geo.cluster import ingest_on_cluster
from geo.ingest import ingest
from geo.store import Store, open_store, read

_WORKERS = 2


def main() -> None:
    """Measure and print one JSON line a figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument("--length", type=int, default=600, metavar="N", help="characters of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), options.articles, options.length)


def _measure(folder: Path, count: int, length: int) -> None:
    archive = folder / "articles.jsonl"
    with archive.open("w", encoding="utf-8") as file:
        for article in made_articles(read_articles([GOLD / f"{OWN_SET}.jsonl"]).articles, count, length):
            fields = {"id": article.id, "text": article.text, "title": article.title, "lang": article.lang}
            file.write(json.dumps(fields | {"published": str(article.published or "")}, ensure_ascii=False) + "\n")
    alone = open_store(folder / "alone")
    begun = time.perf_counter()
    ingest(alone, [archive])
    one = time.perf_counter() - begun
    _tell("one_process", count, one, None)
    with LocalCluster(
        n_workers=_WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=logging.ERROR
    ) as cluster:
        for name, kill in (("two_workers", False), ("two_workers_one_killed", True)):
            store = open_store(folder / name)
            begun = time.perf_counter()
            _ingest(store, archive, cluster, kill)
            _tell(name, count, time.perf_counter() - begun, one)
            pd.testing.assert_frame_equal(_rows(store), _rows(alone))
    print(f"The rows are the same: {len(_rows(alone))} mentions of {count} articles.")


def _ingest(store: Store, archive: Path, cluster: LocalCluster, kill: bool) -> None:
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())

    def tell(share: float, _words: str) -> None:
        if kill and share > 0.4 and pids:
            os.kill(pids.pop(), signal.SIGKILL)
            pids.clear()

    ingest_on_cluster(store, [archive], cluster.scheduler_address, tell)


def _rows(store: Store) -> pd.DataFrame:
    return read(store).sort_values("mention_id").reset_index(drop=True)


def _tell(figure: str, count: int, seconds: float, beside: float | None) -> None:
    line = {"bench": "cluster", "figure": figure, "n": count, "value": round(seconds, 1), "unit": "s"}
    line |= {"statistic": "once", "beside": "one process" if beside else None}
    print(json.dumps(line | {"ratio": round(seconds / beside, 3) if beside else None}), flush=True)


if __name__ == "__main__":
    main()
