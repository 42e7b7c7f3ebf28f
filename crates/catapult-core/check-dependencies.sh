#!/usr/bin/env sh
# Fails if the core draws in a library that is not named here. Who trusts the core trusts these: a new one is a decision, and
# faer, rayon, clap or plotters among them would be a mistake.
set -eu
cd "$(dirname "$0")"

# GMP and MPFR, correctly rounded functions of doubles, and reading and writing of certificates; derive macros run in the compiler.
always="
    gmp-mpfr-sys rug az libc
    num-traits num-integer libm
    pxfm
    serde serde_core serde_derive
    thiserror thiserror-impl
    proc-macro2 quote syn unicode-ident
"
# Feature `lanes`: vectors of doubles.
lanes="pulp pulp-wasm-simd-flag bitflags bytemuck cfg-if num-complex paste raw-cpuid reborrow"
# Feature `hostile`: random inputs for tests.
hostile="rand rand_core"

# check NAMES OPTION...: the libraries of a normal build with these options of cargo are among the names.
check() {
    allowed=$1
    shift
    libraries=$(cargo tree --package catapult-core --edges normal --target all --prefix none --no-dedupe --locked "$@")
    strangers=""
    for library in $(echo "$libraries" | cut -d ' ' -f 1 | sort -u); do
        case " $(echo $allowed) " in
            *" $library "*) ;;
            *) strangers="$strangers $library" ;;
        esac
    done
    if [ -n "$strangers" ]; then
        echo "catapult-core draws in what is not named in $0:$strangers (cargo tree --package catapult-core $*)" >&2
        exit 1
    fi
}

check "catapult-core $always"
check "catapult-core $always $lanes" --features lanes
check "catapult-core $always $hostile" --features hostile
check "catapult-core $always $lanes $hostile" --all-features
