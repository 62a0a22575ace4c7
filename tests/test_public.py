"""What notebooks use: the names of the package, their examples, and the wheel that brings them."""

from __future__ import annotations

import doctest
import inspect
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import geo
from geo.gazetteer import Gazetteer
from geo.paths import ROOT


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


class TestWheel:
    """What the package's settings say must be all that the program reads; building it takes the network, reading them does not."""

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]

    def held(self) -> set[Path]:
        """The files of the checkout that a wheel carries."""
        found = set()
        for package in self.settings["packages"]:
            folder = ROOT / self.folder_of(package)
            patterns = self.settings["package-data"].get(package, [])
            found |= {path for pattern in ["*.py", *patterns] for path in folder.glob(pattern) if path.is_file()}
        return found

    def folder_of(self, package: str) -> str:
        mapped = self.settings["package-dir"]
        parent = next(
            (name for name in sorted(mapped, key=len, reverse=True) if f"{package}.".startswith(f"{name}.")), ""
        )
        rest = package.removeprefix(parent).lstrip(".").replace(".", "/")
        return str(Path(mapped.get(parent, ".")) / rest)

    def test_it_carries_code_data_and_assets(self) -> None:
        own = {ROOT / "dashboard.py", ROOT / ".streamlit/config.toml"}
        own |= {path for path in (ROOT / "geo").rglob("*") if path.is_file() and path.suffix != ".pyc"}
        own |= {path for path in (ROOT / "assets").rglob("*") if path.is_file()}
        made = {ROOT / "data" / name for name in ("gazetteer", "store", "cache")}
        own |= {p for p in (ROOT / "data").rglob("*") if p.is_file() and not made & set(p.parents)}
        assert len(own) > 300
        assert own - self.held() == set()

    def test_it_carries_nothing_else(self) -> None:
        kept = ("geo", "assets", "data", "dashboard.py", ".streamlit")
        strange = {path for path in self.held() if path.relative_to(ROOT).parts[0] not in kept}
        assert strange == set()
        assert {"secrets.toml"} & {path.name for path in self.held()} == set()

    def test_an_installed_package_writes_to_the_users_folder(self, tmp_path: Path) -> None:
        copy = tmp_path / "lib"
        shutil.copytree(ROOT / "geo", copy / "geo", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("data", "assets"):
            made = shutil.ignore_patterns("gazetteer", "store", "cache", "articles")
            shutil.copytree(ROOT / name, copy / "geo" / "shipped" / name, ignore=made)
        (copy / "geo/shipped/.streamlit").mkdir()
        for name in ("dashboard.py", ".streamlit/config.toml"):
            shutil.copyfile(ROOT / name, copy / "geo" / "shipped" / name)
        script = (
            "from geo import paths; from geo.store.tables import store_address; from geo.assets import STATIC, ASSETS; "
            "print(paths.dashboard()); print(store_address()); print(STATIC); print(paths.gazetteer_folder()); "
            "assert (ASSETS / 'atlas.js').is_file() and (paths.PLACES / 'admin1.csv').is_file()"
        )
        env = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_")}
        home = tmp_path / "home"
        env |= {"ATLAS_HOME": str(home), "PYTHONPATH": str(copy)}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
        )
        lines = [str(home / name) for name in ("dashboard.py", "data/store", "static", "data/gazetteer")]
        assert done.stdout.splitlines() == lines
        assert (home / ".streamlit/config.toml").is_file()
