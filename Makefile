# The commands of the house. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
WORKERS ?= 2
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export DJANGO_SETTINGS_MODULE := unionhall.site.settings

# Tests and checks have a home of their own: they never touch the demo's data.
# What asks a database; the rest would only be proved twice.
WITH_DATABASE := tests/library tests/contracts tests/pages tests/cli tests/api tests/journeys tests/sheets/test_import_machine.py tests/sheets/test_exporting.py unionhall
test check docs bench papers score: export UNIONHALL_HOME := $(CURDIR)/build/home

.PHONY: help demo test check format docs bench papers score lock

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/.runtime  ## an invented federation on PORT (8000); no root needed
	python -m demo --port $(PORT)

test: .venv/.dev  ## every test on SQLite, and all that asks a database on PostgreSQL
	.ci/packages
	pytest -n $(WORKERS)
	.ci/with-postgres pytest -n $(WORKERS) $(WITH_DATABASE)

check: .venv/.dev  ## style, types, layers, stale documents, hygiene
	ruff check
	ruff format --check
	mypy
	lint-imports
	django-admin makemigrations --check --dry-run
	python docs/reference/write.py --check
	pytest -q tests/architecture

format: .venv/.dev  ## let ruff lay out the code and mend what it can
	ruff check --fix
	ruff format

docs: .venv/.dev  ## make docs/reference and the pictures of the guide anew
	python docs/reference/write.py
	python docs/guide/pictures.py
	python -m tests.reading.page

bench: .venv/.dev  ## benchmarks; each prints ratios
	for file in bench/[a-z]*.py; do echo "== $$file"; python $$file; done

papers: .venv/.dev  ## read the real papers in PAPERS=folder
	pytest tests/reading tests/cli/test_real_workbook.py --papers "$(PAPERS)"

score: .venv/.dev  ## how well the reader reads its own test set, and the papers in PAPERS=folder; a report
	python -m tests.reading.score "$(PAPERS)" || true

lock: .venv/.dev  ## renew the locks from pyproject.toml; UPGRADE=--upgrade takes newer versions
	.ci/lock $(UPGRADE)

.venv/.runtime: requirements.lock requirements-install.lock pyproject.toml
	.ci/install requirements.lock
	touch $@

.venv/.dev: requirements-dev.lock requirements-install.lock pyproject.toml
	.ci/install requirements-dev.lock
	touch $@ .venv/.runtime
