# Two commands: `make run` opens the dashboard, `make test` runs all tests. Both set up what they need, once.
PYTHON ?= python3
PORT ?= 8501
ARTICLES ?=
GOLD ?=
PIN ?=
BIN := .venv/bin

.PHONY: setup run test test-setup lint quality bench-store bench-cluster bench-export bench-front bench-page bench-sessions clean

setup: .venv/.installed
	@$(BIN)/python -m geo setup

run: setup
	@$(BIN)/python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is in use: close what listens there, or choose another with: make run PORT=8502"; exit 1; }
	@ATLAS_ARTICLES="$(ARTICLES)" ATLAS_OPEN_WRITING=1 $(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: test-setup setup lint
	$(BIN)/python -m pytest -m ""

lint: test-setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# How right and how fast: GOLD=FOLDER scores another folder's annotated articles, PIN=1 writes the figures down.
bench-store: .venv/.installed .venv/.installed-tests
	@$(BIN)/python -m benchmarks.store $(if $(SIZES),--sizes $(SIZES))

quality: .venv/.installed .venv/.installed-tests
	@$(BIN)/python -m benchmarks.quality $(if $(GOLD),--gold "$(GOLD)") $(if $(PIN),--pin)

# Two Dask workers beside one process, on the same 20,000 articles; ARGS="--articles 2000" for fewer.
bench-cluster: .venv/.installed .venv/.installed-tests
	@$(BIN)/python -m benchmarks.cluster $(ARGS)

# Distances to the line of control on one core, beside a loop over geopy; ARGS="--mentions 10000 --days 100" for less.
bench-front: .venv/.installed .venv/.installed-tests
	@$(BIN)/python -m benchmarks.front $(ARGS)

# A million mentions to CSV and GeoJSON; ARGS="--size 100000" for fewer.
bench-export: .venv/.installed .venv/.installed-tests
	@$(BIN)/python -m benchmarks.export $(ARGS)

# The served page in Chromium, beside a naive one; ARGS="--sizes 10000 --naive 1000" for a small run.
bench-page: test-setup setup
	@$(BIN)/python -m benchmarks.page $(ARGS)

# 50 sessions that filter at once at a million mentions, beside an empty Streamlit page; ARGS="--sessions 10 --size 100000" for fewer.
bench-sessions: .venv/.installed .venv/.installed-tests setup
	@$(BIN)/python -m benchmarks.sessions $(ARGS)

test-setup: .venv/.installed .venv/.installed-tests
	@sh tests/browser/chromium.sh

.venv/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	@echo "Installing the packages (some 250 MB, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/.installed-tests: tests/requirements.txt .venv/.installed
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@

clean:
	rm -rf .venv static build data/gazetteer data/cache
