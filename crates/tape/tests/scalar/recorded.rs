//! Recorded functions: derivatives, bindings, threads, and what is wrong.

use crate::{close, mixture, rosenbrock};
use wengert_tape::scalar::{self, Column, Function};
use wengert_tape::{ErrorKind, Real, Result, set_threads};

const AT: [f64; 3] = [0.4, -1.3, 2.1];

#[test]
fn derivatives_are_those_of_the_tape() -> Result<()> {
    let f = Function::record(3, |x| mixture(x));
    let (value, gradient) = scalar::value_and_grad(|x| mixture(x), &AT)?;
    assert!(close(f.value(&AT)?, value));
    let found = f.with_gradient().values(&AT)?;
    assert!(close(found[0], value));
    assert!((0..3).all(|k| close(found[k + 1], gradient[k])));

    let hessian = scalar::hessian(|x| mixture(x), &AT)?;
    let found = f.hessian().values(&AT)?;
    for row in 0..3 {
        for column in 0..3 {
            assert!(close(found[3 * row + column], hessian[(row, column)]));
        }
    }

    let direction = [0.3, -0.5, 0.7];
    let product = scalar::hvp(|x| mixture(x), &AT, &direction)?;
    let point = [AT, direction].concat();
    let found = f.hvp().values(&point)?;
    assert!((0..3).all(|k| close(found[k], product[k])));

    let along: f64 = gradient.iter().zip(direction).map(|(g, v)| g * v).sum();
    assert!(close(f.jvp().value(&point)?, along));
    let weighted = f.vjp().values(&[&AT[..], &[2.5]].concat())?;
    assert!((0..3).all(|k| close(weighted[k], 2.5 * gradient[k])));
    Ok(())
}

fn residuals<R: Real>(x: &[R]) -> Vec<R> {
    x.windows(2)
        .map(|x| (x[0] * x[1]).sin() - x[0].square())
        .collect()
}

#[test]
fn a_jacobian_is_that_of_the_tape_in_either_shape() -> Result<()> {
    let [tall, wide] = [5, 2];
    for inputs in [tall, wide, 40] {
        let at: Vec<f64> = (0..inputs).map(|k| 0.3 + 0.1 * f64::from(k as u8)).collect();
        let f = Function::record_all(inputs, |x| residuals(x));
        let found = f.jacobian().values(&at)?;
        let jacobian = scalar::jacobian(|x| residuals(x), &at)?;
        for row in 0..inputs - 1 {
            for column in 0..inputs {
                assert!(close(found[row * inputs + column], jacobian[(row, column)]));
            }
        }
    }
    Ok(())
}

#[test]
fn few_inputs_are_differentiated_forwards_where_that_is_shorter() {
    // Ten results of one input: one sweep forwards.
    let f = Function::record_all(1, |x| (1..=10).map(|k| (x[0] * f64::from(k)).sin()).collect());
    assert!(f.jacobian().instructions() <= 30, "{}", f.jacobian());
}

/// What a simplified division must not lose: 1/x² overflows before the derivative does.
#[test]
fn second_derivatives_of_logarithms_of_tiny_numbers_are_those_of_the_tape() -> Result<()> {
    fn mixture_of_two<R: Real>(x: &[R]) -> R {
        let density = |x: R| (-0.5 * x.square()).exp();
        (density(x[0] - x[1]) * 0.3 + density(x[0] + x[1]) * 0.7).ln()
    }
    let normal = Function::record(1, |x| (-0.5 * x[0].square()).exp().ln());
    assert_eq!(normal.hessian().values(&[27.0])?, [-1.0]);
    let at = [28.0, 0.5];
    let found = Function::record(2, |x| mixture_of_two(x)).hessian().values(&at)?;
    let expected = scalar::hessian(|x| mixture_of_two(x), &at)?;
    for row in 0..2 {
        assert!((0..2).all(|column| close(found[2 * row + column], expected[(row, column)])));
    }
    let root = Function::record(1, |x| (x[0] * 1e-300).cbrt())
        .hessian()
        .value(&[1.0])?;
    assert!((root / -2.222_222e-101 - 1.0).abs() < 1e-6, "{root:e}");
    Ok(())
}

#[test]
fn a_constant_is_computed_as_a_point_is() -> Result<()> {
    for x in [2.5, -1.3, 0.7, 11.0] {
        let constant = Function::record(1, |_| scalar::Expr::from(x).sin() + scalar::Expr::from(x).exp2());
        let point = Function::record(1, |x| x[0].sin() + x[0].exp2());
        assert_eq!(constant.value(&[0.0])?.to_bits(), point.value(&[x])?.to_bits());
    }
    Ok(())
}

