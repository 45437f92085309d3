//! The workloads with all their ways.

use crate::formula::{self, Derivatives, Formula};
use crate::measure::{Case, Kind, Layout, Run, Workload};
use crate::workloads::{
    Bundle, Call, Chain, Libor, Mixed, Mixture, MixturePoint, MixtureRest, Rosenbrock, SerialChain, numbers,
    price,
};
use wengert::scalar::{self, Column, Function};

/// No target.
const NONE: f64 = f64::INFINITY;

/// Records a formula whose inputs are followed by its data, with respect to which there are no derivatives.
pub fn recorded<const M: usize>(formula: &impl Formula<M>, inputs: usize, data: usize) -> Function {
    Function::record_all(inputs + data, |x| formula.at(&x[..inputs], &x[inputs..]).to_vec())
        .parameters(inputs)
}

/// Points with inputs and data each.
struct Points {
    count: usize,
    x: Vec<f64>,
    data: Vec<f64>,
}

impl Points {
    fn one(x: Vec<f64>) -> Self {
        Self::new(1, x, Vec::new())
    }

    fn new(count: usize, x: Vec<f64>, data: Vec<f64>) -> Self {
        Points { count, x, data }
    }

    /// Each point by itself.
    fn each<'a>(&'a self, name: &'static str, kind: Kind, mut at: Derivatives<'a>) -> Case<'a> {
        let (inputs, data) = (self.x.len() / self.count, self.data.len() / self.count);
        let run = move |out: &mut [f64]| {
            let results = out.len() / self.count;
            for (k, out) in out.chunks_mut(results).enumerate() {
                at(
                    &self.x[k * inputs..][..inputs],
                    &self.data[k * data..][..data],
                    out,
                );
            }
        };
        Case {
            name,
            kind,
            layout: Layout::Rows,
            run: Box::new(run),
        }
    }

    /// The same with the sum over the data of all points; the inputs are shared.
    fn summed<'a>(&'a self, name: &'static str, kind: Kind, mut at: Derivatives<'a>) -> Case<'a> {
        let data = self.data.len() / self.count;
        let mut part = vec![0.0; 1 + self.x.len()];
        let run = move |out: &mut [f64]| {
            out.fill(0.0);
            for data in self.data.chunks(data) {
                at(&self.x, data, &mut part);
                for (sum, part) in out.iter_mut().zip(&part) {
                    *sum += part;
                }
            }
        };
        Case {
            name,
            kind,
            layout: Layout::Rows,
            run: Box::new(run),
        }
    }

    /// Columns of the inputs, then of the data.
    fn columns(&self) -> Vec<Vec<f64>> {
        let mut columns = Vec::new();
        for rows in [&self.x, &self.data] {
            let width = rows.len() / self.count;
            columns.extend((0..width).map(|k| rows.iter().skip(k).step_by(width).copied().collect()));
        }
        columns
    }

    /// Lanes: results as columns.
    fn lanes<'a>(&'a self, name: &'static str, target: f64, function: Function) -> Case<'a> {
        let columns = self.columns();
        let run = move |out: &mut [f64]| {
            let mut results: Vec<&mut [f64]> = out.chunks_mut(self.count).collect();
            function.columns_into(&columns, &mut results).expect("columns");
        };
        Case {
            name,
            kind: Kind::Ours(target),
            layout: Layout::Columns,
            run: Box::new(run),
        }
    }
}

/// A case that fills the numbers itself.
fn direct<'a>(name: &'static str, kind: Kind, run: impl FnMut(&mut [f64]) + 'a) -> Case<'a> {
    Case {
        name,
        kind,
        layout: Layout::Rows,
        run: Box::new(run),
    }
}

/// S1 and S2.
pub fn chain(operations: usize, run: &Run) {
    let chain = Chain { operations };
    let points = Points::one(numbers(1, 1000, 0.9, 1.1));
    let mut cases = vec![
        points.each("wengert tape", Kind::OurTape(0.2), formula::tape(&chain)),
        points.each("plain f64", Kind::Plain, formula::plain(&chain)),
    ];
    for (name, at) in formula::tapes(&chain) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    Workload {
        name: "S1",
        points: 1,
        results: 1001,
        cases,
    }
    .measure(run);
}

