#!/usr/bin/env sh
# Builds the Python package for tests: the environment of environment.sh, and the extension module,
# compiled with the profile and into the directory of the tests of the Rust side, so that third-party crates are compiled once.
# `build.sh release` optimises it, for measurements.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="$root/target/python/environment"

"$here/environment.sh"

cd "$here"
export CARGO_TARGET_DIR="$root/target" PYO3_PYTHON="$environment/bin/python"
if [ "${1:-}" = release ]; then
    cargo build --locked --release
    built="$root/target/release/lib_native.so"
else
    cargo build --locked --config "$root/Cargo.toml"
    built="$root/target/debug/lib_native.so"
fi
# the package as it is in the sources, with the module beside it
site="$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
rm -rf "$site/catapult"
# with their times, so that what was made with the same package is known to be
cp -rp "$here/python/catapult" "$site/catapult"
cp -p "$built" "$site/catapult/_native.abi3.so"
