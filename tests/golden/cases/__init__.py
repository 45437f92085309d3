"""The families of operations, one module each: OPERATIONS and cases(record); and other tables."""

from . import binary, elementwise, indexing, initialisation, layers, losses
from . import optimizers, products, reductions, scans, shapes

FAMILIES = {
    "elementwise": elementwise,
    "binary": binary,
    "reductions": reductions,
    "scans": scans,
    "shapes": shapes,
    "indexing": indexing,
    "products": products,
    "losses": losses,
    "layers": layers,
}
TABLES = {
    "optimizers": optimizers,
    "initialisation": initialisation,
}
