# PYTHON names another interpreter for .venv, PORT another port, ARGS what pytest gets: make test ARGS="-k receipt"
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
export PORT

.PHONY: help setup run check test fix lock

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):  ## /  make \1	/p' Makefile

run:  ## Start ideenboard on this computer, with the demo process on first run
	@$(PYTHON) scripts/setup.py --port "$(PORT)"
	@$(BIN)/ideenboard init
	@$(BIN)/ideenboard demo --if-empty
	@exec $(BIN)/ideenboard serve

test:  ## Run all tests, on SQLite and on PostgreSQL, in a browser too
	@$(PYTHON) scripts/setup.py --dev --browser
	@$(BIN)/python scripts/test.py $(ARGS)

check:  ## Check style, types, imports, templates, dead code and the HTML of the pages
	@$(PYTHON) scripts/setup.py --dev
	@$(BIN)/python scripts/check.py

fix:  ## Format the Python code and repair what ruff can
	@$(PYTHON) scripts/setup.py --dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

setup:  ## Only prepare, as for a server: .venv, web assets, message catalogues
	@$(PYTHON) scripts/setup.py

lock:  ## Write the lock files anew, with the newest allowed versions
	@$(PYTHON) scripts/setup.py --dev
	@$(BIN)/python scripts/lock.py
