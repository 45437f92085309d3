//! Jacobians, Hessians and directional derivatives.

use wengert_tape::{Error, Random, Result, Tape, Tensor, Var, hessian, hvp, jacobian};

fn assert_close(actual: &Tensor, expected: &Tensor) {
    assert_eq!(actual.shape(), expected.shape());
    let report = actual.compare(expected, 1e-12, 1e-12);
    assert!(actual.allclose(expected, 1e-12, 1e-12), "{report}");
}

fn random(shape: &[usize]) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(5))
}

#[test]
fn the_jacobian_of_a_product_is_the_matrix() -> Result<()> {
    let a = random(&[3, 4]);
    let tape = Tape::<f64>::new();
    let x = tape.var(random(&[4, 1]));
    let y = tape.constant(a.clone()).matmul(x);
    assert_eq!(y.jacobian(x).shape(), [3, 1, 4, 1]);
    assert_close(&y.jacobian(x).reshape([3, 4]).value()?, &a);
    Ok(())
}

#[test]
fn a_jacobian_that_no_memory_holds_is_an_error_that_waits() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0).broadcast_to([1 << 29]);
    let y = x * 2.0;
    let before = tape.len();
    let error = y.jacobian(x).value().unwrap_err().to_string();
    assert!(
        error.contains("[536870912, 536870912] does not fit into memory"),
        "{error}"
    );
    assert!(tape.len() < before + 5, "{} nodes", tape.len());
}

#[test]
fn a_tall_jacobian_is_the_transpose_of_a_wide_one() -> Result<()> {
    // More outputs than inputs go forwards, fewer go backwards.
    let a = random(&[5, 2]);
    let tape = Tape::<f64>::new();
    let x = tape.var(random(&[2, 1]));
    let tall = tape.constant(a.clone()).matmul(x).reshape([5]);
    assert_close(&tall.jacobian(x).reshape([5, 2]).value()?, &a);
    let u = tape.var(random(&[1, 5]));
    let wide = u.matmul(tape.constant(a.clone())).reshape([2]);
    assert_close(&wide.jacobian(u).reshape([2, 5]).t().value()?, &a);
    Ok(())
}

#[test]
fn rows_and_columns_give_the_same_jacobian() -> Result<()> {
    let f = |x: Var<'_>| -> Result<Tensor> {
        let part = (x.sin() * x.sum()).slice((.., 1..3));
        let more = (part.reshape([4]) * x.sum()).exp() * 0.01;
        // 4 outputs of 6 inputs: by rows; each column is a derivative along a unit vector.
        let jacobian = more.jacobian(x).value()?;
        for (i, j) in (0..2).flat_map(|i| (0..3).map(move |j| (i, j))) {
            let mut unit = Tensor::zeros([2, 3]);
            unit.as_mut_slice()[i * 3 + j] = 1.0;
            let column = more.directional(x, unit).value()?;
            for k in 0..4 {
                let entry = jacobian.as_slice()[k * 6 + i * 3 + j];
                assert!((entry - column.as_slice()[k]).abs() < 1e-12);
            }
        }
        Ok(jacobian)
    };
    let tape = Tape::<f64>::new();
    assert_eq!(f(tape.var(random(&[2, 3])))?.shape(), [4, 2, 3]);
    Ok(())
}

#[test]
fn the_hessian_of_a_quadratic_form_is_a_plus_its_transpose() -> Result<()> {
    let a = random(&[3, 3]);
    let form = |x: Var<'_>| {
        let tape = x.tape().unwrap();
        let y = tape.constant(a.clone()).matmul(x.reshape([3, 1]));
        (y.reshape([3]) * x).sum().value()
    };
    let tape = Tape::<f64>::new();
    let x = tape.var(random(&[3]));
    form(x)?;
    let constant = tape.constant(a.clone());
    let y = (constant.matmul(x.reshape([3, 1])).reshape([3]) * x).sum();
    let expected = (constant + constant.t()).value()?;
    assert_close(&y.hessian(x).value()?, &expected);
    Ok(())
}

#[test]
fn a_hessian_has_the_shape_twice_and_agrees_with_products() -> Result<()> {
    let f = |x: Var<'_>| ((x * x.sum()).sin() + x.exp()).sum().hessian(x).value();
    let tape = Tape::<f64>::new();
    let x = tape.var(random(&[2, 2]));
    let h = f(x)?;
    assert_eq!(h.shape(), [2, 2, 2, 2]);
    let v = random(&[2, 2]);
    let y = ((x * x.sum()).sin() + x.exp()).sum();
    let product = y.hvp(x, tape.constant(v.clone())).value()?;
    for i in 0..4 {
        let row: f64 = (0..4).map(|j| h.as_slice()[i * 4 + j] * v.as_slice()[j]).sum();
        assert!((row - product.as_slice()[i]).abs() < 1e-12);
        for j in 0..4 {
            let (one, other) = (h.as_slice()[i * 4 + j], h.as_slice()[j * 4 + i]);
            assert!((one - other).abs() < 1e-13);
        }
    }
    Ok(())
}

