//! A formula, and its derivatives at a point by each library that writes it down anew for every point.

use crate::number::{Meets, Number};
use wengert::scalar::{self, DualVec};

/// M results of some inputs and some data.
pub trait Formula<const M: usize = 1> {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], data: &[D]) -> [N; M];
}

/// What computes results and derivatives at a point: reads inputs and data, and writes the results, then
/// a row of derivatives for each.
pub type Derivatives<'a> = Box<dyn FnMut(&[f64], &[f64], &mut [f64]) + 'a>;

/// The values alone.
pub fn plain<const M: usize>(formula: &impl Formula<M>) -> Derivatives<'_> {
    Box::new(move |x, data, out| out[..M].copy_from_slice(&formula.at(x, data)))
}

/// Wengert's tape.
pub fn tape<const M: usize>(formula: &impl Formula<M>) -> Derivatives<'_> {
    let mut tape = scalar::Tape::new();
    Box::new(move |x, data, out| {
        tape.reset();
        let x = tape.vars_from(x);
        let results = formula.at(&x, data);
        for (out, result) in out.iter_mut().zip(&results) {
            *out = result.value();
        }
        if M == 1 {
            let gradient = results[0].backward().expect("a gradient");
            for (out, &x) in out[1..].iter_mut().zip(&x) {
                *out = gradient.wrt(x).expect("a variable of the tape");
            }
        } else {
            let jacobian = tape.jacobian(&results, &x).expect("a Jacobian");
            out[M..].copy_from_slice(jacobian.as_slice());
        }
    })
}

/// Wengert's dual numbers, in all directions at once.
pub fn dual<const M: usize, const K: usize>(formula: &impl Formula<M>) -> Derivatives<'_> {
    Box::new(move |x, data, out| {
        let x: [f64; K] = x.try_into().expect("so many inputs");
        let results = formula.at(&DualVec::variables(x), data);
        write_duals::<M, K>(out, results.map(|result| (result.value, result.tangents)));
    })
}

fn write_duals<const M: usize, const K: usize>(out: &mut [f64], results: [(f64, [f64; K]); M]) {
    for (k, (value, tangents)) in results.into_iter().enumerate() {
        out[k] = value;
        out[M + k * K..][..K].copy_from_slice(&tangents);
    }
}

/// The tapes of others: name and derivatives.
pub fn tapes<const M: usize>(formula: &impl Formula<M>) -> Vec<(&'static str, Derivatives<'_>)> {
    let mut room = 0;
    let tape = reverse::Tape::new();
    vec![
        (
            "echidna Reverse",
            Box::new(move |x, data, out: &mut [f64]| {
                let inputs = x.len();
                // A sweep a recording: that is what its interface gives.
                for row in 0..M {
                    let mut values = [0.0; M];
                    let gradient = echidna::grad(
                        |x| {
                            let results = formula.at(x, data);
                            values = results.map(|result| echidna::Scalar::value(&result));
                            results[row]
                        },
                        x,
                    );
                    out[..M].copy_from_slice(&values);
                    out[M + row * inputs..][..inputs].copy_from_slice(&gradient);
                }
            }),
        ),
        (
            "reverse",
            Box::new(move |x, data, out: &mut [f64]| {
                tape.clear();
                let inputs = x.len();
                let x = tape.add_vars(x);
                for (row, result) in formula.at(&x, data).into_iter().enumerate() {
                    out[row] = result.val();
                    let adjoints = result.grad();
                    let gradient = reverse::Gradient::wrt(&adjoints, &x);
                    out[M + row * inputs..][..inputs].copy_from_slice(&gradient);
                }
            }),
        ),
        (
            "aad",
            Box::new(move |x, data, out: &mut [f64]| {
                // It cannot be cleared; but how long it gets can be known.
                if room == 0 {
                    let counter = reverse::Tape::new();
                    formula.at(&counter.add_vars(x), data);
                    room = counter.len();
                }
                let tape = aad::Tape::with_capacity(room);
                let inputs = x.len();
                let x: Vec<_> = tape.create_variables_iter(x).collect();
                let results = formula.at(&x, data);
                for (row, result) in results.iter().enumerate() {
                    out[row] = result.value();
                    let gradients = result.compute_gradients().expect("a gradient");
                    for (out, x) in out[M + row * inputs..].iter_mut().zip(&x) {
                        *out = gradients.get_gradient(x).expect("a variable of the tape");
                    }
                }
            }),
        ),
    ]
}

/// Dual numbers of others in all directions at once.
pub fn duals<const M: usize, const K: usize>(
    formula: &impl Formula<M>,
) -> Vec<(&'static str, Derivatives<'_>)> {
    vec![
        (
            "echidna DualVec",
            Box::new(move |x, data, out: &mut [f64]| {
                let x: [_; K] = std::array::from_fn(|k| echidna::DualVec::<f64, K>::with_tangent(x[k], k));
                let results = formula.at(&x, data);
                write_duals::<M, K>(out, results.map(|result| (result.re, result.eps)));
            }),
        ),
        (
            "num-dual DualSVec",
            Box::new(move |x, data, out: &mut [f64]| {
                let x: [_; K] =
                    std::array::from_fn(|k| num_dual::DualSVec64::<K>::from_re(x[k]).derivative(k));
                let results = formula.at(&x, data);
                let parts = results.map(|result| {
                    let tangents = result.eps.unwrap_generic(nalgebra::Const::<K>, nalgebra::U1);
                    (result.re, tangents.data.0[0])
                });
                write_duals::<M, K>(out, parts);
            }),
        ),
    ]
}

/// A recording of echidna, optimised once and run at each point. Data are inputs of it.
pub fn replay<'a>(formula: &'a impl Formula, x: &[f64], data: &[f64]) -> (&'static str, Derivatives<'a>) {
    let inputs = x.len();
    let mut all = [x, data].concat();
    let (mut tape, _) = echidna::record(
        |all: &[echidna::BReverse<f64>]| formula.at(&all[..inputs], &all[inputs..])[0],
        &all,
    );
    tape.optimize();
    let mut adjoints = Vec::new();
    let run = move |x: &[f64], data: &[f64], out: &mut [f64]| {
        all[..inputs].copy_from_slice(x);
        all[inputs..].copy_from_slice(data);
        let gradient = tape.gradient_with_buf(&all, &mut adjoints);
        out[0] = tape.output_value();
        out[1..].copy_from_slice(&gradient[..inputs]);
    };
    ("echidna replay", Box::new(run))
}
