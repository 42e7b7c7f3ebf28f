#!/usr/bin/env python3
"""Runs catapult and its peers side by side on this machine and writes the outcome into COMPARE.md.

    make compare                                        everything, about 20 minutes
    python3 benches/peers/compare.py maps orbits        these sections only; the others stay as they are
    python3 benches/peers/compare.py --quick            fewer runs, without the slowest rows
    python3 benches/peers/compare.py --rough            fewer runs, disturbed or not (both may be given)
    python3 benches/peers/compare.py --render           no runs: COMPARE.md again from results.json

Needs the standard library only. The peers live in virtual environments, made under target/peers at the first run; set
PEERS_PYTHON and PEERS_DIGITS_PYTHON to interpreters that already have requirements.txt and requirements-digits.txt.

Protocol. The contenders of a table are started together, do their work once to warm up, and then run in turn, one at a
time, round after round, until each has its number of runs (5, or 3 for long ones) in which other processes took at most
6 % of the machine; other runs are discarded and repeated, up to a limit, after which the row is marked as disturbed. The
time of a row is the median. Work of less than 0.3 s is repeated within a run. Results are compared with ours, and a row
whose result is another one is an error.
"""
import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import agreement
from workloads import SECTIONS, TABLES

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "benches" / "peers"
RESULTS = HERE / "results.json"
DOCUMENT = ROOT / "COMPARE.md"
TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()
LAST_CORE = max(os.sched_getaffinity(0))
SHARE = 0.06
# For each environment: the variable that names it, its folder, its requirements, and the packages whose versions are shown.
ENVIRONMENTS = {
    "PYTHON": ("PEERS_PYTHON", "venv", "requirements.txt", ["numpy", "scipy", "numba", "llvmlite", "jax", "jaxlib", "torch"]),
    "DIGITS": ("PEERS_DIGITS_PYTHON", "venv-digits", "requirements-digits.txt", ["mpmath", "gmpy2", "python-flint"]),
}


# ---- set-up ----------------------------------------------------------------------------------------------------------------


def set_up(work):
    """Environments, our programs and the start; returns the paths that the commands name."""
    paths = {}
    for name, (variable, folder, requirements, _) in ENVIRONMENTS.items():
        if os.environ.get(variable):
            paths[name] = os.environ[variable]
            continue
        environment = ROOT / "target" / "peers" / folder
        paths[name] = str(environment / "bin" / "python")
        done = environment / requirements
        if not done.exists() or done.read_text() != (HERE / requirements).read_text():
            print(f"setting up {environment}", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
            subprocess.run([paths[name], "-m", "pip", "install", "--quiet", "-r", HERE / requirements], check=True)
            shutil.copy(HERE / requirements, done)
    print("building catapult", file=sys.stderr)
    build = ["cargo", "build", "--release", "--locked", "--bin", "catapult"]
    subprocess.run(build, cwd=ROOT, check=True)
    bench = ["cargo", "bench", "--locked", "--no-run", "--bench", "side_by_side", "--message-format", "json"]
    for line in subprocess.run(bench, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "side_by_side":
            paths["OURS"] = message["executable"]
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    paths["CATAPULT"] = str(target / "release" / "catapult")
    paths["START"], paths["OUT"] = f"{work}/start.npz", f"{work}/train"
    subprocess.run([paths["PYTHON"], HERE / "cifar.py", paths["START"]], check=True)
    return paths


def versions(paths):
    def ask(*command):
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    found = {}
    for name, (*_, packages) in ENVIRONMENTS.items():
        code = "import sys, json, importlib.metadata as m; print(json.dumps({p: m.version(p) for p in sys.argv[1:]}))"
        found |= json.loads(ask(paths[name], "-c", code, *packages))
        found["python"] = ask(paths[name], "-c", "import platform; print(platform.python_version())")
    packages = json.loads(ask("cargo", "metadata", "--no-deps", "--format-version", "1"))["packages"]
    found["catapult"] = next(package["version"] for package in packages if package["name"] == "catapult-phase")
    found["rustc"] = ask("rustc", "--version").split()[1]
    commit = ask("git", "rev-parse", "--short=12", "HEAD")
    changed = ask("git", "status", "--porcelain", "--", "src", "crates", "benches/side_by_side", "Cargo.toml", "Cargo.lock")
    found["commit"] = commit + (" with changes" if changed else "")
    return found


def machine():
    def read(path):
        try:
            return pathlib.Path(path).read_text().strip()
        except OSError:
            return None

    information = dict(
        (key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in read("/proc/cpuinfo").splitlines())
    )
    memory = int(read("/proc/meminfo").split()[1])
    vectors = [flag for flag in ("avx512f", "avx2", "fma") if flag in information.get("flags", "").split()]
    found = {
        "processor": information.get("model name"),
        "cores": CORES,
        "vector_instructions": vectors,
        "memory_gib": round(memory / 2**20),
        "governor": read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") or "not visible",
        "system": platform.platform(),
        "virtual": "hypervisor" in information.get("flags", "").split(),
    }
    for index in range(4):
        cache = f"/sys/devices/system/cpu/cpu0/cache/index{index}/"
        level, kind, size = read(cache + "level"), read(cache + "type"), read(cache + "size")
        if size:
            found[f"L{level}" + ({"Data": "d", "Instruction": "i"}.get(kind, ""))] = size
    return found


# ---- timing ----------------------------------------------------------------------------------------------------------------


def machine_busy():
    """Seconds that all processors have worked, for us or for another guest of the host."""
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:]]
    return sum(fields[i] for i in (0, 1, 2, 5, 6, 7)) / TICKS


