//! Elementary functions over slices: one dispatch per call, one vectorised loop per function.

use super::elementary::Elementary;
use super::level::InstructionSet;
use super::level::Kernel;
use super::level::Level;
use super::level::dispatch_at;

/// A function of one number, applied to a slice by [`map_slice`].
///
/// All but `Cbrt` are vectorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// eˣ.
    Exp,
    /// 2ˣ.
    Exp2,
    /// eˣ − 1.
    ExpM1,
    /// ln x.
    Ln,
    /// ln(1 + x).
    Ln1p,
    /// log₂ x.
    Log2,
    /// log₁₀ x.
    Log10,
    /// sin x.
    Sin,
    /// cos x.
    Cos,
    /// tan x.
    Tan,
    /// arcsin x.
    Asin,
    /// arccos x.
    Acos,
    /// arctan x.
    Atan,
    /// sinh x.
    Sinh,
    /// cosh x.
    Cosh,
    /// tanh x.
    Tanh,
    /// arsinh x.
    Asinh,
    /// arcosh x.
    Acosh,
    /// artanh x.
    Atanh,
    /// 1/(1 + e⁻ˣ).
    Sigmoid,
    /// The derivative of 1/(1 + e⁻ˣ).
    SigmoidSlope,
    /// ln(1 + eˣ).
    Softplus,
    /// ln(1/(1 + e⁻ˣ)).
    LogSigmoid,
    /// erf x.
    Erf,
    /// 1 − erf x.
    Erfc,
    /// Φ(x).
    NormalCdf,
    /// ∛x.
    Cbrt,
}

impl Function {
    /// Every function.
    #[cfg(test)]
    pub const ALL: [Function; 27] = [
        Function::Exp,
        Function::Exp2,
        Function::ExpM1,
        Function::Ln,
        Function::Ln1p,
        Function::Log2,
        Function::Log10,
        Function::Sin,
        Function::Cos,
        Function::Tan,
        Function::Asin,
        Function::Acos,
        Function::Atan,
        Function::Sinh,
        Function::Cosh,
        Function::Tanh,
        Function::Asinh,
        Function::Acosh,
        Function::Atanh,
        Function::Sigmoid,
        Function::SigmoidSlope,
        Function::Softplus,
        Function::LogSigmoid,
        Function::Erf,
        Function::Erfc,
        Function::NormalCdf,
        Function::Cbrt,
    ];
}

/// out\[i\] = f(x\[i\]), with the instructions of a level.
///
/// # Panics
/// If the lengths differ.
pub fn map_slice<T: Elementary>(set: InstructionSet, function: Function, x: &[T], out: &mut [T]) {
    assert_eq!(x.len(), out.len(), "map_slice: the lengths differ");
    dispatch_at(set, Map { function, x, out });
}

/// out\[i\] = x\[i\]^y\[i\], with the instructions of a level.
///
/// # Panics
/// If the lengths differ.
pub fn pow_slice<T: Elementary>(set: InstructionSet, x: &[T], y: &[T], out: &mut [T]) {
    assert!(
        x.len() == out.len() && y.len() == out.len(),
        "pow_slice: the lengths differ"
    );
    dispatch_at(set, Power { x, y, out });
}

struct Map<'a, T> {
    function: Function,
    x: &'a [T],
    out: &'a mut [T],
}