#[test]
fn a_matrix_that_no_memory_holds_is_an_error_that_names_the_sparse_way() {
    let f = Function::record(100_000, |x| x[0] * x[1]);
    let error = f.hessian().values(&vec![1.0; 100_000]).unwrap_err();
    assert!(error.to_string().contains("sparse_hessian"), "{error}");
    let f = Function::record_all(50_000, |x| x.to_vec());
    let error = f.jacobian().values(&vec![1.0; 50_000]).unwrap_err();
    assert!(error.to_string().contains("50000 by 50000"), "{error}");
    assert!(error.place().file().ends_with("recorded.rs"));
}

#[test]
fn data_are_no_parameters() -> Result<()> {
    let whole = Function::record(3, |x| mixture(x));
    let f = whole.parameters(2);
    assert_eq!(f.value(&AT)?, whole.value(&AT)?);
    let gradient = whole.with_gradient().values(&AT)?;
    assert!((0..3).all(|k| close(f.with_gradient().values(&AT).unwrap()[k], gradient[k])));
    assert_eq!(f.jacobian().results(), 2);
    let (hessian, all) = (f.hessian().values(&AT)?, whole.hessian().values(&AT)?);
    for row in 0..2 {
        assert!((0..2).all(|column| close(hessian[2 * row + column], all[3 * row + column])));
    }
    let along = [AT.as_slice(), &[0.3, -0.5]].concat();
    let (product, slope) = (f.hvp().values(&along)?, f.jvp().value(&along)?);
    for row in 0..2 {
        assert!(close(
            product[row],
            0.3 * hessian[2 * row] - 0.5 * hessian[2 * row + 1]
        ));
    }
    assert!(close(slope, 0.3 * gradient[1] - 0.5 * gradient[2]));
    let weighted = f.vjp().values(&[AT.as_slice(), &[2.0]].concat())?;
    assert!(weighted.len() == 2 && close(weighted[1], 2.0 * gradient[2]));

    let error = whole.parameters(4).value(&AT).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("4 parameters of a function of 3 inputs"),
        "{error}"
    );
    assert!(error.place().file().ends_with("recorded.rs"));
    Ok(())
}

#[test]
fn derivatives_of_derivatives_are_functions_too() -> Result<()> {
    let f = Function::record(1, |x| x[0].sin());
    let third = f.jacobian().jacobian().jacobian();
    assert!(close(third.value(&[0.7])?, -0.7f64.cos()));
    assert_eq!(third.instructions(), 2);
    Ok(())
}

#[test]
fn every_binding_and_any_number_of_threads_gives_the_same_bits() -> Result<()> {
    let f = Function::record(3, |x| mixture(x)).with_gradient();
    let points = 20_011;
    let columns: Vec<Vec<f64>> = (0..3)
        .map(|k| {
            (0..points)
                .map(|p| ((p * 3 + k) as f64 * 0.37).sin() * 2.0)
                .collect()
        })
        .collect();
    let rows: Vec<f64> = (0..points)
        .flat_map(|p| columns.iter().map(move |column| column[p]))
        .collect();
    set_threads(1);
    let of_columns = f.columns(&columns)?;
    let of_rows = f.rows(&rows)?;
    let sums = f.sums(&columns)?;
    for threads in [2, 3, 8] {
        set_threads(threads);
        assert_eq!(f.columns(&columns)?, of_columns);
        assert_eq!(f.rows(&rows)?, of_rows);
        assert_eq!(f.sums(&columns)?, sums);
    }
    set_threads(0);
    for (p, row) in of_rows.chunks(4).enumerate() {
        assert!((0..4).all(|k| row[k] == of_columns[k][p]));
    }
    for p in [0, 1, 255, 256, points - 1] {
        assert_eq!(f.values(&rows[3 * p..3 * p + 3])?, of_rows[4 * p..4 * p + 4]);
    }
    for (column, sum) in of_columns.iter().zip(sums) {
        assert!(close(column.iter().sum::<f64>(), sum));
    }
    Ok(())
}

