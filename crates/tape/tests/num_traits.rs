//! Code that is generic over the traits of `num-traits` and knows nothing of derivatives.

use num_traits::{Float, FloatConst, FromPrimitive, Num, NumAssign, Signed, ToPrimitive};
use wengert_tape::scalar::{self, Dual, DualVec, Var};
use wengert_tape::{Number, Result};

/// A function over any floating-point number.
trait Function {
    fn name(&self) -> &'static str;
    fn apply<F: Float + FloatConst>(&self, x: F, y: F) -> F;
}

/// Calls a macro with every function that gives a number: those of one argument take the first.
macro_rules! each_function {
    ($check:ident) => {
        $check!(x, y:
            floor = x.floor(), ceil = x.ceil(), round = x.round(), trunc = x.trunc(), fract = x.fract(),
            abs = x.abs(), signum = x.signum(), copysign = x.copysign(y), mul_add = x.mul_add(y, x),
            recip = x.recip(), powi = x.powi(3), inverse_square = x.powi(-2), powf = x.powf(y),
            sqrt = x.sqrt(), cbrt = x.cbrt(), hypot = x.hypot(y), exp = x.exp(), exp2 = x.exp2(),
            exp_m1 = x.exp_m1(), ln = x.ln(), log = x.log(y), log2 = x.log2(), log10 = x.log10(),
            ln_1p = x.ln_1p(), to_degrees = x.to_degrees(), to_radians = x.to_radians(),
            max = x.max(y), min = x.min(y), abs_sub = x.abs_sub(y), reverse_abs_sub = y.abs_sub(x),
            clamp = x.clamp(-F::one(), F::one()), sin = x.sin(), cos = x.cos(), tan = x.tan(),
            asin = x.asin(), acos = x.acos(), atan = x.atan(), atan2 = x.atan2(y),
            sin_of_both = x.sin_cos().0, cos_of_both = x.sin_cos().1, sinh = x.sinh(), cosh = x.cosh(),
            tanh = x.tanh(), asinh = x.asinh(), acosh = (x + F::one()).acosh(), atanh = x.atanh(),
            sum = x + y, difference = x - y, product = x * y, quotient = x / y, remainder = x % y,
            reverse_remainder = y % x, negative = -x,
            constants = F::PI() * x + F::E() * x + F::TAU() * x + F::LOG10_2() * x + F::LOG2_10() * x
        );
    };
}

/// Calls `check` with every function as a type of its own, since a closure cannot be generic.
macro_rules! check_each {
    ($x:ident, $y:ident: $($name:ident = $body:expr),*) => { $({
        struct Case;

        impl Function for Case {
            fn name(&self) -> &'static str {
                stringify!($name)
            }

            #[allow(unused_variables)]
            fn apply<F: Float + FloatConst>(&self, $x: F, $y: F) -> F {
                $body
            }
        }

        check(&Case);
    })* };
}

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64, what: impl std::fmt::Display) {
    let close = (found - expected).abs() <= tolerance * (1.0 + expected.abs());
    let same = found == expected || found.is_nan() && expected.is_nan();
    assert!(close || same, "{what}: {found} is not {expected}");
}

#[test]
fn every_function_has_the_value_that_plain_numbers_have() {
    const EDGES: [f64; 17] = [
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.0,
        -1.0,
        1.5,
        2.5,
        -2.5,
        7.3,
        -7.3,
        0.499_999_999_999_999_94,
        1e300,
        -1e-300,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    fn check(function: &impl Function) {
        for x in EDGES {
            for y in EDGES {
                let expected = function.apply(x, y);
                let what = format!("{} of {x} and {y}", function.name());
                let tape = scalar::Tape::new();
                let taped = function.apply(tape.var(x), tape.var(y)).value();
                assert_close(taped, expected, 1e-13, &what);
                let dual = function.apply(Dual::variable(x), Dual::from(y)).value;
                assert_close(dual, expected, 1e-13, &what);
                let [x, y] = DualVec::variables([x, y]);
                assert_close(function.apply(x, y).value, expected, 1e-13, &what);
            }
        }
    }
    each_function!(check_each);
}

#[test]
fn every_function_has_the_derivative_that_differences_show() {
    fn check(function: &impl Function) {
        for (x, y) in [(0.7, 0.3), (0.2, 0.9), (0.6, 2.3)] {
            let tape = scalar::Tape::new();
            let at = tape.vars([x, y]);
            let taped = function.apply(at[0], at[1]).backward().unwrap().wrt(at).unwrap();
            let [moving_x, moving_y] = DualVec::variables([x, y]);
            let forward = function.apply(moving_x, moving_y).tangents;
            let along_x = function.apply(Dual::variable(x), Dual::from(y)).tangent;
            let along_y = function.apply(Dual::from(x), Dual::variable(y)).tangent;

            let expected = [
                slope(|x| function.apply(x, y), x),
                slope(|y| function.apply(x, y), y),
            ];
            for k in 0..2 {
                let what = format!("{} at {x}, {y}", function.name());
                assert_close(taped[k], expected[k], 1e-8, &what);
                assert_close(forward[k], expected[k], 1e-8, &what);
                assert_close([along_x, along_y][k], expected[k], 1e-8, &what);
            }
        }
    }
    each_function!(check_each);
}

/// The slope of a function by a central difference of the fourth order.
fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let step = 1e-4;
    let near = f(x + step) - f(x - step);
    let far = f(x + 2.0 * step) - f(x - 2.0 * step);
    (8.0 * near - far) / (12.0 * step)
}

