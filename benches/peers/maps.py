"""A million orbits of a thousand steps, on a grid of 1000 learning rates by 1000 starts, in double precision.

maps, on D0 (proofs/THEORY.md (P1), (T1) and (T2); m = 100)
  linear       w' = w - eta tanh(w/2)/2                         eta 0.5 to 40, w_0 0.01 to 20
  logistic     two layers, slope s = tanh(f/2)/2                eta 0.5 to 12, f_0 0.01 to 5, lambda_0 = 2
  exponential  two layers, s = sinh f; ends when |f| or lambda > 1000     eta 0.1 to 4,  f_0 0.01 to 3, lambda_0 = 1
methods
  numpy         whole arrays, in place
  numpy-blocks  the same, 2048 points at a time, which stay in the cache
  numba         a loop over points, each a scalar orbit; all cores
  numba-lanes   64 points side by side, so that the compiler can use vector instructions; all cores. --fastmath as named
  jax           jit of a loop over steps of the whole grid
  jax-blocks    jit of lax.map over blocks of 4096 points

Results: the last f (or w) of every point, and then the last lambda, or for `exponential` the number of steps made.
A rate counts the steps made: up to the escape, with it.
"""
import contender
import math
import numpy

COUNT, STEPS, WIDTH, ESCAPE = 1000, 1000, 100.0, 1e3
RANGES = {"linear": ((0.5, 40), (0.01, 20), 0.0), "logistic": ((0.5, 12), (0.01, 5), 2.0), "exponential": ((0.1, 4), (0.01, 3), 1.0)}

options = contender.parser(__doc__)
options.add_argument("map", choices=list(RANGES))
options.add_argument("method", choices=["numpy", "numpy-blocks", "numba", "numba-lanes", "jax", "jax-blocks"])
options.add_argument("--fastmath", action="store_true")
arguments = options.parse_args()

name, method = arguments.map, arguments.method
rates, starts, LAMBDA = RANGES[name]
eta, start = (q.ravel().copy() for q in numpy.meshgrid(numpy.linspace(*rates, COUNT), numpy.linspace(*starts, COUNT), indexing="ij"))
SIZE = eta.size
INVERSE = 1 / WIDTH


# Each of the three ways below makes the last f of every point, and its last lambda or number of steps.


def numpy_block(eta, f):
    p, q, r = numpy.empty_like(f), numpy.empty_like(f), numpy.empty_like(f)
    if name == "linear":
        half = eta * 0.5
        for _ in range(STEPS):
            numpy.multiply(f, 0.5, out=p)
            numpy.tanh(p, out=p)
            numpy.multiply(p, half, out=p)
            numpy.subtract(f, p, out=f)
        return f, numpy.zeros_like(f)
    factor = eta * 0.5 if name == "logistic" else eta
    kernel = numpy.full_like(f, LAMBDA)
    where, living = numpy.arange(f.size), numpy.ones(f.size, bool)
    last, made = f.copy(), numpy.full(f.size, float(STEPS))
    for t in range(STEPS):
        p, q, r = p[: f.size], q[: f.size], r[: f.size]
        if name == "logistic":
            numpy.multiply(f, 0.5, out=p)
            numpy.tanh(p, out=p)
        else:
            numpy.sinh(f, out=p)
        numpy.multiply(p, factor, out=p)  # eta s
        numpy.multiply(p, p, out=q)
        numpy.multiply(q, INVERSE, out=q)
        numpy.add(q, 1, out=q)  # 1 + eta^2 s^2/m
        numpy.multiply(p, kernel, out=r)
        numpy.multiply(p, f, out=p)
        numpy.multiply(p, 4 * INVERSE, out=p)
        numpy.multiply(f, q, out=f)
        numpy.subtract(f, r, out=f)
        numpy.multiply(kernel, q, out=kernel)
        numpy.subtract(kernel, p, out=kernel)
        if name == "exponential":
            inside = (numpy.abs(f) <= ESCAPE) & (kernel <= ESCAPE)  # false for NaN
            gone = living & ~inside
            if gone.any():
                last[where[gone]], made[where[gone]] = f[gone], t + 1
                living &= inside
                f[gone], kernel[gone] = 0, LAMBDA  # 0 is a fixed point
                if living.sum() < 0.9 * f.size:  # leave out those that have escaped
                    f, kernel, factor, where = f[living], kernel[living], factor[living], where[living]
                    living = numpy.ones(f.size, bool)
    if name == "logistic":
        return f, kernel
    last[where[living]] = f[living]
    return last, made


def with_numpy():
    block = SIZE if method == "numpy" else 2048
    last, other = numpy.empty(SIZE), numpy.empty(SIZE)
    for i in range(0, SIZE, block):
        last[i : i + block], other[i : i + block] = numpy_block(eta[i : i + block].copy(), start[i : i + block].copy())
    return last, other


