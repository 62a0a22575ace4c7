"""The same ingest on many machines: batches of articles go to the workers of a Dask cluster, which write them to one store.

A batch is located and committed by one worker with the very function that one process uses (`geo.ingest.ingest_articles`). Its
commit is whole or not there, and a worker plans a batch anew before it locates it: so the scheduler may give the part of a dead
worker to another one, or the same part to two, and every article is in the store once. Which articles tell the same story is
found here, in their order: two workers would not see each other's, and make two stories of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from deltalake import DeltaTable
from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from geo.errors import ClusterError
from geo.ingest import (
    Ingested,
    Intake,
    Progress,
    Tools,
    batches,
    ingest_articles,
    load_tools,
    located_by,
    outdated_ids,
    total,
)
from geo.models import Article
from geo.retelling import leading, stories_of
from geo.store import Added, Store, articles_of, open_store, plan
from geo.stories import Version

_CONNECT_S = 30  # seconds to reach the scheduler, and for the first worker to appear
_AHEAD = 3  # batches a thread of the cluster that wait their turn; more would only fill the scheduler's memory


def ingest_on_cluster(
    store: Store,
    sources: Sequence[Path | str],
    scheduler: str,
    tell: Progress | None = None,
    *,
    again: bool = False,
    who: str = "",
    whole_pages: bool = False,
) -> Ingested:
    """Read articles here, have the workers locate and store them, and then what is out of date in the store.

    Parameters
    ----------
    scheduler : str
        Address of the scheduler, such as `tcp://127.0.0.1:8786`.
    again : bool
        Locate the articles of `sources` also where this version has done so before.
    whole_pages : bool
        Whether the page of each entry of a feed is fetched.

    Returns
    -------
    Ingested
        As `geo.ingest.ingest` returns it. A batch that a worker had stored when it died counts as found there.

    Raises
    ------
    ClusterError
        Where the scheduler or its workers cannot be reached, where a worker runs another version of the program or writes to
        another store, or where a batch killed several workers. What was written before stays, and is whole.
    GeoError
        What one process raises too.
    """
    intake, done = Intake(), list[Added]()
    say = tell or (lambda share, words: None)
    with _connected(scheduler) as client:
        check = (store.address, _identity(store), located_by())
        for held in intake.of(sources, whole_pages=whole_pages):
            parts, underway = list(batches(held)), dict[int, list[Version]]()
            told = _told(store, parts, again, underway)
            tasks = ((*check, part, stories, again, who) for part, stories in zip(parts, told, strict=True))
            done += _all_done(client, _add, tasks, len(parts), say, underway.pop)
        late = [(*check, ids) for ids in batches(outdated_ids(store))]
        done += _all_done(client, _locate_anew, late, len(late), say)
    return Ingested(total(done), tuple(intake.problems), intake.undated.warnings())


def _connected(scheduler: str) -> Client:
    try:
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{scheduler}: no scheduler answers there ({error}); start one with: python -m dask scheduler"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_CONNECT_S)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"{scheduler}: the scheduler has no worker; start one with: python -m dask worker {scheduler} --nthreads 1"
        ) from error
    return client


def _told(
    store: Store, parts: Iterable[Sequence[Article]], again: bool, underway: dict[int, list[Version]]
) -> Iterator[dict[str, str]]:
    """The stories of each batch, one batch after another; in `underway` stand those that a batch leads until it is stored."""
    for number, part in enumerate(parts):
        chosen = plan(store, part, located_by(), again=again).articles
        stories = stories_of(store, chosen, chain.from_iterable(underway.values()))
        underway[number] = leading(chosen, stories)
        yield stories


def _all_done(
    client: Client,
    work: Any,
    tasks: Iterable[tuple[Any, ...]],
    many: int,
    say: Progress,
    ended: Callable[[int], object] = lambda number: None,
) -> list[Added]:
    """Give the cluster as many tasks as keep it busy, and one more for each that is done; `ended` is told which one that was."""
    waiting, numbers = zip(count(), tasks, strict=False), dict[Any, int]()
    busy = max(1, sum(client.nthreads().values())) * _AHEAD

    def submitted(most: int) -> Iterator[Future[Added]]:
        for number, task in islice(waiting, most):
            future = client.submit(work, *task, pure=False)
            numbers[future.key] = number
            yield future

    done: list[Added] = []
    running = as_completed(submitted(busy), loop=client.loop)
    try:
        for future in running:
            done.append(future.result())
            ended(numbers.pop(future.key))
            say(len(done) / many, f"{len(done)} / {many}")
            running.update(submitted(1))
    except KilledWorker as error:
        raise ClusterError(
            f"{error.last_worker.address}: several workers died over one batch; look at their logs, give them more memory, "
            "and run the same command again: it goes on with the rest"
        ) from error
    return done


def _add(
    address: str,
    identity: str,
    version: str,
    articles: Sequence[Article],
    stories: Mapping[str, str],
    again: bool,
    who: str,
) -> Added:
    store = _checked(address, identity, version)
    return ingest_articles(store, articles, again=again, who=who, tools=_tools(), stories=stories)


def _locate_anew(address: str, identity: str, version: str, ids: Sequence[str]) -> Added:
    store = _checked(address, identity, version)
    return ingest_articles(store, articles_of(store, ids), tools=_tools())


@lru_cache(maxsize=1)
def _tools() -> Tools:
    """The gazetteer of a worker, loaded once."""
    return load_tools()


def _checked(address: str, identity: str, version: str) -> Store:
    """The store as this worker sees it: the same one, filled by the same version of the program."""
    if located_by() != version:
        raise ClusterError(
            "a worker runs another version of the program, its lists or its gazetteer than this command; "
            "give all machines the same checkout and the same ATLAS_GAZETTEER, and start the workers again"
        )
    store = open_store(address)
    if _identity(store) != identity:
        raise ClusterError(
            f"{address}: a worker finds another store there; let ATLAS_STORE name a folder that all machines share, "
            "or an object store (s3://bucket/folder)"
        )
    return store


def _identity(store: Store) -> str:
    """What tells this store from any other, wherever it is seen from."""
    return str(DeltaTable(store.table("articles")).metadata().id)