/// Newton's iteration, which ends when the number is as good as its type can hold.
fn square_root<F: Float>(a: F) -> F {
    let two = F::one() + F::one();
    let mut x = a.max(F::one());
    loop {
        let next = (x + a / x) / two;
        if (next - x).abs() <= F::epsilon() * next {
            return next;
        }
        x = next;
    }
}

#[test]
fn an_iteration_until_the_machines_precision_is_differentiated() -> Result<()> {
    let expected = 0.5 / 2f64.sqrt();
    assert_close(square_root(2.0), 2f64.sqrt(), 1e-15, "value");

    let tape = scalar::Tape::new();
    let a = tape.var(2.0);
    assert_close(square_root(a).backward()?.wrt(a)?, expected, 1e-12, "tape");
    assert_close(square_root(Dual::variable(2.0)).tangent, expected, 1e-12, "dual");
    let [a, _] = DualVec::variables([2.0, 0.0]);
    assert_close(square_root(a).tangents[0], expected, 1e-12, "dual vector");
    Ok(())
}

#[test]
fn second_derivatives_come_by_nesting() -> Result<()> {
    let expected = -0.25 * 2f64.powf(-1.5);
    let a = Dual::new(Dual::variable(2.0), Dual::from(1.0));
    assert_close(square_root(a).tangent.tangent, expected, 1e-12, "dual in dual");

    let tape = scalar::Tape::<Dual>::new();
    let a = tape.var(Dual::variable(2.0));
    let gradient = square_root(a).backward()?.wrt(a)?;
    assert_close(gradient.tangent, expected, 1e-12, "dual on a tape");
    Ok(())
}

/// Needs nothing but arithmetic, so that integers can be its numbers too.
fn horner<N: Num + Copy>(coefficients: &[N], x: N) -> N {
    coefficients.iter().rev().fold(N::zero(), |sum, &c| sum * x + c)
}

#[test]
fn code_over_num_runs_on_integers_and_on_derivatives() -> Result<()> {
    assert_eq!(horner(&[1, 2, 3], 2), 17);
    let [one, two, three] = [1.0, 2.0, 3.0].map(Dual::from);
    assert_eq!(horner(&[one, two, three], Dual::variable(2.0)).tangent, 14.0);

    let tape = scalar::Tape::new();
    let coefficients = tape.vars([1.0, 2.0, 3.0]);
    let gradient = horner(&coefficients, Var::from(2.0)).backward()?;
    assert_eq!(gradient.wrt(coefficients)?, [1.0, 2.0, 4.0]);
    Ok(())
}

/// Reduces an angle in place, by the assigning operators.
fn reduced<N: NumAssign + Copy>(mut angle: N, circle: N) -> N {
    angle %= circle;
    angle *= circle;
    angle -= N::one();
    angle
}

#[test]
fn the_assigning_operators_serve_num_assign() {
    assert_eq!(reduced(7.5, 2.0), 2.0);
    let [angle, circle] = DualVec::variables([7.5, 2.0]);
    let y = reduced(angle, circle);
    assert_eq!(y.value, 2.0);
    // The remainder 7.5 − 3 · 2 moves against its divisor with speed 3.
    assert_eq!(y.tangents, [2.0, 1.5 - 3.0 * 2.0]);
}

#[test]
fn a_remainder_by_a_plain_number_keeps_the_derivative() {
    let x = Dual::variable(-7.5);
    assert_eq!((x % 2.0).value, -1.5);
    assert_eq!((x % 2.0).tangent, 1.0);
}

fn distance<S: Signed + Copy>(x: S, y: S) -> S {
    (x - y).abs() * x.signum() + num_traits::abs_sub(x, y)
}

#[test]
fn code_over_signed_numbers_is_differentiated() -> Result<()> {
    assert_eq!(distance(-3, 2), -5);
    let tape = scalar::Tape::new();
    let [x, y] = tape.vars([-3.0, 2.0]);
    let d = distance(x, y);
    assert_eq!(d.value(), -5.0);
    assert_eq!(d.backward()?.wrt([x, y])?, [1.0, -1.0]);
    assert!(Signed::is_negative(&x));
    assert!(Signed::is_positive(&y));
    Ok(())
}

fn mean<F: Float + FromPrimitive>(x: &[F]) -> Option<F> {
    let count = F::from_usize(x.len())?;
    let sum = x.iter().fold(F::zero(), |sum, &x| sum + x);
    Some(sum / count)
}

