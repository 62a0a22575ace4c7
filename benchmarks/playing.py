"""How many windows a second the page paints while it plays a period: part of `benchmarks.page`."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.driving import Reader

FASTEST = "30"  # days a second, of the choice beside the button
_FRAMES_MS = 1000.0  # over which frames are counted
_LONGEST_S = 600
# Notes when the map has painted.
_WATCH = """() => {
    const noted = (atlas.playedAt = []);
    let painted = atlas.painted;
    const look = () => {
        if (atlas.playedAt !== noted) return;
        requestAnimationFrame(look);
        if (atlas.painted !== painted) noted.push(performance.now());
        painted = atlas.painted;
    };
    look();
}"""


def frames_a_second(guest: Reader, mode: str) -> list[float]:
    """How often the map is painted in each second while the whole period is played at the fastest speed.

    Parameters
    ----------
    mode : str
        What is played: day, week or grow; the last one draws most, in the end all places at once.

    Raises
    ------
    playwright.sync_api.TimeoutError
        Nothing was played.
    """
    frame = guest.map_frame()
    guest.page.get_by_label("What is played").select_option(mode)
    guest.page.get_by_label("Speed").select_option(FASTEST)
    guest.page.get_by_role("button", name="Play the period", exact=True).click()
    frame.wait_for_function("atlas.playedWindow")  # the file of all mentions is here
    frame.evaluate(_WATCH)
    guest.page.get_by_role("button", name="Pause", exact=True).wait_for(state="detached", timeout=1000 * _LONGEST_S)
    at: list[float] = frame.evaluate("atlas.playedAt")
    guest.rest()
    seconds = pairwise(at[0] + _FRAMES_MS * second for second in range(int((at[-1] - at[0]) / _FRAMES_MS) + 1))
    return [float(sum(first <= time < last for time in at)) for first, last in seconds]