def with_numba():
    import numba

    # The escape test must see infinities and NaN, so `exponential` takes the flags that leave them alone.
    fast = {"contract", "reassoc", "arcp", "nsz", "afn"} if arguments.fastmath and name == "exponential" else arguments.fastmath
    # prange gives each thread a contiguous part. Where the work differs from point to point the parts must be mixed.
    MIX, LANES = 611953, 64

    @numba.njit(inline="always")
    def step(eta, f, kernel):
        if name == "linear":
            return f - eta * (0.5 * math.tanh(0.5 * f)), kernel
        p = eta * (0.5 * math.tanh(0.5 * f)) if name == "logistic" else eta * math.sinh(f)
        growth = 1 + p * p * INVERSE
        return f * growth - p * kernel, kernel * growth - 4 * INVERSE * p * f

    @numba.njit(parallel=True, fastmath=fast)
    def points(eta, start, last, other):
        for k in numba.prange(eta.size):
            i = k * MIX % eta.size
            e, f, kernel, made = eta[i], start[i], LAMBDA, STEPS
            for t in range(STEPS):
                f, kernel = step(e, f, kernel)
                if name == "exponential" and not (abs(f) <= ESCAPE and kernel <= ESCAPE):
                    made = t + 1
                    break
            last[i], other[i] = f, made if name == "exponential" else kernel

    @numba.njit(parallel=True, fastmath=fast)
    def lanes(eta, start, last, other):
        blocks = eta.size // LANES
        for k in numba.prange(blocks):
            low = k * MIX % blocks * LANES
            e, f, kernel = eta[low : low + LANES].copy(), start[low : low + LANES].copy(), numpy.full(LANES, LAMBDA)
            if name != "exponential":
                for t in range(STEPS):
                    for j in range(LANES):
                        f[j], kernel[j] = step(e[j], f[j], kernel[j])
                last[low : low + LANES], other[low : low + LANES] = f, kernel
            else:
                living, count = numpy.ones(LANES, numba.boolean), LANES
                for t in range(STEPS):
                    gone = 0
                    for j in range(LANES):
                        f[j], kernel[j] = step(e[j], f[j], kernel[j])
                        gone += not (abs(f[j]) <= ESCAPE and kernel[j] <= ESCAPE)
                    if gone > 0:
                        for j in range(LANES):
                            if not (abs(f[j]) <= ESCAPE and kernel[j] <= ESCAPE):
                                living[j] = False
                                count -= 1
                                last[low + j], other[low + j] = f[j], t + 1
                                f[j], kernel[j] = 0.0, LAMBDA
                        if count == 0:
                            break
                for j in range(LANES):
                    if living[j]:
                        last[low + j], other[low + j] = f[j], STEPS

    kernel = points if method == "numba" else lanes

    def work(size=SIZE):
        last, other = numpy.empty(size), numpy.empty(size)
        kernel(eta[:size], start[:size], last, other)
        return last, other

    work(LANES)  # compiles
    return work


def with_jax():
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def block(eta, f):
        def step(t, state):
            f, kernel, made = state
            if name == "linear":
                return f - eta * (0.5 * jnp.tanh(0.5 * f)), kernel, made
            p = eta * (0.5 * jnp.tanh(0.5 * f) if name == "logistic" else jnp.sinh(f))
            growth = 1 + p * p * INVERSE
            after = f * growth - p * kernel, kernel * growth - 4 * INVERSE * p * f
            if name == "logistic":
                return *after, made
            inside = (jnp.abs(f) <= ESCAPE) & (kernel <= ESCAPE)  # an escaped point stays where it is
            return jnp.where(inside, after[0], f), jnp.where(inside, after[1], kernel), made + inside

        f, kernel, made = jax.lax.fori_loop(0, STEPS, step, (f, jnp.full_like(f, LAMBDA), jnp.zeros(f.shape)))
        return f, made if name == "exponential" else kernel

    if method == "jax":
        inputs = jnp.asarray(eta), jnp.asarray(start)
        compiled = jax.jit(block).lower(*inputs).compile()
    else:
        size = 4096
        inputs = [jnp.asarray(numpy.pad(q, (0, -SIZE % size), constant_values=0.1).reshape(-1, size)) for q in (eta, start)]
        compiled = jax.jit(lambda e, f: jax.lax.map(lambda pair: block(*pair), (e, f))).lower(*inputs).compile()
    return lambda: [numpy.asarray(q).ravel()[:SIZE] for q in compiled(*inputs)]


work = with_numpy if method.startswith("numpy") else with_numba() if method.startswith("numba") else with_jax()


def results(last):
    f, other = last
    contender.save(arguments, f, other)
    return {"steps": int(other.sum()) if name == "exponential" else SIZE * STEPS}


with numpy.errstate(all="ignore"):
    contender.compete(arguments, work, results)
