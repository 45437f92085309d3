"""Writes the small files that crates/tape/tests/npy.rs reads.

Run in the folder crates/tape/tests/golden/npy with NumPy 2.4: python ../../../../../tests/golden/npy.py
"""

import numpy as np

matrix = np.array([[1.5, -2.0, 3.25], [4.0, 5.0, -0.0]])
ARRAYS = {
    "c_order": matrix,
    "fortran_order": np.asfortranarray(matrix),
    "big_endian": matrix.astype(">f8"),
    "single": matrix.astype("f4"),
    "integers": np.array([[1, -2], [2**62, 4]]),
    "small_integers": np.array([200, 3], dtype="u1"),
    "booleans": np.array([True, False, True]),
    "number": np.array(2.5),
    "empty": np.zeros((3, 0, 2)),
    "cube_in_fortran_order": np.asfortranarray(np.arange(24).reshape(2, 3, 4)),
    "complex": np.array([1j]),
    "text": np.array(["text"]),
}

for name, array in ARRAYS.items():
    np.save(f"{name}.npy", array)
np.savez("stored.npz", x=matrix, y=np.arange(3))
np.savez_compressed("compressed.npz", x=np.zeros(1000), y=np.arange(3))
