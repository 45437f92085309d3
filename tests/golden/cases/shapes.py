"""Views, joins, padding and triangles."""

import torch
import torch.nn.functional as F

from recording import Operation


def slice_of(x, ranges):
    """One [start, stop, step] per leading axis; null stands for the end; counted as in NumPy.

    PyTorch has no negative steps: such an axis is flipped first, by index.
    """
    for axis, (start, stop, step) in enumerate(ranges):
        chosen = range(*slice(start, stop, step).indices(x.shape[axis]))
        x = torch.index_select(x, axis, torch.tensor(list(chosen), dtype=torch.int64))
    return x


def pad(x, widths, mode, value=0.0):
    """`widths` holds [before, after] per axis, first axis first."""
    if mode == "constant":
        return F.pad(x, [width for pair in reversed(widths) for width in pair], value=value)
    for axis, (before, after) in enumerate(widths):
        positions = torch.arange(-before, x.shape[axis] + after)
        last = x.shape[axis] - 1
        if mode == "replicate":
            positions = positions.clamp(0, last)
        else:
            positions = last - (last - positions.abs()).abs()
        x = torch.index_select(x, axis, positions)
    return x


def flatten(x, start, end):
    return torch.flatten(x, start, end)


OPERATIONS = {
    "reshape": Operation(lambda x, shape: x.reshape(shape)),
    "flatten": Operation(flatten),
    "permute": Operation(lambda x, axes: x.permute(axes)),
    "transpose": Operation(lambda x, first, second: x.transpose(first, second)),
    "movedim": Operation(lambda x, source, destination: torch.movedim(x, source, destination)),
    "unfold": Operation(lambda x, axis, size, step: x.unfold(axis, size, step)),
    "squeeze": Operation(lambda x, axes: x.squeeze() if axes is None else x.squeeze(tuple(axes))),
    "unsqueeze": Operation(lambda x, axis: x.unsqueeze(axis)),
    "broadcast_to": Operation(lambda x, shape: x.broadcast_to(shape)),
    "slice": Operation(slice_of, source="composition"),
    "select_index": Operation(lambda x, axis, index: x.select(axis, index)),
    "split": Operation(lambda x, sizes, axis: torch.split(x, sizes, axis)),
    "chunk": Operation(lambda x, chunks, axis: torch.chunk(x, chunks, axis)),
    "concat": Operation(lambda *xs, axis: torch.cat(xs, axis)),
    "stack": Operation(lambda *xs, axis: torch.stack(xs, axis)),
    "pad": Operation(pad, source="composition"),
    "flip": Operation(lambda x, axes: torch.flip(x, axes)),
    "roll": Operation(lambda x, shifts, axes: torch.roll(x, shifts, axes)),
    "repeat": Operation(lambda x, counts: x.repeat(counts)),
    "tile": Operation(lambda x, counts: torch.tile(x, counts)),
    "triu": Operation(lambda x, diagonal: torch.triu(x, diagonal)),
    "tril": Operation(lambda x, diagonal: torch.tril(x, diagonal)),
    "diagonal": Operation(lambda x, offset, first, second: torch.diagonal(x, offset, first, second)),
    "diag": Operation(lambda x, offset: torch.diag(x, offset)),
    "trace": Operation(torch.trace),
    "expand": Operation(lambda x, shape: x.expand(shape)),
    "unbind": Operation(lambda x, axis: torch.unbind(x, axis)),
    "repeat_interleave": Operation(lambda x, times, axis: torch.repeat_interleave(x, times, axis)),
    "diag_embed": Operation(lambda x, offset: torch.diag_embed(x, offset)),
}

