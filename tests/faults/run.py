#!/usr/bin/env python3
"""Puts each fault of faults.toml into a copy of the tree and runs the tests that should notice.

usage: tests/faults/run.py [--mutants] [--list] [NAME ...]      (all faults, or those whose name contains a NAME)

A fault is a text to be replaced, once, in one file. It is killed if a test fails. The run fails if a fault survives that is
not listed as equivalent, if one listed as equivalent is killed, and also, so that nothing passes unseen, if a text does not
occur exactly once, a fault does not compile, its tests time out, or no test ran at all. Needs Python 3.11 and cargo.

With --mutants the faults are the mutants of cargo-mutants (`cargo install cargo-mutants --locked`; .cargo/mutants.toml says which)
in place of those of the list. Many of them do not compile, which is no failure.

To build less, faults of files whose tests do not meet are put in together, and each is judged by the tests named for it. What
these do not kill is tried alone, with all tests.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("faults.toml")
SECONDS = 900  # for one fault: it may make a test run for ever
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
    """A test binary, or why there is none: the paths of the files that errors point to, and the last of what cargo said."""

    def __init__(self, tree, target, package, binary):
        # most of the time is spent building, and most of that of the tests in MPFR
        environment = dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="1")
        command = ["cargo", "test", "--offline", "--locked", "-q", "-p", package, "--test", binary, "--no-run"]
        command.append("--message-format=json-render-diagnostics")
        for profile in ("profile.dev", "profile.dev.package.catapult-core"):
            command += ["--config", f"{profile}.opt-level=0"]
        run = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
        messages = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        # the tests of the root package build the program too
        made = [
            message for message in messages
            if message["reason"] == "compiler-artifact" and message.get("executable") and message["target"]["name"] == binary
        ]
        self.executable = made[0]["executable"] if run.returncode == 0 and made else None
        self.directory = Path(made[0]["manifest_path"]).parent if self.executable else tree
        self.blamed = set(re.findall(r"^error.*\n +--> ([^:]+):", run.stderr, re.MULTILINE))
        missing = "error: no matching package" in run.stderr or "failed to download" in run.stderr
        self.failure = Outcome("not built" if missing else "does not compile", run.stderr.strip()[-600:])

    def run(self, filters, seconds):
        """`killed`, `survived`, or what went wrong."""
        if not self.executable:
            return self.failure
        environment = dict(os.environ, RUST_BACKTRACE="0")

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))

        run = subprocess.Popen(
            [self.executable] + filters, cwd=self.directory, env=environment, stdout=subprocess.PIPE,
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

    def names(self):
        """Of all tests."""
        listed = subprocess.run([self.executable, "--list"], cwd=self.directory, capture_output=True, text=True, check=True)
        return set(re.findall(r"^(\S+): test$", listed.stdout, re.MULTILINE))


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


def read_mutants():
    """The mutants of cargo-mutants, with the tests that the list names for their files, first."""
    command = ["cargo", "mutants", "--list", "--json", "--package", "catapult-core"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        sys.exit(f"cargo mutants: {listed.stderr}")
    known = {}
    for entry in tomllib.loads(LIST.read_text())["file"]:
        known.setdefault(entry["path"], entry)

    def offset(text, place):
        lines = text.split("\n")
        return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1

    faults = []
    for mutant in json.loads(listed.stdout):
        path, text = mutant["file"], (ROOT / mutant["file"]).read_text()
        if path not in known:
            sys.exit(f"{LIST.name} names no tests for {path}, whose mutants cargo-mutants lists: add an entry, with faults or without")
        span = [offset(text, mutant["span"][end]) for end in ("start", "end")]
        entry = known[path]
        faults.append(
            {
                "name": mutant["name"].split("/src/")[-1], "stem": Path(path).stem, "path": path, "span": span,
                "new": mutant["replacement"], "why": mutant["genre"], "equivalent": None,
                "tests": entry["tests"], "uses": set(entry["uses"]),
                "package": entry.get("package", "catapult-core"), "binary": entry.get("binary", "kernel"),
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


def rounds(faults, names):
    """Faults that can be put in at the same time: of different files, judged by different tests (of which `names` are all), and
    none in a file that the tests of another use."""
    waiting = list(faults)
    judges = {fault["name"]: {name for name in names if any(part in name for part in fault["tests"])} for fault in faults}
    while waiting:
        batch = [waiting.pop(0)]
        for fault in list(waiting):
            stems = {chosen["stem"] for chosen in batch}
            used = set().union(*(chosen["uses"] for chosen in batch))
            apart = all(judges[fault["name"]].isdisjoint(judges[chosen["name"]]) for chosen in batch)
            if apart and fault["stem"] not in stems | used and not fault["uses"] & stems:
                batch.append(fault)
                waiting.remove(fault)
        yield batch


def put_in(tree, batch):
    """The texts to put back."""
    sound = {}
    for fault in batch:
        path = tree / fault["path"]
        sound[path] = path.read_text()
        path.write_text(changed(fault, sound[path]))
    return sound


def try_together(batch, tree, target, seconds):
    """The outcome of each fault of a batch by the tests named for it. Those that do not compile are taken out."""
    outcomes = {}
    while batch:
        sound = put_in(tree, batch)
        try:
            build = Build(tree, target, batch[0]["package"], batch[0]["binary"])
            blamed = [fault for fault in batch if fault["path"] in build.blamed] if not build.executable else batch
            for fault in blamed or batch:
                outcomes[fault["name"]] = build.run(fault["tests"], seconds)
        finally:
            for path, text in sound.items():
                path.write_text(text)
        batch = [fault for fault in batch if fault["name"] not in outcomes]
    return outcomes


def judge(batch, tree, target, seconds):
    """The outcome of each fault of a batch. What is not killed together with others, or is listed as equivalent, is tried alone, with all tests at last."""
    outcomes = {}
    for fault in batch:
        if (count := occurrences(fault, (tree / fault["path"]).read_text())) != 1:
            outcomes[fault["name"]] = Outcome("does not apply", f"the text occurs {count} times in {fault['path']}")
    batch = [fault for fault in batch if fault["name"] not in outcomes]
    outcomes |= try_together(batch, tree, target, seconds)
    for fault in batch:
        outcome = outcomes[fault["name"]]
        # what is listed as equivalent may be blamed for its neighbours
        if len(batch) > 1 and (outcome.kind != "killed" or fault["equivalent"]):
            outcome = try_together([fault], tree, target, seconds)[fault["name"]]
        if outcome.kind == "survived":
            outcome = try_together([dict(fault, tests=[])], tree, target, seconds)[fault["name"]]
        outcomes[fault["name"]] = outcome
    return outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--mutants", action="store_true", help="those of cargo-mutants")
    parser.add_argument("--list", action="store_true", help="only check that every fault applies")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for the tests of one fault")
    parser.add_argument("--target", type=Path, default=SCRATCH / "build", help="cargo's directory for the builds")
    options = parser.parse_args()

    faults = read_mutants() if options.mutants else read_list()
    names = [fault["name"] for fault in faults]
    if twice := {name for name in names if names.count(name) > 1}:
        sys.exit(f"names that occur twice: {sorted(twice)}")
    chosen = [fault for fault in faults if not options.names or any(name in fault["name"] for name in options.names)]
    if not chosen:
        sys.exit("no fault has such a name")

    if options.list:
        broken = [fault for fault in chosen if occurrences(fault, (ROOT / fault["path"]).read_text()) != 1]
        for fault in broken:
            print(f"does not apply: {fault['name']}")
        print(f"{len(chosen) - len(broken)} of {len(chosen)} faults apply")
        sys.exit(bool(broken))

    tree = SCRATCH / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    copy_tree(tree)
    wrong, done, started = [], {"killed": 0, "survived": 0, "does not compile": 0}, time.monotonic()
    for tests in sorted({(fault["package"], fault["binary"]) for fault in chosen}):
        build = Build(tree, options.target, *tests)
        outcome = build.run([], options.seconds)
        if outcome.kind != "survived":
            sys.exit(f"without any fault, the tests `{tests[1]}` of {tests[0]}: {outcome.kind} {outcome.detail}")
        own = [fault for fault in chosen if (fault["package"], fault["binary"]) == tests]
        for batch in rounds(own, build.names()):
            for name, outcome in judge(batch, tree, options.target, options.seconds).items():
                fault = next(fault for fault in batch if fault["name"] == name)
                expected = "survived" if fault["equivalent"] else "killed"
                right = outcome.kind == expected or options.mutants and outcome.kind == "does not compile"
                mark = "ok  " if right else "FAIL"
                detail = "" if right and outcome.kind == "does not compile" else outcome.detail
                print(f"{mark} {name}: {outcome.kind} {detail} ({time.monotonic() - started:.0f} s)", flush=True)
                if not right:
                    wrong.append(f"{name}: {outcome.kind}, not {expected} ({fault['equivalent'] or fault['why']})")
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
