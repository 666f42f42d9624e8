# Latent Digits. `make run` starts the dashboard, `make test` checks everything.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
MODELS ?= mlp20 conv6 res16 plane2

# One test process per core; each takes up to 2 GB of memory.
PARALLEL := -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: run test quick coverage check train reader bench pictures clean

run: $(RUN)
	@echo "Latent Digits: http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	@exec $(BIN)/python -m uvicorn streamlit_app:app --host 127.0.0.1 --port $(PORT) --no-access-log

test: $(DEV)
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest $(PARALLEL)

quick: $(DEV)
	$(BIN)/python -m pytest $(PARALLEL) -m "not browser and not training and not export"

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python tests/check_javascript.py

train: $(DEV)
	for name in $(MODELS); do $(BIN)/python -m train $$name && $(BIN)/python -m export checkpoints/$$name.pt || exit; done

reader: $(DEV)
	$(BIN)/python -m train.reader && $(BIN)/python -m export.reader checkpoints/reader.pt

bench: $(DEV)
	$(BIN)/python -m benchmarks

pictures: $(DEV)
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m docs.pictures

clean:
	rm -rf $(VENV) dashboard/components/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Latent Digits needs Python 3.11 to 3.13, and $(PYTHON) is {v[0]}.{v[1]}: try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(DEV): requirements.txt requirements-train.txt requirements-dev.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $(RUN) $@
