//! Indexing: what is picked, what is written, and who gets the derivative.

mod differences;

use differences::{check, some};
use wengert_tape::{Result, Tape, Tensor};

#[test]
fn picking_has_the_right_gradients() {
    let x = some(&[3, 4], 1.0);
    check(
        &|x| x[0].gather(1, Tensor::from([[3, 0, 3], [1, 1, 1]])).square(),
        std::slice::from_ref(&x),
    );
    check(
        &|x| x[0].gather(0, Tensor::from([[2, 0, 2, 2]])).square(),
        std::slice::from_ref(&x),
    );
    check(
        &|x| x[0].t().gather(0, Tensor::from([[2, 0], [3, 3]])).square(),
        std::slice::from_ref(&x),
    );
    check(
        &|x| x[0].take_along_axis(0, Tensor::from([[1], [1]])).square(),
        std::slice::from_ref(&x),
    );
    check(
        &|x| x[0].index_select(1, Tensor::from([3, 3, 0])).square(),
        std::slice::from_ref(&x),
    );
    check(&|x| x[0].embedding(Tensor::from([[2, 2], [0, 1]])).square(), &[x]);
}

#[test]
fn writing_has_the_right_gradients() {
    let inputs = [some(&[2, 4], 1.0), some(&[2, 3], 2.0)];
    let indices = || Tensor::from([[3, 0, 3], [1, 1, 1]]);
    check(&|x| x[0].scatter_add(1, indices(), x[1]).square(), &inputs);
    check(&|x| x[0].scatter(1, indices(), x[1]).square(), &inputs);
    check(
        &|x| x[0].scatter(1, Tensor::from([[2, 2]]), x[1]).square(),
        &inputs,
    );
    check(
        &|x| x[0].index_add(1, Tensor::from([0, 3, 3]), x[1]).square(),
        &inputs,
    );
}

#[test]
fn the_last_write_wins_and_gets_the_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let source = tape.var([5.0, 6.0, 7.0]);
    let y = x.scatter(0, Tensor::from([1, 1, 0]), source);
    assert_eq!(y.value()?, Tensor::from([7.0, 6.0, 3.0]));
    let [gx, gs] = y.vjp(Tensor::from([1.0, 10.0, 100.0]), [x, source]);
    assert_eq!(gx.value()?, Tensor::from([0.0, 0.0, 100.0]));
    assert_eq!(gs.value()?, Tensor::from([0.0, 10.0, 1.0]));
    assert_eq!(
        x.scatter(0, Tensor::from([2]), 9.0).value()?,
        Tensor::from([1.0, 2.0, 9.0])
    );
    Ok(())
}

#[test]
fn gather_reads_what_the_formula_says() -> Result<()> {
    let x = some(&[3, 4, 2], 0.0);
    let indices = Tensor::from([[[3, 0], [1, 2]], [[0, 0], [3, 3]]]);
    let tape = Tape::new();
    for variable in [
        tape.var(x.clone()),
        tape.var(x.permute([2, 1, 0])?).permute([2, 1, 0]),
    ] {
        let y = variable.gather(1, &indices).value()?;
        for (i, j, k) in (0..8).map(|n| (n / 4, n / 2 % 2, n % 2)) {
            let index = indices.at([i, j, k])? as usize;
            assert_eq!(y.at([i, j, k])?, x.at([i, index, k])?);
        }
    }
    Ok(())
}

#[test]
fn an_embedding_adds_up_over_equal_indices() -> Result<()> {
    let tape = Tape::<f32>::new();
    let table = tape.var(Tensor::ones([4, 2]));
    let ids = Tensor::from([[1, 1], [3, 1]]);
    let y = table.embedding(&ids);
    assert_eq!(y.shape(), [2, 2, 2]);
    let gradient = y.sum().backward()?.wrt(table)?;
    assert_eq!(
        gradient,
        Tensor::from([[0.0, 0.0], [3.0, 3.0], [0.0, 0.0], [1.0, 1.0]])
    );
    assert_eq!(table.embedding(Tensor::from(2)).shape(), [2]);
    assert_eq!(
        table.embedding(Tensor::<i64>::full([0, 3], 0)).value()?.shape(),
        [0, 3, 2]
    );
    Ok(())
}

