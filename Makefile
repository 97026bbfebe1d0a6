# `make run` shows the product, `make test` checks it. Both need only Python 3.11 or later, make, and, the first time,
# the network. The checks need requirements-dev.txt, the product only requirements.txt: hence two stamps
# (and a third for `make bench`, whose peers nobody else needs).

PYTHON ?= python3
WORKERS ?= 3

VENV := .venv/bin/python
FOR_RUN := .venv/.for-run
FOR_TEST := .venv/.for-test
FOR_BENCH := .venv/.for-bench
BENCHMARKS := transport updates delivery claims pace reminders
PIP := $(VENV) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes

# The functions whose first argument (or first two: singular, plural) is a sentence to translate.
TRANSLATED := -k t -k n:1,2 -k label -k label_n:1,2 -k N_

.PHONY: run test check bench catalogue screenshots clean-demo
.DELETE_ON_ERROR:

run: $(FOR_RUN)
	@$(VENV) -m demo

# The tests wait for a part of their time (for processes to start, for what is due later): three workers keep two cores busy,
# and the linter and the types take what is left of them.
test: $(FOR_TEST)
	@mkdir -p var; $(MAKE) --no-print-directory check >var/check.txt 2>&1 & checking=$$!; \
	$(VENV) -m pytest -n $(WORKERS) --dist worksteal -rfEs --no-fold-skipped; tested=$$?; \
	wait $$checking; checked=$$?; cat var/check.txt; exit $$((tested || checked))

check: $(FOR_TEST)
	@$(VENV) -m ruff check --quiet .
	@$(VENV) -m ruff format --check --quiet --diff .
	@$(VENV) -m mypy
	@.venv/bin/lint-imports --no-logo

# Hours, on a machine that does nothing else: docs/benchmarks.md.
bench: $(FOR_BENCH)
	@for one in $(BENCHMARKS); do $(VENV) -m benchmarks.$$one --json var/bench/$$one.json || exit; done
	@$(VENV) -m benchmarks.targets $(BENCHMARKS:%=var/bench/%.json)

# Bring every language under bot/locales up to the sentences of the code; new ones arrive empty (the tests name them).
catalogue: $(FOR_TEST)
	@mkdir -p var
	@.venv/bin/pybabel -q extract -F pyproject.toml $(TRANSLATED) --sort-output --add-location file --no-wrap -o var/messages.pot bot
	@.venv/bin/pybabel -q update -i var/messages.pot -d bot/locales --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

screenshots: $(FOR_TEST)
	@$(VENV) -m tests.screenshots

# Only the demonstration's own folder: real data may live beside it.
clean-demo:
	@rm -rf var/demo

.venv: $(FOR_RUN)

$(FOR_RUN): requirements.txt
	@$(ensure_venv)
	@echo "Installing what the product needs into .venv (the first time takes a minute)..."
	@$(PIP) --requirement requirements.txt
	@touch $@

$(FOR_TEST): requirements-dev.txt requirements.txt
	@$(ensure_venv)
	@echo "Installing what the product and its tests need into .venv (the first time takes a minute)..."
	@$(PIP) --requirement requirements-dev.txt
	@touch $(FOR_RUN) $@

# Without npm the peer that comes from there is skipped, by name.
$(FOR_BENCH): requirements-bench.txt requirements-dev.txt requirements.txt benchmarks/peers/package.json
	@$(ensure_venv)
	@echo "Installing the peers of the benchmarks..."
	@$(PIP) --requirement requirements-bench.txt
	@mkdir -p var/bench && cp benchmarks/peers/package.json var/bench/
	@if command -v npm >/dev/null; then npm install --prefix var/bench --no-package-lock --no-audit --no-fund --silent; fi
	@touch $(FOR_RUN) $(FOR_TEST) $@

# Keep a .venv that works; otherwise make one with the first Python that is recent enough and can.
define ensure_venv
fits='import sys; sys.exit(sys.version_info < (3, 11))'; can='import ensurepip, venv'; found=; \
$(VENV) -c "$$fits" 2>/dev/null && $(VENV) -m pip --version >/dev/null 2>&1 && exit 0; \
for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$python" -c "$$fits" >/dev/null 2>&1 || continue; \
  found="$$python"; "$$python" -c "$$can" >/dev/null 2>&1 && exec "$$python" -m venv --clear .venv; \
done; \
if [ -n "$$found" ]; then \
  echo "$$found cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; \
else \
  echo "Python 3.11 or later is needed and was not found: install it, or run make PYTHON=/path/to/python3." >&2; \
fi; exit 1
endef
