#!/usr/bin/env python3
"""Puts each fault of faults.toml into a copy of the tree and runs the tests that should notice.

usage: tests/faults/run.py [--mutants] [--list] [NAME ...]      (all faults, or those whose name contains a NAME)

A fault is a text to be replaced, once, in one file. It is killed if a test fails. The run fails if a fault survives that is
not listed as equivalent, if one listed as equivalent is killed, and also, so that nothing passes unseen, if a text does not
occur exactly once, a fault does not compile, its tests time out, or no test ran at all. Needs Python 3.11 and cargo.

With --mutants the faults are the mutants of cargo-mutants (`cargo install cargo-mutants --locked`; .cargo/mutants.toml says which)
in place of those of the list. Many of them do not compile, which is no failure.

All faults are put into one program, each behind a switch (switches.py), and each is judged by the tests named for its file. What
these do not kill is tried with all tests. Faults that cannot have a switch are put in one by one. Needs the packages of
requirements.txt too: `make mutants` installs them.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import switches

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("faults.toml")
SECONDS = 900  # for all tests: a fault may make one run for ever
CPU_SECONDS = 600  # the same, where others use the machine
MOST_BYTES = 8 << 30  # of its address space
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
    def __init__(self, kind, detail=""):
        self.kind, self.detail = kind, detail


class Build:
    """A test binary, or why there is none: the last of what cargo said."""

    def __init__(self, tree, target, package, binary):
        run, messages = switches.cargo("test", tree, target, package, binary, "--no-run")
        # the tests of the root package build the program too
        made = [
            message for message in messages
            if message["reason"] == "compiler-artifact" and message.get("executable") and message["target"]["name"] == binary
        ]
        self.executable = made[0]["executable"] if run.returncode == 0 and made else None
        self.directory = Path(made[0]["manifest_path"]).parent if self.executable else tree
        missing = "error: no matching package" in run.stderr or "failed to download" in run.stderr
        self.failure = Outcome("not built" if missing else "does not compile", run.stderr.strip()[-600:])

    def run(self, filters, seconds, number=0):
        """`killed`, `survived`, or what went wrong, where the fault with a number is on."""
        if not self.executable:
            return self.failure
        environment = dict(os.environ, RUST_BACKTRACE="0", FAULT=str(number))

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))

        # as many faults are tried at a time as there are processors
        alone = [] if number == 0 and not filters else ["--test-threads=1"]
        run = subprocess.Popen(
            [self.executable] + alone + filters, cwd=self.directory, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, preexec_fn=limit,
        )
        watch = threading.Timer(seconds, run.kill)
        watch.daemon = True
        watch.start()
        tested, failed = 0, None
        for line in run.stdout:
            # the first test that fails is enough
            if failed := re.match(r"test (\S+) \.\.\. FAILED", line):
                run.kill()
                break
            if counts := re.match(r"test result: \w+\. (\d+) passed; (\d+) failed", line):
                tested += int(counts.group(1)) + int(counts.group(2))
        run.wait()
        late = not watch.is_alive()
        watch.cancel()
        if failed:
            return Outcome("killed", failed.group(1))
        if late or run.returncode == -signal.SIGXCPU:
            return Outcome("timed out", f"after {seconds} s, or {CPU_SECONDS} s of CPU time")
        if run.returncode < 0 and tested == 0:
            # a fault may abort the process (a stack overflow, an allocation that fails): that is noticed too
            return Outcome("killed", "the test process died")
        return Outcome("survived") if run.returncode == 0 and tested > 0 else Outcome("tested none")



def judge_of(entry):
    """Package, binary and names of the tests that should notice."""
    return entry.get("package", "catapult-core"), entry.get("binary", "kernel"), entry["tests"]


def read_list():
    """All faults, each with its file's settings, named `stem/name`."""
    faults = []
    for entry in tomllib.loads(LIST.read_text())["file"]:
        stem = Path(entry["path"]).stem
        for name, old, new, why, *equivalent in entry["faults"]:
            faults.append(
                {
                    "name": f"{stem}/{name}", "path": entry["path"], "old": old, "new": new, "why": why,
                    "equivalent": equivalent[0] if equivalent else None, "judges": [judge_of(entry)],
                }
            )
    return faults


