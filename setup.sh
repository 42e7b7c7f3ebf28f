#!/usr/bin/env sh
# Installs the system packages the build needs, where they are missing; does nothing where they are there.
# `setup.sh proofs` does the same for Coq and its libraries Coquelicot and Interval; `setup.sh has-proofs` only says by its
# exit status whether they are there. `setup.sh python` is for the Python package: an interpreter, and its module venv.
set -eu

has_coq() {
    command -v coqc >/dev/null 2>&1 && command -v coqdep >/dev/null 2>&1 || return 1
    libraries="$(coqc -where)/user-contrib"
    [ -d "$libraries/Coquelicot" ] && [ -d "$libraries/Interval" ]
}

if [ "${1:-}" = has-proofs ]; then
    has_coq
    exit
fi

missing=""
command -v m4 >/dev/null 2>&1 || missing="$missing m4"
command -v cc >/dev/null 2>&1 || missing="$missing gcc"
command -v make >/dev/null 2>&1 || missing="$missing make"
if [ "${1:-}" = proofs ] && ! has_coq; then
    missing="$missing coq libcoq-coquelicot libcoq-interval"
fi

if [ "${1:-}" = python ] && ! "${PYTHON:-python3}" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    missing="$missing python3 python3-venv"
fi

if ! command -v cargo >/dev/null 2>&1; then
    echo "cargo is missing: install Rust 1.89 or newer with rustup, then open a new shell" >&2
    exit 1
fi
[ -n "$missing" ] || exit 0

if [ "$(uname -s)" = Darwin ]; then
    echo "missing:$missing. Install the command line tools with 'xcode-select --install', m4 with 'brew install m4', and Coq 8.16 with coquelicot and interval with opam" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "missing:$missing. Install these with your package manager, then run make again" >&2
    exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "missing:$missing. Install these as root with apt-get" >&2; exit 1; }
    as_root="sudo"
fi
echo "installing:$missing" >&2
$as_root apt-get update -qq
# The C library's headers come with gcc only where recommended packages do.
case "$missing" in *gcc*) missing="$missing libc6-dev" ;; esac
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
