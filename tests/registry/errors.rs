//! Arguments that do not fit: each is an error that names the operation, the shapes or values, and
//! the line here.

use crate::entry::{Entry, ErrorInputs};
use wengert::{Indices, Padding, Tape, Tensor, Var, bilinear, concat, einsum, stack};

type Attempt = for<'t> fn(&'t Tape) -> Var<'t>;

/// A call that cannot work and the words that its message must hold beside the operation's name.
pub struct Misuse {
    pub operation: &'static str,
    line: u32,
    attempt: Attempt,
    words: &'static [&'static str],
}

/// Lines from the beginning of an entry here to the call in it.
const SPAN: u32 = 4;

macro_rules! misuse {
    ($operation:literal, |$tape:ident| $call:expr, $words:expr) => {
        Misuse {
            operation: $operation,
            line: line!(),
            attempt: |$tape| $call,
            words: &$words,
        }
    };
}

fn zeros<'t>(tape: &'t Tape, shape: &[usize]) -> Var<'t> {
    tape.var(Tensor::zeros(shape))
}

/// A variable of another tape.
fn foreign<'t>(shape: &[usize]) -> Var<'t> {
    Box::leak(Box::new(Tape::new())).var(Tensor::zeros(shape))
}

/// Indices of another tape.
fn foreign_indices<'t>() -> Indices<'t> {
    foreign(&[2]).argsort(0, false)
}

/// As many elements as no memory holds, in a view of one.
fn huge<'t>(tape: &'t Tape, size: usize) -> Var<'t> {
    zeros(tape, &[]).broadcast_to([size])
}

fn elementwise() -> Vec<Misuse> {
    vec![
        misuse!("mul", |t| zeros(t, &[3]) * Tensor::zeros([2]), ["[3]", "[2]"]),
        misuse!("div", |t| zeros(t, &[3]) / zeros(t, &[0]), ["[3]", "[0]"]),
        misuse!(
            "prelu",
            |t| zeros(t, &[2, 3]).prelu(zeros(t, &[2])),
            ["[2]", "[2, 3]"]
        ),
        misuse!(
            "masked_fill",
            |t| zeros(t, &[3]).masked_fill(foreign(&[3]), 1.0),
            ["another tape"]
        ),
        misuse!(
            "lerp",
            |t| zeros(t, &[3]).lerp(1.0, foreign(&[])),
            ["another tape"]
        ),
        misuse!("prelu", |t| zeros(t, &[3]).prelu(foreign(&[])), ["another tape"]),
        misuse!("dropout", |t| zeros(t, &[2]).dropout(1.5), ["1.5", "probability"]),
        misuse!("normal", |t| t.normal([usize::MAX, 2]), ["memory"]),
        misuse!("uniform", |t| t.uniform([2], 1.0, 0.0), ["1", "0"]),
        misuse!("bernoulli", |t| t.bernoulli([2], -0.5), ["-0.5", "probability"]),
    ]
}

