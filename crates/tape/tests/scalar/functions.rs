//! Every function on every type, at a grid of inputs that includes the edges.

use wengert_tape::scalar::{self, Column, Dual, DualVec};
use wengert_tape::{Real, Tape};

/// A function over any number.
pub trait Function {
    fn name(&self) -> &'static str;
    fn apply<R: Real>(&self, x: R, y: R) -> R;
}

/// What is done with a function.
pub trait Visitor {
    fn visit(&mut self, function: &impl Function);
}

/// Calls a macro with every function: those of one argument take the first.
macro_rules! each_function {
    ($check:ident) => {
        $check!(x, y:
            abs = x.abs(), sign = x.sign(), square = x.square(), sqrt = x.sqrt(), rsqrt = x.rsqrt(),
            recip = x.recip(), cbrt = x.cbrt(), exp = x.exp(), exp2 = x.exp2(), exp_m1 = x.exp_m1(),
            ln = x.ln(), log2 = x.log2(), log10 = x.log10(), ln_1p = x.ln_1p(), sin = x.sin(),
            cos = x.cos(), tan = x.tan(), asin = x.asin(), acos = x.acos(), atan = x.atan(),
            sinh = x.sinh(), cosh = x.cosh(), tanh = x.tanh(), asinh = x.asinh(), acosh = x.acosh(),
            atanh = x.atanh(), erf = x.erf(), erfc = x.erfc(), erfinv = x.erfinv(),
            normal_cdf = x.normal_cdf(), log_normal_cdf = x.log_normal_cdf(), lgamma = x.lgamma(),
            digamma = x.digamma(), trigamma = x.polygamma(1), sigmoid = x.sigmoid(),
            log_sigmoid = x.log_sigmoid(), softplus = x.softplus(), relu = x.relu(), floor = x.floor(),
            ceil = x.ceil(), round = x.round(), trunc = x.trunc(), fract = x.fract(), sinc = x.sinc(),
            is_nan = x.is_nan(), is_finite = x.is_finite(), not = x.not(), stop = x.stop_gradient(),
            negated = -x, cube = x.powi(3), inverse_square = x.powi(-2), first = x.powi(1),
            zeroth = x.powi(0), power = x.powf(1.5), root_power = x.powf(0.5), no_power = x.powf(0.0),
            hardtanh = x.hardtanh(-1.0, 1.0), relu6 = x.relu6(), leaky_relu = x.leaky_relu(0.01),
            elu = x.elu(1.0), selu = x.selu(), celu = x.celu(2.0), gelu = x.gelu(),
            gelu_tanh = x.gelu_tanh(), silu = x.silu(), mish = x.mish(), hardsigmoid = x.hardsigmoid(),
            hardswish = x.hardswish(), softsign = x.softsign(), softshrink = x.softshrink(0.5),
            hardshrink = x.hardshrink(0.5), tanhshrink = x.tanhshrink(),
            threshold = x.threshold(0.5, -1.0), nan_to_num = x.nan_to_num(0.0, 9.0, -9.0),
            is_infinite = x.is_infinite(),
            sum = x + y, difference = x - y, product = x * y, quotient = x / y, pow = x.pow(y),
            max = x.max(y), min = x.min(y), atan2 = x.atan2(y), hypot = x.hypot(y), fmod = x.fmod(y),
            remainder = x.remainder(y), xlogy = x.xlogy(y), logaddexp = x.logaddexp(y),
            absorb = x.absorb(y), greater = x.greater(y), less_equal = x.less_equal(y),
            equal = x.equal(y), and = x.and(y), or = x.or(y), xor = x.xor(y),
            mul_add = x.mul_add(y, 0.5), clamp = x.clamp(-0.5, y), select = R::select(x, y, x * 2.0),
            right_sum = x + 2.0, right_difference = x - 2.0, right_product = x * 2.0,
            right_quotient = x / 3.0, left_sum = 2.0 + x, left_difference = 2.0 - x,
            left_product = 2.0 * x, left_quotient = 2.0 / x,
            norm = scalar::norm(&[x, y]), logsumexp = scalar::logsumexp(&[x, y, x]),
            mean = scalar::mean(&[x, y]), dot = scalar::dot(&[x, y], &[y, x]),
            polynomial = scalar::polynomial(x, &[1.0, 2.0, 3.0])
        );
    };
}

/// Visits every function.
pub fn visit_all(visitor: &mut impl Visitor) {
    macro_rules! visit {
        ($x:ident, $y:ident: $($name:ident = $formula:expr),*) => { $(
            struct $name;

            impl Function for $name {
                fn name(&self) -> &'static str {
                    stringify!($name)
                }

                #[allow(unused_variables)]
                fn apply<R: Real>(&self, $x: R, $y: R) -> R {
                    $formula
                }
            }

            visitor.visit(&$name);
        )* };
    }
    #[allow(non_camel_case_types)]
    {
        each_function!(visit);
    }
}

