# Jolserik: what a developer and a curious visitor type. `make` alone lists it.
# Needs python3 (3.11 or newer, with venv), make and git; nothing else for `demo` and `test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEV    := $(VENV)/.ready-for-makers
TESTS  := jolserik tests --ignore=tests/journeys
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check lint test-sqlite test-postgres stories bench lock clean

help: ## this list
	@echo "Jolserik: the open platform with which a region attracts investment."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'
	@echo
	@echo "Start with: make demo"

setup: $(READY) ## everything the program needs, into .venv

$(READY): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON). Install it: apt-get install python3 python3-venv"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1)."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv is missing. Install it: apt-get install python3-venv"; exit 2; }
	@test -x $(BIN)/python || { echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what the program needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(READY) requirements-dev.txt
	@echo "Installing what the checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(READY) ## fill the demo region and serve it: the first thing to try
	@$(BIN)/jolserik demo

run: $(READY) ## serve the program as the environment says (jolserik --help)
	@$(BIN)/jolserik run

test: $(DEV) ## the tests on SQLite, and the stories where a Chromium is found
	@$(MAKE) --no-print-directory test-sqlite
ifeq ($(CHROMIUM),)
	@echo
	@echo "SKIPPED: the browser stories, for there is no Chromium here (apt-get install chromium)."
else
	@$(MAKE) --no-print-directory stories
endif

check: $(DEV) ## everything CI does, on both databases (starts a PostgreSQL of its own)
	@if [ -z "$$JOLSERIK_TEST_DATABASE_URL" ]; then exec scripts/with-postgres $(MAKE) --no-print-directory check; fi; \
	set -e; for step in lint test-sqlite test-postgres stories; do \
	  $(MAKE) --no-print-directory $$step; done; \
	echo "All checks passed."

lint: $(DEV) # what can be said without running the tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	JOLSERIK_COMMAND=1 $(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint jolserik --lint --quiet
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive jolserik
	JOLSERIK_COMMAND=1 JOLSERIK_DATA=build/lint $(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings jolserik.site.settings
	$(BIN)/jolserik docs check
	$(BIN)/jolserik translations check

test-sqlite: $(DEV) # without the stories
	@echo "Tests on SQLite"
	@env -u DATABASE_URL $(BIN)/python -m pytest -q -n auto --dist loadfile $(TESTS)

test-postgres: $(DEV) # without the stories
	@echo "Tests on PostgreSQL"
	@test -n "$$JOLSERIK_TEST_DATABASE_URL" || { echo "Run it so: scripts/with-postgres make test-postgres"; exit 2; }
	@DATABASE_URL=$$JOLSERIK_TEST_DATABASE_URL $(BIN)/python -m pytest -q -n auto --dist loadfile $(TESTS)

stories: $(DEV) # played in a real browser
	@test -n "$(CHROMIUM)" || { echo "The stories need a browser: apt-get install chromium"; exit 2; }
	@echo "Stories in $(CHROMIUM)"
	@env -u DATABASE_URL JOLSERIK_CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest -q tests/journeys

bench: $(READY) ## measure ledger and register on many rows (two hours; writes docs/benchmarks.md)
	@if [ -z "$$JOLSERIK_TEST_DATABASE_URL" ]; then exec scripts/with-postgres $(MAKE) --no-print-directory bench; fi; \
	$(BIN)/jolserik bench --database-url "$$JOLSERIK_TEST_DATABASE_URL" --note "$(NOTE)" $(if $(PART),--part $(PART))

lock: ## choose the newest parts and lock them (needs uv: pip install uv)
	@command -v uv >/dev/null || { echo "uv is missing: pip install uv"; exit 2; }
	uv pip compile pyproject.toml --upgrade --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements.txt
	uv pip compile pyproject.toml --extra dev --upgrade --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --constraint requirements.txt --output-file requirements-dev.txt

clean: ## throw away what was built; the data folder stays
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
