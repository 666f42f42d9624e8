# Latent Digits. `make run` starts the dashboard, `make test` checks everything.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
PARTS := dashboard/components
NPM := $(PARTS)/node_modules/.ready
# The virtual environment's Node.js, or else the system's.
USE_NODE := export PATH="$(CURDIR)/$(BIN):$$PATH";
MODELS ?= mlp20 conv6 res16 plane2

.PHONY: run test check check-javascript train reader bench pictures clean

run: $(RUN)
	@echo "Latent Digits: http://127.0.0.1:$(PORT) (Ctrl-C stops it)"
	@exec $(BIN)/python -m uvicorn streamlit_app:app --host 127.0.0.1 --port $(PORT) --no-access-log

test: $(DEV)
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@$(USE_NODE) if command -v node >/dev/null && command -v npm >/dev/null; then \
		$(MAKE) --no-print-directory check-javascript; \
	elif [ -n "$$CI" ]; then \
		echo "Node.js is missing, so the JavaScript cannot be checked: install Node.js 22 or later." >&2; exit 1; \
	else \
		echo "Node.js is missing, so the JavaScript was not checked; the Python checks passed."; \
	fi

check-javascript: $(NPM)
	@$(USE_NODE) set -ex; cd $(PARTS); \
	./node_modules/.bin/tsc --noEmit -p .; \
	./node_modules/.bin/biome check --error-on-warnings . ../../tests/javascript; \
	node --test "../../tests/javascript/*.test.js"

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
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Latent Digits needs Python 3.11 to 3.13, and $(PYTHON) is {v[0]}.{v[1]}: try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(DEV): requirements.txt requirements-train.txt requirements-dev.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $(RUN) $@

$(NPM): $(PARTS)/package.json | $(DEV)
	@$(USE_NODE) cd $(PARTS) && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
	@rm -f $(PARTS)/node_modules/.package-lock.json
	@touch $@
