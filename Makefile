# Everything goes through a virtual environment that the first target makes by itself.
#
#   make chat    install, build the index if it needs it, open the chat
#   make test    install, lint, check types, run the tests

.DEFAULT_GOAL := help
.PHONY: help install chat test index evaluate quality bench lint types format constraints widget places exemplars clean

ARGS ?=
# hubbot does it by itself; training and benchmarks use onnxruntime without hubbot
export ORT_DISABLE_TELEMETRY := 1
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	if $$python -c '$(SUPPORTED)' >/dev/null 2>&1; then echo $$python; break; fi; done)

help:  ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(STAMP)  ## Make the environment, prepare the models so that questions start fast

chat: $(STAMP)  ## Build the index if it needs it, open the chat (ARGS="--port 8000")
	@$(BIN)/hubbot verify </dev/null >/dev/null 2>&1 || $(BIN)/hubbot index
	$(BIN)/hubbot chat $(ARGS)

test: lint types  ## Lint, check types, run the tests (ARGS="-k words")
	$(BIN)/pytest $(ARGS)

index: $(STAMP)  ## Build index/ from corpus/ (ARGS="my-article.md --out my-index")
	$(BIN)/hubbot index $(ARGS)

evaluate: $(STAMP)  ## Measure the answers on the gold questions
	$(BIN)/hubbot evaluate $(ARGS)

quality: $(STAMP)  ## Measure everything, fill docs/quality.md (half an hour; ARGS="--split dev --sample 100")
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt --group training
	$(BIN)/hubbot evaluate --suite all --ablation --json $(ARGS) > docs/quality.json.new
	mv docs/quality.json.new docs/quality.json
	$(BIN)/python -m benchmarks.quality

bench: $(STAMP)  ## Measure speed and size, fill docs/performance.md (ARGS="cold_start growth" for some)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt --group training
	$(BIN)/python -m benchmarks.run $(ARGS)

lint: $(STAMP)  ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## Check types
	$(BIN)/mypy

format: $(STAMP)  ## Put files into the style that `make lint` checks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Resolved for the oldest Python, whose versions the newer ones can run too.
constraints: $(STAMP)  ## Refresh constraints.txt with the newest versions that fit together
	$(BIN)/python .ci/constraints.py

widget:  ## Build the widget's two files from widget/ (needs Node)
	cd widget && npm ci --no-audit --no-fund && node build.mjs

places: $(STAMP)  ## Refresh the gazetteer's names of cities and countries
	$(BIN)/python .ci/places.py

exemplars: $(STAMP)  ## Encode the known questions about hubbot itself again
	$(BIN)/python .ci/exemplars.py

clean:  ## Remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The stamp is written last, so an interrupted installation is taken up again.
$(STAMP): pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "hubbot needs Python 3.11, 3.12 or 3.13 and finds none: run 'sudo apt-get install python3 python3-venv'," >&2; \
		echo "or name one with 'make PYTHON=/path/to/python3.11 ...'" >&2; exit 1; fi
	@if ! $(BIN)/python -c '$(SUPPORTED)' >/dev/null 2>&1; then \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if ! $(PYTHON) -c 'import venv, ensurepip' >/dev/null 2>&1; then \
			echo "$(PYTHON) cannot make virtual environments: run 'sudo apt-get install $$package'" >&2; exit 1; fi; \
		echo "Making $(VENV) with $$($(PYTHON) --version). The first installation takes some minutes."; \
		$(PYTHON) -m venv --clear $(VENV); fi
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt 'pip>=25.1'
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e . --group dev
	@$(BIN)/python -m compileall -q src  # as pip does for what it copies: without it every start may compile
	@echo "Preparing the embedding model, once: half a minute."
	-$(BIN)/hubbot compile
	@touch $@
