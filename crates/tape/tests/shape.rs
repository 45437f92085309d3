//! Operations that move elements.

mod differences;

use differences::{check, some};
use wengert_tape::{Padding, Result, Tape, Tensor, Var, concat, stack};

fn counted(shape: &[usize]) -> Tensor {
    let elements: usize = shape.iter().product();
    Tensor::from_vec((0..elements).map(|i| i as f64).collect(), shape)
}

#[test]
fn variables_rearrange_as_tensors_do() -> Result<()> {
    let value = counted(&[2, 3, 4]);
    let tape = Tape::new();
    let x = tape.var(value.clone());
    assert_eq!(x.flatten().value()?, value.flatten());
    assert_eq!(x.flatten_axes(0, 1).value()?, value.flatten_axes(0, 1)?);
    assert_eq!(x.movedim([0, 2], [2, 1]).value()?, value.movedim([0, 2], [2, 1])?);
    assert_eq!(x.unsqueeze(-1).value()?, value.unsqueeze(-1)?);
    assert_eq!(x.unsqueeze(1).squeeze_axis(1).value()?, value);
    assert_eq!(x.unsqueeze(1).squeeze().value()?, value);
    assert_eq!(x.index(1, -1).value()?, value.select(1, -1)?);
    assert_eq!(x.flip([0, 2]).value()?, value.flip([0, 2])?);
    assert_eq!(x.repeat([2, 1, 3]).value()?, value.repeat([2, 1, 3])?);
    assert_eq!(x.tile([3]).value()?, value.repeat([1, 1, 3])?);
    for (part, expected) in x.split(3, 2).iter().zip(value.split(3, 2)?) {
        assert_eq!(part.value()?, expected);
    }
    for (part, expected) in x.chunk(2, 1).iter().zip(value.chunk(2, 1)?) {
        assert_eq!(part.value()?, expected);
    }
    for (part, expected) in x
        .split_sizes(&[1, 0, 3], -1)
        .iter()
        .zip(value.split_sizes(&[1, 0, 3], -1)?)
    {
        assert_eq!(part.value()?, expected);
    }
    Ok(())
}