def process_busy(pid):
    """Seconds of processor time of a process, with children that it has waited for."""
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICKS


def wait_for_quiet(patience):
    """Waits until other processes take less than 5 % of the machine for a moment, or patience ends."""
    end = time.monotonic() + patience
    while True:
        busy, begin = machine_busy(), time.monotonic()
        time.sleep(0.2)
        if (machine_busy() - busy) / ((time.monotonic() - begin) * CORES) < 0.05 or time.monotonic() > end:
            return


class Process:
    """A contender that serves: it has warmed up, and runs when told."""

    def __init__(self, contender, paths, work):
        self.contender, self.file = contender, f"{work}/result-{id(self)}"
        command = [paths.get(word, word) for word in contender.command] + ["--serve", "--save", self.file]
        command += ["--cold"] * contender.cold
        pin = (lambda: os.sched_setaffinity(0, {LAST_CORE})) if contender.environment else None
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **contender.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=pin,
        )
        self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.contender.label} ended early: {command_line(self.contender)}")
        return json.loads(line)

    def run(self):
        before = process_busy(self.process.pid)
        print("run", file=self.process.stdin, flush=True)
        seconds = self.answer()["seconds"]
        return seconds, process_busy(self.process.pid) - before

    def finish(self):
        status = open(f"/proc/{self.process.pid}/status").read().splitlines()
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
        print("finish", file=self.process.stdin, flush=True)
        return self.answer()["results"], peak

    def end(self):
        self.process.kill()
        self.process.wait()
        pathlib.Path(self.file).unlink(missing_ok=True)


class Command:
    """A contender whose whole process is timed; a short one is started as often as fills a third of a second."""

    def __init__(self, contender, paths, work):
        self.contender, self.file = contender, f"{work}/train"
        self.command = [paths.get(word, word) for word in contender.command]
        self.output, self.peak = None, 0
        self.times = max(1, math.ceil(0.3 / self.once()[0]))

    def run(self):
        runs = [self.once() for _ in range(self.times)]
        return sum(seconds for seconds, _ in runs) / self.times, sum(processor for _, processor in runs)

    def once(self):
        shutil.rmtree(self.file, ignore_errors=True)
        begin = time.perf_counter()
        process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{self.contender.label} failed: {command_line(self.contender)}")
        # A child begins as a copy of this process, whose memory Linux counts as its own: a smaller peak is not seen.
        if usage.ru_maxrss > 1.05 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
            self.peak = max(self.peak, usage.ru_maxrss / 1024)
        return seconds, usage.ru_utime + usage.ru_stime

    def finish(self):
        return self.output, self.peak

    def end(self):
        shutil.rmtree(self.file, ignore_errors=True)


def measure(table, options, paths, work):
    """Rows of a table: what was measured of each contender. Groups run one after the other."""
    contenders = [contender for contender in table.contenders if not (options.quick and contender.slow)]
    rows = []
    for group in dict.fromkeys(contender.group for contender in contenders):
        rows += measure_group(table, [c for c in contenders if c.group == group], options, paths, work)
    return rows


def measure_group(table, contenders, options, paths, work):
    running = []
    try:
        for contender in contenders:
            print(f"  {contender.label}", file=sys.stderr)
            served = table.kind == "contender" and contender.command[0] != "CATAPULT"
            running.append((Process if served else Command)(contender, paths, work))
        return take_turns(table, running, options)
    finally:
        for one in running:
            one.end()


