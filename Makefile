# Plenum's commands. Each target does its own set-up: `make demo` and `make test` work on a fresh machine.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTS ?= tests

.PHONY: help setup demo demo-full test test-all test-unit lint format bench programs lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(READY) ## .venv from the lock; the other targets do it by themselves

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## a real building completed, pictures, the trace as a waterfall
	$(BIN)/plenum demo --embedded

demo-full: $(READY) programs ## the same with the real collector, Jaeger and Prometheus
	$(BIN)/plenum demo --full

programs: $(READY)
	./.ci/system-packages
	$(BIN)/python -m plenum.stack.binaries

test: $(READY) programs lint ## all tests but the long ones, with the real collector, Jaeger and Prometheus
	$(BIN)/python -m pytest -m 'not long' $(TESTS)

test-all: $(READY) programs lint ## the long ones too
	$(BIN)/python -m pytest $(TESTS)

test-unit: $(READY) ## the tests that need no processes, in seconds
	$(BIN)/python -m pytest tests/unit

lint: $(READY) ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## tables that compare side by side, in one run
	$(BIN)/python -m benchmarks

lock: ## requirements.lock anew (needs uv)
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .plenum out .pytest_cache .mypy_cache .ruff_cache .hypothesis
