"""24 learning rates from 1 to 200 (equal ratios) by 500 steps of full-batch gradient descent, the loss at every step.

methods
  torch-loop  PyTorch autograd, one rate after the other
  torch-vmap  PyTorch, torch.func.vmap over the rates
  jax-vmap    JAX, jit of a scan over the steps of vmap over the rates
  numpy-gram  by hand, in NumPy: function space with the Gram matrix and the history of the rank-one updates

The autograd methods write the network as it is defined, (X W1^T) w2; with --reorder as X (W1^T w2), which saves the n x m
hidden layer and computes the same function. Their time is linear in steps and rates, so --steps and --rates may shorten
the run; the time is then scaled up to the whole sweep.
"""
import contender
import numpy
import cifar
from cifar import SCALE

STEPS, RATES = 500, 24

options = contender.parser(__doc__)
options.add_argument("method", choices=["torch-loop", "torch-vmap", "jax-vmap", "numpy-gram"])
options.add_argument("--precision", choices=["f64", "f32"], default="f64")
options.add_argument("--steps", type=int, default=STEPS)
options.add_argument("--rates", type=int, default=RATES, help="so many of the 24 rates, spread over them")
options.add_argument("--reorder", action="store_true", help="autograd methods: X (W1^T w2)")
arguments = options.parse_args()

precision, steps = cifar.kind(arguments.precision), arguments.steps
X, y = cifar.load(arguments.precision)
W1, w2 = cifar.start(arguments.precision)
chosen = numpy.linspace(0, RATES - 1, arguments.rates).round().astype(int)
rates = numpy.geomspace(1.0, 200.0, RATES)[chosen].astype(precision)


def outputs(X, W1, w2):
    return (X @ (W1.T @ w2) if arguments.reorder else (X @ W1.T) @ w2) * SCALE


if arguments.method.startswith("torch"):
    import torch

    torch.set_num_threads(contender.THREADS)
    tX, ty, tW1, tw2 = map(torch.from_numpy, (X, y, W1, w2))

    def risk(W1, w2):
        return torch.nn.functional.softplus(-ty * outputs(tX, W1, w2)).mean()


if arguments.method == "torch-loop":

    def work():
        losses = numpy.empty((steps, len(rates)))
        for k, rate in enumerate(rates.tolist()):
            A, b = tW1.clone().requires_grad_(), tw2.clone().requires_grad_()
            for t in range(steps):
                loss = risk(A, b)
                gradients = torch.autograd.grad(loss, (A, b))
                with torch.no_grad():
                    A.sub_(gradients[0], alpha=rate)
                    b.sub_(gradients[1], alpha=rate)
                losses[t, k] = loss.item()
        return losses

elif arguments.method == "torch-vmap":
    both = torch.func.vmap(torch.func.grad_and_value(risk, argnums=(0, 1)))
    eta = torch.from_numpy(rates)

    def work():
        losses = numpy.empty((steps, len(rates)))
        A, b = (q.unsqueeze(0).repeat(len(rates), *[1] * q.dim()) for q in (tW1, tw2))
        for t in range(steps):
            (gA, gb), loss = both(A, b)
            A.sub_(gA.mul_(eta[:, None, None]))
            b.sub_(gb.mul_(eta[:, None]))
            losses[t] = loss.numpy()
        return losses

elif arguments.method == "jax-vmap":
    import jax

    jax.config.update("jax_enable_x64", arguments.precision == "f64")

    def descend(rate, W1, w2, X, y):
        both = jax.value_and_grad(lambda p: jax.numpy.mean(jax.nn.softplus(-y * outputs(X, *p))))

        def step(p, _):
            loss, gradients = both(p)
            return jax.tree.map(lambda q, g: q - rate * g, p, gradients), loss

        return jax.lax.scan(step, (W1, w2), None, length=steps)[1]

    inputs = [jax.numpy.asarray(q) for q in (rates, W1, w2, X, y)]
    compiled = jax.jit(jax.vmap(descend, in_axes=(0, None, None, None, None))).lower(*inputs).compile()

    def work():
        return numpy.asarray(compiled(*inputs)).T

else:
    # W1_t = W1_0 - c sum_s w2_s (X^T r_s)^T with c = eta/sqrt(m), so that with K = X X^T and Z = X W1_0^T
    #   outputs   f = (Z w2 - c sum_s (w2_s . w2) K r_s)/sqrt(m)
    #   gradient  W1 X^T r = Z^T r - c sum_s w2_s (K r_s . r)

    def work():
        K, Z = X @ X.T, X @ W1.T
        c = rates * SCALE
        kernels = numpy.empty((len(rates), steps, len(X)), precision)  # K r_s
        seconds = numpy.empty((len(rates), steps, len(w2)), precision)  # w2_s
        w = numpy.repeat(w2[:, None], len(rates), axis=1)
        losses = numpy.empty((steps + 1, len(rates)))
        f = Z @ w * SCALE
        for t in range(steps):
            losses[t], r = cifar.residuals(f, y)
            kernels[:, t], seconds[:, t] = (K @ r).T, w.T
            u = Z.T @ r
            for k in range(len(rates)):
                u[:, k] -= c[k] * ((kernels[k, :t] @ r[:, k]) @ seconds[k, :t])
            w = w - c * u
            f = Z @ w
            for k in range(len(rates)):
                f[:, k] -= c[k] * ((seconds[k, : t + 1] @ w[:, k]) @ kernels[k, : t + 1])
            f *= SCALE
        losses[steps], _ = cifar.residuals(f, y)
        return losses


def results(losses):
    """The losses, rate after rate: rows of `points` numbers."""
    contender.save(arguments, losses.T)
    return {"rates": chosen.tolist(), "points": len(losses)}


with numpy.errstate(all="ignore"):  # the largest rate diverges
    contender.compete(arguments, work, results, scale=STEPS * RATES / (steps * len(rates)))
