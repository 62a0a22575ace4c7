"""`make bench-sessions`: 50 sessions that filter at once, each over a websocket of its own, beside an empty Streamlit page.

Every session sends its next choice as soon as the page has run to its end: no load is heavier. The sessions are clients of
Streamlit's protocol and no browsers, of which this machine could not run 50; what they send is what a browser sends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.report import aligned, figure_line
from benchmarks.serving import Server, made_store, served
from geo.assets import build_static
from geo.models import ROLES
from geo.paths import ROOT

SESSIONS, MENTIONS, ROUNDS = 50, 1_000_000, 10
BESIDE = "empty Streamlit page"
_RATIO, _MEMORY_MB = 3.5, 1024.0  # targets
_PATIENCE_S = 300.0
_WARM = 2  # rounds that are not measured: the first choices load and compile

Choose = Callable[[int], WidgetState]  # what a browser sends when something is chosen for the n-th time


@dataclass(frozen=True, slots=True)
class Talk:
    """What a session says to a page, and what it waits for.

    Attributes
    ----------
    query : str
        Of the address.
    finds : callable
        Whether an element is the one that is chosen in.
    answers : callable
        Whether an element is what the reader waits for.
    choose : callable
        The state of a widget with this id after the n-th choice.
    """

    query: str
    finds: Callable[[Delta], str]
    answers: Callable[[Delta], bool]
    choose: Callable[[str, int], WidgetState]


def _filters(delta: Delta) -> str:
    found = delta.new_element.bidi_component
    return found.id if found.component_name == "atlas_filters" else ""


def _filtered(widget: str, number: int) -> WidgetState:
    # Two roles of six, then others: none of them leaves the map empty.
    roles = [ROLES[number % 5], ROLES[(number + number // 5 + 1) % 6]]
    least = (0, 50, 70, 80)[number % 4]
    told = {"chosen": {"filters": {"roles": roles, "least_score": least}, "seq": number}}
    return WidgetState(id=widget, json_value=json.dumps(told))


OWN = Talk(
    "undated=0", _filters, lambda delta: "st_folium" in delta.new_element.component_instance.component_name, _filtered
)
EMPTY = Talk(
    "",
    lambda delta: str(delta.new_element.checkbox.id),
    lambda delta: bool(delta.new_element.text.body),
    lambda widget, number: WidgetState(id=widget, bool_value=number % 2 == 1),
)


@dataclass(slots=True)
class Session:
    """An open page: the widget that is chosen in, and the fragment that it is part of."""

    socket: ClientConnection
    talk: Talk
    widget: str = ""
    fragment: str = ""
    answered: list[float] = field(default_factory=list)  # ms
    finished: list[float] = field(default_factory=list)  # ms

    async def run(self, state: WidgetState | None) -> None:
        """Have the page run once, and wait until it has."""
        message = BackMsg()
        message.rerun_script.query_string = self.talk.query
        if state is not None:
            message.rerun_script.widget_states.widgets.append(state)
            message.rerun_script.fragment_id = self.fragment
        begun, answered = time.perf_counter(), 0.0
        await self.socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(decode=False), _PATIENCE_S))
            kind = told.WhichOneof("type")
            if kind == "delta":
                if self.talk.answers(told.delta):
                    answered = answered or time.perf_counter() - begun
                if found := self.talk.finds(told.delta):
                    self.widget, self.fragment = found, told.delta.fragment_id
            elif kind == "script_finished":
                break
        if not answered:
            raise RuntimeError("the page has run and not answered: its protocol has changed, or it has failed")
        self.answered.append(1000 * answered)
        self.finished.append(1000 * (time.perf_counter() - begun))


async def _session(server: Server, talk: Talk, number: int, rounds: int, start: asyncio.Barrier) -> Session:
    async with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as socket:
        session = Session(socket, talk)
        await session.run(None)
        await start.wait()
        for turn in range(_WARM + rounds):
            if turn == _WARM:
                session.answered.clear()
                session.finished.clear()
            # No two sessions choose the same at the same time, so that none lives on what another has just asked for.
            await session.run(talk.choose(session.widget, 1 + number + 7 * turn))
        return session


async def _load(server: Server, talk: Talk, sessions: int, rounds: int) -> list[Session]:
    start = asyncio.Barrier(sessions)
    return list(await asyncio.gather(*(_session(server, talk, number, rounds, start) for number in range(sessions))))


def measure(server: Server, talk: Talk, sessions: int, rounds: int) -> dict[str, float]:
    """Medians and 95th percentiles in ms, runs a second, and what the server held at the end in MB."""
    asyncio.run(_load(server, talk, 1, 1))  # loads what all share
    busy, begun = server.busy(), time.perf_counter()
    done = asyncio.run(_load(server, talk, sessions, rounds))
    lasted, worked = time.perf_counter() - begun, server.busy() - busy
    answered, finished = (
        [time_ for session in done for time_ in getattr(session, name)] for name in ("answered", "finished")
    )
    runs = sessions * (1 + _WARM + rounds)
    return {
        "filter_to_answer": median(answered),
        "filter_to_answer_p95": float(np.percentile(answered, 95)),
        "filter_to_end": median(finished),
        "runs_a_second": runs / lasted,
        "busy_a_run": worked / runs,
        "memory": server.memory(),
    }


UNITS = {"runs_a_second": "1/s", "memory": "MB"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one JSON object a figure, then a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--size", type=int, default=MENTIONS, metavar="N", help="mentions")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="choices of each session")
    parser.add_argument(
        "--folder", type=Path, metavar="PATH", help="where the store is made, and kept for the next time"
    )
    options = parser.parse_args(arguments)
    build_static()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        with served(ROOT / "benchmarks" / "empty_page.py", folder / "empty.log") as server:
            empty = measure(server, EMPTY, options.sessions, options.rounds)
        store = made_store(folder, options.size)
        settings = {"ATLAS_STORE": str(store), "ATLAS_ARTICLES": "-", "ATLAS_CACHE": str(folder / "cache")}
        with served(ROOT / "dashboard.py", folder / "sessions.log", **settings) as server:
            own = measure(server, OWN, options.sessions, options.rounds)
    rows = [["figure", "page", "empty", "ratio", "unit", "target"]]
    for figure, value in own.items():
        unit, statistic = (
            UNITS.get(figure, "ms"),
            "p95" if figure.endswith("p95") else "once" if figure in UNITS else "median",
        )
        target = {"filter_to_answer": f"ratio at most {_RATIO}", "memory": f"at most {_MEMORY_MB:g} MB"}.get(figure, "")
        ratio = value / empty[figure]
        more = {"sessions": str(options.sessions)} | ({"target": target} if target else {})
        name = f"{figure.removesuffix('_p95')}_{unit.lower().replace('1/s', 'hz')}"
        print(figure_line("sessions", name, options.size, value, unit, statistic, BESIDE, ratio, **more))
        rows.append([figure, f"{value:,.1f}", f"{empty[figure]:,.1f}", f"{ratio:.3g}", unit, target])
    print(aligned(rows))


if __name__ == "__main__":
    main()
