"""The numbers that every library starts from: the same bits in Python and in Rust.

An element is a hash of its flat index and a seed (the 32-bit mixer of Wellons' hash prospector),
so no generator of any library is involved and the results of one step can be compared.
"""

import numpy

LAYERS = {"T1": [2, 16, 16, 1], "T2": [784, 512, 256, 10]}
RATE = {"T1": 0.05, "T2": 0.01}
MOMENTUM = 0.9
ELEMENTS = 4 << 20
ROWS, COLUMNS = 4096, 1024
EPSILON = 1e-5


def uniform(seed, shape, scale=1.0):
    """An f32 array of the given shape, uniform in [-scale, scale)."""
    count = int(numpy.prod(shape))
    hashed = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9)
    hashed += numpy.uint32(seed * 0x85EBCA6B & 0xFFFFFFFF)
    hashed ^= hashed >> numpy.uint32(16)
    hashed *= numpy.uint32(0x21F0AAAD)
    hashed ^= hashed >> numpy.uint32(15)
    hashed *= numpy.uint32(0x735A2D97)
    hashed ^= hashed >> numpy.uint32(15)
    unit = (hashed >> numpy.uint32(8)).astype(numpy.float32) * numpy.float32(2.0**-24)
    values = (unit * numpy.float32(2) - numpy.float32(1)) * numpy.float32(scale)
    return values.reshape(shape)


def layers(workload):
    """Weight [out, in] and bias [out] of each layer, uniform within 1/sqrt(in)."""
    sizes = LAYERS[workload]
    result = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        scale = inputs**-0.5
        weight = uniform(10 + index, (outputs, inputs), scale)
        bias = uniform(20 + index, (outputs,), scale)
        result.append((weight, bias))
    return result


def surface():
    """T1: 100 points of the plane and the product of their coordinates."""
    points = uniform(1, (100, 2))
    return points, points[:, :1] * points[:, 1:]


def images():
    """T2: a batch of 128 "images" with labels 0 to 9."""
    return uniform(1, (128, 784)), numpy.arange(128, dtype=numpy.int64) % 10


def elementwise():
    """T7: the scalars a and b and the tensor x."""
    return numpy.float32(0.7), numpy.float32(0.2), uniform(1, (ELEMENTS,), 3.0)


def logits():
    """T9a: logits and labels."""
    return uniform(1, (ROWS, COLUMNS), 4.0), numpy.arange(ROWS, dtype=numpy.int64) * 37 % COLUMNS


def normalised():
    """T9b: the input and the affine parameters of the layer norm."""
    one = numpy.float32(1)
    return uniform(1, (ROWS, COLUMNS)), one + uniform(2, (COLUMNS,), 0.1), uniform(3, (COLUMNS,), 0.1)