#[test]
fn counts_become_constants() -> Result<()> {
    let tape = scalar::Tape::new();
    let x = tape.vars([1.0, 2.0, 4.0, 5.0]);
    let mean = mean(&x).expect("a count fits into a number");
    assert_eq!(mean.value(), 3.0);
    assert_eq!(mean.backward()?.wrt(x)?, [0.25; 4]);
    Ok(())
}

#[test]
fn a_cast_to_a_plain_number_leaves_the_derivative_behind() {
    let x = Dual::variable(2.75);
    assert_eq!(x.to_i32(), Some(2));
    assert_eq!(x.to_u8(), Some(2));
    assert_eq!(x.to_f64(), Some(2.75));
    assert_eq!(Dual::variable(-1.0).to_u64(), None);
    assert_eq!(Dual::variable(f64::NAN).to_i64(), None);
    let cast = <Dual as num_traits::NumCast>::from(x).expect("a number fits into a number");
    assert_eq!(cast.value, 2.75);
    assert_eq!(cast.tangent, 0.0);
}

#[test]
fn text_becomes_a_constant() {
    let parsed = Dual::<f64>::from_str_radix("2.5", 10).expect("a number");
    assert_eq!((parsed.value, parsed.tangent), (2.5, 0.0));
    assert!(<Var as Num>::from_str_radix("two", 10).is_err());
}

/// What Rust's documentation promises of `f64` where our own functions of that name differ.
#[test]
fn rounding_signs_and_extremes_follow_the_standard_library() {
    fn check<F: Float + Number>() {
        let of = |x: f64| <F as From<f64>>::from(x);
        assert_eq!(Float::round(of(0.5)).value(), 1.0);
        assert_eq!(Float::round(of(-2.5)).value(), -3.0);
        assert_eq!(Float::round(of(0.499_999_999_999_999_94)).value(), 0.0);
        assert_eq!(Float::signum(of(0.0)).value(), 1.0);
        assert_eq!(Float::signum(of(-0.0)).value(), -1.0);
        assert_eq!(Float::max(of(f64::NAN), of(1.0)).value(), 1.0);
        assert_eq!(Float::min(of(1.0), of(f64::NAN)).value(), 1.0);
        assert!(Float::is_nan(Float::clamp(of(f64::NAN), of(0.0), of(1.0))));
        assert_eq!(Float::copysign(of(2.0), of(-0.0)).value(), -2.0);
        assert_eq!(Float::integer_decode(of(-1.5)), Float::integer_decode(-1.5f64));
        assert!(F::neg_zero().is_sign_negative());
        assert!(F::min_positive_value().is_normal());
        assert!((F::min_positive_value() / of(2.0)).is_subnormal());
        assert_eq!(F::epsilon().value(), f64::EPSILON);
        assert_eq!(<F as num_traits::Float>::max_value().value(), f64::MAX);
        assert_eq!(of(0.0).classify(), std::num::FpCategory::Zero);
    }
    check::<f64>();
    check::<Var>();
    check::<Dual>();
    check::<DualVec<f64, 3>>();
    check::<Dual<Dual>>();
    check::<Dual<Var>>();
}

#[test]
fn a_tie_of_extremes_shares_the_derivative() {
    let [x, y] = DualVec::variables([2.0, 2.0]);
    assert_eq!(Float::max(x, y).tangents, [0.5, 0.5]);
    assert_eq!(Float::min(x, y).tangents, [0.5, 0.5]);
}

#[test]
fn the_number_of_two_that_is_not_nan_gets_the_whole_derivative() {
    let [x, y] = DualVec::variables([f64::NAN, 2.0]);
    assert_eq!(Float::max(x, y).tangents, [0.0, 1.0]);
    assert_eq!(Float::min(y, x).tangents, [0.0, 1.0]);
}

#[test]
fn what_jumps_is_constant_between_the_jumps() -> Result<()> {
    let tape = scalar::Tape::new();
    let x = tape.var(2.5);
    let y = Float::round(x) + Float::floor(x) + Float::ceil(x) + Float::trunc(x) + Float::signum(x);
    assert_eq!(y.value(), 3.0 + 2.0 + 3.0 + 2.0 + 1.0);
    assert_eq!(y.backward()?.wrt(x)?, 0.0);
    assert_eq!(Float::fract(x).backward()?.wrt(x)?, 1.0);
    Ok(())
}

/// A zero that moves is equal to zero, so code takes the branch that it takes with plain numbers.
#[test]
fn questions_look_at_the_value_alone() {
    let moving = Dual::variable(0.0);
    assert!(num_traits::Zero::is_zero(&moving));
    assert!(num_traits::One::is_one(&Dual::variable(1.0)));
    assert!(Float::is_finite(Dual::new(1.0, f64::INFINITY)));
    assert!(!Float::is_nan(Dual::new(1.0, f64::NAN)));
}

/// `x.sin()` must stay the inherent method where `Float` is imported, with its plain arguments.
#[test]
fn imported_traits_leave_the_inherent_methods_alone() {
    let x = Dual::variable(0.5);
    assert_eq!(x.max(0.0).sin().powf(2.0).value, 0.5f64.sin().powi(2));
    assert_eq!(Dual::variable(2.5).round().value, 2.0);
}