#[test]
fn a_function_without_points_has_no_results() -> Result<()> {
    let f = Function::record(2, |x| x[0] * x[1]);
    let none: [f64; 0] = [];
    assert_eq!(f.columns([&none, &none])?, [[0.0; 0]]);
    assert_eq!(f.rows(&none)?, none);
    assert_eq!(f.sums([&none, &none])?, [0.0]);
    Ok(())
}

#[test]
fn constant_results_and_unused_inputs_are_no_trouble() -> Result<()> {
    let f = Function::record_all(2, |x| vec![x[0], scalar::Expr::from(2.5), x[0] * 0.5]);
    assert_eq!(f.values(&[3.0, f64::NAN])?, [3.0, 2.5, 1.5]);
    assert_eq!(
        f.jacobian().values(&[3.0, f64::NAN])?,
        [1.0, 0.0, 0.0, 0.0, 0.5, 0.0]
    );
    let columns = f.columns([Column::Each(&[1.0, 2.0]), Column::Same(0.0)])?;
    assert_eq!(columns, [[1.0, 2.0], [2.5, 2.5], [0.5, 1.0]]);
    Ok(())
}

#[test]
fn the_branch_not_taken_poisons_no_derivative() -> Result<()> {
    let f = Function::record(1, |x| x[0].greater(0.0).select(x[0].sqrt(), 0.0)).with_gradient();
    assert_eq!(f.values(&[0.0])?, [0.0, 0.0]);
    assert_eq!(f.values(&[-1.0])?, [0.0, 0.0]);
    assert_eq!(f.values(&[4.0])?, [2.0, 0.25]);
    Ok(())
}

#[test]
fn preparing_a_function_is_linear() {
    // Each doubling may take a little more than twice the instructions, not four times.
    let instructions = |n: usize| {
        Function::record(n, |x| rosenbrock(x))
            .with_gradient()
            .instructions()
    };
    let (small, large) = (instructions(1000), instructions(2000));
    assert!(large < small * 21 / 10, "{small} {large}");
}

#[test]
fn what_does_not_fit_is_an_error_with_the_line() -> Result<()> {
    let f = Function::record(2, |x| x[0] * x[1]);
    let errors = [
        f.value(&[1.0]).unwrap_err(),
        f.values(&[1.0, 2.0, 3.0]).unwrap_err(),
        f.rows(&[1.0, 2.0, 3.0]).unwrap_err(),
        f.columns([&[1.0][..], &[1.0, 2.0][..]]).unwrap_err(),
        f.columns([&[1.0]]).unwrap_err(),
        f.with_gradient().value(&[1.0, 2.0]).unwrap_err(),
        f.with_gradient().with_gradient().values(&[1.0, 2.0]).unwrap_err(),
        f.jacobian().hessian().values(&[1.0, 2.0]).unwrap_err(),
        f.rows_into(&[1.0, 2.0], &mut [0.0; 2]).unwrap_err(),
        f.columns_into([&[1.0], &[2.0]], &mut []).unwrap_err(),
    ];
    let words = [
        "value",
        "3 numbers",
        "3 numbers",
        "column 1 has 2",
        "1 columns",
        "3 results",
        "3 results",
        "2 results",
        "2 results",
        "0 columns",
    ];
    for (error, words) in errors.iter().zip(words) {
        assert!(error.to_string().contains(words), "{error}: {words}");
        assert!(error.place().file().ends_with("recorded.rs"), "{error}");
    }
    Ok(())
}

#[test]
fn a_value_of_another_recording_is_an_error() {
    let mut inner = None;
    let outer = Function::record(1, |x| {
        let outside = x[0];
        // As a result it would not compile.
        inner = Some(Function::record(1, |y| {
            let _ = y[0] + outside;
            y[0]
        }));
        x[0]
    });
    let inner = inner.unwrap();
    for error in [inner.value(&[1.0]).unwrap_err(), outer.value(&[1.0]).unwrap_err()] {
        assert!(matches!(error.kind(), ErrorKind::Variable { .. }), "{error}");
        assert!(error.to_string().starts_with("add:"), "{error}");
    }
    assert!(inner.with_gradient().values(&[1.0]).is_err());
}

#[test]
fn a_function_is_shown_as_its_instructions() {
    let f = Function::record(2, |x| (x[0] * x[1]).sin() + 2.0);
    assert_eq!(
        f.to_string(),
        "%0 = mul x0 x1\n%1 = sin %0\n%0 = %1 + 2\ny0 = %0\n"
    );
    assert_eq!(format!("{f:?}"), "Function(2 inputs, 1 results, 3 instructions)");
}
