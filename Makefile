# SPDX-License-Identifier: Apache-2.0
# Two commands: `make run` opens WellPlan, `make test` runs every check. Each does its own set-up.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
RUN_SYSTEM := $(VENV)/.run-system
TEST_SYSTEM := $(VENV)/.test-system
RUN_ENV := $(VENV)/.run-env
TEST_ENV := $(VENV)/.test-env
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SCREEN := packaging/with-screen.sh
# Nothing here takes this long; a test that hangs must not take the whole day.
PYTEST := timeout --kill-after=30 3000 $(BIN)/python -m pytest
GATED := src/wellplan/crypto.py,src/wellplan/plan/*,src/wellplan/vault/*

.PHONY: help
help:
	@echo "make run      set up what is needed and open WellPlan"
	@echo "make test     set up what is needed and run every check"
	@echo "make env      only set up: .venv/bin/wellplan then runs"
	@echo "make soak     the long tests; ROW=1 runs those of one promise"
	@echo "make bench    how fast WellPlan is, as ratios"
	@echo "make bundle   a folder that runs without Python, in dist/"
	@echo "make clean    remove everything made here"

# ---- Set-up. A stamp in .venv says each step is done, so the second `make run` starts at once.

$(RUN_SYSTEM): packaging/system-packages.sh
	@mkdir -p $(VENV)
	@bash packaging/system-packages.sh run
	@touch $@

$(TEST_SYSTEM): packaging/system-packages.sh
	@mkdir -p $(VENV)
	@bash packaging/system-packages.sh test
	@touch $@

$(BIN)/python: | $(RUN_SYSTEM)
	@"$$(bash packaging/find-python.sh)" -m venv $(VENV)

$(RUN_ENV): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Setting up WellPlan. The first time takes a few minutes."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(TEST_ENV): requirements-dev.txt $(RUN_ENV) $(TEST_SYSTEM)
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: env
env: $(RUN_SYSTEM) $(RUN_ENV)

.PHONY: run
run: env
	@$(BIN)/wellplan

# ---- Every check. Each is its own target, so `make --keep-going test` shows all that is wrong.

.PHONY: test style types tests window-tests coverage bundle
test: style types tests window-tests coverage bundle

style: $(TEST_ENV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_ENV)
	$(BIN)/mypy

tests: $(TEST_ENV)
	COVERAGE_FILE=.coverage.plain $(PYTEST) -n 2 -m "not window and not soak" --cov --cov-report=

window-tests: $(TEST_ENV)
	COVERAGE_FILE=.coverage.window $(SCREEN) $(PYTEST) -m "window and not soak" --cov --cov-report=

coverage: tests window-tests
	$(BIN)/coverage combine --keep --quiet .coverage.plain .coverage.window
	$(BIN)/coverage report --include="$(GATED)" --skip-covered --show-missing --fail-under=100

bundle: $(TEST_ENV)
	bash packaging/linux/build.sh

# ---- Longer work.

.PHONY: soak bench clean
soak: $(TEST_ENV)
	@bash packaging/system-packages.sh soak
	$(SCREEN) $(BIN)/python -m pytest -o faulthandler_timeout=0 -m soak $(if $(ROW),-k "promise_$(ROW)_")

bench: $(TEST_ENV)
	@$(BIN)/python -m compileall -q src bench
	$(SCREEN) $(BIN)/python -m bench

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests bench packaging -name __pycache__ -type d -prune -exec rm -rf {} +
