"""When two spellings may be one Slavic name: by other romanisations, by the Ukrainian or the Russian form, or by a slip."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.text import normalise

_SAME_START = 3  # letters
_LATIN = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюя",
        "a b v h h d e e z z i i i i k l m n o p r s t u f h s h s s _ i _ e u a".replace("_", "-").split(),
        strict=True,
    )
)
# Folds, in order, on lower-case Latin letters. Coarse on purpose: spellings are compared only within one province.
_FOLDS = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"[\s.\-/'’]", ""),
        (r"sjtsj|schtsch|stsch|shch|chtch", "s"),  # щ
        (r"tsch|tsj|tch|tsh|cz|č", "h"),  # ч
        (r"sch|sh|sj|š|ż|zh|zj|ž", "s"),  # ш ж
        (r"kh|ch|gh|g|x", "h"),  # х г, and ч where it is written ch
        (r"ts|tz|c|z", "s"),  # ц з
        (r"oe|ou", "u"),
        (r"w|ff|f", "v"),
        (r"[yij]+(?=[aeou])", ""),  # я є ю ё
        (r"[yij]+", "i"),
        (r"[oei]vk(?=[aiu])", "vk"),  # -івка, -овка, -евка
        (r"[oei]v$", "v"),
        (r"aa$", "a"),  # -ая
        (r"(?<=[bdhklmnprstv])o?e$|(?<=[nsv])oe$", "e"),  # -ое
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """What is left of a name when romanisations and the Ukrainian and Russian endings are made one ("Gorlovka" = "Horlivka")."""
    letters = "".join(_LATIN.get(letter, letter) for letter in normalise(name)).replace("-", "")
    for pattern, replacement in _FOLDS:
        letters = pattern.sub(replacement, letters)
    return letters


def begins_alike(name: str, other: str) -> bool:
    """Whether two names begin with the same letters once romanisations are made one ("Запорожье", "Zaporizhzhia")."""
    return skeleton(name)[:_SAME_START] == skeleton(other)[:_SAME_START]


@lru_cache(maxsize=100_000)
def unlikeness(name: str, other: str) -> int:
    """How many letters differ once romanisations are made one; 9 where it is more than a slip.

    A slip is one letter, in names of ten letters and more two before the last three: these tell Slavic names of one stem apart.
    """
    if skeleton(name) == skeleton(other) != "":
        return 0
    return min(_slips(skeleton(name), skeleton(other)), _slips(_letters(name), _letters(other)))


@lru_cache(maxsize=100_000)
def _letters(name: str) -> str:
    return normalise(name).replace(" ", "")


def _slips(one: str, two: str) -> int:
    shorter = min(len(one), len(two))
    most = 0 if shorter < 5 else 1 if shorter < 10 else 2
    if abs(len(one) - len(two)) > min(most, 1) or not shorter or one[0] != two[0]:
        return 9
    apart = _edits(one, two)
    return apart if apart <= most and (apart < 2 or one[-3:] == two[-3:]) else 9


def _edits(one: str, two: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that make one text the other."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for across, other in enumerate(two, 1):
            cost = min(before[across] + 1, row[-1] + 1, before[across - 1] + (letter != other))
            if at > 1 and across > 1 and letter == two[across - 2] and one[at - 2] == other:
                cost = min(cost, earlier[across - 2] + 1)
            row.append(cost)
    return row[-1]
