# Plenum's commands. Each target does its own set-up: `make demo` and `make test` work on a fresh machine.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TESTS ?= tests
# Compiled modules are kept, whatever the environment says: hundreds of processes would each compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup hooks audit demo demo-full test test-all in-turn test-unit test-newest test-containers test-kubernetes test-airflow airflow-demo airflow-up airflow-down dist lint format docs bench programs neighbours browser \
	lock clean soak fuzz-http simulate-stream compose-up compose-up-observe compose-down setup-mlflow train-mlflow mlflow watch-mlflow test-mlflow

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 22

setup: $(READY_DEV) ## .venv from the locks; the other targets do it by themselves

# What runs Plenum, and what builds the package; the tools for tests are left to READY_DEV.
$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@echo "installing Plenum and what it needs into $(VENV): 80 packages, 115 MB from the package index, no compiler; once"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@echo "installing the tools for tests: once"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(READY) ## a real building completed, pictures, the trace as a waterfall
	$(BIN)/plenum demo --embedded

demo-full: $(READY) programs ## the same with the real collector, Jaeger and Prometheus
	$(BIN)/plenum demo --full

programs: $(READY)
	./.ci/system-packages
	$(BIN)/python -m plenum.stack.binaries

neighbours: programs # what tests run beside the full stack
	$(BIN)/python -m plenum.stack.binaries --with alerts logs

browser: # what tests/browser drives
	./.ci/browser-packages

# Branch coverage of the unit tests is printed, and has a floor; over the others it would double their time.
MEASURED = $(BIN)/coverage run -m pytest tests/unit && $(BIN)/coverage report --format=total --fail-under=$(FLOOR)
FLOOR := 78

# Two files at a time: they start whole stacks, and are busy with waiting more than with work.
TWO_FILES := --numprocesses 2 --dist loadfile
STACKS := $(addprefix tests/,integration/stack integration/test_benchmarks.py telemetry faults soak e2e browser)
# All others share nothing: at most a Redis of their own, on a free port, or a few workers on it.
ON_ALL_CORES := --numprocesses auto --dist worksteal
OTHERS := $(ON_ALL_CORES) --ignore tests/unit $(addprefix --ignore ,$(STACKS)) tests

PYTEST := $(BIN)/python -m pytest

test: MARKED := not long and not containers and not airflow and not kubernetes and not mlflow
test: in-turn ## all tests but the long ones, with the real collector, Jaeger and Prometheus

test-all: MARKED := not containers and not airflow and not kubernetes and not mlflow
test-all: in-turn ## the long ones too

in-turn: $(READY_DEV) neighbours browser lint docs
ifeq ($(TESTS),tests)
	$(MEASURED)
	$(PYTEST) -m '$(MARKED)' $(OTHERS)
	$(PYTEST) -m '$(MARKED)' $(TWO_FILES) $(STACKS)
else
	$(PYTEST) -m '$(MARKED)' $(TESTS)
endif

test-unit: $(READY_DEV) ## the tests that need no processes, but the slow ones, in seconds
	$(PYTEST) -m 'not slow' $(ON_ALL_CORES) tests/unit

# These look at what the locks name, which is not installed here, and at what their pydantic makes of the schemas.
NOT_OF_THE_LOCK := $(addprefix --deselect tests/unit/,test_licences.py::test_every_licence_in_the_locks_will_do \
	files/test_schema.py::test_the_published_schema_is_current)

# These too show what another version of a dependency changes, and need no more than Python.
OF_DEPENDENCIES := tests/integration/services tests/integration/test_standard_output.py

test-newest: ## the same on the newest dependencies that pyproject.toml permits, in .venv-newest
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install --quiet --upgrade pip
	.venv-newest/bin/python -m pip install --quiet --group dev -e '.[stack,embedded,ifc,dxf,grpc,gateway,postgres,parquet,xlsx,onnx]'
	.venv-newest/bin/python -m pytest $(ON_ALL_CORES) tests/unit $(OF_DEPENDENCIES) $(NOT_OF_THE_LOCK)

# Airflow has an environment of its own: its releases pin what Plenum's lock pins otherwise.
AIRFLOW := .venv-airflow

$(AIRFLOW)/.ready: dags/requirements.lock
	$(PYTHON) -m venv $(AIRFLOW)
	$(AIRFLOW)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r dags/requirements.lock
	@touch $@

GRID ?= examples/grid.json

airflow-demo: $(READY) $(AIRFLOW)/.ready ## the DAG once for a grid, on SQLite, beside a Plenum without containers (GRID=FILE ARGS=--once)
	$(BIN)/plenum up
	$(BIN)/python dags/demo.py $(BIN)/plenum $(AIRFLOW) .plenum/airflow $(GRID) $(ARGS)