/// S1 with both sides recorded once.
pub fn chain_replayed(operations: usize, run: &Run) {
    let chain = Chain { operations };
    let points = Points::one(numbers(1, 1000, 0.9, 1.1));
    let function = recorded(&chain, 1000, 0).with_gradient();
    let (name, at) = formula::replay(&chain, &points.x, &[]);
    let cases = vec![
        direct("wengert recorded", Kind::Ours(0.5), |out: &mut [f64]| {
            function.values_into(&points.x, out).expect("a value");
        }),
        points.each(name, Kind::Other, at),
    ];
    Workload {
        name: "S1r",
        points: 1,
        results: 1001,
        cases,
    }
    .measure(run);
}

pub fn serial_chain(operations: usize, run: &Run) {
    let chain = SerialChain { operations };
    let points = Points::one(vec![1.1]);
    let mut cases = vec![
        points.each("wengert tape", Kind::OurTape(0.25), formula::tape(&chain)),
        points.each("wengert DualVec", Kind::Ours(NONE), formula::dual::<1, 1>(&chain)),
        points.each("plain f64", Kind::Plain, formula::plain(&chain)),
    ];
    for (name, at) in formula::tapes(&chain) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    for (name, at) in formula::duals::<1, 1>(&chain) {
        cases.push(points.each(name, Kind::Other, at));
    }
    Workload {
        name: "S2",
        points: 1,
        results: 2,
        cases,
    }
    .measure(run);
}

/// The mixture's parts, each recorded, and joined over the points.
fn mixture_lanes<'a>(
    mixture: &'a Mixture,
    of_part: impl Fn(Function) -> Function,
    more: &'a [f64],
) -> impl FnMut(&mut [f64]) + 'a {
    let (parameters, d) = (mixture.parameters(), mixture.dimensions);
    let at_point = of_part(recorded(&MixturePoint(mixture), parameters, d));
    let rest = of_part(recorded(&MixtureRest(mixture), parameters, 0));
    let start = mixture.start();
    let data: Vec<Vec<f64>> = (0..d)
        .map(|k| mixture.points.iter().skip(k).step_by(d).copied().collect())
        .collect();
    move |out| {
        let same = start.iter().map(|&x| Column::Same(x));
        let each = data.iter().map(|column| Column::Each(column));
        let behind = more.iter().map(|&x| Column::Same(x));
        let sums = at_point.sums(same.chain(each).chain(behind)).expect("sums");
        let rest = rest.values(&[&start, more].concat()).expect("values");
        for ((out, sum), rest) in out.iter_mut().zip(sums).zip(rest) {
            *out = sum + rest;
        }
    }
}

pub fn mixture(name: &'static str, mixture: &Mixture, target: f64, run: &Run) {
    let points = Points::one(mixture.start());
    let results = 1 + points.x.len();
    let mut cases = vec![
        points.each("wengert tape", Kind::OurTape(target), formula::tape(mixture)),
        direct(
            "wengert lanes over points",
            Kind::Ours(NONE),
            mixture_lanes(mixture, |part| part.with_gradient(), &[]),
        ),
        points.each("plain f64", Kind::Plain, formula::plain(mixture)),
    ];
    for (name, at) in formula::tapes(mixture) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    let (replay, at) = formula::replay(mixture, &points.x, &[]);
    cases.push(points.each(replay, Kind::Other, at));
    if points.x.len() == 30 {
        for (name, at) in formula::duals::<1, 30>(mixture) {
            cases.push(points.each(name, Kind::Other, at));
        }
    }
    Workload {
        name,
        points: 1,
        results,
        cases,
    }
    .measure(run);
}

