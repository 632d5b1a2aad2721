# Everything is done by tools/; this file only names the commands.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
export PORT ARGS

.PHONY: help run test lint format check test-next bench soak guards mutants safeguard messages pins clean clean-data

help:
	@$(PYTHON) -m tools.help

run:
	@exec $(PYTHON) -m tools.run

test:
	@exec $(PYTHON) -m tools.testing

lint:
	@exec $(PYTHON) -m tools.lint

format:
	@exec $(PYTHON) -m tools.format

check: lint test

test-next:
	@exec $(PYTHON) -m tools.testing next

bench:
	@exec $(PYTHON) -m tools.venv dev bench $(ARGS)

soak:
	@exec $(PYTHON) -m tools.soak soak

guards:
	@exec $(PYTHON) -m tools.soak guards

mutants:
	@exec $(PYTHON) -m tools.soak mutants

safeguard:
	@exec $(PYTHON) -m tools.soak safeguard

messages:
	@exec $(PYTHON) -m tools.venv dev tools.messages extract

pins:
	@exec $(PYTHON) -m tools.pins

clean:
	@exec $(PYTHON) -m tools.clean

clean-data:
	@exec $(PYTHON) -m tools.clean data
