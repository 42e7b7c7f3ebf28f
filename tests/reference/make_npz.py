"""Writes tests/reference/npz with NumPy: small data files in the forms that NumPy saves. Run in this directory."""

import os

import numpy as np

os.makedirs("npz", exist_ok=True)
floats = np.array([[0.1, -2.0, 1 / 3], [5e-324, 1.7976931348623157e308, -0.0]])
np.savez("npz/float64.npz", X=floats, y=np.array([1, -1]), comment=np.array("not looked at"))
single = np.asfortranarray(np.array([[0.1, 2.5], [-3.0, 4.0], [1e-45, 6.0]], dtype=np.float32))
np.savez_compressed("npz/float32-fortran-compressed.npz", X=single, y=np.array([0, 1, 1], dtype=np.uint8))
np.savez("npz/big-endian.npz", X=np.array([[1.5, 2.0], [3.0, 4.0]], dtype=">f8"), y=np.array([1.0, -1.0], dtype=">f4"))
np.savez("npz/integers.npz", X=np.array([[2**62 + 1], [-7]], dtype=np.int64), y=np.array([True, False]))
np.savez("npz/bytes.npz", X=np.array([[True, False], [False, True]]), y=np.array([-1, 1], dtype=np.int8))