pub fn bundle(count: usize, run: &Run) {
    const INPUTS: usize = Bundle::INPUTS;
    let (x, data) = Bundle::observations(count);
    let points = Points::new(count, x, data);
    let residuals = recorded(&Bundle, INPUTS, Bundle::DATA);
    let jacobian = residuals.jacobian();
    // The residuals themselves come from a function of their own.
    let columns = points.columns();
    let lanes = move |out: &mut [f64]| {
        let (values, rows) = out.split_at_mut(2 * count);
        let mut values: Vec<&mut [f64]> = values.chunks_mut(count).collect();
        residuals.columns_into(&columns, &mut values).expect("columns");
        let mut rows: Vec<&mut [f64]> = rows.chunks_mut(count).collect();
        jacobian.columns_into(&columns, &mut rows).expect("columns");
    };
    let mut cases = vec![
        Case {
            name: "wengert lanes",
            kind: Kind::Ours(0.3),
            layout: Layout::Columns,
            run: Box::new(lanes),
        },
        points.each("wengert tape", Kind::OurTape(NONE), formula::tape(&Bundle)),
        points.each(
            "wengert DualVec",
            Kind::Ours(NONE),
            formula::dual::<2, INPUTS>(&Bundle),
        ),
        points.each("plain f64", Kind::Plain, formula::plain(&Bundle)),
    ];
    for (name, at) in formula::tapes(&Bundle) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    for (name, at) in formula::duals::<2, INPUTS>(&Bundle) {
        cases.push(points.each(name, Kind::Other, at));
    }
    Workload {
        name: "S4",
        points: count,
        results: 2 + 2 * INPUTS,
        cases,
    }
    .measure(run);
}

pub fn libor(paths: usize, run: &Run) {
    let (rates, shocks) = (Libor::rates(), Libor::shocks(paths));
    let points = Points::new(paths, rates, shocks);
    let results = 1 + Libor::INPUTS;
    let lanes = recorded(&Libor, Libor::INPUTS, Libor::DATA).with_gradient();
    let columns = Points::new(paths, Vec::new(), points.data.clone()).columns();
    let summed = |out: &mut [f64]| {
        let same = points.x.iter().map(|&x| Column::Same(x));
        let each = columns.iter().map(|column| Column::Each(column));
        let sums = lanes.sums(same.chain(each)).expect("sums");
        out.copy_from_slice(&sums);
    };
    let (replay, replayed) = formula::replay(&Libor, &points.x, &points.data[..Libor::DATA]);
    let mut cases = vec![
        points.summed("wengert tape", Kind::OurTape(0.45), formula::tape(&Libor)),
        direct("wengert lanes over paths", Kind::Ours(0.1), summed),
        points.summed("plain f64", Kind::Plain, formula::plain(&Libor)),
    ];
    for (name, at) in formula::tapes(&Libor) {
        cases.push(points.summed(name, Kind::Tape, at));
    }
    cases.push(points.summed(replay, Kind::Other, replayed));
    Workload {
        name: "S5",
        points: 1,
        results,
        cases,
    }
    .measure(run);
}

pub fn mixed(count: usize, run: &Run) {
    const INPUTS: usize = Mixed::INPUTS;
    let points = Points::new(count, Mixed::points(count), Vec::new());
    let function = recorded(&Mixed, INPUTS, 0).with_gradient();
    let (replay, replayed) = formula::replay(&Mixed, &points.x[..INPUTS], &[]);
    let mut cases = vec![
        points.lanes("wengert lanes", 0.12, function),
        points.each("wengert tape", Kind::OurTape(NONE), formula::tape(&Mixed)),
        points.each(
            "wengert DualVec",
            Kind::Ours(NONE),
            formula::dual::<1, INPUTS>(&Mixed),
        ),
        points.each("plain f64", Kind::Plain, formula::plain(&Mixed)),
    ];
    for (name, at) in formula::tapes(&Mixed) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    for (name, at) in formula::duals::<1, INPUTS>(&Mixed) {
        cases.push(points.each(name, Kind::Other, at));
    }
    cases.push(points.each(replay, Kind::Other, replayed));
    Workload {
        name: "S6",
        points: count,
        results: 1 + INPUTS,
        cases,
    }
    .measure(run);
}