def read_mutants():
    """The mutants of cargo-mutants, with the tests that the list names for their files, first."""
    command = ["cargo", "mutants", "--list", "--json", "--package", "catapult-core"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        sys.exit(f"cargo mutants: {listed.stderr}")
    known = {}
    for entry in tomllib.loads(LIST.read_text())["file"]:
        known.setdefault(entry["path"], []).append(judge_of(entry))

    def offset(text, place):
        lines = text.split("\n")
        return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1

    faults = []
    for mutant in json.loads(listed.stdout):
        path, text = mutant["file"], (ROOT / mutant["file"]).read_text()
        if path not in known:
            sys.exit(f"{LIST.name} names no tests for {path}, whose mutants cargo-mutants lists: add an entry, with faults or without")
        span = [offset(text, mutant["span"][end]) for end in ("start", "end")]
        faults.append(
            {
                "name": mutant["name"].split("/src/")[-1], "path": path, "span": span,
                "new": mutant["replacement"], "why": mutant["genre"], "equivalent": None, "judges": known[path],
            }
        )
    return faults


def changed(fault, text):
    if "span" in fault:
        start, end = fault["span"]
        return text[:start] + fault["new"] + text[end:]
    return text.replace(fault["old"], fault["new"])


def occurrences(fault, text):
    return 1 if "span" in fault else text.count(fault["old"])


def judge(fault, builds, options, number=0):
    """The outcome of a fault: by the tests named for it, name by name, and if it survives them, by all of their binaries."""
    for package, binary, names in fault["judges"]:
        for name in names:
            outcome = builds[package, binary].run([name], options.seconds, number)
            if outcome.kind != "survived":
                return outcome
    for package, binary, _ in fault["judges"]:
        if outcome.kind == "survived" and not options.quick:
            outcome = builds[package, binary].run([], SECONDS, number)
    return outcome


def judge_alone(fault, tree, options):
    """The outcome of a fault that cannot have a switch."""
    path = tree / fault["path"]
    sound = path.read_text()
    path.write_text(changed(fault, sound))
    try:
        return judge(fault, {judge[:2]: Build(tree, options.target, *judge[:2]) for judge in fault["judges"]}, options)
    finally:
        path.write_text(sound)


def outcomes(faults, tree, options):
    """Each fault with its outcome, as they come."""
    texts = {path: (tree / path).read_text() for path in {fault["path"] for fault in faults}}
    for fault in faults:
        fault["text"] = changed(fault, texts[fault["path"]]).encode()
    numbers = switches.put_in(tree, options.target, faults)
    builds = {}
    for tests in sorted({judge[:2] for fault in faults for judge in fault["judges"]}):
        builds[tests] = Build(tree, options.target, *tests)
        outcome = builds[tests].run([], SECONDS)
        if outcome.kind != "survived":
            sys.exit(f"without any fault, the tests `{tests[1]}` of {tests[0]}: {outcome.kind} {outcome.detail}")

    switched = [fault for fault in faults if fault["name"] in numbers]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(switched, pool.map(lambda fault: judge(fault, builds, options, numbers[fault["name"]]), switched))
    copy_tree(tree)
    for fault in faults:
        if fault["name"] not in numbers:
            yield fault, judge_alone(fault, tree, options)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--mutants", action="store_true", help="those of cargo-mutants")
    parser.add_argument("--list", action="store_true", help="only check that every fault applies")
    parser.add_argument("--quick", action="store_true", help="judge each fault only by the tests named for it")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each name of tests of one fault")
    parser.add_argument("--target", type=Path, default=SCRATCH / "build", help="cargo's directory for the builds")
    options = parser.parse_args()

    faults = read_mutants() if options.mutants else read_list()
    names = [fault["name"] for fault in faults]
    if twice := {name for name in names if names.count(name) > 1}:
        sys.exit(f"names that occur twice: {sorted(twice)}")
    chosen = [fault for fault in faults if not options.names or any(name in fault["name"] for name in options.names)]
    if not chosen:
        sys.exit("no fault has such a name")

    broken = [fault for fault in chosen if occurrences(fault, (ROOT / fault["path"]).read_text()) != 1]
    for fault in broken:
        print(f"does not apply: {fault['name']}: its text does not occur once in {fault['path']}")
    if options.list or broken:
        print(f"{len(chosen) - len(broken)} of {len(chosen)} faults apply")
        sys.exit(bool(broken))

    tree = SCRATCH / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    copy_tree(tree)
    wrong, done, started = [], {"killed": 0, "survived": 0, "does not compile": 0}, time.monotonic()
    for fault, outcome in outcomes(chosen, tree, options):
        expected = "survived" if fault["equivalent"] else "killed"
        right = outcome.kind == expected or options.mutants and outcome.kind == "does not compile"
        mark = "ok  " if right else "FAIL"
        detail = "" if right and outcome.kind == "does not compile" else outcome.detail
        print(f"{mark} {fault['name']}: {outcome.kind} {detail} ({time.monotonic() - started:.0f} s)", flush=True)
        if not right:
            wrong.append(f"{fault['name']}: {outcome.kind}, not {expected} ({fault['equivalent'] or fault['why']})")
        else:
            done[outcome.kind] += 1
    unviable = f"{done['does not compile']} that do not compile, " if options.mutants else ""
    print(f"{len(chosen)} faults: {done['killed']} killed, {done['survived']} equivalent, {unviable}{len(wrong)} wrong")
    for line in wrong:
        print(f"  {line}")
    sys.exit(bool(wrong) or done["killed"] == 0)


if __name__ == "__main__":
    # so that what was changed in the copy is put back
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
