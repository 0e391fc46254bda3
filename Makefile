# Every errand of the project, one target each. `make` alone lists them.

SHELL := bash
PYTHON ?= python3
# Where they are found, `make pythons` tries these, too.
PYTHONS ?= 3.12 3.13
BIN := .venv/bin
# What running needs is there; what working on the project needs is there, too.
RUN := .venv/.run
READY := .venv/.ready
PIP := -m pip --disable-pip-version-check

# The version of the tool that writes requirements.lock.
UV := 0.13.9

# Tests start the program a hundred times: what Python has made of its sources is kept.
export PYTHONDONTWRITEBYTECODE :=

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
demo: $(RUN) ## today's company against one where support takes the paperwork, on the same luck
	@$(BIN)/simulator demo

.PHONY: quick
quick: machine-code ## what to run while working: the quick tests in under a minute, then on other Pythons found
	@echo "== quick tests"
	@$(BIN)/pytest $(QUICK)
	@for version in $(PYTHONS); do $(MAKE) --no-print-directory quick-$$version || exit 1; done

READY_CODE = from simulator.engine import compiled; compiled.ready()
QUICK = -q -m "not slow" --hypothesis-profile quick --numprocesses auto

# On another Python: python3.12 of the path or of pyenv, in an environment of its own.
quick-%:
	@for each in python$* $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$*.*/bin/python; do \
	    if $$each -c '' 2> /dev/null; then \
	        exec $(MAKE) --no-print-directory OTHER=$* PYTHON=$$each quick-on-other; \
	    fi; \
	done; echo "== Python $* is not found: its quick tests are left out"

.PHONY: quick-on-other
quick-on-other: build/python-$(OTHER)/.ready
	@echo "== quick tests on Python $(OTHER)"
	@build/python-$(OTHER)/bin/python -c '$(READY_CODE)'
	@build/python-$(OTHER)/bin/pytest -p no:cacheprovider $(QUICK)

.PHONY: test
test: $(READY) ## check everything: style, types, layers, tests
	@$(MAKE) --no-print-directory --jobs 2 lint machine-code
	@echo "== tests"
	@$(BIN)/pytest --numprocesses auto

.PHONY: lint
lint: $(READY) ## check style, types and layers, without the tests
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== types"
	@$(BIN)/mypy --strict simulator
	@echo "== layers"
	@$(BIN)/lint-imports --no-logo

# Compiled before the tests, each process of which would compile it for itself.
.PHONY: machine-code
machine-code: $(READY)
	@$(BIN)/python -c '$(READY_CODE)'

.PHONY: bench
bench: $(READY) build/bench/.ready ## measure what a replay costs, beside other engines, and from seed to measures
	@echo "== one queue, many engines"
	@build/bench/bin/python benchmarks/engines.py
	@echo "== from the seed to the measures"
	@$(BIN)/python benchmarks/end_to_end.py
	@echo "== the replay with SimPy"
	@$(BIN)/python benchmarks/replay_cost.py
	@echo "== the layer of experiments"
	@$(BIN)/python benchmarks/layer.py
	@echo "== an entry with and without the words of people and land"
	@$(BIN)/python benchmarks/words_cost.py
	@echo "== the page in motion"
	@$(BIN)/python benchmarks/motion.py
	@echo "== the page of a lesson"
	@$(BIN)/python benchmarks/lesson.py

.PHONY: validate
validate: $(READY) ## try at length what is promised, and write docs/validation.md
	@$(BIN)/python scripts/validate.py

.PHONY: docs
docs: $(READY) ## build the documentation's site in docs/_build
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build
	@echo "docs/_build/index.html"

.PHONY: anew
anew: $(READY) ## make anew whatever is made from code and scenarios; STEPS="claims pages" some of it, HOW=--list what there is
	@$(BIN)/python scripts/anew.py $(STEPS) $(HOW)

.PHONY: refresh
refresh: ## run all commands in the documentation anew, remake the gallery, fill the catalogue of texts
	@$(MAKE) --no-print-directory anew STEPS="texts pages gallery"

