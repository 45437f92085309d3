//! Shapes.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!("reshape", |t| zeros(t, &[2, 3]).reshape([4]), ["[2, 3]", "[4]"]),
        misuse!(
            "reshape",
            |t| zeros(t, &[2, 3]).reshape([-1, -1]),
            ["[2, 3]", "[-1, -1]"]
        ),
        misuse!(
            "reshape",
            |t| zeros(t, &[2, 3]).reshape([-1, 4]),
            ["[2, 3]", "[-1, 4]"]
        ),
        misuse!(
            "flatten_axes",
            |t| zeros(t, &[2, 3]).flatten_axes(1, 0),
            ["axis 0", "axis 1"]
        ),
        misuse!("permute", |t| zeros(t, &[2, 3]).permute([0, 0]), ["[0, 0]"]),
        misuse!("permute", |t| zeros(t, &[2, 3]).permute([0]), ["[0]", "rank 2"]),
        misuse!(
            "transpose",
            |t| zeros(t, &[2, 3]).transpose(0, 2),
            ["axis 2", "rank 2"]
        ),
        misuse!("movedim", |t| zeros(t, &[2, 3]).movedim([0, 1], [0]), ["2", "1"]),
        misuse!(
            "squeeze_axis",
            |t| zeros(t, &[2, 1]).squeeze_axis(0),
            ["axis 0", "[2, 1]", "size 2"]
        ),
        misuse!("unsqueeze", |t| zeros(t, &[2]).unsqueeze(3), ["axis 3"]),
        misuse!(
            "broadcast_to",
            |t| zeros(t, &[2]).broadcast_to([3]),
            ["[2]", "[3]"]
        ),
        misuse!("expand", |t| zeros(t, &[2]).expand([3, 3]), ["[2]", "[3, 3]"]),
        misuse!("slice", |t| zeros(t, &[2]).slice(2), ["index 2", "size 2", "[2]"]),
        misuse!("slice", |t| zeros(t, &[2]).slice((.., ..)), ["2 slices", "[2]"]),
        misuse!(
            "index",
            |t| zeros(t, &[2, 3]).index(1, 3),
            ["index 3", "axis 1", "size 3"]
        ),
        misuse!("unbind", |t| zeros(t, &[2]).unbind(1)[0], ["axis 1", "rank 1"]),
        misuse!("split", |t| zeros(t, &[2]).split(0, 0)[0], ["0"]),
        misuse!(
            "split_sizes",
            |t| zeros(t, &[2]).split_sizes(&[1, 2], 0)[0],
            ["[1, 2]", "3", "[2]"]
        ),
        misuse!("chunk", |t| zeros(t, &[2]).chunk(0, 0)[0], ["0"]),
        misuse!(
            "unfold",
            |t| zeros(t, &[2]).unfold(0, 3, 1),
            ["3", "size 2", "[2]"]
        ),
        misuse!("unfold", |t| zeros(t, &[2]).unfold(0, 1, 0), ["0"]),
        misuse!(
            "concat",
            |t| concat(&[zeros(t, &[2, 3]), zeros(t, &[2, 2])], 0),
            ["[2, 3]", "[2, 2]"]
        ),
        misuse!(
            "stack",
            |t| stack(&[zeros(t, &[2]), zeros(t, &[3])], 0),
            ["[2]", "[3]"]
        ),
        misuse!(
            "pad",
            |t| zeros(t, &[2]).pad(&[(2, 0)], Padding::Reflect),
            ["(2, 0)", "[2]"]
        ),
        misuse!(
            "pad",
            |t| zeros(t, &[2]).pad(&[(1, 0); 2], Padding::Reflect),
            ["2 widths", "[2]"]
        ),
        misuse!(
            "pad",
            |t| zeros(t, &[2]).pad(&[(usize::MAX, 1)], Padding::Constant(0.0)),
            ["memory"]
        ),
        misuse!("flip", |t| zeros(t, &[2]).flip(1), ["axis 1", "rank 1"]),
        misuse!("roll", |t| zeros(t, &[2]).roll(1, 1), ["axis 1", "rank 1"]),
        misuse!("repeat", |t| zeros(t, &[2, 3]).repeat([2]), ["[2]", "[2, 3]"]),
        misuse!("repeat", |t| zeros(t, &[2]).repeat([usize::MAX]), ["memory"]),
        misuse!("tile", |t| zeros(t, &[2]).tile([usize::MAX]), ["memory"]),
        misuse!("triu", |t| zeros(t, &[2]).triu(0), ["matrix", "[2]"]),
        misuse!("tril", |t| zeros(t, &[]).tril(0), ["matrix", "[]"]),
        misuse!(
            "diagonal",
            |t| zeros(t, &[2, 2]).diagonal(0, 1, -1),
            ["axis 1", "[2, 2]"]
        ),
        misuse!("diag", |t| zeros(t, &[2, 2, 2]).diag(0), ["[2, 2, 2]"]),
        misuse!("diag", |t| huge(t, 1 << 58).diag(0), ["memory"]),
        misuse!("diag", |t| huge(t, 1 << 24).diag(0), ["memory"]),
        misuse!("diag_embed", |t| huge(t, 1 << 58).diag_embed(0), ["memory"]),
        misuse!("diag_embed", |t| huge(t, 1 << 24).diag_embed(0), ["memory"]),
        misuse!(
            "repeat_interleave",
            |t| zeros(t, &[2]).repeat_interleave(usize::MAX, 0),
            ["memory"]
        ),
        misuse!(
            "repeat_interleave",
            |t| zeros(t, &[2]).repeat_interleave(1 << 50, 0),
            ["memory"]
        ),
        misuse!("trace", |t| zeros(t, &[2]).trace(), ["matrix", "[2]"]),
    ]
}
