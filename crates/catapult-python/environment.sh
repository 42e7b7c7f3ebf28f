#!/usr/bin/env sh
# Makes the virtual environment of the tests in target/python, with the packages that they need; does nothing where it is there.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="$root/target/python/environment"
requirements="$here/tests/requirements.txt"

cmp -s "$requirements" "$environment/installed.txt" && exit 0
"$root/setup.sh" python
"${PYTHON:-python3}" -m venv --clear "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$environment/installed.txt"