.PHONY: wheel
wheel: $(RUN) ## build what others install, in dist
	@$(BIN)/python -m hatchling build -t wheel -d dist

.PHONY: schema
schema: $(READY) ## write scenarios/scenario.schema.json anew
	@$(BIN)/simulator schema --out scenarios/scenario.schema.json
	@$(BIN)/simulator schema --of lesson --out lessons/lesson.schema.json

.PHONY: lock
lock: build/lock/bin/uv ## pin the newest versions that pyproject.toml allows, in four lock files
	@$(COMPILE) $(UPGRADE) --extra dev --output-file requirements.lock pyproject.toml > /dev/null
	@$(COMPILE) $(UPGRADE) $(SAME) --extra build --extra compiled \
	    --output-file requirements-run.lock pyproject.toml > /dev/null
	@$(COMPILE) $(UPGRADE) $(SAME) --extra build --extra compiled --extra test \
	    --output-file requirements-test.lock pyproject.toml > /dev/null
	@$(COMPILE) $(UPGRADE) $(SAME) --extra build --extra compiled --extra bench \
	    --output-file benchmarks/requirements.lock pyproject.toml > /dev/null
	@for file in requirements*.lock benchmarks/requirements.lock; do \
	    echo "$$file: $$(grep -c '==' $$file) packages pinned"; done

# One version of a package in all of them.
SAME := --constraint requirements.lock

.PHONY: clean
clean: ## remove what make and the tools made; results stay
	@rm -rf .venv build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean"

# The locked packages and the project itself, editable, nothing unpinned.
.PHONY: .venv
.venv: $(READY) ## build or refresh the virtual environment

$(RUN): requirements-run.lock pyproject.toml
	$(call environment,.venv)
	@echo "== downloading what running needs (requirements-run.lock)"
	$(call install,.venv,requirements-run.lock)
	@$(BIN)/python $(PIP) -qq install --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): requirements.lock $(RUN)
	@echo "== downloading what working on it needs (requirements.lock)"
	$(call install,.venv,requirements.lock)
	@touch $@

build/python-%/.ready: requirements-test.lock pyproject.toml
	$(call environment,build/python-$*)
	@echo "== downloading what tests need on Python $* (requirements-test.lock)"
	$(call install,build/python-$*,requirements-test.lock)
	@build/python-$*/bin/python $(PIP) -qq install --no-deps --no-build-isolation --editable .
	@touch $@

# Other engines for comparison live apart: one of them installs a package that is called tests.
build/bench/.ready: benchmarks/requirements.lock pyproject.toml
	$(call environment,build/bench)
	@echo "== downloading other engines for comparison (benchmarks/requirements.lock)"
	$(call install,build/bench,benchmarks/requirements.lock)
	@build/bench/bin/python $(PIP) -qq install --no-deps --no-build-isolation --editable .
	@touch $@

define environment
	@command -v $(PYTHON) > /dev/null \
	    || { echo "$(PYTHON) is not installed: Python 3.11 or newer is needed (choose one by make PYTHON=...)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "$$($(PYTHON) --version 2>&1) is too old: Python 3.11 or newer is needed (choose one by make PYTHON=...)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null \
	    || { echo "$(PYTHON) cannot make virtual environments: install the package python3-venv."; exit 1; }
	@echo "== environment ($(1))"
	@$(1)/bin/python -c '' 2> /dev/null || $(PYTHON) -m venv --clear $(1)
endef

# Large downloads are named as they begin, so that nobody waits without knowing for what.
define install
	@set -o pipefail; $(1)/bin/python $(PIP) install --progress-bar off --require-hashes --requirement $(2) \
	    2> >(grep -v ^WARNING >&2) | awk '\
	        /^ *(Downloading|Using cached) .* MB\)/ { split($$(NF - 2), part, "-"); \
	            print "  " part[1] " " part[2] " " $$(NF - 1) " " $$NF; fflush() } \
	        /^Installing/ { print "  installing " NF - 3 " packages"; fflush() }'
endef

build/lock/bin/uv: Makefile
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python $(PIP) -qq install uv==$(UV)
	@touch $@