def wanted_runs(contender, options):
    if options.rough and contender.slow:
        return 1
    return min(contender.runs, 2) if options.quick or options.rough else contender.runs


def take_turns(table, running, options):
    clean, disturbed = ([[] for _ in running] for _ in range(2))
    for _ in range(3 * max(one.contender.runs for one in running)):
        for one, good, bad in zip(running, clean, disturbed):
            wanted = wanted_runs(one.contender, options)
            # A long run is repeated once only.
            most = wanted + (0 if options.rough else 1 if bad and min(run["wall"] for run in bad) > 10 else wanted)
            if len(good) >= wanted or len(good) + len(bad) >= most:
                continue
            wait_for_quiet(options.patience)
            busy, own, begin = machine_busy(), time.process_time(), time.monotonic()
            seconds, processor = one.run()
            wall = time.monotonic() - begin
            other = machine_busy() - busy - processor - (time.process_time() - own)
            run = {"seconds": seconds, "wall": wall, "processor": processor, "other": max(0, other) / (wall * CORES)}
            # Ticks are 10 ms: a short run is disturbed if others took two of them or more.
            (good if other <= max(SHARE * wall * CORES, 0.015) else bad).append(run)
    rows, reference = [], None
    for one, good, bad in zip(running, clean, disturbed):
        contender = one.contender
        wanted = wanted_runs(contender, options)
        runs = good if len(good) >= wanted else sorted(good + bad, key=lambda run: run["other"])[:wanted]
        results, peak = one.finish()
        reference = (results, one.file) if reference is None else reference
        sentence, numbers = compared(table, contender, reference, (results, one.file))
        rows.append(
            {
                "label": contender.label,
                "tool": contender.tool,
                "group": contender.group,
                "command": command_line(contender),
                "seconds": [run["seconds"] for run in runs],
                "cores": round(statistics.median(run["processor"] / run["wall"] for run in runs), 2),
                "peak_mib": round(peak) if peak else None,
                "extrapolated": contender.extrapolated,
                "disturbed": len(good) < wanted,
                "other_share": [round(run["other"], 3) for run in runs],
                "agreement": sentence,
                "details": numbers,
            }
        )
        print(f"  {contender.label}: {statistics.median(rows[-1]['seconds']):.4g} s{' (disturbed)' * rows[-1]['disturbed']}; {sentence}", file=sys.stderr)
    return rows


def compared(table, contender, reference, found):
    """The sentence about how a row agrees with ours, and its numbers."""
    (ours, our_file), (theirs, file) = reference, found
    if table.section == "startup":
        return first_line(theirs), {}
    if table.section == "sweep":
        losses = agreement.sweep_losses(ours, our_file)
        if theirs is ours:
            return "the reference", {}
        found = agreement.history_losses(file) if contender.command[0] == "CATAPULT" else agreement.sweep_losses(theirs, file)
        return agreement.sweep(table.name.removeprefix("sweep-"), losses, found)
    if table.section == "eigenvalues":
        return agreement.eigenvalue(ours, theirs, "f32" if "f32" in contender.command else "f64")
    if table.section == "maps":
        if theirs is ours:
            if table.name == "map-exponential" and agreement.steps_made(agreement.doubles(our_file)) != round(1e6 * table.factor):
                raise agreement.Disagreement("another number of steps than workloads.py says")
            return "the reference", {}
        return agreement.maps(table.name.removeprefix("map-"), agreement.doubles(our_file), agreement.doubles(file))
    judge = agreement.orbit if table.section == "orbits" else agreement.root
    return judge(ours, theirs, contender.rigorous, int(contender.group.split()[-1]))


def first_line(output):
    line = output.partition("\n")[0]
    return "prints " + " ".join(line.split()[:2]) if line else ""


def command_line(contender):
    """As one would type it; the paths are variables."""
    words = [f"${word}" if word in ("PYTHON", "DIGITS", "START", "OUT") else word for word in contender.command]
    if words[0] == "OURS":
        words[:1] = ["cargo", "bench", "--bench", "side_by_side", "--"]
    elif words[0] == "CATAPULT":
        words[0] = "catapult"
    quoted = [f'"{word}"' if " " in word or "(" in word else word for word in words]
    pinned = [f"{name}={value}" for name, value in contender.environment.items()] + [f"taskset -c {LAST_CORE}"] * bool(contender.environment)
    return " ".join(pinned + quoted)


# ---- the document ----------------------------------------------------------------------------------------------------------


