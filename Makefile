# Commonlist. Needs Python 3.11 or 3.12 and make; everything else is set up here on first use, in the versions and with the
# hashes that requirements/ names. Nothing is written outside this folder. PYTHON=… chooses the interpreter.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SILENT:
.PHONY: help run test check bench airflow lock changelog clean

WORKERS ?= 2
PORT ?= 8080
COVERAGE := 92
TEST := .venv-test/bin
UV := .make/uv/bin/uv
COMPILE = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(if $(UPGRADE),--upgrade)

export COMMONLIST_ROOT := $(CURDIR)
export COMMONLIST_HOME ?= $(CURDIR)/var
export UV_PYTHON_DOWNLOADS := never
export UV_CUSTOM_COMPILE_COMMAND := make lock
unexport PYTHONDONTWRITEBYTECODE VIRTUAL_ENV

help: ## Show these lines
	sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: .venv/ready ## Build and publish an edition from the bundled samples
	.venv/bin/commonlist run --samples

test: .venv-test/ready ## Run the tests and measure their coverage
	$(TEST)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE)

check: .venv-test/ready ## Run the linters, the type checker and the tests; they must leave no file behind
	git status --porcelain > .make/before
	$(TEST)/ruff format --check .
	$(TEST)/ruff check .
	$(TEST)/mypy
	$(TEST)/sqlfluff lint --processes $(WORKERS) dbt
	$(TEST)/lint-imports
	$(TEST)/commonlist lint
	$(MAKE) test
	git status --porcelain | diff .make/before - || { echo "make check: the files above were left behind" >&2; exit 1; }

bench: .venv-test/ready .venv-bench/ready ## Measure what must be fast (LARGE=1 adds 100,000,000 figures)
	COMMONLIST_BENCH_LARGE=$(LARGE) $(TEST)/pytest -q -s -m bench

airflow: export AIRFLOW_HOME := $(COMMONLIST_HOME)/airflow
airflow: export AIRFLOW__API__HOST := 127.0.0.1
airflow: export AIRFLOW__API__PORT := $(PORT)
airflow: export AIRFLOW__CORE__DAGS_FOLDER := $(CURDIR)/dags
airflow: export AIRFLOW__CORE__EXECUTION_API_SERVER_URL := http://127.0.0.1:$(PORT)/execution/
airflow: export AIRFLOW__CORE__LOAD_EXAMPLES := False
airflow: export AIRFLOW__CORE__PARALLELISM := 2
airflow: export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN := sqlite:///$(COMMONLIST_HOME)/airflow/airflow.db
airflow: .venv-test/ready ## Start Airflow for this machine only (PORT=8080), with everything in COMMONLIST_HOME
	PATH="$(CURDIR)/$(TEST):$$PATH"; export PATH; airflow db migrate > /dev/null; \
	airflow dag-processor & parser=$$!; airflow scheduler --skip-serve-logs & scheduler=$$!; \
	trap "kill $$parser $$scheduler 2> /dev/null" EXIT; trap exit INT TERM; airflow api-server

lock: $(UV) ## Resolve pyproject.toml into requirements/ (UPGRADE=1 takes the newest permitted versions)
	$(COMPILE) --group installer -o requirements/uv.lock
	$(COMPILE) pyproject.toml --extra test --group build -o requirements/test.lock
	$(COMPILE) pyproject.toml --extra bench --group build -c requirements/test.lock -o requirements/bench.lock
	$(COMPILE) pyproject.toml --extra pipeline --extra workbench --extra briefing --group build -c requirements/test.lock -o requirements/run.lock

changelog: .venv-test/ready ## Gather docs/changes/ into CHANGELOG.md
	$(TEST)/towncrier build --yes

clean: ## Remove environments and caches; editions and raw files stay
	rm -rf .make .venv .venv-test .venv-bench .coverage* .*_cache .hypothesis

.make/python:
	mkdir -p .make
	for python in $(or $(PYTHON),python3.12 python3.11 python3 python); do \
	  $$python -c 'import sys; (3, 11) <= sys.version_info < (3, 13) or sys.exit(1); print(sys.executable)' > $@ 2> /dev/null && exit; \
	done; echo "make: no Python 3.11 or 3.12 found; install one, or name it with PYTHON=…" >&2; exit 1

$(UV): .make/python requirements/uv.lock
	python=$$(cat .make/python); \
	$$python -m pip --version > /dev/null 2>&1 || { $$python -m venv .make/pip; python=.make/pip/bin/python; }; \
	$$python -m pip install -q --disable-pip-version-check --root-user-action ignore --require-hashes --no-deps --upgrade --target .make/uv -r requirements/uv.lock
	touch $@

# Where only pip has been told which package index to use, uv is told the same.
define install
echo "setting up $(@D) from $(lastword $^)"
export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($$(cat .make/python) -m pip config get global.index-url 2> /dev/null)}}" && \
$(UV) venv -q --allow-existing --python "$$(cat .make/python)" $(@D) && \
$(UV) pip sync -q --python $(@D) --require-hashes $(lastword $^) && \
$(UV) pip install -q --python $(@D) --no-deps --no-build-isolation --offline --editable .
touch $@
endef

.venv/ready: $(UV) pyproject.toml requirements/run.lock
	$(install)

.venv-test/ready: $(UV) pyproject.toml requirements/test.lock
	$(install)

.venv-bench/ready: $(UV) pyproject.toml requirements/bench.lock
	$(install)
