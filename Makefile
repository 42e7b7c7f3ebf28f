# The jobs of this project. Each one installs what it is missing, so that a fresh machine needs only git, Rust, gcc and make.

.PHONY: reproduce proofs check-proofs core test test-python test-all mutants fuzz lint bench bench-compare bench-clear compare docs docs-environment \
  install wheel setup clean

# The main job: claims, figures and report in ./out
reproduce: setup
	cargo build --release --locked
	./target/release/catapult reproduce

# The formal proofs, compiled by Coq.
proofs:
	@./setup.sh proofs
	$(MAKE) -C proofs -j2

# What must be believed, alone: without other crates, and without libraries other than those it names.
core: setup
	cargo build --package catapult-core --locked
	cargo build --package catapult-core --locked --all-features
	crates/catapult-core/check-dependencies.sh

# All tests that a change must pass.
test: setup check-proofs
	cargo test --workspace --locked
	@if crates/catapult-python/environment.sh; then $(MAKE) test-python; else \
	  echo "*** Packages of Python cannot be installed: THE PYTHON PACKAGE IS NOT TESTED by this run. ***" >&2; fi
	@if command -v chromium > /dev/null; then cargo test --workspace --locked --test figures -- --ignored in_a_browser; else \
	  echo "*** chromium is not installed: the report is not laid out by a browser in this run. ***" >&2; fi

# The tests of the Python package, in a virtual environment of their own under target/python.
test-python: setup
	crates/catapult-python/build.sh
	cd crates/catapult-python && CATAPULT_COMMAND=$(wildcard $(CURDIR)/target/debug/catapult) \
	  ../../target/python/environment/bin/python -m pytest -q $(PYTEST)

# A wheel for any Linux of the last ten years (manylinux2014, through zig), and the sources as pip takes them: dist/
wheel: setup
	@./setup.sh python
	crates/catapult-python/wheel.sh

# The proofs where Coq is installed, and a warning where it is not.
check-proofs:
	@if ./setup.sh has-proofs; then $(MAKE) proofs; else \
	  echo "******************************************************************************" >&2; \
	  echo "*** Coq is not installed: THE FORMAL PROOFS ARE NOT CHECKED by this run.   ***" >&2; \
	  echo "*** \`make proofs\` installs Coq on Debian and Ubuntu and compiles them.     ***" >&2; \
	  echo "******************************************************************************" >&2; \
	fi

# The slow, exhaustive checks too.
test-all: setup check-proofs
	@command -v slurmctld > /dev/null && command -v munged > /dev/null || \
	  echo "*** Slurm is not installed: JOB ARRAYS ARE NOT RUN (apt-get install slurmctld slurmd slurm-client munge). ***" >&2
	cargo test --workspace --locked --release -- --include-ignored
	@if command -v mpirun mpicc > /dev/null; then cargo test --locked --release --features mpi --test command ranks::; else \
	  echo "*** MPI is not installed: RUNS ON SEVERAL PROCESSES ARE NOT TESTED (apt-get install libopenmpi-dev openmpi-bin libclang-dev). ***" >&2; fi

# Whether the tests of the kernel notice faults: each of tests/faults/faults.toml, and what cargo-mutants does to operators and
# bodies (`cargo install cargo-mutants --locked`). Fails if one survives, times out, or if none was tested. Two to three hours.
FAULTS := target/faults/environment

mutants: setup
	crates/catapult-python/environment.sh tests/faults/requirements.txt $(FAULTS)
	$(FAULTS)/bin/python tests/faults/run.py
	$(FAULTS)/bin/python tests/faults/run.py --mutants

# Each fuzz target for FUZZ_SECONDS, with at most 1 GB: see fuzz/run.sh for what it needs.
FUZZ_SECONDS ?= 600

fuzz: setup
	fuzz/run.sh $(FUZZ_SECONDS)

# Format, lints and documentation, without a single warning; the library with each feature alone too.
lint: setup
	cargo fmt --all --check
	cargo clippy --workspace --locked --all-targets -- -D warnings
	cargo clippy --locked --bench table --bench side_by_side -- -D warnings
	for features in "" images figures pictures parquet; do \
	  cargo clippy --locked --no-default-features --features "$$features" -- -D warnings || exit 1; \
	done
	@if command -v mpicc > /dev/null; then cargo clippy --locked --features mpi --all-targets -- -D warnings; else \
	  echo "*** MPI is not installed: the feature mpi is not compiled (apt-get install libopenmpi-dev libclang-dev). ***" >&2; fi
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps
	cd crates/catapult-python && cargo fmt --check && CARGO_TARGET_DIR=../../target cargo clippy --locked --config ../../Cargo.toml -- -D warnings

# The documentation site in target/site: tutorial, how-tos, references, gallery. Every link is followed. Read it from the folder, or
# with its search through `python3 -m http.server --directory target/site`.
DOCS_ENVIRONMENT = target/docs/environment

# The program is built as the tests build it, so that nothing is compiled twice. The notebooks are run with the Python package.
docs: setup docs-environment
	crates/catapult-python/build.sh
	target/python/environment/bin/python docs/run_notebooks.py
	cargo test --workspace --locked --test command --no-run
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --locked --no-deps
	$(DOCS_ENVIRONMENT)/bin/python docs/make_site.py target/debug/catapult

docs-environment: $(DOCS_ENVIRONMENT)/made

$(DOCS_ENVIRONMENT)/made: docs/requirements.txt
	@./setup.sh python
	python3 -m venv $(DOCS_ENVIRONMENT)
	$(DOCS_ENVIRONMENT)/bin/python -m pip install --quiet --disable-pip-version-check --requirement docs/requirements.txt
	touch $@

# Every bench, a table of the medians, and the measurements kept under a name: make bench BASELINE=before
BASELINE ?= local

bench: setup bench-clear
	cargo bench --locked -- --noplot --save-baseline $(BASELINE)
	cargo bench --locked --bench table

# The same, compared with what was kept: the last column is the change of the median.
bench-compare: setup bench-clear
	cargo bench --locked -- --noplot --baseline-lenient $(BASELINE)
	cargo bench --locked --bench table -- --baseline $(BASELINE)

# The table shows the last run only.
bench-clear:
	@if [ -d target/criterion ]; then find target/criterion -type d -name new -prune -exec rm -r {} +; fi

# catapult beside PyTorch, JAX, NumPy, Numba, mpmath and python-flint; rewrites the tables of COMPARE.md. About 20 minutes, and
# 7 GB of Python packages under target/peers the first time (SECTIONS="maps orbits" runs these only).
compare: setup
	$(or $(PYTHON),python3) benches/peers/compare.py $(SECTIONS)

install: setup
	cargo install --locked --path .

# GMP and MPFR are built from source by gmp-mpfr-sys, which needs m4 besides a C compiler and make.
setup:
	@./setup.sh

clean:
	cargo clean
	rm -rf out
	$(MAKE) -C proofs clean
