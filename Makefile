# `make` lists what can be made.

.DEFAULT_GOAL := help
.PHONY: help run test services check bench fmt picture

PYTHON := .venv/bin/python

help: ## show this list
	@echo "Mayfly. You can make:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: ## serve the site with its demo community on http://127.0.0.1:8000 (DUMP=DIR: with a dump)
	@bin/run

test: ## run every test, on SQLite and on PostgreSQL
	@bin/sync dev
	$(PYTHON) -m pytest -n 2 --dist loadfile
	$(PYTHON) -m pytest -n 2 --dist loadfile --postgres

check: ## lint, types, templates, layers, migrations
	@bin/sync dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports
	$(PYTHON) -m mypy .
	.venv/bin/djlint --quiet --lint .
	SECRET_KEY=only-for-this-check-0123456789012345678901234567890 \
		$(PYTHON) manage.py makemigrations --check --dry-run

fmt: ## bring the code into shape
	@bin/sync dev
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

services: ## install what the tests start: PostgreSQL, Redis, Chromium, a JDK, Maven, wrk (apt)
	@bin/services

bench: ## measure pages against a plain Django floor, and the clock
	@bin/sync dev
	$(PYTHON) -m bench

picture: ## take the README's picture again
	@bin/picture