#[test]
fn a_jacobian_can_be_differentiated_again() -> Result<()> {
    // The Jacobian of a gradient is the Hessian; of a Hessian, the third derivatives.
    let tape = Tape::<f64>::new();
    let x = tape.var([0.4, -1.3]);
    let y = (x.powi(4) * x.sum()).sum();
    assert_close(&y.grad(x).jacobian(x).value()?, &y.hessian(x).value()?);
    let third = y.hessian(x).jacobian(x);
    assert_eq!(third.shape(), [2, 2, 2]);
    let of_trace = (y.hessian(x).slice((0, 0)) + y.hessian(x).slice((1, 1)))
        .grad(x)
        .value()?;
    let third = third.value()?;
    let trace = |k: usize| third.as_slice()[k] + third.as_slice()[6 + k];
    assert_close(&Tensor::from([trace(0), trace(1)]), &of_trace);
    Ok(())
}

#[test]
fn newton_by_the_hessian_finds_the_minimum_of_rosenbrock() -> Result<()> {
    let mut point: [f64; 2] = [-1.2, 1.0];
    for _ in 0..20 {
        let tape = Tape::<f64>::new();
        let x = tape.var(point);
        let (a, b) = (x.slice(0), x.slice(1));
        let y = 100.0 * (b - a.square()).square() + (1.0 - a).square();
        let (g, h) = (y.grad(x).value()?, y.hessian(x).value()?);
        let (g, h) = (g.as_slice(), h.as_slice());
        let determinant = h[0] * h[3] - h[1] * h[2];
        point[0] -= (h[3] * g[0] - h[1] * g[1]) / determinant;
        point[1] -= (h[0] * g[1] - h[2] * g[0]) / determinant;
    }
    assert!(
        (point[0] - 1.0).abs() < 1e-12 && (point[1] - 1.0).abs() < 1e-12,
        "{point:?}"
    );
    Ok(())
}

#[test]
fn what_does_not_depend_gives_zeros() -> Result<()> {
    let tape = Tape::<f64>::new();
    let (x, other) = (tape.var([1.0, 2.0]), tape.var([3.0, 4.0, 5.0]));
    assert_eq!(other.jacobian(x).value()?, Tensor::zeros([3, 2]));
    assert_eq!(other.sum().hessian(x).value()?, Tensor::zeros([2, 2]));
    assert!(other.directional(x, 1.0).error().is_some());
    assert_eq!(x.jacobian(x).value()?, Tensor::eye(2));
    assert_eq!(Var::from(2.0).jacobian(x).value()?, Tensor::zeros([2]));
    Ok(())
}

#[test]
fn empty_tensors_have_empty_jacobians() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([0, 2]));
    assert_eq!((x * 2.0).jacobian(x).value()?.shape(), [0, 2, 0, 2]);
    assert_eq!(x.sum().hessian(x).value()?.shape(), [0, 2, 0, 2]);
    assert_eq!(x.sum().jacobian(x).value()?.shape(), [0, 2]);
    let v = tape.var([1.0, 2.0, 3.0]);
    assert_eq!(v.slice(0..0).jacobian(v).value()?.shape(), [0, 3]);
    Ok(())
}

#[test]
fn mistakes_are_waiting_errors() {
    let (tape, second) = (Tape::<f64>::new(), Tape::<f64>::new());
    let x = tape.var([1.0, 2.0]);
    let foreign = second.var([1.0]);
    let text = |error: Option<Error>| error.expect("an error").to_string();
    assert!(text(x.jacobian(foreign).error()).contains("another tape"));
    assert!(text(x.hessian(x).error()).contains("[2]"));
    assert!(text(x.reshape([3]).jacobian(x).error()).contains("reshape"));
    assert!(text(x.jacobian(Var::from(1.0)).error()).contains("plain number"));
    assert!(text(x.sum().directional(x, Tensor::from([1.0])).error()).contains("tangent"));
}

#[test]
fn functions_give_tensors() -> Result<()> {
    assert_eq!(
        jacobian(|x| x * x.sum(), [1.0, 2.0])?,
        Tensor::from([[4.0, 1.0], [2.0, 5.0]])
    );
    assert_eq!(
        hessian(|x| x.powi(3).sum(), [1.0, 2.0])?,
        Tensor::from([[6.0, 0.0], [0.0, 12.0]])
    );
    assert_eq!(
        hvp(|x| x.powi(3).sum(), [1.0, 2.0], [0.0, 1.0])?,
        Tensor::from([0.0, 12.0])
    );
    assert!(hessian(|x| x * 2.0, [1.0, 2.0]).is_err());
    assert!(hvp(|x| x.sum(), [1.0, 2.0], [1.0]).is_err());
    let single = jacobian(|x: Var<'_, f32>| x * x, [3.0f32])?;
    assert_eq!(single, Tensor::from([[6.0f32]]));
    Ok(())
}
