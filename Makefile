# 按期 Anqi. Two commands are enough: make demo, make test.
SHELL := /bin/sh
PY := .venv/bin/python

.PHONY: help setup setup-dev demo serve test check lint bench screenshots contact-sheets law-coverage lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## system libraries, fonts, .venv from the lock
	@sh compliance/install/system.sh run
	@sh compliance/install/python.sh requirements.lock
	@sh compliance/install/fonts.sh

setup-dev: ## the same with what the tests need (PostgreSQL, Redis, Chromium)
	@sh compliance/install/system.sh run test
	@sh compliance/install/python.sh requirements-dev.lock
	@sh compliance/install/fonts.sh

demo: setup ## the whole road on demo data, then serve on 127.0.0.1:8000 (SERVE=0 stops before serving)
	@.venv/bin/anqi demo $(if $(filter 0,$(SERVE)),--no-serve,)

serve: ## serve the database in ANQI_DATA_DIR
	@.venv/bin/anqi serve

test: setup-dev ## everything that is checked: lint, types, contracts, rules, words, tests on both databases
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -n auto --dist loadfile

check: ## lint, types, import contracts, rules, words
	@.venv/bin/ruff check --no-cache . && .venv/bin/ruff format --no-cache --check .
	@.venv/bin/lint-imports --no-cache > .venv/import-contracts.txt || { cat .venv/import-contracts.txt; exit 1; }
	@.venv/bin/basedpyright > .venv/types.txt || { tail -40 .venv/types.txt; exit 1; }
	@.venv/bin/anqi rules check

bench: setup-dev ## the benchmark table, written to docs/benchmarks.md (installs LibreOffice to compare with)
	@sh compliance/install/system.sh measure
	@$(PY) -m tests.benchmarks

screenshots: setup-dev ## docs/screenshots, made by driving the pages with demo data
	@$(PY) -m tests.browser.screenshots

contact-sheets: setup-dev ## docs/letters, every letter as PDF and as Word, drawn by LibreOffice
	@sh compliance/install/system.sh measure
	@$(PY) docs/letters/contact_sheets.py

law-coverage: ## docs/law-coverage.md, written from the rule data
	@.venv/bin/anqi rules coverage --write docs/law-coverage.md

lock: ## resolve the ranges of pyproject.toml into the two locks
	@$${UV:-uv} pip compile -q --universal -p 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$${UV:-uv} pip compile -q --universal -p 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove what set-up and runs left here, the database in var/ excepted
	@rm -rf .venv .uv .pytest_cache .ruff_cache .hypothesis