pub const EDGES: [f64; 21] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -3.0,
    5e-324,
    1e-310,
    -1e-300,
    1e-8,
    0.3,
    1.7,
    1000.0,
    -1000.0,
    1e300,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MAX,
];

/// The same number, both NaN, or apart by the rounding of the vector functions.
fn agree(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

fn check(function: &impl Function, x: f64, y: f64) {
    let name = function.name();
    let plain = function.apply(x, y);
    let dual = function.apply(DualVec::<f64, 2>::variable(x, 0), DualVec::variable(y, 1));
    assert!(
        agree(dual.value, plain, 0.0),
        "{name}({x:e}, {y:e}) is {plain:e}, dual {:e}",
        dual.value
    );

    let tape = scalar::Tape::new();
    let variables = tape.vars([x, y]);
    let result = function.apply(variables[0], variables[1]);
    assert!(
        agree(result.value(), plain, 0.0),
        "{name}({x:e}, {y:e}) is {plain:e}, taped {:e}",
        result.value()
    );
    let reverse = result.backward().unwrap().wrt(variables).unwrap();

    let tensors = Tape::<f64>::new();
    let of_tensors = [tensors.var(x), tensors.var(y)];
    let tensor = function.apply(of_tensors[0], of_tensors[1]);
    let value = tensor.item().unwrap();
    assert!(
        agree(value, plain, 1e-14),
        "{name}({x:e}, {y:e}) is {plain:e}, of tensors {value:e}"
    );
    let gradients = tensor.grad(of_tensors).map(|gradient| gradient.item().unwrap());

    // On tensors these are made of other operations, whose slopes at infinities and subnormal numbers
    // differ.
    let without_tensors = ["norm", "logsumexp"].contains(&name);

    for k in 0..2 {
        let mut along = [Dual::from(x), Dual::from(y)];
        along[k].tangent = 1.0;
        let forward = function.apply(along[0], along[1]).tangent;
        let all = [
            reverse[k],
            dual.tangents[k],
            if without_tensors { forward } else { gradients[k] },
        ];
        assert!(
            all.iter().all(|&other| agree(other, forward, 1e-13)),
            "{name}({x:e}, {y:e}), derivative {k}: forward {forward:e}, reverse, many and tensors {all:?}"
        );
    }
}

/// The function and its gradient as a recorded program, at all pairs of edges at once.
fn check_recorded(function: &impl Function) {
    let name = function.name();
    let recorded = scalar::Function::record(2, |x| function.apply(x[0], x[1])).with_gradient();
    let pairs = EDGES.iter().flat_map(|&x| EDGES.iter().map(move |&y| [x, y]));
    let points: Vec<f64> = pairs.flatten().collect();
    let rows = recorded.rows(&points).unwrap();
    let column = |k: usize| -> Vec<f64> { points.iter().skip(k).step_by(2).copied().collect() };
    let columns = recorded
        .columns([Column::from(&column(0)), Column::from(&column(1))])
        .unwrap();
    for (k, (point, row)) in points.chunks(2).zip(rows.chunks(3)).enumerate() {
        let [x, y] = [point[0], point[1]];
        let one = recorded.values(point).unwrap();
        for (result, &value) in row.iter().enumerate() {
            let others = [one[result], columns[result][k]].map(f64::to_bits);
            assert!(
                others == [value.to_bits(); 2] || value.is_nan(),
                "{name}({x:e}, {y:e}), result {result}: in rows {value:e}, alone and in columns {:?}",
                others.map(f64::from_bits)
            );
        }
        let dual = function.apply(DualVec::<f64, 2>::variable(x, 0), DualVec::variable(y, 1));
        assert!(
            agree(row[0], dual.value, 1e-14),
            "{name}({x:e}, {y:e}) is {:e}, recorded {:e}",
            dual.value,
            row[0]
        );
        // Sums of squares that a dual carries along are computed in another order.
        if name == "norm" || name == "logsumexp" {
            continue;
        }
        assert!(
            (0..2).all(|k| agree(row[k + 1], dual.tangents[k], 1e-13)),
            "{name}({x:e}, {y:e}): derivatives {:?}, recorded {:?}",
            dual.tangents,
            &row[1..]
        );
    }
}

#[test]
fn every_function_agrees_on_every_type_at_the_edges() {
    struct AtEdges;

    impl Visitor for AtEdges {
        fn visit(&mut self, function: &impl Function) {
            for x in EDGES {
                for y in EDGES {
                    check(function, x, y);
                }
            }
            check_recorded(function);
        }
    }

    visit_all(&mut AtEdges);
}
