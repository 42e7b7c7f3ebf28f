#!/usr/bin/env python3
"""Puts each fault of faults.toml into a copy of the tree and runs the tests that should notice.

usage: tests/faults/run.py [--list] [NAME ...]      (all faults, or those whose name contains a NAME)

A fault is a text to be replaced, once, in one file. It is killed if a test fails. The run fails if a fault survives that is
not listed as equivalent, if one listed as equivalent is killed, and also, so that nothing passes unseen, if a text does not
occur exactly once, a fault does not compile, its tests time out, or no test ran at all. Needs Python 3.11 and cargo.

To build less, faults of files whose tests do not meet are put in together, and each is judged by the tests named for it.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("faults.toml")
SECONDS = 600  # for one fault: it may make a test run for ever
SCRATCH = ROOT / "target" / "faults"


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def copy_tree(tree):
    """The working tree without what git ignores. Unchanged files keep their times, so that cargo builds little."""
    wanted = set(tracked_files())
    for path in [path for path in tree.rglob("*") if path.is_file()]:
        if str(path.relative_to(tree)) not in wanted:
            path.unlink()
    for name in wanted:
        source, copy = ROOT / name, tree / name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)


class Outcome:
    def __init__(self, kind, detail="", seconds=0.0):
        self.kind, self.detail, self.seconds = kind, detail, seconds


def run_tests(tree, target, package, binary, filters, seconds):
    """Builds and runs one test binary: `killed`, `survived`, or what went wrong."""
    # most of the time is spent building, and most of that of the tests in MPFR
    environment = dict(os.environ, CARGO_TARGET_DIR=str(target), RUST_BACKTRACE="0", CARGO_PROFILE_DEV_OPT_LEVEL="0")
    command = ["cargo", "test", "--offline", "--locked", "-q", "-p", package, "--test", binary]
    started = time.monotonic()
    build = subprocess.run(command + ["--no-run"], cwd=tree, env=environment, capture_output=True, text=True)
    if build.returncode != 0:
        if "error: no matching package" in build.stderr or "failed to download" in build.stderr:
            return Outcome("not built", build.stderr.strip()[-400:])
        return Outcome("does not compile", build.stderr.strip()[-600:])
    try:
        run = subprocess.run(command + ["--"] + filters, cwd=tree, env=environment, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return Outcome("timed out", f"after {seconds} s")
    counts = re.findall(r"test result: \w+\. (\d+) passed; (\d+) failed", run.stdout)
    spent = time.monotonic() - started
    if sum(int(number) for pair in counts for number in pair) == 0:
        # a fault may abort the process (a stack overflow, an allocation that fails): that is noticed too
        return Outcome("killed", "the test process died", spent) if run.returncode < 0 else Outcome("tested none")
    if run.returncode == 0:
        return Outcome("survived", seconds=spent)
    first = re.search(r"^(\S+)$", run.stdout.split("failures:")[-1], re.MULTILINE)
    names = re.findall(r"^    (\S+)$", run.stdout, re.MULTILINE)
    return Outcome("killed", names[0] if names else (first.group(1) if first else "a test"), spent)


def read_list():
    """All faults, each with its file's settings, named `stem/name`."""
    faults = []
    for entry in tomllib.loads(LIST.read_text())["file"]:
        stem = Path(entry["path"]).stem
        for name, old, new, why, *equivalent in entry["faults"]:
            faults.append(
                {
                    "name": f"{stem}/{name}", "stem": stem, "path": entry["path"], "old": old, "new": new, "why": why,
                    "equivalent": equivalent[0] if equivalent else None,
                    "tests": entry["tests"], "uses": set(entry["uses"]),
                    "package": entry.get("package", "catapult-core"), "binary": entry.get("binary", "kernel"),
                }
            )
    return faults


def rounds(faults):
    """Faults that can be put in at the same time: at most one of each file, and none in a file that the tests of another use."""
    waiting = list(faults)
    while waiting:
        batch = [waiting.pop(0)]
        for fault in list(waiting):
            stems = {chosen["stem"] for chosen in batch}
            used = set().union(*(chosen["uses"] for chosen in batch))
            same = (fault["package"], fault["binary"]) == (batch[0]["package"], batch[0]["binary"])
            if same and fault["stem"] not in stems | used and not fault["uses"] & stems:
                batch.append(fault)
                waiting.remove(fault)
        yield batch


