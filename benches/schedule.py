#!/usr/bin/env python3
"""Simulates how long units take on many workers that fail, and how much of their work is lost: the table in DESIGN.md, "Units and shards", and the queue of "Scaling".

Units have predicted costs (log-normal) and true ones (predicted times another log-normal factor: the cost model is not exact). They are dealt out as
`shards::shard::deal` does, dearest first to the shard with the least to do. Workers take shards from the queue in their order, as the tasks of a job array do. A worker
fails after an exponential time; its shard goes back to the queue with what is finished and the last checkpoint of the unit at work, and the worker comes
back after a while. Everything is deterministic: one seed a row.
"""

import heapq
import math
import random

UNITS = 100_000
WORKERS = 1_000
MEAN_SECONDS = 600.0
SPREAD = 1.0  # standard deviation of the logarithm of the predicted costs
START_SECONDS = 10.0  # starting a process and reading data, at each beginning of a shard
REPAIR_SECONDS = 600.0


def deal(costs, count):
    shards = [[] for _ in range(count)]
    loads = [(0.0, shard) for shard in range(count)]
    for unit in sorted(range(len(costs)), key=lambda unit: (-costs[unit], unit)):
        load, shard = heapq.heappop(loads)
        shards[shard].append(unit)
        heapq.heappush(loads, (load + costs[unit], shard))
    return shards


def simulate(shards_count, error, mean_time_to_failure, checkpoint, start=START_SECONDS, seed=1):
    """Makespan, least possible makespan, and the share of the work that was done twice or spent on starting."""
    source = random.Random(seed)
    predicted = [math.exp(source.gauss(0.0, SPREAD) - SPREAD**2 / 2) * MEAN_SECONDS for _ in range(UNITS)]
    true = [cost * math.exp(source.gauss(0.0, error) - error**2 / 2) for cost in predicted]
    queue = [sum(true[unit] for unit in units) for units in deal(predicted, shards_count)]
    queue.reverse()
    workers = [(0.0, worker) for worker in range(WORKERS)]
    heapq.heapify(workers)
    running, lost, started, makespan, failures = [], 0.0, 0.0, 0.0, 0
    # shards that came back, by the time when they did
    returned = []
    while queue or returned or running:
        if not queue and not returned:
            # whatever still runs may fail and return
            time, left = heapq.heappop(running)
            if left > 0.0:
                heapq.heappush(returned, (time, left))
            else:
                makespan = max(makespan, time)
            continue
        now, worker = heapq.heappop(workers)
        while running and running[0][0] <= now:
            time, left = heapq.heappop(running)
            if left > 0.0:
                heapq.heappush(returned, (time, left))
            else:
                makespan = max(makespan, time)
        if queue:
            work = queue.pop()
        elif returned:
            time, work = heapq.heappop(returned)
            now = max(now, time)
        else:
            heapq.heappush(workers, (now, worker))
            continue
        started += start
        until = source.expovariate(1.0 / mean_time_to_failure)
        if until >= start + work:
            heapq.heappush(running, (now + start + work, 0.0))
            heapq.heappush(workers, (now + start + work, worker))
        else:
            done = max(0.0, until - start)
            kept = math.floor(done / checkpoint) * checkpoint
            lost += done - kept
            failures += 1
            heapq.heappush(running, (now + until, work - kept))
            heapq.heappush(workers, (now + until + REPAIR_SECONDS, worker))
    total = sum(true)
    return makespan, total / WORKERS, lost / total, started / total, failures


def main():
    print("| shards | error of the prediction | mean time to failure | checkpoint | makespan | above the least | done twice | starting | failures |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for shards, error, hours, checkpoint, *start in [
        (1_000, 0.0, 1e9, 30.0),
        (1_000, 0.3, 1e9, 30.0),
        (10_000, 0.3, 1e9, 30.0),
        (1_000, 0.3, 1_000.0, 30.0),
        (10_000, 0.3, 1_000.0, 30.0),
        (10_000, 0.3, 24.0, 30.0),
        (10_000, 0.3, 24.0, 3_600.0),
        (100_000, 0.3, 24.0, 30.0),
        # ranks that take unit after unit, in one job
        (100_000, 0.3, 1e9, 30.0, 0.0),
    ]:
        makespan, least, lost, started, failures = simulate(shards, error, hours * 3600.0, checkpoint, *start)
        never = "never" if hours > 1e6 else f"{hours:,.0f} h"
        print(
            f"| {shards:,} | {error:.0%} | {never} | {checkpoint:,.0f} s | {makespan / 3600:.2f} h | {makespan / least - 1:.1%} "
            f"| {lost:.3%} | {started:.2%} | {failures:,} |"
        )


if __name__ == "__main__":
    main()
