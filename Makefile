# Podwright. `make` alone lists the targets. Only GNU Make 3.81 and POSIX sh are needed, which macOS ships.

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev podcast up down test test-all chaos backlog fuzz check bench lock clean
.SUFFIXES:
SHELL := /bin/sh

# Values that are passed in are not expanded again, and reach the recipes through the environment only, so that spaces,
# $, & and # in a name stay what they are.
override SOURCE := $(value SOURCE)
override MINUTES := $(value MINUTES)
override TITLE := $(value TITLE)
override TOPIC := $(value TOPIC)
override SEED := $(value SEED)
override KILLS := $(value KILLS)
override PODCASTS := $(value PODCASTS)
override REPORT := $(value REPORT)
export SOURCE MINUTES TITLE TOPIC SEED KILLS PODCASTS REPORT
KEEP ?= 1
LOCAL ?=
COVERAGE ?=
PYTHON ?=
UV ?= uv

VENV_PYTHON := .venv/bin/python
PODWRIGHT := $(VENV_PYTHON) -P -m cli
# Twice quiet: errors are shown, warnings are not. Everything that is downloaded has the hash of its pin.
PIP := $(VENV_PYTHON) -m pip --disable-pip-version-check install --quiet --quiet
PINNED := $(PIP) --require-hashes
SAMPLE := examples/sample.md
# Tests and checks see neither .env nor keys of the environment.
KEYLESS := env $$(env | awk -F= '/^(PODWRIGHT|TEMPORAL|OPENAI|ELEVENLABS)_[A-Z_]*=/ { print "-u " $$1 }') PODWRIGHT_DOTENV=

help: ## List the targets
	@echo 'make podcast                          install, start and make a podcast from the sample document'
	@echo 'make podcast SOURCE=paper.pdf MINUTES=5   from your file or URL; also TITLE= TOPIC= LOCAL=1 KEEP=0'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-10s %s\n", $$1, $$2 }'

setup: .venv/.runs ## Install everything into .venv (PYTHON= chooses the Python)

setup-dev: .venv/.tests

# In a moved checkout, or once its Python is gone, the environment cannot be used: it is made again.
PLACE := $(shell [ "$$(cat .venv/.runs 2>/dev/null)" = "$$(pwd)" ] && $(VENV_PYTHON) -c '' 2>/dev/null || rm -f .venv/.runs)

.venv/.runs: requirements/local.txt pyproject.toml
	@chosen=''; set -- python3.14 python3.13 python3.12 python3.11 python3; \
	[ "$$(uname -sm)" != 'Darwin x86_64' ] || shift; \
	[ -z '$(PYTHON)' ] || set -- '$(PYTHON)'; \
	for candidate; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo 'Podwright needs Python 3.11 or newer: install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python@3.13), or name yours with PYTHON=/path/to/python3.' >&2; exit 1; fi; \
	if ! "$$chosen" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$chosen has no venv module: install it (Debian, Ubuntu: sudo apt-get install python3-venv), or name another Python with PYTHON=." >&2; exit 1; fi; \
	if [ "$$(cat .venv/.place 2>/dev/null)" != "$$(pwd)" ] || ! $(VENV_PYTHON) -c '' 2>/dev/null; then \
		rm -rf .venv; "$$chosen" -m venv .venv && pwd > .venv/.place || exit 1; fi; \
	echo "Installing into .venv with $$($(VENV_PYTHON) -V): a minute or two, once."; \
	$(PINNED) -r requirements/local.txt && $(PIP) --no-deps -e . && pwd > $@ && echo 'Installed: .venv/bin/podwright. Next: make podcast'

.venv/.tests: .venv/.runs requirements/dev.txt
	@echo 'Installing what tests and checks need.'
	@$(PINNED) -r requirements/dev.txt && touch $@