/// A recording of echidna, for derivatives of second order.
fn echidna_recording(formula: &impl Formula, x: &[f64]) -> echidna::BytecodeTape<f64> {
    let (mut tape, _) = echidna::record(|x: &[echidna::BReverse<f64>]| formula.at::<_, f64>(x, &[])[0], x);
    tape.optimize();
    tape
}

fn flatten(out: &mut [f64], rows: Vec<Vec<f64>>) {
    for (out, row) in out.chunks_mut(rows.len()).zip(&rows) {
        out.copy_from_slice(row);
    }
}

/// The dense Hessian by a recording of echidna, column by column and eight at a time.
fn echidna_hessians<'a>(tape: &'a echidna::BytecodeTape<f64>, start: &'a [f64]) -> [Case<'a>; 2] {
    [
        direct("echidna replay", Kind::Other, |out: &mut [f64]| {
            flatten(out, tape.hessian(start).2);
        }),
        direct(
            "echidna replay, eight at a time",
            Kind::Other,
            |out: &mut [f64]| {
                flatten(out, tape.hessian_vec::<8>(start).2);
            },
        ),
    ]
}

/// The product of the Hessian with a vector by a recording of echidna.
fn echidna_product<'a>(
    tape: &'a echidna::BytecodeTape<f64>,
    start: &'a [f64],
    direction: &'a [f64],
) -> Case<'a> {
    let (mut duals, mut adjoints) = (Vec::new(), Vec::new());
    direct("echidna replay", Kind::Other, move |out: &mut [f64]| {
        let product = tape.hvp_with_buf(start, direction, &mut duals, &mut adjoints).1;
        out.copy_from_slice(&product);
    })
}

/// S7a and b.
pub fn mixture_second(mixture: &Mixture, run: &Run) {
    const INPUTS: usize = 30;
    let start = mixture.start();
    let direction = numbers(11, INPUTS, -1.0, 1.0);
    let tape = echidna_recording(mixture, &start);
    let mut cases = vec![
        direct(
            "wengert lanes over points",
            Kind::Ours(0.25),
            mixture_lanes(mixture, |part| part.hessian(), &[]),
        ),
        direct(
            "wengert tape of DualVec",
            Kind::Ours(NONE),
            |out: &mut [f64]| {
                let hessian =
                    scalar::hessian(|x| mixture.at::<_, f64>(x, &[])[0], &start).expect("a Hessian");
                out.copy_from_slice(hessian.as_slice());
            },
        ),
    ];
    cases.extend(echidna_hessians(&tape, &start));
    Workload {
        name: "S7a",
        points: 1,
        results: INPUTS * INPUTS,
        cases,
    }
    .measure(run);
    let cases = vec![
        direct(
            "wengert lanes over points",
            Kind::Ours(0.6),
            mixture_lanes(mixture, |part| part.hvp(), &direction),
        ),
        direct("wengert tape of Dual", Kind::Ours(NONE), |out: &mut [f64]| {
            out.copy_from_slice(&product_by_tape(mixture, &start, &direction));
        }),
        echidna_product(&tape, &start, &direction),
    ];
    Workload {
        name: "S7b",
        points: 1,
        results: INPUTS,
        cases,
    }
    .measure(run);
}

fn product_by_tape(formula: &impl Formula, at: &[f64], direction: &[f64]) -> Vec<f64> {
    scalar::hvp(|x| formula.at::<_, f64>(x, &[])[0], at, direction).expect("a product")
}

