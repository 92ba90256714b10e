# The commands to remember: make run · make plan · make test · make check · make bench
VENV ?= .venv
OUT ?= out
WORKERS ?= logical
BIN := $(VENV)/bin
WEB := $(BIN)/python -m yipanqi.web
PIP := third_party/pip-26.3-py3-none-any.whl/pip
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: bench-web drill look run codes serve plan test check bench docs install lock clean
# The platform with the example district more than a year into its plan (on the day YIPANQI_TODAY), at http://127.0.0.1:8000/ (or PORT), until Ctrl-C.
run: $(VENV)/.run
	@YIPANQI_DEBUG=1 YIPANQI_TODAY=$${YIPANQI_TODAY:-2028-05-08} exec $(WEB) demo --out $(OUT)

# The logins of the demonstration with their codes of this moment.
codes: $(VENV)/.run
	@YIPANQI_DEBUG=1 $(WEB) demo --codes

# The same platform with the settings and the data of the environment: no demonstration.
serve: $(VENV)/.run
	@exec $(WEB) serve

plan: $(VENV)/.run
	$(BIN)/yipanqi plan examples/jianghan-83.xlsx $(OUT) --force

# All of them, or those of TESTS, on all processors at once (WORKERS=0: on one); those of the platform on PostgreSQL where
# DATABASE_URL says so.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile $(TESTS)

# Every page in a real browser: Chromium is needed. Pictures into out/screens, or into SCREENS.
look: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 2 --dist loadscope --no-loadscope-reorder look

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djangofmt --check src/yipanqi/web
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_docs.py

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py $(BENCH)

# The platform with 5,000 estates served by gunicorn; on PostgreSQL where DATABASE_URL says so (an empty database).
bench-web: $(VENV)/.bench
	$(BIN)/python benchmarks/web_bench.py

# The workers killed, paused, stopped and starved for some minutes, plan folders forged; on PostgreSQL where DATABASE_URL says so.
drill: $(VENV)/.dev
	$(BIN)/python drills/jobs.py
	$(BIN)/python drills/backup.py
	$(BIN)/python drills/kill.py
	$(BIN)/python drills/disk.py
	$(BIN)/python drills/storm.py
	$(BIN)/python drills/strangers.py
	$(BIN)/python drills/mutations.py 2000
	$(BIN)/python drills/fuzz.py
	$(BIN)/python drills/machines.py --runs 2000
	$(BIN)/python drills/delivery.py
	$(BIN)/python drills/changes.py --runs 1000
	$(BIN)/python drills/cuts.py
	$(BIN)/python drills/phone.py

install: $(VENV)/.run

# Everything goes into the project's own folder, from lock files with hashes, by the pip kept in third_party:
# a Python without pip or ensurepip (Debian's, say) is enough.
$(VENV)/.run $(VENV)/.dev $(VENV)/.bench: $(VENV)/.%: lock/%.txt | $(BIN)/python
	$(BIN)/python $(PIP) --disable-pip-version-check install -q --require-hashes --only-binary :all: -r $<
	@echo "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/yipanqi.pth
	@printf '#!/bin/sh\nexec "$(abspath $(BIN))/python" -m yipanqi "$$@"\n' > $(BIN)/yipanqi && chmod +x $(BIN)/yipanqi
	@echo "编译规划内核，仅此一次 · compiling the planner's kernels, once"
	@$(BIN)/python -m yipanqi.planner.ready examples/tiny-problem
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本 · Yipanqi needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)

# Resolved for the oldest Python we support, for all: needs uv, and only when a dependency changes.
lock:
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o lock/run.txt
	uv pip compile -q pyproject.toml --extra dev --extra bench --universal --python-version 3.11 --generate-hashes --no-header -o lock/bench.txt
	uv pip compile -q pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header -o lock/dev.txt

clean:
	rm -rf .venv .venv-* out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
