# Latent Digits. `make run` starts the dashboard, `make test` checks everything.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
MODELS ?= mlp20 conv6 res16 plane2

# One test process per core; each takes up to 2 GB of memory.
PARALLEL := -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: run test quick coverage check docs train reader segmenter bench pictures clean

run: $(RUN)
	@exec $(BIN)/latent-digits run --port $(PORT)

test: $(DEV)
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest $(PARALLEL)

# Leaves out the folders whose modules import PyTorch or drive a browser.
quick: $(DEV)
	$(BIN)/python -m pytest $(PARALLEL) $(addprefix --ignore tests/,browser train export benchmarks) -m "not (browser or training or export or mnist or ink or slow)"

coverage: $(DEV)
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report=
	$(BIN)/coverage report --fail-under=92
	$(BIN)/coverage report --include='runtime/*' --fail-under=97

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python tests/check_javascript.py

docs: $(DEV)
	$(BIN)/python -W error -m pdoc --docformat google --output-directory out/api runtime
	@echo "out/api/runtime.html"

train: $(DEV)
	for name in $(MODELS); do $(BIN)/python -m train $$name && $(BIN)/python -m export checkpoints/$$name.pt || exit; done

segmenter: $(DEV)
	$(BIN)/python -m train.segmenter && $(BIN)/python -m export.segmenter checkpoints/segmenter.pt

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

$(RUN): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[dev]'
	@touch $(RUN) $@
