"""The families of operations, one module each: OPERATIONS and cases(record)."""

from . import binary, elementwise, reductions, scans

FAMILIES = {
    "elementwise": elementwise,
    "binary": binary,
    "reductions": reductions,
    "scans": scans,
}
TABLES = {}
