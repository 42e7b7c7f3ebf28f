"""Arrays and data on their way to the library."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypeAlias

    from ._data import Data

    DataLike: TypeAlias = str | Data | tuple[Any, Any]


def plain(values: Any) -> Any:
    """An array of machine numbers in this machine's byte order; sequences, and arrays of other things, as lists.

    Nothing is copied that the library can read as it is: any strides, any order, read-only.
    """
    if isinstance(values, (list, tuple, str)):
        return values
    import numpy as np

    array = np.asarray(values)
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8:
        return array.tolist() if array.dtype.kind != "f" else list(array)
    if array.dtype.itemsize == 2 and array.dtype.kind == "f":
        return array.astype(np.float32)  # holds every float16
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def layers_of(weights: Any) -> Any:
    """The path of a file, or each layer as the library takes it."""
    if isinstance(weights, (str, PathLike)):
        return weights
    return tuple(plain(layer) for layer in weights)


def resolved(data: DataLike | None) -> Any:
    """Data as the library takes them: a name, or a pair of samples and labels."""
    from ._data import Data

    if data is None or isinstance(data, str):
        return data
    if isinstance(data, Data):
        return data.specification
    try:
        samples, labels = data
    except (TypeError, ValueError):
        return data
    return plain(samples), plain(labels)