def show(number):
    """Three significant digits, without an exponent. `tests/comparison/compare.rs` does the same."""
    decimals = next((count for count, least in enumerate((100, 10, 1, 0.1, 0.01)) if number >= least), 5)
    return f"{number:.{decimals}f}"


def render_table(table):
    rate = table["measure"] == "rate"
    lines = [f"| | {table['unit']} | " + "per core | " * rate + "time / ours | cores | MiB | runs | agreement |"]
    lines.append("| --- " + "| ---: " * (6 if rate else 5) + "| --- |")
    ours = {}
    for row in table["rows"]:
        median = statistics.median(row["seconds"])
        ours.setdefault(row["group"], median)
        value = table["factor"] / median if rate else table["factor"] * median
        cells = [row["label"], show(value) + " x" * row["extrapolated"] + " *" * row["disturbed"]]
        cells += [show(value / row["cores"])] * rate
        cells += [show(median / ours[row["group"]]), f"{row['cores']:.1f}", str(row["peak_mib"] or "–"), str(len(row["seconds"])), row["agreement"]]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def render_machine(results):
    m, v = results["machine"], results["versions"]
    caches = ", ".join(f"{name} {size}" for name, size in m.items() if name[0] == "L")
    virtual = " (virtual machine)" if m["virtual"] else ""
    lines = [
        f"Measured {results['measured']} on {m['processor']}{virtual}, {m['cores']} cores, {', '.join(m['vector_instructions'])}; {caches}; "
        f"{m['memory_gib']} GiB; governor {m['governor']}; {m['system']}.",
        "",
        f"catapult {v['catapult']} at commit {v['commit']}, rustc {v['rustc']}; Python {v['python']}; "
        + ", ".join(f"{name} {v[name]}" for *_, packages in ENVIRONMENTS.values() for name in packages)
        + ".",
    ]
    others = [f"{table['name']} ({table['measured']})" for table in results["tables"] if table["measured"] != results["measured"]]
    return lines + ["", "From other runs: " + ", ".join(others) + "."] * bool(others)


def render_commands(results):
    lines = []
    for table in results["tables"]:
        lines += [f"{table['name']}:", "", "```sh"]
        lines += list(dict.fromkeys(row["command"] for row in table["rows"]))
        lines += ["```", ""]
    return lines[:-1]


def render(results):
    """Rewrites what stands between the markers of COMPARE.md."""
    text = DOCUMENT.read_text()
    blocks = {"machine": render_machine(results), "commands": render_commands(results)}
    blocks |= {table["name"]: render_table(table) for table in results["tables"]}
    for name, lines in blocks.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise SystemExit(f"COMPARE.md needs the lines {begin} and {end} once")
        head, rest = text.split(begin)
        tail = rest.split(end)[1]
        text = "\n".join([head + begin, "", *lines, "", end + tail])
    write(DOCUMENT, text)


def write(path, text):
    """All or nothing."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS) + ", or a table of COMPARE.md")
    parser.add_argument("--quick", action="store_true", help="two runs, without the slowest rows")
    parser.add_argument("--rough", action="store_true", help="one or two runs, and none is repeated: for a rehearsal on a busy machine")
    parser.add_argument("--render", action="store_true", help="write COMPARE.md from results.json")
    parser.add_argument("--patience", type=float, default=10, help="seconds to wait for a quiet machine before each run")
    options = parser.parse_args()
    names = SECTIONS + [table.name for table in TABLES]
    unknown = [section for section in options.sections if section not in names]
    if unknown:
        parser.error(f"no section {unknown[0]}: {', '.join(names)}")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"tables": []}
    if options.render:
        return render(results)
    with tempfile.TemporaryDirectory() as work:
        paths = set_up(work)
        begin = datetime.datetime.now(datetime.timezone.utc)
        results |= {"measured": f"{begin:%Y-%m-%d %H:%M} UTC", "machine": machine(), "versions": versions(paths)}
        known = {table["name"]: table for table in results["tables"]}
        for table in TABLES:
            if options.sections and not {table.section, table.name} & set(options.sections):
                continue
            print(table.name, file=sys.stderr)
            rows = measure(table, options, paths, work)
            known[table.name] = {
                "name": table.name,
                "measured": results["measured"],
                "measure": table.measure,
                "unit": table.unit,
                "factor": table.factor,
                "rows": rows,
            }
            results["tables"] = [known[table.name] for table in TABLES if table.name in known]
            write(RESULTS, json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    render(results)


if __name__ == "__main__":
    main()
