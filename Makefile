# Two commands matter: `make run` and `make test`. Everything is made below .venv and var.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
RUN := .venv/run/bin/python
TEST := .venv/test/bin/python
COMPILE := .venv/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help run test test-full drills check look bench lock clean browser

help:
	@echo "make run      start Atrio with its demo company at http://127.0.0.1:$${PORT:-8050}"
	@echo "make test     run the tests (fetches what they need)"
	@echo "make drills   kill, fill, slow down and overload a portal, and look what is left (needs nginx, pgbouncer)"
	@echo "make check    style, types, layers, translations"
	@echo "make look     pictures of every page into var/look"
	@echo "make bench    measurements on a generated company, kept in var/bench"
	@echo "make lock     pin the dependencies of pyproject.toml anew"
	@echo "make clean    remove .venv and caches; var (the data) stays"

# Runs until Ctrl-C. Any setting may be given: PORT=9000 make run
run: .venv/run/done
	@ATRIO_DEMO=$${ATRIO_DEMO:-1} ATRIO_LOG_LEVEL=$${ATRIO_LOG_LEVEL:-WARNING} exec $(RUN) -m flask --app app serve

test: .venv/test/done browser
	@$(TEST) -m pytest -q -n 2 --dist loadgroup $(ARGS)

# The whole matrix of pages, themes, widths and languages in the browser.
test-full: .venv/test/done browser
	@ATRIO_TEST_FULL=1 $(TEST) -m pytest -q -n 2 --dist loadgroup $(ARGS)

# What takes long or wants more than a newcomer's machine has; bounded, on the loopback address alone.
drills: .venv/test/done
	@PATH=$$PATH:/usr/sbin; for one in nginx pgbouncer; do command -v $$one >/dev/null 2>&1 || \
		{ echo "The drills need $$one: apt-get install nginx-light pgbouncer" >&2; exit 1; }; done
	@$(TEST) -m pytest -q -m drill tests/drills $(ARGS)

check: .venv/test/done
	@$(TEST) -m ruff check --quiet .
	@$(TEST) -m ruff format --quiet --check .
	@$(TEST) -m mypy --no-error-summary
	@.venv/test/bin/lint-imports --no-logo
	@$(TEST) -m integrations.catalogues

look: .venv/test/done browser
	@$(TEST) -m tests.browser.look $(ARGS)

bench: .venv/test/done
	@$(TEST) -m benchmarks $(ARGS)

# Pins what pyproject.toml asks for, with hashes, for every platform. No address of any index is written.
lock:
	@test -x .venv/lock/bin/uv || { $(PYTHON) -m venv .venv/lock && .venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv; }
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --extra dev -o tests/requirements.lock

clean:
	@test ! -L var/test/memory || rm -rf "$$(readlink var/test/memory)"
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/test var/look
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The browser of the tests. Debian as root: installed. Elsewhere: says what is missing.
browser:
	@missing=; \
	command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="chromium"; \
	command -v chromedriver >/dev/null 2>&1 || missing="$$missing chromium-driver"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing$${missing:+ }$$missing ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null; \
	else \
		echo "The browser tests need Chromium (or Chrome) and its chromedriver on PATH. Missing:$${missing:+ }$$missing" >&2; \
		echo "Debian, Ubuntu: sudo apt-get install chromium chromium-driver   macOS: brew install --cask chromium chromedriver" >&2; \
		echo "Without them: make test ARGS='-m \"not browser\"' BROWSER=none" >&2; \
		[ "$(BROWSER)" = none ] || exit 1; \
	fi

# A virtual environment is made anew when its lock file changes; an interrupted one is never taken for a whole one.
.venv/run/done: requirements.lock
	@$(call environment,.venv/run,requirements.lock)

.venv/test/done: tests/requirements.lock
	@$(call environment,.venv/test,tests/requirements.lock)

define environment
	if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or later is needed (or say which: PYTHON=/path/to/python make ...)." >&2; exit 1; fi; \
	if cmp -s $(2) $(1)/done && $(1)/bin/python -c '' 2>/dev/null; then touch $(1)/done; exit 0; fi; \
	echo "Installing the Python packages of $(2) ..."; \
	rm -rf $(1); \
	$(PYTHON) -m venv $(1) || { echo "Python's venv module does not work. Debian: apt-get install python3-venv" >&2; exit 1; }; \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes --only-binary :all: -r $(2) \
		&& cp $(2) $(1)/done
endef
