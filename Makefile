# Everything runs in .venv, which is made on the first call. Needs python3 (3.11 or newer) with pip
# and venv, and make. 'make help' lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs format dovecot clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/.stamp-run ## the report of the demo mailbox: no account, no network
	@$(BIN)/inboxnet demo

test: $(VENV)/.stamp-test lint dovecot ## all checks and all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.stamp-test ## style, types, layers, and whether the README is up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check -I docs README.md

docs: $(VENV)/.stamp-test ## write the generated parts of the README anew
	$(BIN)/cog -r -I docs README.md
	$(BIN)/python docs/generated.py README.md

format: $(VENV)/.stamp-test ## mend the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dovecot: ## the IMAP server for the tests, if it can be installed
	@if command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=; else as_root='sudo -n'; fi; \
	if command -v apt-get >/dev/null && $$as_root true 2>/dev/null; then \
	  $$as_root apt-get update -qq && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
	    --no-install-recommends dovecot-imapd >/dev/null; \
	fi; \
	command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || \
	  echo "There is no dovecot, and it cannot be installed here: tests/imap is left out." >&2

clean: ## delete what these targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-run: $(VENV)/.stamp-venv pyproject.toml
	@echo "Installing inboxnet and what it needs into $(VENV) ..." >&2
	@$(PIP) install -e .
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-venv pyproject.toml
	@echo "Installing inboxnet and what its tests need into $(VENV) ..." >&2
	@$(PIP) install -e '.[test]'
	@touch $@ $(VENV)/.stamp-run
