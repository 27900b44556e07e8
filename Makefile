# `make` alone lists the targets. Settings go behind the target: make run CASE_API_PORT=8100
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
# Some images say that Python must not keep what it has compiled; then every start of a service compiles 2,000 files.
unexport PYTHONDONTWRITEBYTECODE
SERVICES := case-api matcher notifier
# The migrations of each service have the same module names, so each service's are checked by themselves.
PYTHON_FILES = $$(find shared services deploy tests bench -name '*.py' -not -path '*/migrations/*')

# They sign in with the development issuer, beside a DATABASE_URL of your own as well.
run demo: export RETTEMATCH_DEVELOPMENT_ISSUER ?= true

STARTED = started=$$(date +%s.%N)
RUN_TOOLS = sh deploy/bootstrap.sh run
DEV_TOOLS = sh deploy/bootstrap.sh dev

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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
	@$(DEV_TOOLS); $(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --cov --cov-report=term $(ARGS)

.PHONY: lint
lint: ruff format mypy layers ## ruff, mypy and the layers

.PHONY: check
check: lint models snapshots ## lint, the models against their migrations, the OpenAPI snapshots

# The single checks, so that `make --keep-going check` runs the others when one fails.
.PHONY: dev-tools ruff format mypy layers models snapshots
dev-tools:
	@$(DEV_TOOLS)

ruff: dev-tools
	$(BIN)/ruff check

format: dev-tools
	$(BIN)/ruff format --check

mypy: dev-tools
	$(BIN)/mypy $(PYTHON_FILES)
	for service in $(SERVICES); do $(BIN)/mypy "services/$$service/migrations"; done

layers: dev-tools
	$(BIN)/lint-imports

models: dev-tools
	$(BIN)/local-stack check-migrations

snapshots: dev-tools
	$(BIN)/local-stack openapi --check

.PHONY: openapi
openapi: ## write the snapshots of the services' OpenAPI documents
	@$(DEV_TOOLS); $(BIN)/local-stack openapi

.PHONY: rules
rules: ## the programmes' and the law's rules as a page: writes docs/rules.md and prints it
	@$(DEV_TOOLS); $(BIN)/python -m rettematch.programmes.sheet docs/rules.md; cat docs/rules.md

.PHONY: overlay-check
overlay-check: ## can a municipality's own rules be used: make overlay-check FILE=deploy/rules/0706.toml
	@$(RUN_TOOLS) >&2; exec $(BIN)/python -m rettematch.programmes.overlay_check '$(FILE)'

.PHONY: rules-check
rules-check: ## is every rule defined, tested and documented
	@$(DEV_TOOLS); $(BIN)/python -m bench.rules_check

.PHONY: simulate
simulate: ## a pilot's year against the real case API: make simulate PROGRAMME=jobfirst [CITIZENS=100] [NEGLECT=rule]
	@$(DEV_TOOLS); $(BIN)/python -m bench.simulation '$(PROGRAMME)' --citizens '$(or $(CITIZENS),100)' \
		--seed '$(or $(SEED),706)' $(foreach rule,$(NEGLECT),--neglect '$(rule)')

.PHONY: bench-rules
bench-rules: ## plan one case, and 10,000 running cases on one core
	@$(DEV_TOOLS); $(BIN)/python -m bench.rules

.PHONY: train
train: ## learn points from simulated outcomes, gate them, and write docs/model-card.md
	@$(DEV_TOOLS); $(BIN)/python -m bench.train

.PHONY: bench-whatif
bench-whatif: ## every single relaxation of a profile over 1,000,000 places, beside a search for each
	@$(DEV_TOOLS); $(BIN)/python -m bench.whatif $(ARGS)

.PHONY: bench-engine
bench-engine: ## the search on 1,000,000 and 100,000 places beside its rivals, in turn, lists compared
	@$(DEV_TOOLS); $(BIN)/python -m bench.engine $(ARGS)

.PHONY: bench-assign
bench-assign: ## assign 10,000 citizens to 3,000 places, at once and over 20 weeks of arrivals
	@$(DEV_TOOLS); $(BIN)/python -m bench.assign

.PHONY: bench-batch
bench-batch: ## twenty places each for 10,000 citizens out of 100,000 places, on one core
	@$(DEV_TOOLS); $(BIN)/python -m bench.batch $(ARGS)

.PHONY: bench-http
bench-http: ## rankings over HTTP: 1,000,000 places, 50 a second, sign-in, profile, audit and record included
	@$(DEV_TOOLS); $(BIN)/python -m bench.http $(ARGS)

.PHONY: bench-outreach
bench-outreach: ## whom to visit for 300 citizens out of 100,000 places, and 300 citizens for one seat, on one core
	@$(DEV_TOOLS); $(BIN)/python -m bench.outreach $(ARGS)

.PHONY: fairness
fairness: ## the fairness report: skew, exposure, selection and calibration by group, and swaps; writes docs/fairness.md
	@$(DEV_TOOLS); $(BIN)/python -m bench.fairness $(ARGS)

.PHONY: bench-replay
bench-replay: ## 1,000 rankings while places change, then all of them again: how many are identical
	@$(DEV_TOOLS); $(BIN)/python -m bench.replay $(ARGS)

.PHONY: bench-freshness
bench-freshness: ## from a commit in the case API to its effect on a ranking, with 1,000,000 places; staleness said
	@$(DEV_TOOLS); $(BIN)/python -m bench.http.freshness $(ARGS)

.PHONY: soak-match
soak-match: ## 10,000,000 returned places checked while places change: make soak-match [ROWS=1000000]
	@$(DEV_TOOLS); $(BIN)/python -m bench.soak $(foreach rows,$(ROWS),--rows $(rows)) $(ARGS)

.PHONY: bench-api
bench-api: ## one indexed read through the whole stack, beside the same read in bare asyncpg
	@$(DEV_TOOLS); $(BIN)/python -m bench.api

.PHONY: lock
lock: ## resolve the requirements again, with hashes
	@$(DEV_TOOLS)
	@export UV_PYTHON_DOWNLOADS=never; [ -n "$${SSL_CERT_FILE:-}" ] || export UV_SYSTEM_CERTS=1; \
	for name in uv run dev; do echo "resolving requirements/$$name.in"; .tools/bin/uv pip compile --quiet --universal \
		--generate-hashes --no-header --upgrade --python-version 3.11 "requirements/$$name.in" \
		--output-file "requirements/$$name.txt"; done; \
	! grep -n '://' requirements/*.txt

.PHONY: clean-state
clean-state: ## delete the embedded database, its keys and its passwords
	@$(RUN_TOOLS); exec $(BIN)/local-stack clean-state
