"""The figures that were written down (`tests/quality.json`), and the gate that lets no change lower one unseen.

The page's method tells them too: `data/quality.csv` holds the same, with the number of articles, where a package has it.
`python -m benchmarks.pinned` makes that list and the README's table anew of what is pinned, without measuring.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping

from benchmarks.gold import GOLD, OWN_SET
from benchmarks.report import ALL, Figures
from geo.method import ARTICLES, MEASURED
from geo.paths import ROOT

PINNED = ROOT / "tests" / "quality.json"
README = ROOT / "README.md"
COMMAND = "make quality PIN=1"

Pins = dict[str, dict[str, float]]  # by language, then by figure

# What the page shows, of each language; whether a score means what it says takes more mentions than one language has.
_OF_EACH = ("recognition_f1", "others_f1", "end_to_end_f1", "role_accuracy", "when_accuracy")
_FALLS = {"calibration_error"}  # the lower the better
_DIGITS = 4
_ROUNDING = 0.5 * 10**-_DIGITS + 1e-9
_UNSEEN = 0.005  # a gain above this is written down, or the next change may lose it unseen

_LANGUAGES = {
    "nl": "Dutch",
    "en": "English",
    "uk": "Ukrainian",
    "ru": "Russian",
    "de": "German",
    "fr": "French",
    ALL: "All",
}
_WORDS = {
    "recognition_f1": "Places recognised, F1",
    "others_f1": "Peoples and governments recognised, F1",
    "end_to_end_f1": "End to end: on the map within 10 km, F1",
    "role_accuracy": "What happened there",
    "when_accuracy": "First and last day",
    "calibration_error": "Gap between score and share right",
}
_TABLE = re.compile(r"(?<=<!-- quality -->\n).*?(?=<!-- /quality -->)", re.DOTALL)


def to_pins(figures: Figures) -> Pins:
    """The figures to write down, rounded."""
    pins: Pins = {}
    for lang, of_lang in figures.items():
        names = (*_OF_EACH, *sorted(_FALLS)) if lang == ALL else _OF_EACH
        pins[lang] = {name: round(value, _DIGITS) for name in names if (value := of_lang[name].value) is not None}
    return pins


def complaints(pinned: Mapping[str, Mapping[str, float]], measured: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What the gate refuses: figures that got worse, figures that got better unseen, and figures on one side only.

    Returns
    -------
    list of str
        A sentence each, with the figure and what to do; empty where the gate is open.
    """
    found = []
    for lang in dict.fromkeys((*pinned, *measured)):
        before, after = pinned.get(lang, {}), measured.get(lang, {})
        for name in dict.fromkeys((*before, *after)):
            if name not in before or name not in after:
                found.append(f"{lang} {name} is {'measured' if name in after else 'pinned'} only; run `{COMMAND}`")
                continue
            gain = (before[name] - after[name]) if name in _FALLS else (after[name] - before[name])
            change = f"{lang} {name}: {before[name]:.4f} was pinned, {after[name]:.4f} is measured"
            if gain < -_ROUNDING:
                found.append(f"{change}: worse; mend it, or run `{COMMAND}` and say in the commit what is won by it")
            elif gain > _UNSEEN:
                found.append(f"{change}: better; run `{COMMAND}` to keep it")
    return found


def read_pins() -> Pins:
    """The figures that were written down."""
    pins: Pins = json.loads(PINNED.read_text(encoding="utf-8"))
    return pins


def write_pins(pins: Pins) -> None:
    """Write the figures down, into the page's list, and into the table of the README."""
    PINNED.write_text(json.dumps(pins, indent=1) + "\n", encoding="utf-8")
    MEASURED.write_text(as_list(pins), encoding="utf-8")
    README.write_text(with_table(README.read_text(encoding="utf-8"), pins), encoding="utf-8")


def as_list(pins: Pins) -> str:
    """The figures as the CSV that the page reads, those of all languages last."""
    lines = (GOLD / f"{OWN_SET}.jsonl").read_text(encoding="utf-8").splitlines()
    articles = Counter(json.loads(line)["lang"] for line in lines if line.strip())
    articles[ALL] = articles.total()
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("lang", "figure", "value", "source"))
    for lang in (one for one in _LANGUAGES if one in pins):
        for name, value in {ARTICLES: articles[lang], **pins[lang]}.items():
            writer.writerow((lang, name, value, f"{COMMAND} on {OWN_SET}"))
    return buffer.getvalue()


def with_table(readme: str, pins: Pins) -> str:
    """The README with these figures in its table."""
    table = markdown(pins)
    return _TABLE.sub(lambda _: table, readme)


def markdown(pins: Pins) -> str:
    """The figures as a Markdown table, a row each."""
    languages = [lang for lang in _LANGUAGES if lang in pins]
    rows = [["", *(_LANGUAGES[lang] for lang in languages)], ["---"] * (len(languages) + 1)]
    for name, words in _WORDS.items():
        rows.append([words, *(f"{pins[lang][name]:.2f}" if name in pins[lang] else "" for lang in languages)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    write_pins(read_pins())
