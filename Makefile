.DEFAULT_GOAL := help
LAITURI := .venv/bin/laituri
PYTHON := .venv/bin/python

.PHONY: help install run test soak check audit sbom dev format lock clean

help: ## Show what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: ## Set up .venv without the development group
	@scripts/install.sh run

run: install ## Install, train, fill the database and serve http://127.0.0.1:8080
	@$(LAITURI) up

dev: ## Set up .venv with everything that tests and checks need
	@scripts/install.sh dev

test: dev ## Run all tests
	@scripts/chromium.sh
	@$(PYTHON) -m pytest

soak: dev ## The long runs: 100,000 random strings, 200 kills, 1,000 senders, 500 messages
	@OMP_NUM_THREADS=1 $(PYTHON) tests/services_db/fuzz_embedding.py 100000 $$$$
	@LAITURI_SOAK=1 $(PYTHON) -m pytest tests/faults --timeout 7200 --durations 10

check: dev ## Format, lint, types, import rules, migrations; no tests
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(LAITURI) doctor --migrations

audit: dev ## Ask for known vulnerabilities in all that is locked; fails when it cannot tell
	@scripts/audit.sh

sbom: dev ## Write var/sbom.cdx.json: what is locked, in CycloneDX's format
	@scripts/sbom.sh var/sbom.cdx.json
	@echo var/sbom.cdx.json

format: dev ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock: export PATH := $(CURDIR)/.venv-uv/bin:$(PATH)
lock: ## Lock the requirements anew, with hashes
	@uv pip compile pyproject.toml --universal --generate-hashes --no-header \
		--no-annotate --quiet --python-version 3.11 --output-file requirements.txt
	@uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header \
		--no-annotate --quiet --python-version 3.11 -c requirements.txt \
		--output-file requirements-dev.txt
	@printf 'pip-audit\ncyclonedx-bom\n' | uv --no-config pip compile - --universal --generate-hashes --no-header \
		--no-annotate --quiet --python-version 3.11 --output-file requirements-audit.txt

clean: ## Remove what was installed and made here
	@rm -rf .venv .venv-uv .venv-audit var .mypy_cache .ruff_cache .pytest_cache
