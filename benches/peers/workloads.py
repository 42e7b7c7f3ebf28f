"""Who competes in which table of COMPARE.md, and with what command. Read by compare.py."""
from dataclasses import dataclass, field


@dataclass
class Contender:
    """One row of a table."""

    label: str
    tool: str  # "catapult", or the package whose version is shown
    command: list  # PYTHON, DIGITS, OURS, CATAPULT, START and OUT stand for paths
    extrapolated: bool = False  # the run is a part, and its time scaled up
    runs: int = 5
    cold: bool = False  # no run that warms up first: for long ones
    group: str = ""  # compared with ours in the same group
    slow: bool = False  # left out by --quick
    rigorous: bool = False
    environment: dict = field(default_factory=dict)


@dataclass
class Table:
    name: str
    section: str
    measure: str  # "time": unit x seconds; "rate": work / seconds
    unit: str
    factor: float
    contenders: list
    kind: str = "contender"  # or "command": the whole process is timed


def python(label, tool, script, *words, **options):
    digits = tool in ("mpmath", "gmpy2", "python-flint")
    return Contender(label, tool, ["DIGITS" if digits else "PYTHON", f"benches/peers/{script}.py", *words], **options)


def ours(label, *words, **options):
    return Contender(label, "catapult", ["OURS", *words], **options)


ONE = {"PEERS_THREADS": "1", "RAYON_NUM_THREADS": "1"}  # and pinned to one core


def sweep(precision):
    p = ["--precision", precision]
    part = dict(extrapolated=True, runs=3)
    train = "train --data cifar10:dog,automobile --loss logistic --depth 2 --width 500 --eta log:1:200:24 --steps 500"
    command = ["CATAPULT", *train.split(), "--precision", precision, "--weights", "START", "--out", "OUT"]
    return Table(f"sweep-{precision}", "sweep", "time", "s", 1, [
        ours("catapult, library", "sweep", precision, "START"),
        Contender("catapult train, whole command", "catapult", command),
        python("NumPy, function space by hand", "numpy", "sweep", "numpy-gram", *p, runs=3, cold=True, slow=True),
        python("PyTorch, X (W₁ᵀw₂), loop", "torch", "sweep", "torch-loop", *p, "--reorder", "--steps", "50", "--rates", "3", **part),
        python("PyTorch, X (W₁ᵀw₂), vmap", "torch", "sweep", "torch-vmap", *p, "--reorder", "--steps", "10", **part),
        python("JAX jit, X (W₁ᵀw₂), vmap", "jax", "sweep", "jax-vmap", *p, "--reorder", runs=1, cold=True, slow=True),
        python("PyTorch, as defined, loop", "torch", "sweep", "torch-loop", *p, "--steps", "5", "--rates", "3", **part),
        python("PyTorch, as defined, vmap", "torch", "sweep", "torch-vmap", *p, "--steps", "2", **part, slow=True),
        python("JAX jit, as defined, vmap", "jax", "sweep", "jax-vmap", *p, "--steps", "2", **part, slow=True),
    ])  # fmt: skip


def hessian(point):
    p = ["--point", point]
    rows = [
        ours("catapult, Lanczos in 4,072 dimensions", "eigenvalue", "hessian", point, "START"),
        python("NumPy, product by hand, eigsh ncv 5", "numpy", "eigenvalues", "numpy-hvp", *p, "--ncv", "5"),
        python("JAX jit, X (W₁ᵀw₂), eigsh ncv 5", "jax", "eigenvalues", "jax-hvp", *p, "--reorder", "--ncv", "5"),
        python("JAX jit, as defined, eigsh", "jax", "eigenvalues", "jax-hvp", *p, runs=3, slow=True),
        python("PyTorch, as defined, eigsh", "torch", "eigenvalues", "torch-hvp", *p, runs=3),
    ]
    if point == "start":
        rows.append(python("PyTorch f32, as defined, eigsh", "torch", "eigenvalues", "torch-hvp", *p, "--precision", "f32", runs=3, slow=True))
    return Table(f"hessian-{point}", "eigenvalues", "time", "s", 1, rows)


NTK = Table("ntk", "eigenvalues", "time", "s", 1, [
    ours("catapult, Lanczos without the matrix", "eigenvalue", "ntk", "start", "START"),
    python("NumPy, matrix in closed form, eigsh", "numpy", "eigenvalues", "numpy-ntk"),
    python("PyTorch, matrix from per-sample gradients", "torch", "eigenvalues", "torch-ntk", "--samples", "128", extrapolated=True, runs=3, slow=True),
])  # fmt: skip


