# `make run` sets up everything and starts the service; `make test` runs every test; `make check` the static checks.
# Each step leaves a stamp file, so a step that failed is done again and one that is done costs nothing.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.PHONY: run setup test chaos simulate bench check docs lock assets system clean help check-format check-lint check-types check-layers check-dead

BIN := .venv/bin
STAMPS := .venv/stamps
DESIGN := api/static/vendor/dkfds/LICENSE.md
SETUP := @tools/environment.sh
PACKAGES := models rules notifications reports actions flows api cli migrations
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

# A .venv that was moved, or whose Python went away, is set up anew.
ifneq ($(shell cat .venv/home 2>/dev/null)$(wildcard $(BIN)/python),$(CURDIR)$(BIN)/python)
$(shell rm -rf $(STAMPS))
endif

run: $(STAMPS)/project assets  ## set up everything and start the service
	@exec $(BIN)/rammeaftale up --example

setup: $(STAMPS)/project assets  ## set up everything, start nothing

test: $(STAMPS)/dev system assets  ## set up everything, run the checks and every test; ARGS goes to pytest
	@checks=0; $(MAKE) check || checks=1; $(BIN)/pytest -q --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS) && exit $$checks

chaos: $(STAMPS)/dev system assets  ## kill processes: 20 rounds scaled out, 500 kills on one machine; about half an hour
	@CHAOS_ROUNDS=20 CHAOS_KILLS=500 $(BIN)/pytest -q --log-cli-level=INFO tests/chaos $(ARGS)

simulate: $(STAMPS)/dev  ## live 200 rounds of thirteen months, each with its own bad luck; SEEDS=17 or SEEDS=1-1000; about half an hour
	@SIMULATE_SEEDS=$(or $(SEEDS),1-200) $(BIN)/pytest -q --numprocesses 2 tests/simulation/test_seeds.py $(ARGS)

check: $(STAMPS)/dev  ## the static checks, side by side
	@$(MAKE) --keep-going --jobs=4 --output-sync=target check-format check-lint check-types check-layers check-dead $(STAMPS)/prefect

check-format:
	@$(BIN)/ruff format --quiet --check --output-format concise . || { echo 'Run `.venv/bin/ruff format .`' >&2; exit 1; }

check-lint:
	@$(BIN)/ruff check --quiet --output-format concise .

check-types:
	@$(BIN)/mypy --no-error-summary

check-layers:
	@$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter >$(STAMPS)/layers.txt 2>&1 || { cat $(STAMPS)/layers.txt; exit 1; }

check-dead:
	@$(BIN)/python tools/dead_code.py $(PACKAGES)

# Prefect's server is imported once per set of locked versions: some versions of FastAPI break it.
$(STAMPS)/prefect: $(STAMPS)/runtime
	@$(BIN)/python tools/prefect_imports.py && touch $@

docs: $(STAMPS)/dev assets  ## write the generated pages of docs/ and the example documents
	@$(BIN)/python -m tools.example_documents && $(BIN)/python -m tools.generate_docs

lock: $(STAMPS)/boot  ## write the lock files anew; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml --output-file requirements/runtime.txt
	$(LOCK) --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt
	$(LOCK) --group boot --constraint requirements/runtime.txt --output-file requirements/boot.txt
	$(LOCK) --group node --output-file requirements/node.txt
	for peer in columns dbos spiff viewflow; do \
		$(LOCK) benchmarks/peers/$$peer/requirements.in --output-file benchmarks/peers/$$peer/requirements.txt || exit 1; done
	$(SETUP) npm $(if $(UPGRADE),update,install) --package-lock-only

assets: $(DESIGN)  ## the design system's files, for the pages

bench: $(STAMPS)/dev  ## measure the product, its peers and the limits in turns; ARGS goes to benchmarks/run.py
	@$(BIN)/python -m benchmarks.run $(ARGS)

system:
	@tests/system_packages.sh

clean:  ## remove what was set up; the data in var/ stays
	rm -rf .venv node_modules api/static/vendor .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile

$(STAMPS)/boot: requirements/boot.txt
	$(SETUP) boot
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements/runtime.txt $(STAMPS)/boot
	$(SETUP) install requirements/runtime.txt
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/runtime
	$(SETUP) project
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/project
	$(SETUP) install requirements/runtime.txt requirements/dev.txt
	@touch $@

node_modules/stamp: package.json package-lock.json .npmrc | $(STAMPS)/boot
	$(SETUP) npm ci
	@touch $@

$(DESIGN): tools/assets.py node_modules/stamp
	@$(BIN)/python tools/assets.py
