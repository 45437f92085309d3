"""Writes the texts that NumPy prints for the arrays of crates/tape/tests/tensor_print.rs.

Run in the folder crates/tape/tests/golden with NumPy 2.4: python ../../../../tests/golden/print.py
"""

import numpy as np

NAN, INF = float("nan"), float("inf")
TYPES = {"float64": "f64", "float32": "f32", "int64": "i64", "bool": "bool"}
CASES = {
    "whole numbers": np.array([1., 2., 3.]),
    "a matrix of mixed digits": np.array([[1., -2.5], [0.125, 40.]]),
    "eight digits": np.array([1/3, 2/3, 0.1]),
    "a wide range": np.array([1., 1001., 0.5]),
    "small numbers": np.array([1e-5, 1., -2.]),
    "large numbers": np.array([123456789., 1.23456789e8]),
    "long exponents": np.array([1e-300, 1e200, 1.0]),
    "nan and infinities": np.array([NAN, INF, -INF, 1.5]),
    "nothing finite": np.array([NAN, INF]),
    "nan beside exponents": np.array([NAN, 1e-10, -INF]),
    "negative zero": np.array([-0.0, 0.0]),
    "rounding up to whole": np.array([0.999999999999, 1.5]),
    "rounding in exponents": np.array([9.9999999999e10, 1.0]),
    "a line that wraps": np.linspace(0, 1, 30),
    "integers of different widths": np.array([[1, -200], [30, 4]]),
    "booleans": np.array([[True, False], [False, True]]),
    "no elements": np.zeros((3, 0)),
    "rank 3": np.arange(12).reshape(2, 3, 2),
    "rank 4": np.arange(8.).reshape(2, 2, 1, 2),
    "a long vector": np.arange(1001),
    "a vector just short enough": np.arange(1000),
    "a large matrix": np.arange(10000.).reshape(100, 100),
    "a tall matrix": np.arange(2000).reshape(1000, 2),
    "a large cube": np.arange(8000.).reshape(20, 20, 20)/3,
    "wide rows that wrap": (np.arange(60.)/7).reshape(2, 30),
    "a transposed matrix": np.arange(6).reshape(2, 3).T,
    "single precision": np.array([0.1, 1/3, 2.0], dtype=np.float32),
    "single precision, large": np.array([1e6, 1], dtype=np.float32),
    "single precision, at the border": np.array([1e-4, 0.05], dtype=np.float32),
    "a number": np.array(0.1+0.2),
    "a whole number": np.array(2.0),
    "a tiny number": np.array(1.5e-7),
    "a huge number": np.array(1e16),
    "a number of single precision": np.array(0.1, dtype=np.float32),
    "an integer": np.array(-3),
}

with open("print.txt", "w") as file:
    for name, array in CASES.items():
        suffix = f", {TYPES[str(array.dtype)]} {list(array.shape)})"
        text = np.array2string(array, separator=", ", prefix="Tensor(", suffix=suffix) if array.ndim else str(array)
        # Booleans are written as Rust writes them.
        text, display = (t.replace("True", "true").replace("False", "false") for t in (text, str(array)))
        file.write(f"== {name}\n{display}\n--\nTensor({text}{suffix}\n")
    print(len(CASES), "texts")
