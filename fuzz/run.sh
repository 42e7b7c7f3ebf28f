#!/usr/bin/env bash
# usage: fuzz/run.sh [SECONDS [TARGET..]]: each target for so long (600 s) on one core, with at most 1 GB of memory.
# Needs `rustup toolchain install nightly` and `cargo install cargo-fuzz --locked`. Fails at the first crash, overflow, failed
# assertion, input that takes more than a minute, or excess of memory; the input is left in fuzz/artifacts.
#
# Starts from the inputs of fuzz/corpus and keeps what it finds in fuzz/target/corpus, out of the repository. To keep more of it:
# cargo +nightly fuzz run --sanitizer none TARGET fuzz/corpus/TARGET fuzz/target/corpus/TARGET -- -merge=1 -max_len=200
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-600}
shift $(($# > 0 ? 1 : 0))
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo +nightly fuzz list --fuzz-dir .)

for target in "${targets[@]}"; do
  mkdir -p "target/corpus/$target" "corpus/$target"
  dictionary=()
  [ ! -f "$target.dict" ] || dictionary=("-dict=$target.dict")
  echo "== $target: $seconds s"
  # no sanitizer: there is no unsafe code of ours, and integer overflow panics
  cargo +nightly fuzz run --fuzz-dir . --sanitizer none "$target" "target/corpus/$target" "corpus/$target" -- \
    -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=1024 -timeout=60 -print_final_stats=1 "${dictionary[@]}"
done