def put_in(tree, batch):
    """The texts to put back."""
    sound = {}
    for fault in batch:
        path = tree / fault["path"]
        sound[path] = path.read_text()
        path.write_text(sound[path].replace(fault["old"], fault["new"]))
    return sound


def judge(batch, tree, target, seconds):
    """The outcome of each fault of a batch. What survives the tests named for it is tried alone, with all tests."""
    outcomes = {}
    for fault in batch:
        if (count := (tree / fault["path"]).read_text().count(fault["old"])) != 1:
            outcomes[fault["name"]] = Outcome("does not apply", f"the text occurs {count} times in {fault['path']}")
    batch = [fault for fault in batch if fault["name"] not in outcomes]
    sound = put_in(tree, batch)
    try:
        for fault in batch:
            outcome = run_tests(tree, target, fault["package"], fault["binary"], fault["tests"], seconds)
            outcomes[fault["name"]] = outcome
            if outcome.kind == "does not compile" and len(batch) > 1:
                break
    finally:
        for path, text in sound.items():
            path.write_text(text)
    for fault in batch:
        outcome = outcomes.get(fault["name"])
        if outcome and outcome.kind == "killed":
            continue
        alone = [] if outcome and outcome.kind == "survived" else fault["tests"]
        if len(batch) > 1 or (outcome and outcome.kind == "survived"):
            sound = put_in(tree, [fault])
            try:
                outcomes[fault["name"]] = run_tests(tree, target, fault["package"], fault["binary"], alone, seconds)
                if outcomes[fault["name"]].kind == "survived" and alone:
                    outcomes[fault["name"]] = run_tests(tree, target, fault["package"], fault["binary"], [], seconds)
            finally:
                for path, text in sound.items():
                    path.write_text(text)
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="only check that every fault applies")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for the tests of one fault")
    parser.add_argument("--target", type=Path, default=SCRATCH / "build", help="cargo's directory for the builds")
    options = parser.parse_args()

    faults = read_list()
    names = [fault["name"] for fault in faults]
    if twice := {name for name in names if names.count(name) > 1}:
        sys.exit(f"names that occur twice: {sorted(twice)}")
    chosen = [fault for fault in faults if not options.names or any(name in fault["name"] for name in options.names)]
    if not chosen:
        sys.exit("no fault has such a name")

    if options.list:
        broken = [fault for fault in chosen if (ROOT / fault["path"]).read_text().count(fault["old"]) != 1]
        for fault in broken:
            print(f"does not apply: {fault['name']}")
        print(f"{len(chosen) - len(broken)} of {len(chosen)} faults apply")
        sys.exit(bool(broken))

    tree = SCRATCH / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    copy_tree(tree)
    for package, binary in sorted({(fault["package"], fault["binary"]) for fault in chosen}):
        outcome = run_tests(tree, options.target, package, binary, [], options.seconds)
        if outcome.kind != "survived":
            sys.exit(f"without any fault, the tests `{binary}` of {package}: {outcome.kind} {outcome.detail}")

    wrong, done = [], {"killed": 0, "survived": 0}
    for batch in rounds(chosen):
        for name, outcome in judge(batch, tree, options.target, options.seconds).items():
            fault = next(fault for fault in batch if fault["name"] == name)
            expected = "survived" if fault["equivalent"] else "killed"
            mark = "ok  " if outcome.kind == expected else "FAIL"
            print(f"{mark} {name}: {outcome.kind} {outcome.detail}", flush=True)
            if outcome.kind != expected:
                wrong.append(f"{name}: {outcome.kind}, not {expected} ({fault['equivalent'] or fault['why']})")
            else:
                done[outcome.kind] += 1
    print(f"{len(chosen)} faults: {done['killed']} killed, {done['survived']} equivalent, {len(wrong)} wrong")
    for line in wrong:
        print(f"  {line}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    # so that what was changed in the copy is put back
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