fn reductions() -> Vec<Misuse> {
    vec![
        misuse!(
            "sum_axis",
            |t| zeros(t, &[2, 3]).sum_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "sum_axis",
            |t| zeros(t, &[2, 3]).sum_axis([0, -2]),
            ["twice", "-2"]
        ),
        misuse!(
            "sum_keep",
            |t| zeros(t, &[2, 3]).sum_keep(-3),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "mean_axis",
            |t| zeros(t, &[2, 3]).mean_axis(5),
            ["axis 5", "rank 2"]
        ),
        misuse!("mean_keep", |t| zeros(t, &[]).mean_keep(0), ["axis 0", "rank 0"]),
        misuse!(
            "prod_axis",
            |t| zeros(t, &[2, 3]).prod_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!("amax", |t| zeros(t, &[2, 0]).amax(), ["[2, 0]"]),
        misuse!(
            "amax_axis",
            |t| zeros(t, &[2, 0]).amax_axis(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "amin_keep",
            |t| zeros(t, &[2, 3]).amin_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!("amin", |t| zeros(t, &[2, 0]).amin(), ["[2, 0]"]),
        misuse!("argmax", |t| zeros(t, &[0]).argmax().to_var(), ["[0]"]),
        misuse!(
            "argmax",
            |t| zeros(t, &[2, 0]).argmax().to_var(),
            ["[2, 0]", "no elements"]
        ),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[2, 0]).norm_axis((), f64::INFINITY),
            ["[2, 0]"]
        ),
        misuse!("argmin", |t| zeros(t, &[0]).argmin().to_var(), ["[0]"]),
        misuse!(
            "argmin_axis",
            |t| zeros(t, &[2, 3]).argmin_axis(2).to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "amax_with_indices",
            |t| zeros(t, &[0]).amax_with_indices(0).0,
            ["[0]"]
        ),
        misuse!(
            "variance_axis",
            |t| zeros(t, &[2, 3]).variance_axis(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "std_keep",
            |t| zeros(t, &[2, 3]).std_keep(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[2, 3]).norm_axis(2, 2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "logsumexp_axis",
            |t| zeros(t, &[2, 3]).logsumexp_axis(-3),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "any_axis",
            |t| zeros(t, &[2, 3]).any_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "all_keep",
            |t| zeros(t, &[2, 3]).all_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "count_nonzero_axis",
            |t| zeros(t, &[2]).count_nonzero_axis(2),
            ["axis 2", "rank 1"]
        ),
        misuse!(
            "prod_keep",
            |t| zeros(t, &[2, 3]).prod_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "amax_keep",
            |t| zeros(t, &[2, 0]).amax_keep(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "amin_axis",
            |t| zeros(t, &[2, 0]).amin_axis(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "argmax_axis",
            |t| zeros(t, &[2, 0]).argmax_axis(1).to_var(),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "argmax_keep",
            |t| zeros(t, &[2, 3]).argmax_keep(2).to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "argmin_keep",
            |t| zeros(t, &[2, 3]).argmin_keep(-3).to_var(),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "amin_with_indices",
            |t| zeros(t, &[2, 3]).amin_with_indices(2).1.to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "variance_keep",
            |t| zeros(t, &[2, 3]).variance_keep(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "std_axis",
            |t| zeros(t, &[2, 3]).std_axis([1, 1], 1),
            ["twice", "1"]
        ),
        misuse!(
            "logsumexp_keep",
            |t| zeros(t, &[2, 3]).logsumexp_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "any_keep",
            |t| zeros(t, &[2, 3]).any_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "all_axis",
            |t| zeros(t, &[2, 3]).all_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "count_nonzero_keep",
            |t| zeros(t, &[2]).count_nonzero_keep(2),
            ["axis 2", "rank 1"]
        ),
    ]
}

fn scans() -> Vec<Misuse> {
    vec![
        misuse!("cumsum", |t| zeros(t, &[2, 3]).cumsum(2), ["axis 2", "rank 2"]),
        misuse!("cumprod", |t| zeros(t, &[]).cumprod(0), ["axis 0", "rank 0"]),
        misuse!("cummax", |t| zeros(t, &[2]).cummax(1).0, ["axis 1", "rank 1"]),
        misuse!(
            "cummin",
            |t| zeros(t, &[2]).cummin(1).1.to_var(),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "logcumsumexp",
            |t| zeros(t, &[2]).logcumsumexp(1),
            ["axis 1", "rank 1"]
        ),
        misuse!("diff", |t| zeros(t, &[2]).diff(1, 1), ["axis 1", "rank 1"]),
        misuse!("softmax", |t| zeros(t, &[2]).softmax(1), ["axis 1", "rank 1"]),
        misuse!(
            "log_softmax",
            |t| zeros(t, &[2]).log_softmax(-2),
            ["axis -2", "rank 1"]
        ),
        misuse!("sort", |t| zeros(t, &[2]).sort(1, false).0, ["axis 1", "rank 1"]),
        misuse!(
            "argsort",
            |t| zeros(t, &[2]).argsort(1, false).to_var(),
            ["axis 1", "rank 1"]
        ),
        misuse!("topk", |t| zeros(t, &[2]).topk(3, 0, true).0, ["3", "size 2"]),
        misuse!("kthvalue", |t| zeros(t, &[2]).kthvalue(0, 0).0, ["0", "size 2"]),
        misuse!(
            "kthvalue",
            |t| zeros(t, &[2]).kthvalue(3, 0).1.to_var(),
            ["3", "size 2"]
        ),
        misuse!("median", |t| zeros(t, &[0]).median(), ["[0]"]),
        misuse!("median", |t| zeros(t, &[0, 3]).median(), ["[0, 3]"]),
        misuse!("quantile", |t| zeros(t, &[0, 3]).quantile(0.5), ["[0, 3]"]),
        misuse!(
            "median_axis",
            |t| zeros(t, &[2]).median_axis(1),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "quantile",
            |t| zeros(t, &[2]).quantile(1.5),
            ["1.5", "between 0 and 1"]
        ),
        misuse!(
            "quantile",
            |t| zeros(t, &[2]).quantile(f64::NAN),
            ["NaN", "between 0 and 1"]
        ),
        misuse!(
            "quantile_axis",
            |t| zeros(t, &[2]).quantile_axis(0.5, 1),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "quantiles",
            |t| zeros(t, &[2]).quantiles(&[0.5, 2.0], 0),
            ["2", "between 0 and 1"]
        ),
        misuse!("quantiles", |t| zeros(t, &[0]).quantiles(&[0.5], 0), ["[0]"]),
        misuse!(
            "median_with_indices",
            |t| zeros(t, &[2]).median_with_indices(1).0,
            ["axis 1", "rank 1"]
        ),
        misuse!("norm_keep", |t| zeros(t, &[2]).norm_keep(0, f64::NAN), ["NaN"]),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[0]).norm_axis(0, f64::INFINITY),
            ["[0]"]
        ),
    ]
}

fn shapes() -> Vec<Misuse> {
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

fn indexing() -> Vec<Misuse> {
    vec![
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, foreign_indices()),
            ["another tape"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[2]).embedding(foreign_indices()),
            ["another tape"]
        ),
        misuse!("one_hot", |t| t.one_hot(foreign_indices(), 3), ["another tape"]),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(foreign_indices()),
            ["another tape"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, Tensor::from([2])),
            ["index 2", "axis 0", "size 2"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, Tensor::from([-1])),
            ["index -1", "size 2"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2, 2]).gather(0, Tensor::from([0])),
            ["[1]", "[2, 2]"]
        ),
        misuse!(
            "take_along_axis",
            |t| zeros(t, &[2]).take_along_axis(0, Tensor::from([2])),
            ["index 2"]
        ),
        misuse!(
            "scatter",
            |t| zeros(t, &[2]).scatter(0, Tensor::from([5]), zeros(t, &[1])),
            ["index 5"]
        ),
        misuse!(
            "scatter",
            |t| zeros(t, &[2]).scatter(0, Tensor::from([0, 1]), zeros(t, &[1])),
            ["[1]"]
        ),
        misuse!(
            "scatter_add",
            |t| zeros(t, &[2]).scatter_add(0, Tensor::from([2]), zeros(t, &[1])),
            ["index 2"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(0, Tensor::from([2])),
            ["index 2", "size 2"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(1, Tensor::from([0])),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(0, Tensor::from([[0]])),
            ["[1, 1]"]
        ),
        misuse!(
            "index_add",
            |t| zeros(t, &[2]).index_add(0, Tensor::from([2]), zeros(t, &[1])),
            ["index 2"]
        ),
        misuse!(
            "index_add",
            |t| zeros(t, &[2]).index_add(0, Tensor::from([0]), zeros(t, &[2])),
            ["[2]", "[1]"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[2, 3]).embedding(Tensor::from([2])),
            ["index 2", "size 2"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[]).embedding(Tensor::from([0])),
            ["rank 0"]
        ),
        misuse!("one_hot", |t| t.one_hot(Tensor::from([3]), 3), ["3"]),
    ]
}

fn products() -> Vec<Misuse> {
    vec![
        misuse!(
            "matmul",
            |t| zeros(t, &[2, 3]).matmul(zeros(t, &[2, 3])),
            ["[2, 3] · [2, 3]", "inner"]
        ),
        misuse!("matmul", |t| zeros(t, &[]).matmul(zeros(t, &[2])), ["[] · [2]"]),
        misuse!(
            "matmul",
            |t| zeros(t, &[2, 2, 2]).matmul(zeros(t, &[3, 2, 2])),
            ["[2, 2, 2] · [3, 2, 2]"]
        ),
        misuse!("dot", |t| zeros(t, &[2]).dot(zeros(t, &[3])), ["[2]", "[3]"]),
        misuse!("dot", |t| zeros(t, &[2, 2]).dot(zeros(t, &[2, 2])), ["[2, 2]"]),
        misuse!(
            "outer",
            |t| zeros(t, &[2, 2]).outer(zeros(t, &[2])),
            ["[2, 2]", "[2]"]
        ),
        misuse!("outer", |t| huge(t, 1 << 40).outer(huge(t, 1 << 40)), ["memory"]),
        misuse!("outer", |t| huge(t, 1 << 24).outer(huge(t, 1 << 24)), ["memory"]),
        misuse!(
            "einsum",
            |t| einsum("i,j", &[huge(t, 1 << 40), huge(t, 1 << 40)]),
            ["memory"]
        ),
        misuse!(
            "einsum",
            |t| einsum("i,j", &[huge(t, 1 << 24), huge(t, 1 << 24)]),
            ["memory"]
        ),
        misuse!(
            "bilinear",
            |t| bilinear(zeros(t, &[2]), zeros(t, &[1, 3, 2]), zeros(t, &[2])),
            ["[1, 3, 2]"]
        ),
        misuse!(
            "einsum",
            |t| einsum("ij,jk->ik", &[zeros(t, &[2, 3]), zeros(t, &[2, 3])]),
            ["j", "3", "2"]
        ),
        misuse!("einsum", |t| einsum("ij", &[zeros(t, &[2])]), ["ij", "[2]"]),
        misuse!("einsum", |t| einsum("i->j", &[zeros(t, &[2])]), ["j", "i->j"]),
        misuse!("einsum", |t| einsum("i,i", &[zeros(t, &[2])]), ["i,i", "1"]),
    ]
}

fn losses() -> Vec<Misuse> {
    vec![
        misuse!("mse", |t| zeros(t, &[3]).mse(zeros(t, &[2])), ["[3]", "[2]"]),
        misuse!("l1", |t| zeros(t, &[3]).l1(zeros(t, &[3, 1])), ["[3]", "[3, 1]"]),
        misuse!("huber", |t| zeros(t, &[3]).huber(0.0, -1.0), ["-1"]),
        misuse!(
            "smooth_l1",
            |t| zeros(t, &[3]).smooth_l1(zeros(t, &[2]), 1.0),
            ["[3]", "[2]"]
        ),
        misuse!("bce", |t| zeros(t, &[3]).bce(zeros(t, &[2])), ["[3]", "[2]"]),
        misuse!(
            "bce_with_logits",
            |t| zeros(t, &[3]).bce_with_logits(zeros(t, &[2])),
            ["[3]", "[2]"]
        ),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(Tensor::from([0, 3])),
            ["3"]
        ),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(Tensor::from([0])),
            ["[1]", "[2, 3]"]
        ),
        misuse!("nll", |t| zeros(t, &[2, 3]).nll(Tensor::from([0, -1])), ["-1"]),
    ]
}

fn transforms() -> Vec<Misuse> {
    vec![
        misuse!("grad", |t| zeros(t, &[]).grad(foreign(&[])), ["another tape"]),
        misuse!("grad", |t| zeros(t, &[2]).grad(zeros(t, &[])), ["[2]"]),
        misuse!("vjp", |t| zeros(t, &[]).vjp(1.0, foreign(&[])), ["another tape"]),
        misuse!(
            "vjp",
            |t| zeros(t, &[3]).vjp(zeros(t, &[2]), zeros(t, &[])),
            ["[3]", "[2]"]
        ),
        misuse!(
            "jvp",
            |t| zeros(t, &[]).jvp(zeros(t, &[]), foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hvp",
            |t| zeros(t, &[]).hvp(foreign(&[]), foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hvp",
            |t| zeros(t, &[2]).hvp(zeros(t, &[]), zeros(t, &[])),
            ["[2]"]
        ),
        misuse!(
            "directional",
            |t| zeros(t, &[]).directional(foreign(&[]), 1.0),
            ["another tape"]
        ),
        misuse!(
            "jacobian",
            |t| zeros(t, &[]).jacobian(foreign(&[])),
            ["another tape"]
        ),
        misuse!(
            "hessian",
            |t| zeros(t, &[]).hessian(foreign(&[])),
            ["another tape"]
        ),
        misuse!("hessian", |t| zeros(t, &[2]).hessian(zeros(t, &[])), ["[2]"]),
        misuse!("hessian", |t| zeros(t, &[]).hessian(1.0.into()), ["plain number"]),
    ]
}

pub fn misuses() -> Vec<Misuse> {
    let families = [
        elementwise(),
        reductions(),
        scans(),
        shapes(),
        indexing(),
        products(),
        losses(),
        transforms(),
    ];
    families.into_iter().flatten().collect()
}

#[test]
fn every_misuse_names_operation_shapes_and_line() {
    let misuses = misuses();
    let failures: Vec<String> = misuses.iter().filter_map(|misuse| check(misuse).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} misuses are not reported well:\n{}",
        failures.len(),
        misuses.len(),
        failures.join("\n")
    );
}

/// Whether an entry's operation refuses each of its inputs where it does not broadcast beside the others.
pub fn check_misfits(entry: &Entry) -> Result<(), String> {
    if entry.error_inputs != ErrorInputs::Misfits {
        return Ok(());
    }
    let arity = entry.samples[0].len();
    for odd in 0..arity {
        let tape = Tape::training(7);
        let shape = |k: usize| if k == odd { [2] } else { [3] };
        let x: Vec<Var> = (0..arity).map(|k| tape.var(Tensor::ones(shape(k)))).collect();
        let Err(error) = (entry.double)(&x).value() else {
            return Err(format!("argument {odd} does not broadcast, and nothing is said"));
        };
        let message = error.to_string();
        let expected = [
            format!("{}: ", entry.name),
            "[2]".into(),
            "[3]".into(),
            "registry/table".into(),
        ];
        if let Some(word) = expected.iter().find(|word| !message.contains(&word[..])) {
            return Err(format!(
                "argument {odd} does not broadcast, the message lacks {word:?}: {message}"
            ));
        }
    }
    Ok(())
}

fn check(misuse: &Misuse) -> Result<(), String> {
    let place = format!("{} (errors.rs:{})", misuse.operation, misuse.line);
    // On a training tape: random operations must have their seed, so that only the misuse is wrong.
    let tape = Tape::training(7);
    let y = (misuse.attempt)(&tape);
    let Err(error) = y.value() else {
        return Err(format!("{place}: no error"));
    };
    let message = error.to_string();
    for word in misuse.words {
        if !message.contains(word) {
            return Err(format!("{place}: the message lacks {word:?}: {message}"));
        }
    }
    if !message.starts_with(&format!("{}:", misuse.operation)) {
        return Err(format!(
            "{place}: the message does not begin with the operation: {message}"
        ));
    }
    let line = error.place().line();
    let is_here =
        error.place().file().ends_with("errors.rs") && (misuse.line..misuse.line + SPAN).contains(&line);
    if !is_here {
        return Err(format!("{place}: the error is placed elsewhere: {message}"));
    }
    match y.sum().backward() {
        Ok(_) => Err(format!("{place}: gradients of an error")),
        Err(second) if second.to_string() == message => Ok(()),
        Err(second) => Err(format!("{place}: backward says something else: {second}")),
    }
}
