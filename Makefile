# PYTHON names another interpreter for .venv, PORT another port, ARGS what pytest gets: make test ARGS="-k receipt"
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
# Asked here, in words that every Python reads: an old one cannot even parse the set-up.
OLD := Set-up stopped: Python 3.11 or newer is needed. If there is one, name it: make run PYTHON=python3.12
SETUP := $(PYTHON) -c 'import sys; sys.exit("$(OLD)" if sys.version_info < (3, 11) else 0)' && $(PYTHON) scripts/setup.py
export PORT

SEED ?= 1
# A folder of collections: de_*.csv with id, title?, text, category?, and paraphrases.csv
DATA ?= ../shared/data
.PHONY: help setup run check test bench bench-text stress fix lock

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):  ## /  make \1	/p' Makefile

run:  ## Start ideenboard on this computer, with the demo process on first run
	@$(SETUP) --port "$(PORT)"
	@exec $(BIN)/ideenboard start

test:  ## Run all tests, on SQLite and on PostgreSQL, in a browser too
	@$(SETUP) --dev --browser
	@$(BIN)/python scripts/test.py $(ARGS)

check:  ## Check style, types, imports, templates, dead code and the HTML of the pages
	@$(SETUP) --dev
	@$(BIN)/python scripts/check.py

bench:  ## Measure the hot pages beside a bare Flask page, on the same server in the same minute
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks.speed $(ARGS)

bench-text:  ## Measure how well similar contributions and groups are found: make bench-text DATA=../shared/data
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks.text "$(DATA)"

stress:  ## Let a hall at the real server: kill it, cut its Wi-Fi, guess, vote twice; on both databases
	@$(SETUP) --dev
	@$(BIN)/python -m benchmarks.stress --seed $(SEED) $(ARGS)

fix:  ## Format the Python code and repair what ruff can
	@$(SETUP) --dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

setup:  ## Only prepare, as for a server: .venv, web assets, message catalogues
	@$(SETUP)

lock:  ## Write the lock files anew, with the newest allowed versions
	@$(SETUP) --dev
	@$(BIN)/python scripts/lock.py
