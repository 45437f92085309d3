//! What is recovered is the dense matrix.

use super::*;

/// What a random step does with two earlier values.
fn apply<R: Real>(kind: u8, a: R, b: R) -> R {
    match kind {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        3 => a / (b.square() + 1.0),
        4 => a.sin(),
        // Never a tie, at which the tape chooses a side.
        5 => a.max(b * 0.7 + 0.1),
        6 => R::select(a.greater(b), a, b * 0.5),
        7 => 0.25 - a,
        8 => a.tanh(),
        9 => a.floor() * b,
        10 => a.stop_gradient() + b,
        _ => (a * 2.0).atan() - b,
    }
}

/// Some values of a random program of local steps, so that patterns have holes.
fn random<R: Real>(steps: &[(u8, usize, usize)], x: &[R], results: usize) -> Vec<R> {
    let mut values = x.to_vec();
    for &(kind, a, b) in steps {
        let last = values.len() - 1;
        values.push(apply(
            kind,
            values[last - a % values.len()],
            values[b % values.len()],
        ));
    }
    (0..results)
        .map(|k| values[values.len() - 1 - (k * 3) % values.len()])
        .collect()
}

fn tame(values: impl IntoIterator<Item = f64>) -> bool {
    values.into_iter().all(|value| value.abs() < 1e4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn derivatives_of_random_programs_are_the_dense_ones(
        steps in proptest::collection::vec((0u8..12, 0usize..12, 0usize..100), 1..50),
        x in proptest::collection::vec(-2.0f64..2.0, 1..12),
        results in 1usize..8,
    ) {
        let f = Function::record_all(x.len(), |x| random(&steps, x, results));
        let dense = scalar::jacobian(|x| random(&steps, x, results), &x).unwrap();
        prop_assume!(tame(dense.as_slice().iter().copied()));
        let pattern = f.jacobian_pattern().unwrap();
        for direction in [Direction::Columns, Direction::Rows] {
            let jacobian = f.sparse_jacobian_by(direction).unwrap();
            prop_assert_eq!(jacobian.pattern(), &pattern);
            prop_assert!(agrees(&jacobian.at(&x).unwrap(), &dense));
        }
        let jacobian = f.sparse_jacobian().unwrap().at(&x).unwrap();
        prop_assert!(agrees(&jacobian, &dense));
        let (entries_pattern, entries) = f.jacobian_entries().unwrap();
        prop_assert_eq!(&entries_pattern, &pattern);
        let entries = entries.values(&x).unwrap();
        prop_assert!(entries.iter().zip(jacobian.values()).all(|(&a, &b)| close(a, b)));

        let sum = Function::record(x.len(), |x| random(&steps, x, results).into_iter().sum());
        let dense = scalar::hessian(|x| random(&steps, x, results).into_iter().sum(), &x).unwrap();
        prop_assume!(tame(dense.as_slice().iter().copied()));
        let star = sum.sparse_hessian().unwrap();
        let acyclic = sum.sparse_hessian_by(Symmetry::Acyclic).unwrap();
        prop_assert!(star.pattern().is_symmetric());
        prop_assert!(acyclic.colours() <= star.colours());
        prop_assert!(agrees(&star.at(&x).unwrap(), &dense));
        prop_assert!(agrees(&acyclic.at(&x).unwrap(), &dense));
        let (_, entries) = sum.hessian_entries().unwrap();
        let entries = entries.values(&x).unwrap();
        let values = star.at(&x).unwrap();
        prop_assert!(entries.iter().zip(values.values()).all(|(&a, &b)| (a - b).abs() <= 1e-10 * b.abs().max(1.0)));
    }
}

/// The second derivatives of the function of Rosenbrock that is a sum over neighbours, by hand.
fn rosenbrock_hessian(x: &[f64], i: usize, j: usize) -> f64 {
    match (i.min(j), i.abs_diff(j)) {
        (i, 1) => -400.0 * x[i],
        (i, 0) => {
            let ahead = x
                .get(i + 1)
                .map_or(0.0, |next| 2.0 - 400.0 * (next - 3.0 * x[i].square()));
            ahead + if i > 0 { 200.0 } else { 0.0 }
        }
        _ => 0.0,
    }
}

#[test]
fn the_hessian_of_rosenbrock_in_100_000_variables() -> Result<()> {
    // Substitution adds the errors up along the band.
    for (n, symmetry, colours, tolerance) in [
        (100_000, Symmetry::Star, 3, 1e-12),
        (10_000, Symmetry::Acyclic, 2, 1e-9),
    ] {
        let x: Vec<f64> = (0..n).map(|k| (k as f64 * 0.37).sin() * 1.5).collect();
        let hessian = Function::record(n, |x| rosenbrock(x)).sparse_hessian_by(symmetry)?;
        assert_eq!((hessian.pattern().len(), hessian.colours()), (3 * n - 2, colours));
        for (i, j, value) in hessian.at(&x)?.triplets() {
            let expected = rosenbrock_hessian(&x, i, j);
            assert!(
                (value - expected).abs() <= tolerance * 1e3,
                "({i}, {j}) {value} for {expected}"
            );
        }
    }
    Ok(())
}

#[test]
fn sparse_second_derivatives_as_a_function_are_short() -> Result<()> {
    let n = 1000;
    let f = Function::record(n, |x| rosenbrock(x));
    let (pattern, entries) = f.hessian_entries()?;
    assert!(entries.instructions() < 13 * n, "{}", entries.instructions());
    let x: Vec<f64> = (0..n).map(|k| (k as f64 * 0.37).sin() * 1.5).collect();
    for ((i, j), value) in pattern.iter().zip(entries.values(&x)?) {
        assert!(close(value, rosenbrock_hessian(&x, i, j)));
    }
    Ok(())
}

#[test]
fn a_parameter_that_all_terms_share_costs_one_colour() -> Result<()> {
    // The other parameters have one colour, the shared one its own.
    let f = |n: usize| {
        Function::record(n, |x| {
            x[1..]
                .iter()
                .zip(1..)
                .map(|(&x_k, k)| (x[0] * x_k - f64::from(k)).square())
                .sum()
        })
    };
    let hessian = f(20_000).sparse_hessian()?;
    assert_eq!((hessian.colours(), hessian.pattern().len()), (2, 3 * 20_000 - 2));
    let x: Vec<f64> = (0..30).map(|k| 0.5 + f64::from(k)).collect();
    let small = f(30).sparse_hessian()?.at(&x)?;
    for (i, j, value) in small.triplets() {
        let expected = match (i.min(j), i.max(j)) {
            (0, 0) => x[1..].iter().map(|x| 2.0 * x * x).sum(),
            (0, k) => 4.0 * x[0] * x[k] - 2.0 * k as f64,
            _ => 2.0 * x[0] * x[0],
        };
        assert!(close(value, expected), "({i}, {j}) {value} for {expected}");
    }
    Ok(())
}
