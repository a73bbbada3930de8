# Needs make, git, and Python 3.11 or later with venv and pip. Everything is installed in .venv; `make` shows the commands.

PYTHON ?= python3
VENV := .venv
PEERS := .venv-bench
MOTOR := $(VENV)/bin/motor
PIP := $(VENV)/bin/python -m pip --quiet --disable-pip-version-check

# What `make test` runs, and `make test-allt` besides.
TESTS := -m "not system"
test-allt: TESTS := --inga-hopp

.DEFAULT_GOAL := hjälp
.NOTPARALLEL:
.PHONY: hjälp hjalp prova test test-allt debian lint bygg bench bench-snabb städa stada

hjälp hjalp:  ## show this help
	@sed -n 's/^\([a-zåäö-]\{1,\}\).*:.*  ## /make \1: /p' Makefile

prova: $(VENV)/prova  ## run a placement check and a compensation example for an example person
	@$(MOTOR) prova nacka --indata regler/nacka/exempel/placering.yaml </dev/null
	@echo
	@$(MOTOR) prova nacka --indata regler/nacka/exempel/ersättning.yaml </dev/null

test: $(VENV)/test  ## install what pip can bring, and run the tests
	@$(VENV)/bin/python -m pytest -n auto --dist loadgroup --cov $(TESTS)

test-allt: debian $(VENV)/spark test  ## also install Spark and Debian packages (as root), and allow no skipped test

debian:
	@.ci/debian

lint: $(VENV)/lint  ## check style, format and types
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary
	@echo "Style, format and types are in order."

bygg: $(VENV)/prova  ## build the wheel into dist/
	@$(PIP) wheel --no-deps --wheel-dir dist .

bench: $(PEERS)/ready  ## measure beside other engines for ten minutes, and write docs/bench.md
	@$(PEERS)/bin/python -m bench --write

bench-snabb: $(PEERS)/ready  ## the same as a quick look, which writes nothing
	@$(PEERS)/bin/python -m bench --quick

städa stada:  ## remove everything that these commands have made
	rm -rf $(VENV) $(PEERS) dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/*/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A file in .venv marks what was installed there last, and when: pip runs again only when pyproject.toml is newer.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Install venv first: apt-get install python3-venv"; exit 1; }

$(VENV)/prova: pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --editable .
	@touch $@

$(VENV)/test $(VENV)/lint $(VENV)/spark: $(VENV)/%: pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --editable '.[$*]'
	@touch $@ $(VENV)/prova

$(PEERS)/ready: pyproject.toml bench/requirements.txt
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --quiet --disable-pip-version-check install --editable '.[batch,webb]' -r bench/requirements.txt
	@touch $@
