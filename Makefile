# The commands to remember: make run · make test · make check · make bench
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP_WHEEL := third_party/pip-26.3-py3-none-any.whl
OUT ?= out
BIN := .venv/bin

.PHONY: run test check bench lock clean install
install: .venv/run

run: .venv/run
	$(BIN)/yipanqi plan examples/jianghan-83.xlsx $(OUT) --force

test: .venv/dev
	$(BIN)/python -m pytest

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_docs.py

bench: .venv/dev
	$(BIN)/python benchmarks/run.py

# The project installs into its own folder, from locked files with hashes, with the pip kept in
# third_party: a Python without pip or ensurepip (as Debian's) is enough.
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Yipanqi needs Python 3.11 or newer (需要 Python 3.11 或更高版本)"; exit 1; }
	$(PYTHON) -m venv --without-pip .venv

.venv/run: lock/run.txt pyproject.toml | .venv/bin/python
	$(call pip,lock/run.txt)
	@touch $@

.venv/dev: lock/dev.txt pyproject.toml | .venv/bin/python
	$(call pip,lock/dev.txt)
	@touch $@ .venv/run

define pip
	$(BIN)/python $(PIP_WHEEL)/pip --disable-pip-version-check install -q --require-hashes --only-binary :all: -r $(1)
	@echo "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/yipanqi.pth
	@printf '#!/bin/sh\nexec "$(CURDIR)/$(BIN)/python" -m yipanqi "$$@"\n' > $(BIN)/yipanqi && chmod +x $(BIN)/yipanqi
endef

# Resolved for the oldest Python we support; needs uv, only for those who change dependencies.
lock:
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o lock/run.txt
	uv pip compile -q pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o lock/dev.txt

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache
