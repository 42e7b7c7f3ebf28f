"""Whether two contenders found the same, and how nearly: a sentence for each row of COMPARE.md. Read by compare.py.

All are compared with ours; a row of another result than ours raises `Disagreement`, and then nothing is written.
"""
import array
import csv
import math
import pathlib
import statistics
from fractions import Fraction

RATES = [200.0 ** (k / 23) for k in range(24)]


class Disagreement(Exception):
    pass


def doubles(path):
    numbers = array.array("d")
    numbers.frombytes(pathlib.Path(path).read_bytes())
    return numbers


def sweep_losses(results, path):
    """The losses by rate (index): lists over the steps."""
    numbers, points = doubles(path), results["points"]
    return {rate: numbers[k * points : (k + 1) * points] for k, rate in enumerate(results["rates"])}


def history_losses(folder):
    """The same, from the history.csv of `catapult train`."""
    rates, losses = [], {}
    with open(pathlib.Path(folder) / "history.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["eta"] not in rates:
                rates.append(row["eta"])
            losses.setdefault(rates.index(row["eta"]), []).append(float(row["train_loss"]))
    return losses


def sweep(precision, ours, theirs):
    worst = {}
    for rate, losses in theirs.items():
        pairs = [(a, b) for a, b in zip(ours[rate], losses) if math.isfinite(a) and math.isfinite(b)]
        if len(pairs) < min(len(losses), 10 if rate == 23 else len(ours[rate])):
            raise Disagreement(f"rate {RATES[rate]:.4g}: only {len(pairs)} steps have a loss")
        worst[rate] = max(abs(a - b) / abs(a) for a, b in pairs)
    largest, middle = max(worst, key=worst.get), statistics.median(worst.values())
    if middle > {"f64": 1e-10, "f32": 1e-2}[precision]:
        raise Disagreement(f"losses differ by {middle:.1e}")
    steps = max(len(losses) for losses in theirs.values())
    text = f"losses of {len(worst)} rates x {steps} steps: "
    if worst[largest] == 0:
        text += "the same doubles"
    else:
        text += f"{middle:.0e} (median rate), {worst[largest]:.0e} (worst, η = {RATES[largest]:.3g})"
    return text, {"relative_difference_by_rate": {f"{RATES[k]:.6g}": value for k, value in worst.items()}}


def eigenvalue(ours, theirs, precision):
    if "of_closed_form" in theirs:
        difference = abs(theirs["eigenvalue"] / theirs["of_closed_form"] - 1)
        text = f"{difference:.0e} from the closed form on the same samples"
    else:
        difference = abs(theirs["eigenvalue"] / ours["eigenvalue"] - 1)
        text = f"{theirs['eigenvalue']:.10g}, {difference:.0e} from ours" if theirs is not ours else f"{ours['eigenvalue']:.10g}"
    if theirs.get("products"):
        text += f"; {theirs['products']} products"
    if difference > (1e-5 if precision == "f32" else 1e-6):
        raise Disagreement(f"eigenvalues {theirs['eigenvalue']!r} and {ours['eigenvalue']!r}")
    return text, {"relative_difference": difference}


NEAR = 1e-9


def steps_made(numbers):
    """Of the map with an escape test: its second array is the number of steps of each point."""
    return int(sum(numbers[len(numbers) // 2 :]))


def maps(name, ours, theirs):
    """f of every point, then lambda or the number of steps made. Orbits that end at the edge of two fates, or are chaotic,
    part by rounding; those are counted."""
    size = len(ours) // 2
    near, largest, same_fate = 0, 0.0, 0
    for k in range(size):
        f, g, a, b = ours[k], theirs[k], ours[size + k], theirs[size + k]
        if name == "exponential":
            escaped, they = not abs(f) <= 1e3, not abs(g) <= 1e3
            same_fate += escaped == they and a == b
            if escaped or they:
                near += escaped == they and a == b
                continue
            difference = abs(f - g) / max(1.0, abs(f))
        elif name == "linear":
            # Every orbit ends at 0 or in a cycle ±w*: the fate is which, and on which side it is now.
            same_fate += (abs(f) > 1e-3) == (abs(g) > 1e-3) and (f > 0) == (g > 0) or max(abs(f), abs(g)) <= 1e-3
            difference = abs(f - g) / max(1.0, abs(f))
        else:
            # Every orbit converges to f = 0: the fate is the kernel it has there.
            difference = max(abs(f - g), abs(a - b)) / max(1.0, abs(a))
            same_fate += abs(a - b) <= 1e-3
        near += difference <= NEAR
        largest = max(largest, difference)
    if same_fate < 0.999 * size:
        raise Disagreement(f"{size - same_fate} of {size} points have another fate")
    fates = {"linear": "same end", "logistic": "same λ to 0.001", "exponential": "same fate, escape at the same step"}[name]
    text = f"{fates}: all" if same_fate == size else f"{fates}: all but {size - same_fate}"
    text += f"; equal to 1e-9: all but {size - near}" if near < size else f"; largest difference {largest:.0e}"
    return text, {"points": size, "same_fate": same_fate, "within_1e-9": near, "largest_difference": largest}


def digits_between(a, b):
    """How many digits two fractions share, at most 9999."""
    return 9999.0 if a == b else max(0.0, -log10(abs(a - b) / abs(b)))


def log10(fraction):
    shift = fraction.numerator.bit_length() - fraction.denominator.bit_length()
    return math.log10(float(fraction / Fraction(2) ** shift)) + shift * math.log10(2)


def enclosures(ours, theirs):
    """Ends as fractions: (digits shared by the two ends, whether the enclosures meet, digits shared by the midpoints)."""
    (a, b), (c, d) = ([Fraction(end) for end in ends] for ends in (ours, theirs))
    return digits_between(c, d), max(a, c) <= min(b, d), digits_between((a + b) / 2, (c + d) / 2)


def orbit(ours, theirs, rigorous, asked):
    if "kept" in theirs:
        if not theirs["meets_mean_value"]:
            raise Disagreement(f"step {theirs['kept']}: the enclosure does not meet that of the mean-value form")
        return f"no digit of f left after step {theirs['kept']}; time of those steps scaled up", {"steps_kept": theirs["kept"]}
    if theirs is ours:
        return f"{ours['digits']:.0f} digits proved", {"digits": ours["digits"]}
    found = [enclosures(ours[key], theirs[key]) for key in ("output", "lambda")]
    shared = min(asked, *(middle for _, _, middle in found))
    if rigorous:
        if not all(meet for _, meet, _ in found):
            raise Disagreement("two proved enclosures do not meet")
        return f"{theirs['digits']:.0f} digits proved, enclosure meets ours", {"digits": theirs["digits"]}
    if shared < asked - 8:
        raise Disagreement(f"only {shared:.0f} digits are those of ours")
    return f"{shared:.0f} digits of ours, none proved", {"digits": shared}


def root(ours, theirs, rigorous, asked):
    width, meet, middle = enclosures(ours["root"], theirs["root"])
    if theirs is ours:
        return f"{width:.0f} digits proved", {"digits": width}
    if rigorous:
        if not meet:
            raise Disagreement("two proved enclosures do not meet")
        return f"{width:.0f} digits proved, enclosure meets ours", {"digits": width}
    shared = min(asked, middle)
    if shared < asked - 2:
        raise Disagreement(f"only {middle:.0f} digits are those of ours")
    return f"{shared:.0f} digits of ours, none proved", {"digits": shared}
