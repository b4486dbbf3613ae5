# One word per job; `make help` lists them.

PY := .venv/bin/python
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench fuzz wheels lock

help:  ## list the jobs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv from the lock, with both distributions editable in it

demo: setup  ## run the example on scikit-learn's breast-cancer data
	@$(PY) examples/breast_cancer.py

test: setup  ## run every test but the long fuzzing
	@$(PY) -m pytest -n 2 --dist loadgroup

check: setup  ## format, lint, types, import contracts
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo --cache-dir .venv/.import_linter_cache

format: setup  ## let ruff format and mend
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

bench: setup  ## measure, each figure beside its reference; ONLY=imports measures one part
	@$(PY) -m bench $(ONLY)

fuzz: setup  ## search for counter-examples for a long time
	@$(PY) -m pytest -n 2 --dist loadgroup -m fuzz --hypothesis-profile=fuzz

wheels: setup  ## build both distributions into dist/
	.venv/bin/uv build --all-packages --out-dir dist

# No address of a registry goes into the files: a lock is the same wherever it was made.
COMPILE := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" --quiet
lock: setup  ## resolve the dependencies anew; UPGRADE=1 takes the newest
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --all-extras --group dev --output-file requirements/dev.txt
	echo uv | $(COMPILE) - --constraint requirements/dev.txt --output-file requirements/uv.txt

# uv is many times faster than pip; pip is what a machine with a mirror or a proxy is set up for.
$(READY): requirements/dev.txt requirements/uv.txt pyproject.toml compat/zenml/pyproject.toml
	@test -x $(PY) || { \
	  for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$$python && break; \
	  done; \
	  test -n "$$found" || { echo "Python 3.11 or later is needed and was not found; name one: make setup PYTHON=/path/to/python" >&2; exit 1; }; \
	  $$found -m venv .venv || { rm -rf .venv; echo "$$found cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/uv.txt
	@.venv/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements/dev.txt \
	  || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@.venv/bin/uv pip install --quiet --python $(PY) --no-deps --no-index --no-build-isolation --editable . --editable compat/zenml
	@touch $@
	@echo "Ready: .venv with $$($(PY) -c 'import platform; print("Python", platform.python_version())')."
