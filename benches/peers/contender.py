"""What every peer script has in common: threads, and how its work is timed.

Import this module before NumPy, PyTorch or JAX: it sets their threads from PEERS_THREADS (default: all cores).

A script hands its work to `compete`. On its own it then prints the seconds of `--repeats` runs, after one that warms up
(and compiles). With `--serve` it waits for lines on its standard input, so that the driver, `compare.py`, can run several
contenders in turn, watch for other load, and repeat what was disturbed: `run` runs the work once and answers with its
seconds, `finish` answers with the results.
"""
import argparse
import json
import math
import os
import sys
import time

SHORTEST = 0.3
THREADS = int(os.environ.get("PEERS_THREADS", os.cpu_count()))
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")


def parser(description):
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--serve", action="store_true", help="take orders from the driver")
    arguments.add_argument("--cold", action="store_true", help="no run that warms up: for long work")
    arguments.add_argument("--repeats", type=int, default=5, help="timed runs, without --serve")
    arguments.add_argument("--save", help="write the results that are compared to this file, as doubles")
    return arguments


def compete(arguments, work, results, scale=1.0):
    """Runs `work()` when told to. `scale` is what its seconds are multiplied by to give the time of the whole workload;
    `results(last)` makes the JSON object that is compared, from what the last run returned. Short work is done as often
    as fills SHORTEST seconds, and the time divided by that number."""

    def say(message):
        print(json.dumps(message), flush=True)

    def timed(times):
        begin = time.perf_counter()
        for _ in range(times):
            last = work()
        return (time.perf_counter() - begin) / times, last

    times, last = 1, None
    if not arguments.cold:
        seconds, last = timed(1)
        if seconds < SHORTEST:  # the first run may have been slow for other reasons
            seconds, last = timed(1)
        times = max(1, math.ceil(SHORTEST / seconds))
    if arguments.serve:
        say({"ready": True})
        for line in sys.stdin:
            if line.strip() != "run":
                break
            seconds, last = timed(times)
            say({"seconds": seconds * scale})
    else:
        for _ in range(arguments.repeats):
            seconds, last = timed(times)
            say({"seconds": seconds * scale})
    say({"results": results(last)})


def save(arguments, *arrays):
    """Writes arrays of doubles one after the other, little-endian."""
    if arguments.save:
        import numpy

        with open(arguments.save, "wb") as file:
            for array in arrays:
                file.write(numpy.ascontiguousarray(array, "<f8").tobytes())