#[test]
fn one_hot_rows_are_one_at_the_index() -> Result<()> {
    let tape = Tape::<f64>::new();
    let y = tape.one_hot(Tensor::from([[2], [0]]), 3);
    assert_eq!(y.value()?, Tensor::from([[[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]]]));
    Ok(())
}

#[test]
fn large_tables_are_read_alike_by_any_number_of_threads() -> Result<()> {
    let table = some(&[1000, 64], 3.0);
    let ids: Tensor<i64> = Tensor::from((0..5000).map(|i| i * 7919 % 1000).collect::<Vec<i64>>());
    let mut runs = Vec::new();
    for threads in [1, 2, 4] {
        wengert_tape::set_threads(threads);
        let tape = Tape::new();
        let x = tape.var(table.clone());
        let y = x.embedding(&ids);
        runs.push((y.value()?, y.square().sum().backward()?.wrt(x)?));
    }
    wengert_tape::set_threads(0);
    assert!(runs.iter().all(|run| *run == runs[0]));
    assert_eq!(runs[0].0.at([4999, 5])?, table.at([4999 * 7919 % 1000, 5])?);
    Ok(())
}

#[test]
fn indices_outside_are_named_with_their_place() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 3]));
    let table = [
        (
            x.gather(1, Tensor::from([[0, 1], [2, 3]])),
            "gather: index 3 at [1, 1] is outside of axis 1 with size 3",
        ),
        (
            x.gather(0, Tensor::from([[-1]])),
            "gather: index -1 at [0, 0] is outside of axis 0 with size 2; indices are not counted from the end",
        ),
        (
            x.index_select(0, Tensor::from([0, 2])),
            "index_select: index 2 at [1] is outside of axis 0 with size 2",
        ),
        (
            x.embedding(Tensor::from([[5]])),
            "embedding: index 5 at [0, 0] is outside of axis 0 with size 2",
        ),
        (
            x.scatter_add(1, Tensor::from([[3]]), 1.0),
            "scatter_add: index 3 at [0, 0] is outside of axis 1 with size 3",
        ),
        (
            x.scatter(1, Tensor::from([[3]]), 1.0),
            "scatter: index 3 at [0, 0] is outside of axis 1 with size 3",
        ),
        (
            tape.one_hot(Tensor::from([4]), 4),
            "one_hot: index 4 at [0] is outside of axis 1 with size 4",
        ),
        (
            x.gather(1, Tensor::from([0])),
            "gather: indices of shape [1] do not fit along axis 1 of [2, 3]",
        ),
        (
            x.scatter(1, Tensor::from([[0, 1]]), Tensor::zeros([1, 1])),
            "scatter: a source of shape [1, 1] does not fill indices of shape [1, 2]",
        ),
        (
            x.index_add(0, Tensor::from([0]), Tensor::zeros([2, 3])),
            "index_add: a source of shape [2, 3] where [1, 3] is wanted",
        ),
        (
            x.index_select(0, Tensor::from([[0]])),
            "index_select: a vector of indices is wanted, these have shape [1, 1]",
        ),
        (
            x.gather(2, Tensor::from([[0]])),
            "gather: axis 2 does not exist in a tensor of rank 2",
        ),
    ];
    for (variable, expected) in table {
        let text = variable.value().unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}\nis not\n{expected}");
        assert!(text.contains("tests/index.rs"), "{text}");
    }
}

#[test]
fn what_is_filled_gets_no_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([0.0, 4.0]);
    let y = x.ln().masked_fill(Tensor::from([1.0, 0.0]), 2.0);
    assert_eq!(y.value()?, Tensor::from([2.0, 4f64.ln()]));
    assert_eq!(y.sum().grad(x).value()?, Tensor::from([0.0, 0.25]));
    Ok(())
}

#[test]
fn a_wrong_index_in_a_derivative_is_an_error_of_the_operation_that_was_written() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let table = tape.var([[1.0], [2.0]]);
    let nine = Tensor::from([9]);
    let gradients = [
        ("gather", x.gather(0, &nine).sum().grad(x)),
        ("index_select", x.index_select(0, &nine).sum().grad(x)),
        ("embedding", table.embedding(&nine).sum().grad(table)),
    ];
    for (name, gradient) in gradients {
        let message = gradient.value().unwrap_err().to_string();
        assert!(message.starts_with(&format!("{name}: ")), "{message}");
    }
}
