"""The ingest on a real Dask cluster of two worker processes: the same rows as in one process, also when a worker is killed."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from distributed import Client, LocalCluster

from geo import ingest
from geo.__main__ import main
from geo.cluster import ingest_on_cluster
from geo.errors import ClusterError
from geo.store import open_store, read

pytestmark = [
    pytest.mark.slow,
    pytest.mark.allow_hosts(["127.0.0.1", "0.0.0.0"]),
    # Dask's own: its sockets are closed by the garbage collector when a process was killed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
COPY = (
    "Volgens het persbureau trok het leger zich in de nacht van {day} met {number} voertuigen terug uit {here}, waarna "
    "burgers langs de weg naar {there} urenlang op bussen wachtten en hulpverleners water, brood en dekens uitdeelden."
)
TOWNS = ("Bachmoet", "Soledar", "Kramatorsk", "Cherson", "Charkov", "Zaporizja")


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes with the tests' gazetteer; they make their stores where they are told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_DISTRIBUTED__WORKER__DAEMON", "False")
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as made:
            yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """120 articles of as many days, each with two places."""
    made = tmp_path / "articles"
    made.mkdir()
    for number in range(120):
        day = date(2022, 10, 1) + timedelta(number)
        here, there = TOWNS[number % 6], TOWNS[(number + 1) % 6]
        text = f"---\npublished: {day}\nlang: nl\n---\n\nIn {here} is gevochten, en bij {there} zijn raketten ingeslagen.\n"
        (made / f"{number:03}.md").write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """120 articles: each report of an agency in three papers on three days, so that batches of a few break its story up."""
    made = tmp_path / "copies"
    made.mkdir()
    for number in range(40):
        here, there = TOWNS[number % 6], TOWNS[(number + 1) % 6]
        text = COPY.format(day=date(2022, 10, 1) + timedelta(number), number=number, here=here, there=there)
        for paper in range(3):
            head = f"published: {date(2022, 10, 1) + timedelta(number + paper)}\nlang: nl\nsource: Krant {paper}"
            (made / f"{number:03}-{paper}.md").write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    return made


def rows(store: Path) -> pd.DataFrame:
    return read(open_store(store)).sort_values("mention_id").reset_index(drop=True)


def test_the_rows_are_those_of_one_process(
    cluster: LocalCluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 10)
    alone = open_store(tmp_path / "alone")
    ingest.ingest(alone, [folder])
    shared = open_store(tmp_path / "shared")
    told: list[float] = []
    done = ingest_on_cluster(shared, [folder], cluster.scheduler_address, lambda share, words: told.append(share))
    assert (done.added.new, done.problems) == (120, ())
    assert told == sorted(told)
    assert told[-1] == 1.0
    pd.testing.assert_frame_equal(rows(tmp_path / "shared"), rows(tmp_path / "alone"))
    again = ingest_on_cluster(shared, [folder], cluster.scheduler_address)
    assert (again.added.new, again.added.same) == (0, 120)


def test_a_story_in_several_batches_is_one_story(
    cluster: LocalCluster, copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 2)
    ingest.ingest(open_store(tmp_path / "alone"), [copies])
    ingest_on_cluster(open_store(tmp_path / "shared"), [copies], cluster.scheduler_address)
    found = rows(tmp_path / "shared")
    assert found["story_id"].nunique() == 40
    pd.testing.assert_frame_equal(found, rows(tmp_path / "alone"))


def test_a_killed_worker_loses_and_doubles_nothing(
    cluster: LocalCluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "BATCH", 4)
    store = open_store(tmp_path / "shared")
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    killed: list[int] = []

    def kill_once(share: float, words: str) -> None:
        if share > 0.2 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    ingest_on_cluster(store, [folder], cluster.scheduler_address, kill_once)
    assert killed
    alone = open_store(tmp_path / "alone")
    ingest.ingest(alone, [folder])
    pd.testing.assert_frame_equal(rows(tmp_path / "shared"), rows(tmp_path / "alone"))


def test_workers_of_another_version_are_refused(
    cluster: LocalCluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.cluster.located_by", lambda: "another")
    with pytest.raises(ClusterError, match="another version of the program"):
        ingest_on_cluster(open_store(tmp_path / "store"), [folder], cluster.scheduler_address)
    assert rows(tmp_path / "store").empty


def test_workers_that_see_another_store_are_refused(
    cluster: LocalCluster, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.cluster._identity", lambda store: "another")
    with pytest.raises(ClusterError, match="another store"):
        ingest_on_cluster(open_store(tmp_path / "store"), [folder], cluster.scheduler_address)
    assert rows(tmp_path / "store").empty


def test_no_scheduler_is_told(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.cluster._CONNECT_S", 1)
    assert main(["ingest", str(folder), "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert "no scheduler answers there" in capsys.readouterr().err