/// S7c, d and e.
pub fn rosenbrock(run: &Run) {
    const INPUTS: usize = Rosenbrock::INPUTS;
    let start = numbers(12, INPUTS, -1.0, 1.0);
    let direction = numbers(13, INPUTS, -1.0, 1.0);
    let tape = echidna_recording(&Rosenbrock, &start);
    let function = recorded(&Rosenbrock, INPUTS, 0);

    let dense = function.hessian();
    let sparse = function.sparse_hessian().expect("a pattern");
    let mut values = vec![0.0; sparse.pattern().len()];
    let mut cases = vec![
        direct(
            "wengert recorded, by colouring",
            Kind::Ours(0.1),
            |out: &mut [f64]| {
                sparse.values_into(&start, &mut values).expect("a Hessian");
                out.fill(0.0);
                for ((row, column), value) in sparse.pattern().iter().zip(&values) {
                    out[row * INPUTS + column] = *value;
                }
            },
        ),
        direct(
            "wengert recorded, no colouring",
            Kind::Ours(NONE),
            |out: &mut [f64]| {
                dense.values_into(&start, out).expect("a Hessian");
            },
        ),
    ];
    cases.extend(echidna_hessians(&tape, &start));
    Workload {
        name: "S7c",
        points: 1,
        results: INPUTS * INPUTS,
        cases,
    }
    .measure(run);

    let product = function.hvp();
    let both = [start.clone(), direction.clone()].concat();
    let cases = vec![
        direct("wengert recorded", Kind::Ours(0.5), |out: &mut [f64]| {
            product.values_into(&both, out).expect("a product");
        }),
        direct("wengert tape of Dual", Kind::Ours(NONE), |out: &mut [f64]| {
            out.copy_from_slice(&product_by_tape(&Rosenbrock, &start, &direction));
        }),
        echidna_product(&tape, &start, &direction),
    ];
    Workload {
        name: "S7d",
        points: 1,
        results: INPUTS,
        cases,
    }
    .measure(run);

    // Value by value of the lower triangle, row by row.
    let (_, _, pattern, _) = tape.sparse_hessian(&start);
    let mut values = vec![0.0; sparse.pattern().len()];
    let cases = vec![
        direct("wengert sparse", Kind::Ours(0.25), |out: &mut [f64]| {
            sparse.values_into(&start, &mut values).expect("a Hessian");
            let all = sparse.pattern().iter().zip(&values);
            let lower = all.filter(|((row, column), _)| column <= row);
            for (out, (_, value)) in out.iter_mut().zip(lower) {
                *out = *value;
            }
        }),
        direct("echidna sparse replay", Kind::Other, |out: &mut [f64]| {
            out.copy_from_slice(&tape.sparse_hessian(&start).3);
        }),
        direct(
            "echidna sparse replay, four at a time",
            Kind::Other,
            |out: &mut [f64]| {
                out.copy_from_slice(&tape.sparse_hessian_vec::<4>(&start).3);
            },
        ),
    ];
    Workload {
        name: "S7e",
        points: 1,
        results: pattern.nnz(),
        cases,
    }
    .measure(run);
}

pub fn options(count: usize, run: &Run) {
    const INPUTS: usize = Call::INPUTS;
    let points = Points::new(count, Call::inputs(count), Vec::new());
    let function = recorded(&Call, INPUTS, 0).with_gradient();
    let own = Function::record(INPUTS, |x| price(x, |x| x.normal_cdf())[0]).with_gradient();
    let mut cases = vec![
        points.lanes("wengert lanes", 0.25, function),
        points.each(
            "wengert DualVec",
            Kind::Ours(NONE),
            formula::dual::<1, INPUTS>(&Call),
        ),
        points.each("wengert tape", Kind::OurTape(NONE), formula::tape(&Call)),
        points.each("plain f64", Kind::Plain, formula::plain(&Call)),
    ];
    for (name, at) in formula::duals::<1, INPUTS>(&Call) {
        cases.push(points.each(name, Kind::Other, at));
    }
    for (name, at) in formula::tapes(&Call) {
        cases.push(points.each(name, Kind::Tape, at));
    }
    // Another function, exact to the last digits: not compared, and no target.
    let mut exact = points.lanes("wengert lanes, own normal_cdf", NONE, own);
    exact.kind = Kind::Plain;
    cases.push(exact);
    Workload {
        name: "S8",
        points: count,
        results: 1 + INPUTS,
        cases,
    }
    .measure(run);
}