test-airflow: $(READY_DEV) $(AIRFLOW)/.ready ## DAG runs for real, and what goes wrong between; prints what was seen
	$(AIRFLOW)/bin/python .ci/licences.py dags/requirements.lock
	$(PYTEST) -m airflow tests/airflow

test-kubernetes: $(READY_DEV) ## kubernetes/ applied to a real API server, what is wrong refused; prints what was seen
	./.ci/system-packages
	$(PYTEST) -m kubernetes tests/kubernetes

test-containers: $(READY_DEV) ## docker-compose.yml built, run and broken by podman, as root; prints what was seen
	./.ci/system-packages
	./.ci/container-packages
	$(BIN)/python -m plenum.stack.binaries
	PODMAN_COMPOSE=$(CURDIR)/.venv-containers/bin/podman-compose $(BIN)/python -m pytest -m containers tests/containers

ADVISORIES ?= .advisories
audit: $(READY_DEV) ## what the locks pin against published holes (ADVISORIES=a copy of github.com/pypa/advisory-database)
	test -e $(ADVISORIES) || git clone --quiet --depth 1 https://github.com/pypa/advisory-database $(ADVISORIES)
	$(BIN)/python .ci/audit.py $(ADVISORIES)

dist: $(READY) ## sdist and wheel in dist/, looked at as the package index and a user's site-packages would
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist
	$(PYTHON) -m venv .venv-dist
	.venv-dist/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	.venv-dist/bin/python -m pip install --quiet --group dist
	.venv-dist/bin/twine check --strict dist/*
	.venv-dist/bin/check-wheel-contents dist/*.whl

MINUTES ?= 15
SEED ?= 1

soak: $(READY_DEV) ## jobs without pause under faults, then the account (MINUTES=60 SEED=2 ARGS='--fault "kill redis"')
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --seed $(SEED) $(ARGS)

EXAMPLES ?= 500

fuzz-http: $(READY_DEV) ## requests by the gateway's OpenAPI description and its links, others each time (EXAMPLES=2000)
	PLENUM_EXPLORE=$(EXAMPLES) $(PYTEST) -m long tests/integration/gateway/test_description.py

simulate-stream: $(READY) ## realistic jobs, edits and feedback for the running stack (ARGS='--rate 60 --drift 2')
	$(BIN)/plenum simulate $(ARGS)

# Training has an environment of its own: MLflow and scikit-learn are nothing that serving needs.
TRAINING := .venv-training

$(TRAINING)/.ready: training/requirements.lock requirements-build.lock
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r training/requirements.lock -r requirements-build.lock
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup-mlflow: $(TRAINING)/.ready ## what trains and tracks, in .venv-training; `plenum up --with mlflow` runs its server

train-mlflow: $(TRAINING)/.ready ## the learned light model trained, tracked and registered (MLFLOW_TRACKING_URI=sqlite:///FILE ARGS='--rooms 500')
	OPENBLAS_NUM_THREADS=1 $(TRAINING)/bin/python -m training.tracked $(ARGS)

MLFLOW_PORT ?= 5000
MLFLOW_FOLDER ?= $(CURDIR)/.plenum/mlflow

mlflow: $(TRAINING)/.ready ## an MLflow server on SQLite, artifacts over HTTP, for MLFLOW_TRACKING_URI (MLFLOW_PORT=5000)
	mkdir -p $(MLFLOW_FOLDER)
	MLFLOW_DISABLE_TELEMETRY=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false $(TRAINING)/bin/mlflow server --host 127.0.0.1 --port $(MLFLOW_PORT) --workers 1 \
		--backend-store-uri sqlite:///$(MLFLOW_FOLDER)/mlflow.db --artifacts-destination $(MLFLOW_FOLDER)/artifacts

watch-mlflow: $(TRAINING)/.ready ## the stack that runs here answers by what its registry says (or PLENUM_REDIS_URL, MLFLOW_TRACKING_URI)
	$(TRAINING)/bin/python -m training.watch $(ARGS)

test-mlflow: $(READY_DEV) $(TRAINING)/.ready ## from nothing: data, training, registry, promotion, roll-back, on a real MLflow server
	$(TRAINING)/bin/python .ci/licences.py training/requirements.lock
	$(PYTEST) -m mlflow tests/training

COMPOSE ?= docker compose

# All published ports from one number, for a machine on which the customary ones are taken; HOST_PORT itself
# is the gateway's.
ifdef HOST_PORT
port = $(shell expr $(HOST_PORT) + $(1))
export PLENUM_GATEWAY_PORT := $(HOST_PORT)
export PLENUM_REDIS_PORT := $(call port,1)
export PLENUM_OTLP_GRPC_PORT := $(call port,2)
export PLENUM_OTLP_HTTP_PORT := $(call port,3)
export PLENUM_COLLECTOR_HEALTH_PORT := $(call port,4)
export PLENUM_JAEGER_QUERY_PORT := $(call port,5)
export PLENUM_PROMETHEUS_PORT := $(call port,6)
export PLENUM_ALERTMANAGER_PORT := $(call port,7)
export PLENUM_VICTORIALOGS_PORT := $(call port,8)
export PLENUM_GRAFANA_PORT := $(call port,9)
export PLENUM_MLFLOW_PORT := $(call port,10)
endif

compose-up: ## the stack in containers (COMPOSE='podman-compose', HOST_PORT=20000: other ports)
	$(COMPOSE) build
	$(COMPOSE) up --detach

compose-up-observe: compose-up ## the same, and where to look
	@echo "gateway     http://127.0.0.1:$$($(COMPOSE) port gateway 8000 | sed 's/.*://')"
	@echo "Jaeger      http://127.0.0.1:$$($(COMPOSE) port jaeger 16686 | sed 's/.*://')"
	@echo "Prometheus  http://127.0.0.1:$$($(COMPOSE) port prometheus 9090 | sed 's/.*://')"
	@echo "Redis       redis://plenum:PASSWORD@127.0.0.1:$$($(COMPOSE) port redis 6379 | sed 's/.*://')/0"
	@echo "            its password: PLENUM_REDIS_PASSWORD in .env, or else plenum"
	@echo "logs        $(COMPOSE) logs --follow coordinator"

AIRFLOW_COMPOSE := $(COMPOSE) -f docker-compose.yml -f dags/docker-compose.yml --profile airflow

airflow-up: ## the stack in containers with Airflow beside it, whose page is 127.0.0.1:8080
	sh dags/secrets.sh
	$(AIRFLOW_COMPOSE) build
	$(AIRFLOW_COMPOSE) up --detach

airflow-down: ## stops both; data stays in their volumes (ARGS=--volumes takes it away)
	$(AIRFLOW_COMPOSE) down $(ARGS)

compose-down: ## stops the containers; data stays in their volumes (ARGS=--volumes takes it away)
	$(COMPOSE) down $(ARGS)

lint: $(READY_DEV) ## style, types, sizes, who may import whom, and every dependency's licence
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/imports.py
	$(BIN)/python .ci/complexity.py
	$(BIN)/python .ci/licences.py

hooks: $(READY_DEV) ## lint's checks before each commit of this checkout
	$(BIN)/pre-commit install

# The site's tools have an environment of their own, too: no test needs them.
SITE := .venv-docs

$(SITE)/.ready: docs/requirements.lock
	$(PYTHON) -m venv $(SITE)
	$(SITE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r docs/requirements.lock
	@touch $@

docs: $(SITE)/.ready ## the pages as a site in out/site; fails where a link or an anchor leads nowhere
	$(SITE)/bin/python .ci/licences.py docs/requirements.lock
	NO_MKDOCS_2_WARNING=1 $(SITE)/bin/mkdocs build --quiet --strict

format: $(READY_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) ## tables that compare side by side, in one run
	$(BIN)/python -m benchmarks

# What an installation needs, but for pyarrow, which would double the image for one form of an export, and ONNX
# Runtime, which no service of ours has; what builds the package; all of it with the tools for tests. They agree.
LARGE := $(addprefix --no-emit-package ,pyarrow onnxruntime flatbuffers)
COMPILE := uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## the locks anew, as far as pyproject.toml asks for it (needs uv)
	$(COMPILE) --all-extras $(LARGE) pyproject.toml -o requirements.lock
	$(COMPILE) --group build -c requirements.lock -o requirements-build.lock
	$(COMPILE) --all-extras --group dev -c requirements.lock -c requirements-build.lock pyproject.toml \
		-o requirements-dev.lock
	$(COMPILE) dags/requirements.in -o dags/requirements.lock
	$(COMPILE) docs/requirements.in -o docs/requirements.lock
	$(COMPILE) --extra stack -c requirements.lock pyproject.toml training/requirements.in -o training/requirements.lock

clean:
	rm -rf $(VENV) .venv-newest .venv-dist .venv-containers $(AIRFLOW) $(TRAINING) $(SITE) dist .plenum out .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
