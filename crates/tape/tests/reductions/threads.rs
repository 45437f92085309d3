//! Results are the same to the last bit for any number of threads.

use crate::checks::sample;
use wengert_tape::{Tape, Tensor, Var, set_threads};

type Function = for<'t> fn(Var<'t, f32>) -> Var<'t, f32>;

#[test]
fn the_number_of_threads_changes_no_bit() {
    let functions: [(&str, Function); 15] = [
        ("sum", |x| x.sum()),
        ("sum of rows", |x| x.sum_axis(-1)),
        ("sum of columns", |x| x.sum_axis(0)),
        ("sum in the middle", |x| x.sum_axis(1)),
        ("sum around", |x| x.sum_axis([0, 2])),
        ("amax of columns", |x| x.amax_axis(0)),
        ("variance", |x| x.variance(1)),
        ("variance of columns", |x| x.variance_axis(0, 1)),
        ("norm", |x| x.norm()),
        ("logsumexp", |x| x.logsumexp()),
        ("softmax", |x| x.softmax(-1)),
        ("log_softmax", |x| x.log_softmax(0)),
        ("cumsum", |x| x.cumsum(1)),
        ("cumprod", |x| (x * 0.01 + 1.0).cumprod(0)),
        ("sort", |x| x.sort(-1, false).0),
    ];
    for shape in [[3, 700, 130], [600, 2, 300], [1, 300_000, 1]] {
        let x = sample(&shape, 1).cast::<f32>();
        for (name, function) in functions {
            let run = |threads| {
                set_threads(threads);
                let tape = Tape::new();
                let v = tape.var(&x);
                let y = function(v);
                let gradient = (y * y).sum().grad(v).value().unwrap();
                [y.value().unwrap(), gradient]
            };
            let one = run(1);
            for threads in [2, 4] {
                for (one, many) in one.iter().zip(run(threads)) {
                    let same = bits(one) == bits(&many);
                    assert!(same, "{name} of {shape:?} on {threads} threads");
                }
            }
        }
    }
    set_threads(0);
}

fn bits(x: &Tensor<f32>) -> Vec<u32> {
    x.as_slice().iter().map(|x| x.to_bits()).collect()
}
