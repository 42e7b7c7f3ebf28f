"""What gradient descent does in the long run, with a proof."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from . import _native
from ._arrays import layers_of, plain, resolved
from ._display import html_table, rows_of, text_table
from ._native import Certificate, Certified
from .errors import InputError

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import TypeAlias

    from ._arrays import DataLike

    Exact: TypeAlias = int | float | str | Fraction | Decimal
    Loss = Literal["exponential", "logistic", "squared"]
    Phase = Literal["lazy", "catapult", "oscillating", "divergent", "undecided"]

NETWORKS = ("linear", "two-layer", "aligned", "network")


class Classification:
    """What gradient descent does, and why.

    A phase other than ``"undecided"`` is proved, and ``certificate`` is the proof.
    """

    __slots__ = ("_limit", "_problem", "certificate", "phase", "reason", "remedy")

    phase: Phase
    """``"lazy"``: the loss never rises, and the orbit converges. ``"catapult"``: it rises, and the orbit converges.
    ``"oscillating"``: to a cycle. ``"divergent"``: the loss tends to infinity. ``"undecided"``: not proved to be any of these."""
    reason: str
    """Why, or what is missing."""
    remedy: str | None
    """What would help where something is missing, if anything does."""
    certificate: Certificate | None
    """The proof; None iff undecided."""

    def __init__(
        self,
        phase: Phase,
        limit: Any,
        reason: str,
        remedy: str | None,
        certificate: Certificate | None,
        problem: Any,
    ) -> None:
        self.phase = phase
        self._limit = limit
        self.reason = reason
        self.remedy = remedy
        self.certificate = certificate
        self._problem = problem

    @property
    def limit(self) -> dict[str, Any] | None:
        """Where the orbit ends: certified values by their names, such as ``limit["lambda"]``; None where that is not known."""
        if isinstance(self._limit, _native.Limit):
            self._limit = self._limit.answer()
        limit: dict[str, Any] | None = self._limit
        return limit

    @property
    def problem(self) -> dict[str, Any]:
        """The exact problem, as certificates state it."""
        if isinstance(self._problem, _native.Problem):
            self._problem = self._problem.statement()
        statement: dict[str, Any] = self._problem
        return statement

    def _rows(self) -> list[tuple[str, Any]]:
        return [("phase", self.phase), *rows_of("", self.limit or {}), ("reason", self.reason)]

    def __str__(self) -> str:
        return text_table(self._rows())

    def __repr__(self) -> str:
        known = ", ".join(f"{name}={value}" for name, value in rows_of("", self.limit or {}) if isinstance(value, Certified))
        return f"<Classification: {self.phase}{', ' + known if known else ''}>"

    def _repr_html_(self) -> str:
        return html_table("Classification", self._rows())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Classification) and self.__getstate__() == other.__getstate__()

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> tuple[Any, ...]:
        return self.phase, self.limit, self.reason, self.remedy, self.certificate, self.problem

    def __reduce__(self) -> tuple[Any, ...]:
        return Classification, self.__getstate__()


class CheckedClaim:
    """Whether a certificate holds. True in a condition iff it does."""

    __slots__ = ("citation", "claim", "valid")

    valid: bool
    """Whether the claim was proved again."""
    claim: str
    """What is proved, or why it is not."""
    citation: str | None
    """The lemma by which, and its source."""

    def __init__(self, valid: bool, claim: str, citation: str | None) -> None:
        self.valid = valid
        self.claim = claim
        self.citation = citation

    def __bool__(self) -> bool:
        return self.valid

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CheckedClaim) and self.__reduce__() == other.__reduce__()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<CheckedClaim: {'valid' if self.valid else 'invalid'}: {self.claim}>"

    def _repr_html_(self) -> str:
        rows = [("valid", self.valid), ("claim", self.claim), ("by", self.citation or "")]
        return html_table("Checked claim", rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return CheckedClaim, (self.valid, self.claim, self.citation)


def problem(
    network: str,
    *,
    loss: Loss,
    eta: Exact,
    data: DataLike | None = None,
    weight: Any = None,
    width: Exact | None = None,
    lambda_: Exact | None = None,
    output: Exact | None = None,
    weights: Any = None,
    sigma: Any = None,
    positive: str | None = None,
) -> _native.Problem:
    """The exact problem that the arguments of ``classify`` and ``orbit`` state."""
    given = {"weight": weight, "width": width, "lambda_": lambda_, "output": output, "weights": weights, "sigma": sigma}
    takes = {
        "linear": ("weight",),
        "two-layer": ("width", "lambda_", "output") if weights is None else ("width", "weights"),
        "aligned": ("width", "sigma"),
        "network": ("weights",),
    }.get(network)
    if takes is None:
        raise InputError(f"there is no network `{network}`: choose one of {', '.join(NETWORKS)}")
    for name, value in given.items():
        if value is not None and name not in takes:
            raise InputError(f"{name} does not go with the network `{network}` here: it takes {', '.join(takes)}")
        if value is None and name in takes and not (name == "width" and network == "two-layer" and weights is not None):
            raise InputError(f"the start is not given: `{network}` takes {', '.join(takes)}")
    if data is not None and network in ("aligned", "network"):
        raise InputError(f"the network `{network}` lives on D0: leave out data")
    points = resolved(data)
    if network == "linear":
        return _native.Problem.linear(loss, eta, points, plain(weight) if _is_many(weight) else weight, positive)
    if network == "aligned":
        return _native.Problem.aligned(loss, eta, width, plain(sigma))
    if network == "network":
        return _native.Problem.network(loss, eta, layers_of(weights))
    if weights is not None:
        return _native.Problem.two_layer_from_weights(loss, eta, points, width, layers_of(weights), positive)
    return _native.Problem.two_layer(loss, eta, points, width, lambda_, output, positive)


def _is_many(value: Any) -> bool:
    return getattr(value, "ndim", 0) > 0 or hasattr(value, "to_numpy")


def classify(
    network: str,
    *,
    loss: Loss,
    eta: Exact,
    data: DataLike | None = None,
    weight: Any = None,
    width: Exact | None = None,
    lambda_: Exact | None = None,
    output: Exact | None = None,
    weights: Any = None,
    sigma: Any = None,
    positive: str | None = None,
    max_steps: int = _native.MAX_STEPS,
    bits: int = _native.BITS,
    digits: int = _native.DIGITS,
) -> Classification:
    """What gradient descent does in the long run, with a proof.

    Numbers are exact: an int, a Fraction, a Decimal, a text such as ``"0.1"`` or ``"1/3"``. A float is taken as its exact
    binary value, so that ``eta=0.1`` is 3602879701896397/2**55 and not one tenth; ``eta="0.1"`` is one tenth.

    Parameters
    ----------
    network
        ``"linear"``: the linear predictor, on D0 or on data of any number of features; takes ``weight``.
        ``"two-layer"``: takes ``width``, ``lambda_`` and ``output`` (one feature), or ``weights``, on D0 or any data.
        ``"aligned"``: an aligned deep network on D0; takes ``width`` and ``sigma``.
        ``"network"``: a deep network on D0 with all its ``weights``.
    loss
        ``"exponential"``, ``"logistic"`` or ``"squared"``.
    eta
        The learning rate, positive.
    data
        D0 if left out; a name as on the command line (``"three-point"``, ``"csv:points.csv"``), or a pair ``(X, y)``.
    weight
        The start of a linear predictor: a number, or one for each feature.
    width, lambda_, output
        The width m, the kernel (\\|W1\\|² + \\|w2\\|²)/m and the output f at x = 1 of the start.
    weights
        For ``"two-layer"`` the pair ``(W1, w2)``, a row of W1 and an entry of w2 for each hidden unit; for ``"network"`` the
        sequence ``[W1, .., WL]``; or an npz file with these arrays.
    sigma
        The singular values of the layers of an aligned network; their number is the depth.
    positive
        Which label is +1, where that is not clear.
    max_steps, bits, digits
        The most steps that are enclosed, the largest precision, and the significant digits of the limits.

    Returns
    -------
    Classification
        With ``phase``, ``limit``, ``reason`` and ``certificate``. Certified: a phase other than ``"undecided"`` is proved.

    Examples
    --------
    >>> import catapult
    >>> answer = catapult.classify("two-layer", loss="logistic", eta=7, width=100, lambda_=2, output="1/2")
    >>> answer.phase
    'catapult'
    >>> print(answer.limit["lambda"])
    1.032835486114421290717188768538[1, 4]
    >>> bool(catapult.check(answer.certificate))
    True
    """
    stated = problem(
        network,
        loss=loss,
        eta=eta,
        data=data,
        weight=weight,
        width=width,
        lambda_=lambda_,
        output=output,
        weights=weights,
        sigma=sigma,
        positive=positive,
    )
    return Classification(*_native.classify(stated, max_steps, bits, digits), stated)


def check(certificate: Certificate | str | PathLike[str]) -> CheckedClaim:
    """Proves the claim of a certificate again, from its exact problem, within a bound on time and memory.

    Takes a ``Certificate``, the path of a file, or the text of one (which begins with ``{``).

    >>> import catapult
    >>> answer = catapult.classify("linear", loss="logistic", eta=10, weight=1)
    >>> catapult.check(answer.certificate).valid
    True
    """
    if isinstance(certificate, str) and certificate.lstrip().startswith("{"):
        certificate = Certificate(certificate)
    elif not isinstance(certificate, Certificate):
        certificate = Certificate.load(certificate)
    return CheckedClaim(*certificate._check())


for _kind in (Classification, CheckedClaim):
    _kind.__module__ = "catapult"
