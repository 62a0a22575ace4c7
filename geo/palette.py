"""The colour of each role, in the chart as on the map (`assets/atlas.js`, which a test holds against these)."""

from __future__ import annotations

from geo.models import Role

# Chosen so that every pair stays apart in normal vision and under protanopia, deuteranopia and tritanopia, and each keeps a
# contrast of 3:1 against the ground that it lies on (WCAG 2.2, 1.4.11).
LIGHT: dict[Role, str] = {
    "combat": "#ad1410",
    "strike": "#be731f",
    "control": "#1a50d4",
    "diplomacy": "#a56be0",
    "humanitarian": "#33907f",
    "other": "#48525c",
}

DARK: dict[Role, str] = {
    "combat": "#e4532e",
    "strike": "#e99b09",
    "control": "#5994f8",
    "diplomacy": "#d8b1fc",
    "humanitarian": "#85e9b6",
    "other": "#868a8e",
}
