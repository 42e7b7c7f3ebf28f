#!/usr/bin/env sh
# Makes a virtual environment with the packages that a file lists; does nothing where it is there.
# usage: environment.sh [REQUIREMENTS ENVIRONMENT]     (those of the tests of the Python package, in target/python)
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="${2:-$root/target/python/environment}"
requirements="${1:-$here/tests/requirements.txt}"

cmp -s "$requirements" "$environment/installed.txt" && exit 0
"$root/setup.sh" python
"${PYTHON:-python3}" -m venv --clear "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$environment/installed.txt"
