"""The top eigenvalue of the Hessian of the risk (1,536,500 parameters) and of the neural tangent kernel (NTK).

methods, Hessian
  torch-hvp  PyTorch, double backward as in the published edge-of-stability code, and SciPy's eigsh (ARPACK)
  jax-hvp    JAX, jit of jvp(grad), and eigsh
  numpy-hvp  by hand, O(nd + md) a product, and eigsh
methods, NTK (the top eigenvalue of the n x n kernel, divided by n)
  numpy-ntk  in closed form, K = Z Z^T + |w2|^2/m X X^T with Z = X W1^T/sqrt(m), and eigsh
  torch-ntk  from per-sample gradients (torch.func), in blocks; --samples shortens it, and the time is scaled up

Relative tolerance 1e-6. --ncv is eigsh's number of Lanczos vectors: its default, 20, is what is commonly used; 5 is the
best one here, because the vectors are as long as the weights. --reorder as in sweep.py.
"""
import contender
import numpy
import cifar
from cifar import SCALE, WIDTH
from scipy.sparse.linalg import LinearOperator, eigsh

TOLERANCE = 1e-6
RATE, STEPS = 20.0, 50

options = contender.parser(__doc__)
options.add_argument("method", choices=["torch-hvp", "jax-hvp", "numpy-hvp", "numpy-ntk", "torch-ntk"])
options.add_argument("--precision", choices=["f64", "f32"], default="f64")
options.add_argument("--point", choices=["start", "trained"], default="start", help="trained: after 50 steps at rate 20")
options.add_argument("--ncv", type=int)
options.add_argument("--samples", type=int, default=2048)
options.add_argument("--reorder", action="store_true")
arguments = options.parse_args()

precision = cifar.kind(arguments.precision)
X, y = cifar.load()
W1, w2 = cifar.start()
if arguments.point == "trained":
    W1, w2 = cifar.descend(W1, w2, X, y, RATE, STEPS)
X, y, W1, w2 = (q.astype(precision) for q in (X[: arguments.samples], y[: arguments.samples], W1, w2))
count, split = len(X), W1.size
guess = numpy.random.default_rng(1).standard_normal
products = 0


def top(operator, size):
    return float(
        eigsh(operator, k=1, which="LA", tol=TOLERANCE, v0=guess(size).astype(precision), ncv=arguments.ncv, return_eigenvectors=False)[0]
    )


def outputs(X, W1, w2):
    return (X @ (W1.T @ w2) if arguments.reorder else (X @ W1.T) @ w2) * SCALE


if arguments.method == "torch-hvp":
    import torch

    torch.set_num_threads(contender.THREADS)
    tX, ty = torch.from_numpy(X), torch.from_numpy(y)
    weights = [torch.from_numpy(q).requires_grad_() for q in (W1, w2)]

    def flat(tensors):
        return torch.cat([q.reshape(-1) for q in tensors])

    def product(v):
        loss = torch.nn.functional.softplus(-ty * outputs(tX, *weights)).mean()
        gradient = flat(torch.autograd.grad(loss, weights, create_graph=True))
        return flat(torch.autograd.grad(gradient @ torch.from_numpy(v), weights)).numpy()

elif arguments.method == "jax-hvp":
    import jax

    jax.config.update("jax_enable_x64", arguments.precision == "f64")

    @jax.jit
    def compiled(W1, w2, v, X, y):
        def risk(p):
            return jax.numpy.mean(jax.nn.softplus(-y * outputs(X, *p)))

        direction = (v[:split].reshape(W1.shape), v[split:])
        image = jax.jvp(jax.grad(risk), ((W1, w2),), (direction,))[1]
        return jax.numpy.concatenate([image[0].ravel(), image[1]])

    inputs = [jax.numpy.asarray(q) for q in (W1, w2, X, y)]

    def product(v):
        return numpy.asarray(compiled(inputs[0], inputs[1], v, inputs[2], inputs[3]))

elif arguments.method == "numpy-hvp":
    _, slopes = cifar.residuals((X @ (w2 @ W1) * SCALE)[:, None], y)
    slopes = slopes[:, 0]
    curvatures = numpy.abs(slopes) * (1 - count * numpy.abs(slopes))  # l''/n = p (1 - p)/n
    gradient = X.T @ slopes * SCALE

    def product(v):
        P, p = v[:split].reshape(W1.shape), v[split:]
        bent = X.T @ (curvatures * (X @ (w2 @ P + p @ W1))) * SCALE**2
        image = numpy.empty_like(v)
        numpy.matmul(numpy.stack([p, w2], 1), numpy.stack([gradient, bent]), out=image[:split].reshape(W1.shape))
        image[split:] = P @ gradient + W1 @ bent
        return image

elif arguments.method == "numpy-ntk":

    def kernel():
        Z = X @ W1.T * SCALE
        K = Z @ Z.T
        K += float(w2 @ w2) / WIDTH * (X @ X.T)
        return K

else:
    import torch

    torch.set_num_threads(contender.THREADS)
    tX = torch.from_numpy(X)
    weights = (torch.from_numpy(W1), torch.from_numpy(w2))
    gradients = torch.func.vmap(torch.func.grad(lambda p, x: (p[0] @ x) @ p[1] * SCALE), (None, 0))

    def kernel(block=64):
        K = torch.zeros(count, count, dtype=tX.dtype)
        for i in range(0, count, block):
            left = gradients(weights, tX[i : i + block])
            for j in range(0, i + 1, block):
                right = gradients(weights, tX[j : j + block])
                part = left[0].flatten(1) @ right[0].flatten(1).T + left[1] @ right[1].T
                K[i : i + block, j : j + block] = part
                K[j : j + block, i : i + block] = part.T
        return K.numpy()


def counted(v):
    global products
    products += 1
    return product(numpy.ascontiguousarray(v.reshape(-1), precision))


def work():
    global products
    products = 0
    if arguments.method.endswith("ntk"):
        return top(kernel(), count) / count
    size = split + len(w2)
    return top(LinearOperator((size, size), matvec=counted, dtype=precision), size)


def results(eigenvalue):
    found = {"eigenvalue": eigenvalue, "products": products or None}
    if count < 2048:  # not the eigenvalue that the others have: compare with that in closed form
        Z = X @ W1.T * SCALE
        found["of_closed_form"] = float(numpy.linalg.eigvalsh(Z @ Z.T + float(w2 @ w2) / WIDTH * (X @ X.T))[-1]) / count
    return found


contender.compete(arguments, work, results, scale=(2048 / count) ** 2)
