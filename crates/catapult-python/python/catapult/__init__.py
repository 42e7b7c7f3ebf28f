"""Exact, certified and fast training dynamics of linear networks at large learning rates.

Train a linear network on a binary task with a large learning rate: below a threshold the loss falls, above it the loss may
first climb and then come down into a flatter minimum, oscillate, or diverge. This package proves what happens, encloses
thresholds to any number of digits, decides separability, and trains at many rates at once.

Numbers go in exactly: an int, a Fraction, a Decimal, or a text such as ``"0.1"``. A float is its exact binary value: the float
0.1 is 3602879701896397/2**55, and not one tenth. Certified numbers come out as ``Certified``.

>>> import catapult
>>> catapult.classify("two-layer", loss="logistic", eta="7", width=100, lambda_=2, output="1/2").phase
'catapult'
"""

from __future__ import annotations

import sys as _sys

from . import _native

_native._require_interpreter(_sys.modules)

from . import threshold
from ._atlas import Atlas, atlas
from ._claims import Claim, Claims, claims, verify
from ._classify import CheckedClaim, Classification, check, classify
from ._data import Data, data_forms, load
from ._figure import Figure, figure, figures
from ._maps import Exponents, Fates, exponents, fates
from ._native import Certificate, Certified, __commit__, __version__, get_num_threads, set_num_threads
from ._orbit import Orbit, orbit
from ._separability import Separability, separability
from ._training import Training, sweep, train
from .errors import CatapultError, DataWarning, InputError

__all__ = [
    "Atlas",
    "CatapultError",
    "Certificate",
    "Certified",
    "CheckedClaim",
    "Claim",
    "Claims",
    "Classification",
    "Data",
    "DataWarning",
    "Exponents",
    "Fates",
    "Figure",
    "InputError",
    "Orbit",
    "Separability",
    "Training",
    "__commit__",
    "__version__",
    "atlas",
    "check",
    "claims",
    "classify",
    "data_forms",
    "exponents",
    "fates",
    "figure",
    "figures",
    "get_num_threads",
    "load",
    "orbit",
    "separability",
    "set_num_threads",
    "sweep",
    "threshold",
    "train",
    "verify",
]
