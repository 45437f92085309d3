//! Rows beside others: a row that is not chosen poisons nothing, whatever it holds.

use wengert::{Result, Tape, Tensor, Var};

/// Rows at which some function or its derivative is infinite, NaN, or overflows on the way.
const ROWS: [[f64; 3]; 10] = [
    [f64::INFINITY, 1.0, 0.0],
    [f64::INFINITY, 0.0, 2.0],
    [f64::NEG_INFINITY, 1.0, 2.0],
    [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY],
    [f64::NEG_INFINITY; 3],
    [f64::NAN, 1.0, 2.0],
    [1.0, f64::INFINITY, f64::NAN],
    [1e308; 3],
    [-1e308, 1e308, 1e308],
    [0.0; 3],
];

const ORDINARY: [f64; 3] = [3.0, 4.0, 0.5];

/// Makes of rows of three elements rows of one or three.
type OfRows = for<'t> fn(Var<'t>) -> Var<'t>;

const FUNCTIONS: &[(&str, OfRows)] = &[
    ("norm_axis 2", |x| x.norm_axis(1, 2).unsqueeze(1)),
    ("norm_keep 3", |x| x.norm_keep(1, 3)),
    ("norm_keep 1", |x| x.norm_keep(1, 1)),
    ("norm_keep 0.5", |x| x.norm_keep(1, 0.5)),
    ("norm_keep -1", |x| x.norm_keep(1, -1)),
    ("norm_keep ∞", |x| x.norm_keep(1, f64::INFINITY)),
    ("x / norm", |x| x / x.norm_keep(1, 2)),
    ("x / 1-norm", |x| x / x.norm_keep(1, 1)),
    ("variance_axis", |x| x.variance_axis(1, 0).unsqueeze(1)),
    ("variance_keep", |x| x.variance_keep(1, 1)),
    ("std_keep", |x| x.std_keep(1, 0)),
    ("standardized", |x| {
        (x - x.mean_keep(1)) / (x.variance_keep(1, 0) + 1e-5).sqrt()
    }),
    ("mean_keep", |x| x.mean_keep(1)),
    ("prod_axis", |x| x.prod_axis(1).unsqueeze(1)),
    ("prod_keep", |x| x.prod_keep(1)),
    ("cumprod", |x| x.cumprod(1)),
    ("cumsum", |x| x.cumsum(1)),
    ("cummax", |x| x.cummax(1).0),
    ("logcumsumexp", |x| x.logcumsumexp(1)),
    ("logsumexp_keep", |x| x.logsumexp_keep(1)),
    ("softmax", |x| x.softmax(1)),
    ("square of softmax", |x| x.softmax(1).square()),
    ("log_softmax", |x| x.log_softmax(1)),
    ("amax_keep", |x| x.amax_keep(1)),
    ("sort", |x| x.sort(1, false).0),
    ("median", |x| x.quantile_axis(0.4, 1).unsqueeze(1)),
    ("cross_entropy", |x| {
        (x.logsumexp_keep(1) - x.log_softmax(1)) * x.softmax(1)
    }),
];

/// Derivatives with respect to `x` of the chosen rows of a function.
struct Derivatives {
    gradient: Tensor,
    tangent: Tensor,
    /// Of the gradient along a direction, by reverse over reverse and forward over reverse.
    second: [Tensor; 2],
}

fn derivatives(function: OfRows, x: &Tensor, chosen: &Tensor) -> Result<Derivatives> {
    let direction = Tensor::from([0.3, -0.7, 0.2]);
    let tape = Tape::new();
    let direction = tape.constant(direction.broadcast_to(x.shape())?);
    let x = tape.var(x);
    let rows = tape.constant(chosen).select(function(x), 0.0);
    let weighted = rows * tape.constant([1.0, -2.0, 0.5]);
    let gradient = weighted.sum().grad(x);
    Ok(Derivatives {
        gradient: gradient.value()?,
        tangent: weighted.jvp(x, direction).value()?,
        second: [
            (gradient * direction).sum().grad(x).value()?,
            gradient.jvp(x, direction).value()?,
        ],
    })
}

#[test]
fn a_row_that_is_not_chosen_poisons_nothing() {
    let mut failures = Vec::new();
    let alone = Tensor::from([ORDINARY]);
    for &(name, function) in FUNCTIONS {
        let expected = derivatives(function, &alone, &Tensor::from([[1.0]])).expect("no errors");
        for row in ROWS {
            let both = Tensor::from([row, ORDINARY]);
            let found = derivatives(function, &both, &Tensor::from([[0.0], [1.0]])).expect("no errors");
            let pairs = [
                ("gradient", &found.gradient, &expected.gradient),
                ("tangent", &found.tangent, &expected.tangent),
                ("reverse over reverse", &found.second[0], &expected.second[0]),
                ("forward over reverse", &found.second[1], &expected.second[1]),
            ];
            for (what, found, expected) in pairs {
                let expected = [&[0.0; 3], expected.as_slice()].concat();
                let same = |(found, expected): (f64, f64)| (found - expected).abs() <= 1e-14 * expected.abs();
                if !found.iter().zip(expected).all(same) {
                    failures.push(format!("{what} of {name} beside {row:?}: {found}"));
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} poisoned:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn places_of_a_row_that_are_not_chosen_poison_nothing() -> Result<()> {
    for row in ROWS {
        for (name, function) in [
            ("cumprod", (|x| x.cumprod(0)) as OfRows),
            ("logcumsumexp", |x| x.logcumsumexp(0)),
            ("softmax", |x| x.softmax(0)),
            ("log_softmax", |x| x.log_softmax(0)),
        ] {
            let tape = Tape::new();
            let x = tape.var(row);
            let chosen = tape.constant([0.0; 3]).select(function(x), 0.0).sum();
            let gradient = chosen.grad(x).value()?;
            assert_eq!(gradient, Tensor::from([0.0; 3]), "{name} at {row:?}");
        }
    }
    Ok(())
}

#[test]
fn a_running_product_chosen_where_it_is_finite_has_a_finite_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([f64::INFINITY, 0.0, 2.0]);
    let y = x.cumprod(0);
    let chosen = y.is_finite().select(y, 0.0).sum();
    assert_eq!(chosen.grad(x).value()?, Tensor::from([0.0; 3]));
    Ok(())
}