podcast: setup ## Make a podcast (SOURCE= MINUTES= TITLE= TOPIC= LOCAL=1; KEEP=0 stops the stack at the end)
	@[ -n "$$SOURCE" ] || { SOURCE='$(SAMPLE)'; MINUTES=$${MINUTES:-3}; }; \
	set -- "$$SOURCE"; \
	[ -z "$$MINUTES" ] || set -- "$$@" --minutes "$$MINUTES"; \
	[ -z "$$TITLE" ] || set -- "$$@" --title "$$TITLE"; \
	[ -z "$$TOPIC" ] || set -- "$$@" --topic "$$TOPIC"; \
	[ -z '$(LOCAL)' ] || set -- "$$@" --local; \
	code=0; \
	$(PODWRIGHT) up --detach && $(PODWRIGHT) new "$$@" || code=$$?; \
	if [ '$(KEEP)' = 0 ]; then $(PODWRIGHT) down || code=$$?; \
	else echo 'The stack stays up, so the next podcast starts at once. To stop it: .venv/bin/podwright down (or: make down)'; fi; \
	exit $$code

up: setup ## Run Temporal, worker and API until Ctrl-C
	@exec $(PODWRIGHT) up

down: setup ## Stop everything that runs
	@$(PODWRIGHT) down

test: setup-dev ## Run the tests but for those of the code itself, which are make check (no network, keys, Docker; COVERAGE=1)
	@set --; [ -z '$(COVERAGE)' ] || { set -- --cov --cov-report=term; \
		if $(VENV_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then export COVERAGE_CORE=sysmon; fi; }; \
	$(KEYLESS) $(VENV_PYTHON) -m pytest -n 2 -m 'not durability and not thorough' --ignore=tests/architecture "$$@"

test-all: test ## Run all tests: the thorough ones, and those that kill real processes, too
	@$(KEYLESS) $(VENV_PYTHON) -m pytest -n 3 -m thorough $$(grep -rl mark.thorough --include='test_*.py' tests)
	@$(KEYLESS) $(VENV_PYTHON) -m pytest -n 3 --dist loadfile -m durability $$(grep -rl mark.durability --include='test_*.py' tests)

fuzz: setup-dev ## Send random input to the API and the pure parts for longer (PODWRIGHT_FUZZ_SECONDS=300 PODWRIGHT_FUZZ_SEED=…)
	@seconds=$${PODWRIGHT_FUZZ_SECONDS:-300}; seed=$${PODWRIGHT_FUZZ_SEED:-$$(date +%s)}; \
	echo "Seed $$seed, $$seconds seconds for the API."; \
	$(KEYLESS) PODWRIGHT_FUZZ_SECONDS=$$seconds PODWRIGHT_FUZZ_SEED=$$seed \
		$(VENV_PYTHON) -m pytest -n 2 -o timeout=$$((seconds + 600)) --hypothesis-seed=$$seed tests/fuzz tests/workflows/test_money.py

chaos: setup-dev ## Kill parts of a running stack at random, report what is lost (SEED= KILLS= PODCASTS= REPORT=)
	@$(KEYLESS) $(VENV_PYTHON) -m tests.durability.chaos $${SEED:+--seed "$$SEED"} $${KILLS:+--kills "$$KILLS"} \
		$${PODCASTS:+--podcasts "$$PODCASTS"} $${REPORT:+--report "$$REPORT"}

backlog: setup-dev ## Submit many podcasts at once, report what it takes and what is lost (PODCASTS= REPORT=)
	@$(KEYLESS) $(VENV_PYTHON) -m tests.durability.backlog $${PODCASTS:+--podcasts "$$PODCASTS"} \
		$${REPORT:+--report "$$REPORT"}

check: setup-dev ## Check lint, format, types, imports and the rules of the code
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(KEYLESS) $(VENV_PYTHON) -m pytest tests/architecture

bench: setup-dev ## Measure speed and size beside the ideal of each
	@for module in benchmarks/[a-z]*.py; do \
		name=$${module##*/}; echo "== $${name%.py}"; \
		$(KEYLESS) $(VENV_PYTHON) -m "benchmarks.$${name%.py}" || exit 1; done

lock: ## Renew the exact pins in requirements/ and the notice of licences (needs uv)
	@compile="$(UV) pip compile --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet -c requirements/platforms.in pyproject.toml"; \
	$$compile -o requirements/runtime.txt > /dev/null && \
	$$compile --extra local -c requirements/runtime.txt -o requirements/local.txt > /dev/null && \
	$$compile --extra local --extra dev -c requirements/local.txt -o requirements/dev.txt > /dev/null
	@$(MAKE) --no-print-directory setup-dev
	@$(VENV_PYTHON) deploy/third_party.py

clean: ## Remove .venv, caches and builds; var/ with your podcasts stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
