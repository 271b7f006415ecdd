# Everything that is typed by hand. `make help` lists it.

PORT ?= 8080
HOST ?= 127.0.0.1
DATA ?= ./data
# Further words for `eduforum serve`, such as ARGS=--self-signed
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
NPM := scripts/npm.sh
CLIENT := eduforum/web/client/index.html

# Where Debian has the oldest PostgreSQL that is supported; the API is tested on it if it is there.
POSTGRES_15 ?= /usr/lib/postgresql/15/bin

CORE_SOURCES := setup.py $(wildcard sfu_core/*.pyx sfu_core/*.pxd sfu_core/includes/*)
CLIENT_SOURCES := $(shell find client -name node_modules -prune -o -type f -print 2>/dev/null)

export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export EDUFORUM_AUTH__REGISTRATION ?= open
export EDUFORUM_LOG__JSON ?= false
export EDUFORUM_LOG__LEVEL ?= warning

say = @printf '\033[1m•\033[0m %s\n' $(1)

.DELETE_ON_ERROR:
.PHONY: help serve demo build dev test test-python test-client e2e lint fmt bench programs nightly wheel lock clean

help: ## Say what there is
	@echo "make serve starts a whole server at http://$(HOST):$(PORT). Variables: PORT HOST DATA DEMO_PASSWORD ARGS"
	@echo
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

# The shell becomes the server, so that make is its parent; it ends when make does, however make ends.
serve: build ## Build what is missing and start the server
	@exec $(PY) -m eduforum serve --demo --parent $$PPID --host '$(HOST)' --port '$(PORT)' --data '$(DATA)' $(ARGS)

build: $(VENV)/.core $(CLIENT)

dev: $(VENV)/.dev build

$(VENV)/.python: requirements/build.txt
	@python=$$(scripts/find-python.sh) || exit 1; \
	 printf '\033[1m•\033[0m Python environment (%s; about half a minute the first time)\n' "$$($$python -V)"; \
	 test -x $(PY) || $$python -m venv $(VENV)
	@$(PY) -m pip install -q --no-input --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.python
	$(call say,"Tools for tests and lint")
	@$(PY) -m pip install -q --no-input --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.core: $(CORE_SOURCES) $(VENV)/.python
	$(call say,"Native core (about a minute the first time)")
	@mkdir -p build && $(PY) setup.py -q build_ext --inplace > build/core.log 2>&1 || { cat build/core.log; exit 1; }
	@touch $@

$(VENV)/.node: requirements/node.txt $(VENV)/.python
	@scripts/npm.sh --present || { \
	   printf '\033[1m•\033[0m Node from a Python wheel (this machine has none of version 20.19 or later)\n'; \
	   $(PY) -m pip install -q --no-input --require-hashes -r requirements/node.txt; }
	@touch $@

%/node_modules/.installed: %/package.json %/package-lock.json $(VENV)/.node
	$(call say,"Packages of $*")
	@$(NPM) ci --prefix $* --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(CLIENT): $(CLIENT_SOURCES) client/node_modules/.installed
	$(call say,"Client")
	@$(NPM) run --prefix client --silent build -- --logLevel warn
	@touch $@

test: ## Everything: lint, types, import direction, unit, api, native, client, end to end
	@started=$$(date +%s); \
	 $(MAKE) --no-print-directory dev && $(MAKE) --no-print-directory test-client && \
	 $(MAKE) --no-print-directory test-python && $(MAKE) --no-print-directory e2e && \
	 printf '\033[1m•\033[0m All green in %s s\n' "$$(($$(date +%s) - started))"

test-python: dev
	@scripts/relay.sh
	@scripts/speech.sh
	$(call say,"Python: lint$(comma) types$(comma) imports$(comma) unit$(comma) api$(comma) native$(comma) process")
	@scripts/test-python.sh $(PY) $(POSTGRES_15)

test-client: dev
	$(call say,"Client: lint$(comma) types$(comma) unit")
	@$(NPM) run --prefix client --silent lint
	@$(NPM) run --prefix client --silent typecheck
	@$(NPM) run --prefix client --silent test

e2e: build tests/e2e/node_modules/.installed ## Drive the shipped client in Chromium and Firefox
	$(call say,"Browsers")
	@scripts/browsers.sh
	@$(NPM) run --prefix tests/e2e --silent test

lint: dev ## Lint and types of everything, direction of imports, Dockerfile
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check -q
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/hadolint Dockerfile
	@$(NPM) run --prefix client --silent lint
	@$(NPM) run --prefix client --silent typecheck

fmt: dev ## Format everything
	@$(VENV)/bin/ruff check --fix-only -q
	@$(VENV)/bin/ruff format
	@$(NPM) run --prefix client --silent format

bench: dev ## Run the benchmarks (nothing else should be running)
	@for bench in benchmarks/bench_*.py; do echo "== $$bench"; $(PY) -m benchmarks.$$(basename $$bench .py) || exit 1; done

programs: dev ## Other people's programs publish and watch by WHIP and WHEP, and speak (installed by apt when root)
	@scripts/programs.sh
	@EDUFORUM_PROGRAMS=1 $(PY) -m pytest -q tests/api/media/test_whip_programs.py tests/unit/analytics tests/api/analytics

nightly: dev ## Hours of it: joins and leaves, sanitizers, ten minutes of fuzzing a parser
	$(call say,"The API on the embedded PostgreSQL")
	@$(PY) -m pytest -q tests/api
	$(call say,"Joins and leaves for an hour")
	@EDUFORUM_DEBUG=1 $(PY) setup.py -q build_ext --inplace --force > build/core.log 2>&1 || { cat build/core.log; exit 1; }
	@$(PY) -m benchmarks.churn --joins 1000000 --minutes 60
	@$(PY) setup.py -q build_ext --inplace --force > build/core.log 2>&1
	$(call say,"Sanitizers: address and undefined behaviour$(comma) threads")
	@PYTHON=$(PY) scripts/sanitize.sh address && PYTHON=$(PY) scripts/sanitize.sh thread
	$(call say,"Fuzzing")
	@$(PY) -m tests.fuzz --minutes 10

wheel: build ## Build dist/*.whl with the client inside
	$(call say,"Wheel")
	@rm -rf build/lib* build/bdist* dist
	@$(PY) -m pip wheel -q --no-deps --no-build-isolation --no-input -w dist .
	@ls -1 dist/*.whl

lock: dev ## Lock the newest versions that pyproject.toml permits
	@$(PY) -m pip install -q pip-tools
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" requirements/lock.sh

clean: ## Remove what was built (the data folder stays)
	@rm -rf $(VENV) build dist eduforum/web/client client/node_modules tests/e2e/node_modules sfu_core/*.so *.egg-info

comma := ,
