# `make` alone lists the targets. Settings go behind the target: make run CASE_API_PORT=8100
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
SERVICES := case-api matcher notifier
# What git knows or would know, so that nobody's left-overs are linted.
PYTHON_FILES = $$(git ls-files --cached --others --exclude-standard -- '*.py')

# `make run` and `make demo` sign in with the development issuer, beside a DATABASE_URL of your own as well.
export RETTEMATCH_DEVELOPMENT_ISSUER ?= true

STARTED = started=$$(date +%s.%N)
RUN_TOOLS = sh deploy/bootstrap.sh run
DEV_TOOLS = sh deploy/bootstrap.sh dev

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## start everything, do the main job once, serve until Ctrl-C
	@$(STARTED); $(RUN_TOOLS); RETTEMATCH_STARTED=$$started exec $(BIN)/local-stack run

.PHONY: demo
demo: ## the same as run, then write build/demo.json and end
	@$(STARTED); $(RUN_TOOLS); RETTEMATCH_STARTED=$$started exec $(BIN)/local-stack demo

.PHONY: token
token: ## print a user's token: make token ROLE=job-broker [MUNICIPALITY=0706] [N=1]
	@$(RUN_TOOLS) >&2; exec $(BIN)/local-stack token --municipality '$(or $(MUNICIPALITY),0706)' --number '$(or $(N),1)' -- '$(ROLE)'

.PHONY: test
test: ## all tests on a real PostgreSQL, with coverage: make test [ARGS="-k name"]
	@$(DEV_TOOLS); $(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

.PHONY: lint
lint: ## ruff, mypy and the layers
	@$(DEV_TOOLS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(PYTHON_FILES)
	$(BIN)/lint-imports

.PHONY: check
check: lint ## lint, and each service's models against its migrations
	$(BIN)/local-stack check-migrations

.PHONY: openapi
openapi: ## write the snapshots of the services' OpenAPI documents
	@$(DEV_TOOLS); $(BIN)/python -m deploy.openapi

.PHONY: bench-rank
bench-rank: ## rank 100,000 places, beside DuckDB on the same work
	@$(DEV_TOOLS); $(BIN)/python -m bench.rank

.PHONY: bench-api
bench-api: ## one indexed read through the whole stack, beside the same read in bare asyncpg
	@$(DEV_TOOLS); $(BIN)/python -m bench.api

.PHONY: lock
lock: ## resolve the requirements again, with hashes
	@$(DEV_TOOLS)
	for name in uv run dev; do UV_PYTHON_DOWNLOADS=never .tools/bin/uv pip compile --quiet --universal --generate-hashes \
		--no-header --upgrade --python-version 3.11 requirements/$$name.in --output-file requirements/$$name.txt; done

.PHONY: clean-state
clean-state: ## delete the embedded database, its keys and its passwords
	@$(RUN_TOOLS); exec $(BIN)/local-stack clean-state
