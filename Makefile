# Two commands do everything: `make demo` and `make test`. Each sets up what it needs and is quick when nothing changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo run test quick bench evaluate fit fmt lint setup browser clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up and serve a demonstration school"
	@echo "make run     serve the site with your own settings"
	@echo "make test    set up and run every test, with a real database and a real browser"
	@echo "make quick   the inner loop: lint, types and the tests without a browser"
	@echo "make bench   measure speed and memory"
	@echo "make evaluate  measure how well comments are read, beside TextBlob and VADER"
	@echo "make fit     build the model that reads comments from its training data"
	@echo "make fmt     format everything"

$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up Python packages …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed" && exit 1)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json $(STAMP)
	@echo "Setting up browser packages …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

setup: $(STAMP) node_modules/.package-lock.json
	@$(BIN)/python -m web.assets

browser: $(STAMP)
	@$(BIN)/python -m tests.browser

demo: setup
	@$(BIN)/quorate demo

run: setup
	@$(BIN)/quorate migrate
	@$(BIN)/quorate serve

test: setup browser
	@$(BIN)/python -m tests.everything

quick: setup
	@$(BIN)/python -m tests.everything --quick

# The libraries that counting is measured beside; nothing else ever sees them.
var/bench-venv/.installed: requirements-bench.lock
	@echo "Setting up the libraries to measure beside …"
	@test -x var/bench-venv/bin/python || $(PYTHON) -m venv var/bench-venv
	@var/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup var/bench-venv/.installed
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_surveys
	@$(BIN)/python -m tests.bench_count
	@$(BIN)/python -m tests.bench_insight

evaluate: $(STAMP)
	@$(BIN)/python -m tests.evaluate

fit: $(STAMP)
	@$(BIN)/python -m insight.fit

fmt: $(STAMP)
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --quiet --reformat templates || true

clean:
	rm -rf build var/test .mypy_cache .ruff_cache
