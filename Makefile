# Every errand of the project, one target each. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

# The version of the tool that writes requirements.lock.
UV := 0.13.9

COMPILE = build/lock/bin/uv pip compile --quiet --no-config \
    --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock"
UPGRADE ?= --upgrade

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z.][a-z.-]*:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(READY) ## today's company against one where support takes the paperwork, on the same luck
	@$(BIN)/simulator compare baseline support-takes-paperwork --replications 3

.PHONY: test
test: lint ## check everything: style, types, floors, tests
	@echo "== tests"
	@$(BIN)/pytest --numprocesses auto --dist loadgroup

.PHONY: lint
lint: $(READY) ## check style, types and floors, without the tests
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== types"
	@$(BIN)/mypy --strict simulator
	@echo "== floors"
	@$(BIN)/lint-imports --no-logo

.PHONY: bench
bench: $(READY) ## measure what a replay costs, beside other engines, and from seed to measures
	@echo "== other engines for comparison (benchmarks/requirements.lock)"
	@$(PIP) install --require-hashes --requirement benchmarks/requirements.lock
	@echo "== one queue, many engines"
	@$(BIN)/python benchmarks/engines.py
	@echo "== from the seed to the measures"
	@$(BIN)/python benchmarks/end_to_end.py
	@echo "== the replay with SimPy"
	@$(BIN)/python benchmarks/replay_cost.py
	@echo "== the layer of experiments"
	@$(BIN)/python benchmarks/layer.py
	@echo "== the page in motion"
	@$(BIN)/python benchmarks/motion.py

.PHONY: validate
validate: $(READY) ## try at length what is promised, and write docs/validation.md
	@$(BIN)/python scripts/validate.py

.PHONY: docs
docs: $(READY) ## build the documentation's site in docs/_build
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build
	@echo "docs/_build/index.html"

.PHONY: refresh
refresh: $(READY) ## run all commands in the documentation anew, remake the gallery, fill the catalogue of texts
	@$(BIN)/python scripts/refresh_docs.py
	@$(BIN)/python scripts/gallery.py
	@$(BIN)/python scripts/refresh_texts.py

.PHONY: schema
schema: $(READY) ## write scenarios/scenario.schema.json anew
	@$(BIN)/simulator schema --out scenarios/scenario.schema.json

.PHONY: lock
lock: build/lock/bin/uv ## pin the newest versions that pyproject.toml allows, in two lock files
	@$(COMPILE) $(UPGRADE) --extra dev --output-file requirements.lock pyproject.toml > /dev/null
	@$(COMPILE) $(UPGRADE) --constraint requirements.lock --extra bench \
	    --output-file benchmarks/requirements.lock pyproject.toml > /dev/null
	@for file in requirements.lock benchmarks/requirements.lock; do \
	    echo "$$file: $$(grep -c '==' $$file) packages pinned"; done

.PHONY: clean
clean: ## remove what make and the tools made; results stay
	@rm -rf .venv build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean"

# The house to work in: the locked packages and the project itself, editable, nothing unpinned.
.PHONY: .venv
.venv: $(READY) ## build or refresh the virtual environment

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) > /dev/null \
	    || { echo "$(PYTHON) is not installed: Python 3.11 or newer is needed (choose one by make PYTHON=...)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "$$($(PYTHON) --version 2>&1) is too old: Python 3.11 or newer is needed (choose one by make PYTHON=...)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null \
	    || { echo "$(PYTHON) cannot make virtual environments: install the package python3-venv."; exit 1; }
	@echo "== environment (.venv, from requirements.lock)"
	@$(BIN)/python -c '' 2> /dev/null || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

build/lock/bin/uv: Makefile
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip --quiet --quiet --disable-pip-version-check install uv==$(UV)
	@touch $@
