"""A queue of units on many workers that fail: how long all of them take, and how much work is lost.

Each worker takes the next unit, the dearest first. It fails after a time that is exponentially distributed, loses what it has done since its last checkpoint, and goes
on with the same unit after a while. Everything is simulated event by event, from a seed.

    python3 benches/cluster/schedule.py
"""

import heapq
import random


def simulate(units, workers, checkpoint, repair, mean_time_to_failure, seed=1):
    """(makespan, busy seconds that were lost, failures) for units given by their seconds."""
    generator = random.Random(seed)
    queue = sorted(units, reverse=True)
    queue.reverse()
    free = [(0.0, worker) for worker in range(workers)]
    heapq.heapify(free)
    fails = [generator.expovariate(1 / mean_time_to_failure) for _ in range(workers)]
    end, lost, failures = 0.0, 0.0, 0
    while queue:
        now, worker = heapq.heappop(free)
        left = queue.pop()
        while now + left > fails[worker]:
            done = max(0.0, fails[worker] - now)
            kept = done // checkpoint * checkpoint
            left -= kept
            lost += done - kept
            failures += 1
            now = fails[worker] + repair if fails[worker] > now else now
            fails[worker] = now + generator.expovariate(1 / mean_time_to_failure)
        now += left
        end = max(end, now)
        heapq.heappush(free, (now, worker))
    return end, lost, failures


def main():
    generator = random.Random(7)
    # a median of five minutes, a tenth of them longer than a quarter of an hour
    units = [generator.lognormvariate(5.7, 0.85) for _ in range(100_000)]
    work, workers = sum(units), 1000
    print(f"{len(units)} units of {work / len(units):.0f} s on average, the longest {max(units):.0f} s; without failures at least {work / workers / 3600:.2f} h")
    for days in (100, 10, 1, 0.25):
        end, lost, failures = simulate(units, workers, 30.0, 120.0, days * 86400)
        print(f"a worker fails every {days} days: {end / 3600:.2f} h, {failures} failures, {lost / work:.2e} of the work lost")


main()
