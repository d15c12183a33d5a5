# `make run` opens the window, `make test` passes the tests; both make the environment they need in .venv.
# PIP_ARGS is handed to pip: see README for how to take PyTorch's CPU-only wheels.
# PYTHON names the interpreter to build .venv from; without it the first that has Tk is taken.

CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3 python
SUITABLE := import sys, _tkinter, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
BIN := .venv/bin

.PHONY: run test lint bench attack translations clean
.DELETE_ON_ERROR:

run: .venv/run
	$(BIN)/python app.py $(ARGS)

# Two workers with a thread each share the files out; what is marked `alone` follows by itself, with nothing beside it.
# Status 5 says that no test was chosen: ARGS may choose some of the one run only, but must choose some.
test: .venv/dev
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "not alone" $(ARGS); beside=$$?; \
	[ $$beside = 0 ] || [ $$beside = 5 ] || exit $$beside; \
	$(BIN)/python -m pytest -m alone $(or $(ARGS),tests/gui); alone=$$?; \
	[ $$alone = 5 ] && exit $$beside; exit $$alone

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python -m pytest benchmarks -o python_files='bench_*.py' -o filterwarnings=default --benchmark-columns=min,median,max -s $(ARGS)

# ARGS="--seed 7 --minutes 60" repeats an attack, or makes it longer.
attack: .venv/dev
	$(BIN)/python -m tests.attack $(ARGS)

translations: .venv/dev
	$(BIN)/python assets/locale/update.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_ARGS) -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_ARGS) -r requirements-dev.txt
	@touch $@ .venv/run

$(BIN)/python:
	@for python in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
		if "$$python" -c '$(SUITABLE)' 2>/dev/null; then "$$python" -m venv .venv && exit; rm -rf .venv; fi; \
	done; \
	echo "DigitPad needs Python 3.11 or newer with Tk and venv, and found none. Install it and try again:"; \
	echo "  Debian, Ubuntu   sudo apt install python3-tk python3-venv"; \
	echo "  Fedora           sudo dnf install python3-tkinter"; \
	echo "  Arch             sudo pacman -S tk"; \
	echo "  macOS            brew install python-tk"; \
	echo "or name an interpreter that has them: make run PYTHON=/path/to/python3"; \
	exit 1