#[test]
fn every_move_has_the_right_gradient() {
    let moves: [(&str, fn(Var<'_>) -> Var<'_>); 22] = [
        ("flatten", |x| x.flatten()),
        ("movedim", |x| x.movedim(0, -1)),
        ("expand", |x| x.unsqueeze(1).expand([-1, 5, -1, -1])),
        ("index", |x| x.index(1, 2)),
        ("unbind", |x| {
            let parts = x.unbind(1);
            parts[0] * parts[2]
        }),
        ("split", |x| {
            let parts = x.split(2, 2);
            parts[0] * parts[1]
        }),
        ("flip", |x| x.flip([0, 2])),
        ("roll", |x| x.roll(-1, 2)),
        ("repeat", |x| x.repeat([2, 1, 2, 1])),
        ("repeat_interleave", |x| x.repeat_interleave(3, 1)),
        ("unfold", |x| x.unfold(2, 2, 1)),
        ("unfold of steps", |x| x.unfold(1, 1, 2)),
        ("constant padding", |x| {
            x.pad(&[(1, 0), (2, 1)], Padding::Constant(3.0))
        }),
        ("reflection", |x| x.pad(&[(2, 1), (3, 3)], Padding::Reflect)),
        ("replication", |x| x.pad(&[(2, 1)], Padding::Replicate)),
        ("circular padding", |x| {
            x.pad(&[(3, 1), (0, 4)], Padding::Circular)
        }),
        ("triu", |x| x.triu(1)),
        ("tril", |x| x.tril(0)),
        ("diagonal", |x| x.diagonal(1, 2, 0)),
        ("diag_embed", |x| x.diag_embed(-2)),
        ("trace", |x| x.trace()),
        ("a transpose that is cut", |x| {
            x.transpose(0, 2).triu(0).flip(1).unfold(0, 2, 2)
        }),
    ];
    for (name, rearranged) in moves {
        println!("{name}");
        // Squared, so that the second order is not zero.
        check(&|x| rearranged(x[0]).square(), &[some(&[2, 3, 4], 1.0)]);
    }
}

#[test]
fn joined_variables_have_the_right_gradients() {
    let inputs = [some(&[2, 3], 1.0), some(&[2, 1], 2.0), some(&[2, 3], 3.0)];
    check(
        &|x| concat(&[x[0], x[1] * x[1], x[2], x[0]], -1).square(),
        &inputs,
    );
    check(&|x| stack(&[x[0], x[2] * x[0]], 1).square(), &inputs);
}

#[test]
fn parts_join_to_the_whole() -> Result<()> {
    let value = counted(&[4, 6]);
    let tape = Tape::new();
    let x = tape.var(value.clone()).t();
    assert_eq!(concat(&x.split(4, 0), 0).value()?, value.t());
    assert_eq!(Var::stack(&x.unbind(1), 1).value()?, value.t());
    let empty = tape.var(Tensor::zeros([6, 0]));
    assert_eq!(Var::concat(&[empty, x, empty], 1).value()?, value.t());
    assert_eq!(concat(&[empty, empty], 0).shape(), [12, 0]);
    assert_eq!(concat(&[empty, empty], 0).value()?.len(), 0);
    Ok(())
}

#[test]
fn padding_writes_what_its_kind_says() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let table = [
        (
            Padding::Constant(f64::INFINITY),
            [f64::INFINITY, f64::INFINITY, 1.0, 2.0, 3.0, f64::INFINITY],
        ),
        (Padding::Reflect, [3.0, 2.0, 1.0, 2.0, 3.0, 2.0]),
        (Padding::Replicate, [1.0, 1.0, 1.0, 2.0, 3.0, 3.0]),
        (Padding::Circular, [2.0, 3.0, 1.0, 2.0, 3.0, 1.0]),
    ];
    for (padding, expected) in table {
        assert_eq!(
            x.pad(&[(2, 1)], padding).value()?,
            Tensor::from(expected),
            "{padding:?}"
        );
    }
    let image = tape.var(counted(&[1, 2, 2]));
    let framed = image.pad(&[(1, 0), (0, 1)], Padding::Constant(9.0));
    assert_eq!(
        framed.value()?,
        Tensor::from([[[9.0, 9.0, 9.0], [0.0, 1.0, 9.0], [2.0, 3.0, 9.0]]])
    );
    Ok(())
}

#[test]
fn diagonals_outside_of_the_matrix_are_empty() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(counted(&[2, 3]));
    assert_eq!(x.diagonal(2, 0, 1).value()?, Tensor::from([2.0]));
    assert_eq!(x.diagonal(3, 0, 1).shape(), [0]);
    assert_eq!(x.diagonal(-2, 0, 1).value()?.len(), 0);
    assert_eq!(x.diagonal(isize::MAX, 0, 1).value()?.len(), 0);
    assert_eq!(x.diagonal(-1, 1, 0).value()?, Tensor::from([1.0, 5.0]));
    let y = x.diagonal(3, 0, 1).sum();
    assert_eq!(y.grad(x).value()?, Tensor::zeros([2, 3]));
    assert_eq!(x.triu(isize::MAX).value()?, Tensor::zeros([2, 3]));
    assert_eq!(x.tril(isize::MAX).value()?, counted(&[2, 3]));
    assert_eq!(x.tril(isize::MIN).value()?, Tensor::zeros([2, 3]));
    Ok(())
}

#[test]
fn infinities_in_the_dropped_triangle_do_not_reach_the_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[1.0, 0.0], [0.0, 4.0]]);
    let y = x.ln().tril(0).triu(0).sum();
    assert_eq!(y.item()?, 4f64.ln());
    assert_eq!(y.grad(x).value()?, Tensor::from([[1.0, 0.0], [0.0, 0.25]]));
    Ok(())
}

