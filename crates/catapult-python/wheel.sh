#!/usr/bin/env sh
# The wheel, which needs glibc 2.17 and CPython 3.10 or later, and the source distribution, in dist/.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="$root/target/python/wheel"
"${PYTHON:-python3}" -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check maturin==1.16.0 ziglang==0.17.1
cd "$here"
export CARGO_TARGET_DIR="$root/target/python/build" PATH="$environment/bin:$PATH"
"$environment/bin/maturin" build --release --locked --zig --compatibility manylinux2014 --out "$root/dist"
"$environment/bin/maturin" sdist --out "$root/dist"
