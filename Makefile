# `make` lists all targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= auto
TRANSLATED := accounts api core dossiers evidence exams hours inspections instructors locations mail missions office onsite records retention revisions trainings webhooks

.DEFAULT_GOAL := help
.PHONY: help install demo examples openapi messages client fuzz test tampers kills torture exam-day drills bench walks recovery-time browser lint format types migrations floors check lock clean

help: ## list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Downwind needs Python 3.11 or newer.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.server: requirements/server.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(VENV)/.server

install: $(VENV)/.server ## install what the server needs into .venv

demo: $(VENV)/.server ## serve the demo school on 127.0.0.1 (PORT, DATABASE_URL); Ctrl-C stops it
	@exec $(BIN)/python manage.py demo --port $(PORT)

examples: $(VENV)/.dev ## update the examples of the API document from the demo school
	EXAMPLES=write $(BIN)/pytest tests/examples -k demo_school
	$(BIN)/python manage.py spectacular --format openapi-json --file docs/openapi.json

openapi: $(VENV)/.dev ## update docs/openapi.json, the API document
	$(BIN)/python manage.py spectacular --format openapi-json --file docs/openapi.json

messages: $(VENV)/.dev ## collect the texts of the API, the admin, mails and account pages, and compile their translations (needs gettext)
	for folder in $(TRANSLATED); do (cd $$folder && mkdir -p locale && ../$(BIN)/django-admin makemessages --locale de --locale es --locale fr \
	  --no-wrap --no-obsolete --add-location file && ../$(BIN)/django-admin compilemessages) || exit 1; done

client: client-typescript client-kotlin ## check the generated clients, and test them with the demo school

include clients/clients.mk clients/web/web.mk

fuzz: $(VENV)/.dev ## send generated requests in three roles to a demo server (needs PostgreSQL)
	$(BIN)/python -m tests.fuzz

test: $(VENV)/.dev ## run the tests, on SQLite or on the database of DATABASE_URL
	$(BIN)/pytest -n $(WORKERS)

tampers: $(VENV)/.dev ## verify records after a thousand alterations and ten thousand legal acts (takes an hour)
	TAMPERS=1000 LEGAL_ACTS=10000 $(BIN)/pytest tests/records/test_tampers.py tests/records/test_legal_acts.py

kills: $(VENV)/.dev ## kill two hundred workers at random moments, and count the mails that arrive
	KILLS=200 $(BIN)/pytest tests/mail/test_kills.py

torture: $(VENV)/.dev ## break the database, the cache and the processes of a served school under load, and check what it kept (needs PostgreSQL and Redis)
	$(BIN)/python -m tests.torture

exam-day: $(VENV)/.dev ## let two hundred students and more sit an exam at the same time, up to the knee and past it (needs PostgreSQL and Redis)
	$(BIN)/python -m tests.exam_day

drills: $(VENV)/.dev ## rehearse a restore, a recovery to a moment, an upgrade from the last release and ten minutes of work, under load (needs PostgreSQL and Redis)
	$(BIN)/python -m tests.drills

bench: $(VENV)/.dev ## measure Downwind beside a program by hand that gives the same bytes (BENCH="--only NAME …"; needs PostgreSQL)
	$(BIN)/python -m tests.bench $(BENCH)

walks: $(VENV)/.dev $(WEB)/node_modules ## walk through the web app at random, a hundred times as a student and as an instructor (needs Chromium)
	WALKS=100 ACTS=30 $(BIN)/pytest -p no:randomly tests/app/walks

recovery-time: $(VENV)/.dev ## compare how long password recovery takes for known and unknown addresses
	RECOVERY_SAMPLES=200 $(BIN)/pytest -s tests/accounts/own_account/test_recovery_time.py

browser: $(VENV)/.dev $(WEB)/node_modules ## test the admin and the web app in a real browser (needs Chromium)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile tests/browser tests/app

lint: $(VENV)/.dev ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## fix style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## check the types
	$(BIN)/mypy .

migrations: $(VENV)/.dev ## check that every model change has a migration
	$(BIN)/python manage.py makemigrations --check --dry-run

floors: $(VENV)/.dev ## check that imports run downwards only
	$(BIN)/lint-imports

check: lint types migrations floors test ## run lint, types, migrations, floors and test

lock: $(VENV)/.dev ## update the lock files from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK) -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml -c requirements/dev.txt $(LOCK) -o requirements/server.txt
	$(BIN)/uv pip compile pyproject.toml --extra clients -c requirements/server.txt $(LOCK) -o requirements/clients.txt

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean: ## remove .venv and the embedded database
	rm -rf $(VENV) var