def maps(name):
    def peer(label, tool, method, *words, **options):
        return python(label, tool, "maps", name, method, *words, **options)

    return Table(f"map-{name}", "maps", "rate", "million steps/s", {"exponential": 406.393287}.get(name, 1000), [
        ours(f"catapult, maps::{'ends' if name == 'exponential' else 'states'}", "map", name),
        ours("the same, one core", "map", name, environment=ONE),
        ours("catapult, maps::ends to convergence", "map", name, "converge"),
        peer("JAX jit, whole grid", "jax", "jax", runs=3 if name == "exponential" else 5),
        peer("JAX jit, blocks of 4096", "jax", "jax-blocks", runs=3 if name == "exponential" else 5),
        *([peer("JAX jit, blocks of 4096, one core", "jax", "jax-blocks", environment=ONE, slow=True)] if name != "exponential" else []),
        peer("Numba, 64 points side by side", "numba", "numba-lanes", cold=True),
        peer("Numba, 64 points side by side, fastmath", "numba", "numba-lanes", "--fastmath", cold=True),
        peer("Numba, point by point", "numba", "numba", runs=3, slow=True, cold=True),
        peer("NumPy, in place", "numpy", "numpy", runs=3, slow=True, cold=True),
        peer("NumPy, blocks of 2048", "numpy", "numpy-blocks", runs=3, slow=True, cold=True),
    ])  # fmt: skip


def orbits(eta):
    rows = []
    for digits in ("50", "300", "1000"):
        words = ["--digits", digits, "--eta", eta]
        rows += [
            ours(f"catapult, {digits} digits", "orbit", eta, digits, group=digits, rigorous=True),
            python(f"python-flint, mean-value form, {digits} digits", "python-flint", "orbits", "arb-mean-value", *words, group=digits, rigorous=True),
            python(f"python-flint, as typed, {digits} digits", "python-flint", "orbits", "arb", *words, group=digits, rigorous=True),
            python(f"gmpy2.mpfr, {digits} digits", "gmpy2", "orbits", "mpfr", *words, group=digits),
            python(f"mpmath, {digits} digits", "mpmath", "orbits", "mpmath", *words, group=digits),
        ]
    return Table(f"orbits-{eta}", "orbits", "rate", "thousand steps/s", 1, rows)


def roots():
    rows = []
    for problem, equation in (("overshoot", "sinh x = 2x"), ("cycle", "4w = 40 tanh(w/2)")):
        for digits in ("50", "1000"):
            group = f"{problem} {digits}"
            what = f"{equation}, {digits} digits"
            rows += [
                ours(f"catapult, {what}", "root", problem, digits, group=group, rigorous=True),
                python(f"python-flint, {what}", "python-flint", "roots", problem, "arb", "--digits", digits, group=group, rigorous=True),
                python(f"mpmath.findroot, {what}", "mpmath", "roots", problem, "mpmath", "--digits", digits, group=group),
            ]
    return Table("roots", "roots", "time", "µs", 1e6, rows)


def startup():
    root = "import mpmath; mpmath.mp.dps = 32; print(mpmath.findroot(lambda x: mpmath.sinh(x) - 2*x, 2.2))"
    brent = "import math; from scipy.optimize import brentq; print(brentq(lambda x: math.sinh(x) - 2*x, 2, 3))"
    rows = [
        Contender("catapult threshold overshoot", "catapult", ["CATAPULT", "threshold", "overshoot"]),
        Contender("mpmath.findroot, the same number", "mpmath", ["DIGITS", "-c", root]),
        Contender("scipy.optimize.brentq, 16 digits of it", "scipy", ["PYTHON", "-c", brent]),
        Contender("Python alone", "python", ["PYTHON", "-c", "pass"]),
        *(
            Contender(f"import {module}", tool, ["DIGITS" if tool == "python-flint" else "PYTHON", "-c", f"import {module}"])
            for module, tool in (("flint", "python-flint"), ("numpy", "numpy"), ("numba", "numba"), ("jax", "jax"), ("torch", "torch"))
        ),
    ]
    for row in rows:
        row.runs = 7
    return Table("startup", "startup", "time", "ms", 1e3, rows, kind="command")


TABLES = [
    sweep("f64"),
    sweep("f32"),
    hessian("start"),
    hessian("trained"),
    NTK,
    *(maps(name) for name in ("linear", "logistic", "exponential")),
    *(orbits(eta) for eta in ("3", "7.5")),
    roots(),
    startup(),
]
SECTIONS = list(dict.fromkeys(table.section for table in TABLES))
