# The jobs of this project. Each one installs what it is missing, so that a fresh machine needs only git, Rust, gcc and make.

.PHONY: reproduce test test-all lint bench install setup clean

# The main job: claims, figures and report in ./out
reproduce: setup
	cargo build --release --locked
	./target/release/catapult reproduce

# All tests that a change must pass.
test: setup
	cargo test --locked

# The slow, exhaustive checks too.
test-all: setup
	cargo test --locked --release -- --include-ignored

# Format, lints and documentation, without a single warning.
lint: setup
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

bench: setup
	cargo bench --locked

install: setup
	cargo install --locked --path .

# GMP and MPFR are built from source by gmp-mpfr-sys, which needs m4 besides a C compiler and make.
setup:
	@./setup.sh

clean:
	cargo clean
	rm -rf out