impl<T: Elementary> Kernel for Map<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let Map { function, x, out } = self;
        match function {
            Function::Exp => each(x, out, |v| v.exp::<L>()),
            Function::Exp2 => each(x, out, |v| v.exp2::<L>()),
            Function::ExpM1 => each(x, out, |v| v.exp_m1::<L>()),
            Function::Ln => each(x, out, |v| v.ln::<L>()),
            Function::Ln1p => each(x, out, |v| v.ln_1p::<L>()),
            Function::Log2 => each(x, out, |v| v.log2::<L>()),
            Function::Log10 => each(x, out, |v| v.log10::<L>()),
            Function::Sin => {
                each(x, out, |v| v.sin_bounded::<L>());
                mend(x, out, T::sin_huge);
            }
            Function::Cos => {
                each(x, out, |v| v.cos_bounded::<L>());
                mend(x, out, T::cos_huge);
            }
            Function::Tan => {
                each(x, out, |v| v.tan_bounded::<L>());
                mend(x, out, T::tan_huge);
            }
            Function::Asin => each(x, out, |v| v.asin::<L>()),
            Function::Acos => each(x, out, |v| v.acos::<L>()),
            Function::Atan => each(x, out, |v| v.atan::<L>()),
            Function::Sinh => each(x, out, |v| v.sinh::<L>()),
            Function::Cosh => each(x, out, |v| v.cosh::<L>()),
            Function::Tanh => each(x, out, |v| v.tanh::<L>()),
            Function::Asinh => each(x, out, |v| v.asinh::<L>()),
            Function::Acosh => each(x, out, |v| v.acosh::<L>()),
            Function::Atanh => each(x, out, |v| v.atanh::<L>()),
            Function::Sigmoid => each(x, out, |v| v.sigmoid::<L>()),
            Function::SigmoidSlope => each(x, out, |v| v.sigmoid_slope::<L>()),
            Function::Softplus => each(x, out, |v| v.softplus::<L>()),
            Function::LogSigmoid => each(x, out, |v| v.log_sigmoid::<L>()),
            Function::Erf => each(x, out, |v| v.erf::<L>()),
            Function::Erfc => each(x, out, |v| v.erfc::<L>()),
            Function::NormalCdf => each(x, out, |v| v.normal_cdf::<L>()),
            Function::Cbrt => each(x, out, T::cbrt),
        }
    }
}

struct Power<'a, T> {
    x: &'a [T],
    y: &'a [T],
    out: &'a mut [T],
}

impl<T: Elementary> Kernel for Power<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let mut wide_x = [0.0; WIDE];
        let mut wide_y = [0.0; WIDE];
        let parts = self.x.chunks(WIDE).zip(self.y.chunks(WIDE));
        for (out, (x, y)) in self.out.chunks_mut(WIDE).zip(parts) {
            widen(x, &mut wide_x);
            widen(y, &mut wide_y);
            power_block::<L, T>(&mut wide_x, &wide_y);
            narrow(&wide_x, out);
        }
    }
}

/// Powers of f32 go through f64 a block at a time: a loop that mixes the two formats is not
/// vectorised (25 ns an element).
const WIDE: usize = 64;

#[inline(always)]
fn widen<T: Elementary>(source: &[T], wide: &mut [f64; WIDE]) {
    for (wide, &source) in wide.iter_mut().zip(source) {
        *wide = source.to_f64();
    }
}

#[inline(always)]
fn narrow<T: Elementary>(wide: &[f64; WIDE], out: &mut [T]) {
    for (out, &wide) in out.iter_mut().zip(wide) {
        *out = T::from_f64(wide);
    }
}

/// Raises a whole block, whose unused end is some earlier block's: one length, no remainder loop.
#[inline(always)]
fn power_block<L: Level, T: Elementary>(x: &mut [f64; WIDE], y: &[f64; WIDE]) {
    for (x, &y) in x.iter_mut().zip(y) {
        *x = T::powf_wide::<L>(*x, y);
    }
}

#[inline(always)]
fn each<T: Copy>(x: &[T], out: &mut [T], function: impl Fn(T) -> T) {
    for (out, &x) in out.iter_mut().zip(x) {
        *out = function(x);
    }
}

/// Computes again what lies beyond the bound of the vectorised trigonometric functions.
#[inline(always)]
fn mend<T: Elementary>(x: &[T], out: &mut [T], function: impl Fn(T) -> T) {
    let mut beyond = 0_u32;
    for &x in x {
        beyond += u32::from(x.abs() > T::TRIGONOMETRIC_BOUND);
    }
    if beyond == 0 {
        return;
    }
    for (out, &x) in out.iter_mut().zip(x) {
        if x.abs() > T::TRIGONOMETRIC_BOUND {
            *out = function(x);
        }
    }
}