# Operation, input shapes, arguments.
CASES = [
    ("reshape", [(2, 3)], {"shape": [3, 2]}),
    ("reshape", [(2, 3, 2)], {"shape": [-1, 4]}),
    ("reshape", [()], {"shape": [1, 1]}),
    ("reshape", [(0, 3)], {"shape": [3, 0]}),
    ("flatten", [(2, 3, 2)], {"start": 0, "end": -1}),
    ("flatten", [(2, 3, 2)], {"start": 1, "end": 2}),
    ("flatten", [()], {"start": 0, "end": -1}),
    ("permute", [(2, 3, 2)], {"axes": [2, 0, 1]}),
    ("permute", [(2, 3)], {"axes": [-1, 0]}),
    ("permute", [(0, 3)], {"axes": [1, 0]}),
    ("transpose", [(2, 3)], {"first": 0, "second": 1}),
    ("transpose", [(2, 3, 2)], {"first": -1, "second": 1}),
    ("movedim", [(2, 3, 2)], {"source": 0, "destination": -1}),
    ("movedim", [(2, 3, 1, 2)], {"source": 2, "destination": 0}),
    ("unfold", [(7,)], {"axis": 0, "size": 3, "step": 1}),
    ("unfold", [(2, 6)], {"axis": 1, "size": 2, "step": 2}),
    ("unfold", [(6, 2)], {"axis": 0, "size": 2, "step": 3}),
    ("squeeze", [(1, 3, 1)], {"axes": None}),
    ("squeeze", [(1, 3, 1)], {"axes": [-1]}),
    ("unsqueeze", [(2, 3)], {"axis": 0}),
    ("unsqueeze", [(2, 3)], {"axis": -1}),
    ("unsqueeze", [()], {"axis": 0}),
    ("broadcast_to", [(3,)], {"shape": [2, 3]}),
    ("broadcast_to", [(2, 1)], {"shape": [3, 2, 2]}),
    ("broadcast_to", [()], {"shape": [2, 2]}),
    ("broadcast_to", [(1,)], {"shape": [0]}),
    ("slice", [(6,)], {"ranges": [[1, 5, 1]]}),
    ("slice", [(7,)], {"ranges": [[0, None, 3]]}),
    ("slice", [(5,)], {"ranges": [[None, None, -1]]}),
    ("slice", [(6,)], {"ranges": [[-2, 0, -2]]}),
    ("slice", [(3, 5)], {"ranges": [[None, None, 1], [-3, None, 2]]}),
    ("slice", [(3, 5)], {"ranges": [[2, None, -1], [None, -1, 2]]}),
    ("slice", [(4,)], {"ranges": [[2, 2, 1]]}),
    ("select_index", [(3, 2)], {"axis": 0, "index": 1}),
    ("select_index", [(3, 2)], {"axis": -1, "index": -1}),
    ("split", [(6,)], {"sizes": [1, 3, 2], "axis": 0}),
    ("split", [(2, 4)], {"sizes": [3, 1], "axis": -1}),
    ("chunk", [(7,)], {"chunks": 3, "axis": 0}),
    ("chunk", [(2, 4)], {"chunks": 2, "axis": 1}),
    ("concat", [(2, 3), (1, 3)], {"axis": 0}),
    ("concat", [(2, 1), (2, 2), (2, 0)], {"axis": -1}),
    ("concat", [(3,)], {"axis": 0}),
    ("stack", [(3,), (3,)], {"axis": 0}),
    ("stack", [(2, 2), (2, 2), (2, 2)], {"axis": -1}),
    ("stack", [(), ()], {"axis": 0}),
    ("pad", [(3,)], {"widths": [[1, 2]], "mode": "constant", "value": 0.0}),
    ("pad", [(2, 3)], {"widths": [[1, 0], [0, 2]], "mode": "constant", "value": -1.5}),
    ("pad", [(2, 3)], {"widths": [[0, 0], [-1, 1]], "mode": "constant", "value": 0.5}),
    ("pad", [(4,)], {"widths": [[2, 3]], "mode": "reflect"}),
    ("pad", [(3, 3)], {"widths": [[1, 2], [2, 0]], "mode": "reflect"}),
    ("pad", [(3,)], {"widths": [[2, 4]], "mode": "replicate"}),
    ("pad", [(2, 2)], {"widths": [[1, 1], [0, 3]], "mode": "replicate"}),
    ("flip", [(4,)], {"axes": [0]}),
    ("flip", [(2, 3)], {"axes": [0, -1]}),
    ("roll", [(5,)], {"shifts": [2], "axes": [0]}),
    ("roll", [(2, 3)], {"shifts": [-1, 4], "axes": [0, 1]}),
    ("repeat", [(2,)], {"counts": [3]}),
    ("repeat", [(2, 2)], {"counts": [2, 1, 2]}),
    ("tile", [(2, 2)], {"counts": [2]}),
    ("tile", [(3,)], {"counts": [2, 2]}),
    ("triu", [(3, 3)], {"diagonal": 0}),
    ("triu", [(2, 4)], {"diagonal": 1}),
    ("triu", [(2, 3, 2)], {"diagonal": -1}),
    ("tril", [(3, 3)], {"diagonal": 0}),
    ("tril", [(2, 4)], {"diagonal": 1}),
    ("tril", [(2, 3, 2)], {"diagonal": -1}),
    ("diagonal", [(3, 3)], {"offset": 0, "first": 0, "second": 1}),
    ("diagonal", [(2, 4)], {"offset": 1, "first": 0, "second": 1}),
    ("diagonal", [(2, 3, 4)], {"offset": -1, "first": -2, "second": -1}),
    ("diag", [(3,)], {"offset": 0}),
    ("diag", [(2,)], {"offset": -1}),
    ("diag", [(2, 3)], {"offset": 1}),
    ("trace", [(3, 3)], {}),
    ("trace", [(2, 4)], {}),
    ("expand", [(2, 1)], {"shape": [3, -1, 2]}),
    ("expand", [(1, 3)], {"shape": [2, 3]}),
    ("expand", [()], {"shape": [2]}),
    ("unbind", [(3, 2)], {"axis": 0}),
    ("unbind", [(2, 3, 2)], {"axis": -1}),
    ("repeat_interleave", [(3,)], {"times": 2, "axis": 0}),
    ("repeat_interleave", [(2, 3)], {"times": 3, "axis": -1}),
    ("repeat_interleave", [(2, 2)], {"times": 0, "axis": 0}),
    ("diag_embed", [(3,)], {"offset": 0}),
    ("diag_embed", [(2, 2)], {"offset": 1}),
    ("diag_embed", [(2, 3)], {"offset": -2}),
]


def cases(record):
    for op, shapes, args in CASES:
        sampler = record.sampler(op)
        record.add(op, [sampler.uniform(shape) for shape in shapes], **args)
