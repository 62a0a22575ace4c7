"""What notebooks use: the names of the package, their examples, and the wheel that brings them."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys

import pytest

import geo
from geo.gazetteer import Gazetteer


@pytest.mark.usefixtures("gazetteer")
def test_the_examples_hold() -> None:
    found = doctest.testmod(geo, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 8
    assert found.failed == 0


def test_the_names_are_there_and_documented() -> None:
    for name in geo.__all__:
        value = getattr(geo, name)
        if name != "__version__":
            assert inspect.getdoc(value), name
    assert geo.Gazetteer is Gazetteer
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        geo.nothing  # noqa: B018


@pytest.mark.parametrize(
    "first", ["import geo.ingest", "import geo.locate", "from geo.locate import locate_article", ""]
)
def test_locate_is_the_function_whatever_was_imported_before(first: str) -> None:
    script = (
        f"{first}\nfrom geo import locate\nassert callable(locate), locate\nassert locate.__module__ == 'geo.locate'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_package_alone_loads_nothing_heavy() -> None:
    script = "import sys, geo; sys.exit(bool({'pandas', 'numpy', 'pyarrow'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", script], check=True)