#[test]
fn empty_tensors_pass() -> Result<()> {
    let tape = Tape::<f32>::new();
    let x = tape.var(Tensor::zeros([0, 3]));
    assert_eq!(x.flip(()).value()?.shape(), [0, 3]);
    assert_eq!(x.roll(1, 0).value()?.shape(), [0, 3]);
    assert_eq!(x.triu(0).value()?.shape(), [0, 3]);
    assert_eq!(x.split(2, 0).len(), 1);
    assert_eq!(x.repeat([2, 1]).value()?.shape(), [0, 3]);
    assert_eq!(
        x.pad(&[(1, 1), (0, 0)], Padding::Constant(1.0)).value()?,
        Tensor::ones([2, 3])
    );
    assert_eq!(x.unfold(1, 2, 1).value()?.shape(), [0, 2, 2]);
    assert_eq!(x.sum().grad(x).value()?.shape(), [0, 3]);
    Ok(())
}

#[test]
fn misfits_are_named() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 3]));
    let table = [
        (
            x.squeeze_axis(1),
            "squeeze_axis: axis 1 of [2, 3] has size 3, not 1",
        ),
        (x.expand([2, 4]), "expand: [2, 3] does not broadcast to [2, 4]"),
        (
            x.expand([-1, 2, 3]),
            "expand: [2, 3] does not broadcast to [-1, 2, 3]",
        ),
        (x.index(1, 3), "index: index 3 is outside of axis 1 with size 3"),
        (x.split(0, 1)[0], "split: parts of size 0"),
        (
            x.split_sizes(&[1, 1], 1)[1],
            "split_sizes: sizes [1, 1] add up to 2, axis 1 of [2, 3] has 3",
        ),
        (
            x.chunk(4, 5)[3],
            "chunk: axis 5 does not exist in a tensor of rank 2",
        ),
        (x.unfold(0, 3, 1), "unfold: windows of 3 along axis 0 with size 2"),
        (
            x.pad(&[(3, 0)], Padding::Reflect),
            "pad: (3, 0) at axis 1 with size 3",
        ),
        (
            x.pad(&[(0, 0); 3], Padding::Reflect),
            "pad: 3 widths for a shape [2, 3]",
        ),
        (x.diagonal(0, 1, -1), "diagonal: rows and columns are both axis 1"),
        (x.sum().trace(), "trace: a matrix is wanted"),
        (x.unsqueeze(0).diag(0), "diag: a vector or a matrix is wanted"),
        (
            x.repeat([2]),
            "repeat: [2] does not give a number for each axis of [2, 3]",
        ),
        (
            concat(&[x, x.t()], 0),
            "concat: variable 1 has shape [3, 2], the first has [2, 3]",
        ),
        (
            stack(&[x, x.t()], 0),
            "stack: variable 1 has shape [3, 2], the first has [2, 3]",
        ),
        (x.flatten_axes(1, 0), "flatten_axes: axis 0 comes before axis 1"),
    ];
    for (variable, expected) in table {
        let text = variable.value().unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}\nis not\n{expected}");
        assert!(text.contains("tests/shape.rs"), "{text}");
    }
    assert!(concat::<f64>(&[], 0).value().is_err());
}

#[test]
fn an_error_waits_in_every_part_that_the_formula_names() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 3]));
    let wrong = x.matmul(x);
    let [.., third] = x.chunk(2, 1).array::<3>();
    let table = [
        (wrong.split(1, 0)[1], "matmul"),
        (wrong.unbind(0)[1], "matmul"),
        (wrong.chunk(2, 0)[5], "matmul"),
        (wrong.split_sizes(&[1, 2], 0)[2], "matmul"),
        (wrong.unbind(0).array::<2>()[1], "matmul"),
        (x.split(0, 1)[2], "split"),
        (x.unbind(2)[7], "unbind"),
        (x.chunk(0, 0)[1], "chunk"),
        (third, "array: 3 parts are wanted, there are 2"),
        (Var::from(1.0).unbind(0)[3], "unbind: a plain number"),
    ];
    for (part, expected) in table {
        let text = (part * 2.0).value().unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}\nis not\n{expected}");
    }
    assert_eq!(wrong.unbind(0).into_iter().count(), 1);
}

#[test]
#[should_panic(expected = "out of bounds")]
fn a_part_that_does_not_exist_panics_as_in_a_slice() {
    let tape = Tape::new();
    let _ = tape.var([1.0, 2.0]).split(1, 0)[2];
}
