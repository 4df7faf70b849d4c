# Every target makes what it needs: the environment in .venv, from the exact versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
.DEFAULT_GOAL := help
.PHONY: help demo test test-cluster lint format bench quality train elasticsearch clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP) ## Index the sample articles and serve API and web page
	$(BIN)/dramatis demo

test: $(STAMP) ## Run the tests
	$(BIN)/python -m pytest -m 'not cluster'

test-cluster: $(STAMP) ## Run the tests on three real Elasticsearch nodes
	$(BIN)/python -m pytest -m cluster

lint: $(STAMP) ## Check format, style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## Measure speed and size
	$(BIN)/python -m tests.bench

quality: $(STAMP) ## Measure what the enrichment gets right
	$(BIN)/python -m tests.quality

elasticsearch: $(STAMP) ## Run a real Elasticsearch node in the foreground
	$(BIN)/python -m tests.elasticsearch

train: ## Train the recogniser from the raw sets (DATA=folder)
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet -r indexer/model/requirements-train.txt
	.venv-train/bin/python -m indexer.model.train --data $(DATA)

clean: ## Remove the environments and what the tests left
	rm -rf .venv .venv-train .pytest_cache .mypy_cache .ruff_cache .hypothesis
