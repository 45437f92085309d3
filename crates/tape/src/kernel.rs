//! What the evaluator asks of a float type: arithmetic, functions and the matrix product.

use crate::numeric::{self, Elementary, Function, InstructionSet, Portable, special};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Kernels of one float type.
pub trait Kernels:
    Copy
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The nearest number of this type.
    fn from_f64(x: f64) -> Self;
    /// The same number in `f64`.
    fn wide(self) -> f64;
    /// 1 or 0.
    fn truth(yes: bool) -> Self;
    fn is_nan(self) -> bool;
    fn is_finite(self) -> bool;
    fn abs(self) -> Self;
    fn sign(self) -> Self;
    fn sqrt(self) -> Self;
    fn cbrt(self) -> Self;
    fn powi(self, n: i32) -> Self;
    fn powf(self, p: Self) -> Self;
    fn mul_add(self, b: Self, c: Self) -> Self;
    fn exp(self) -> Self;
    fn exp2(self) -> Self;
    fn exp_m1(self) -> Self;
    fn ln(self) -> Self;
    fn log2(self) -> Self;
    fn log10(self) -> Self;
    fn ln_1p(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tan(self) -> Self;
    fn asin(self) -> Self;
    fn acos(self) -> Self;
    fn atan(self) -> Self;
    fn sinh(self) -> Self;
    fn cosh(self) -> Self;
    fn tanh(self) -> Self;
    fn asinh(self) -> Self;
    fn acosh(self) -> Self;
    fn atanh(self) -> Self;
    fn erf(self) -> Self;
    fn erfc(self) -> Self;
    fn erfinv(self) -> Self;
    fn normal_cdf(self) -> Self;
    fn log_normal_cdf(self) -> Self;
    fn normal_hazard(self) -> Self;
    fn normal_excess(self, n: u32) -> Self;
    fn lgamma(self) -> Self;
    fn polygamma(self, n: u32) -> Self;
    fn sigmoid(self) -> Self;
    fn sigmoid_slope(self) -> Self;
    fn softplus(self) -> Self;
    fn log_sigmoid(self) -> Self;
    fn relu(self) -> Self;
    fn sinc_derivative(self, n: u32) -> Self;
    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn round_half_even(self) -> Self;
    fn trunc(self) -> Self;
    fn max_or_nan(self, other: Self) -> Self;
    fn min_or_nan(self, other: Self) -> Self;
    fn atan2(self, other: Self) -> Self;
    fn hypot(self, other: Self) -> Self;
    fn fmod(self, other: Self) -> Self;
    fn remainder(self, other: Self) -> Self;
    fn xlogy(self, other: Self) -> Self;
    fn logaddexp(self, other: Self) -> Self;
    /// A vectorised function of every element.
    fn map_slice(set: InstructionSet, function: Function, x: &[Self], out: &mut [Self]);
    /// The power of every pair.
    fn pow_slice(set: InstructionSet, x: &[Self], y: &[Self], out: &mut [Self]);
    /// `c ← a · b`, or `c ← c + a · b` with `accumulate`; see [`crate::ops::product::gemm`].
    ///
    /// # Safety
    ///
    /// The pointers and strides must stay inside memory that is readable (`a`, `b`) and writable
    /// and unaliased (`c`) for the given sizes.
    unsafe fn gemm(
        size: [usize; 3],
        a: Strided<*const Self>,
        b: Strided<*const Self>,
        c: Strided<*mut Self>,
        accumulate: bool,
        threads: usize,
    );
}

/// A matrix in memory: where it starts, and its steps from row to row and from column to column.
#[derive(Clone, Copy, Debug)]
pub struct Strided<P> {
    pub start: P,
    pub row: isize,
    pub column: isize,
}

macro_rules! kernels {
    ($float:ident, $gemm:path) => {
        impl Kernels for $float {
            #[inline(always)]
            fn from_f64(x: f64) -> Self {
                x as $float
            }

            #[inline(always)]
            fn wide(self) -> f64 {
                self as f64
            }

            #[inline(always)]
            fn truth(yes: bool) -> Self {
                if yes { 1.0 } else { 0.0 }
            }

            kernels!(@own $float: is_nan -> bool, is_finite -> bool);
            kernels!(@own $float: abs, sqrt, cbrt, exp, exp2, exp_m1, ln, log2, log10, ln_1p);
            kernels!(@own $float: sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh);
            kernels!(@own $float: floor, ceil, trunc);

            #[inline(always)]
            fn sign(self) -> Self {
                // Not `signum`, which is 1 at 0. NaN stays NaN.
                if self > 0.0 {
                    1.0
                } else if self < 0.0 {
                    -1.0
                } else {
                    self * 0.0
                }
            }

            #[inline(always)]
            fn powi(self, n: i32) -> Self {
                match n {
                    2 => self * self,
                    3 => self * self * self,
                    _ => <$float>::powi(self, n),
                }
            }

            #[inline(always)]
            fn powf(self, p: Self) -> Self {
                <$float>::powf(self, p)
            }

            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                <$float>::mul_add(self, b, c)
            }

            kernels!(@numeric $float: erf, erfc, normal_cdf, sigmoid, sigmoid_slope, softplus, log_sigmoid);
            kernels!(@special $float: erfinv, log_normal_cdf, normal_hazard, lgamma);

            fn polygamma(self, n: u32) -> Self {
                special::polygamma(n, f64::from(self)) as $float
            }

            fn normal_excess(self, n: u32) -> Self {
                special::normal_excess(n, f64::from(self)) as $float
            }

            fn sinc_derivative(self, n: u32) -> Self {
                special::sinc_derivative(n, f64::from(self)) as $float
            }

            #[inline(always)]
            fn relu(self) -> Self {
                // The comparison is this way round so that NaN passes.
                if self <= 0.0 { 0.0 } else { self }
            }

            #[inline(always)]
            fn round_half_even(self) -> Self {
                self.round_ties_even()
            }

            #[inline(always)]
            fn max_or_nan(self, other: Self) -> Self {
                if self > other || self.is_nan() { self } else { other }
            }

            #[inline(always)]
            fn min_or_nan(self, other: Self) -> Self {
                if self < other || self.is_nan() { self } else { other }
            }

            fn atan2(self, other: Self) -> Self {
                <$float>::atan2(self, other)
            }

            fn hypot(self, other: Self) -> Self {
                <$float>::hypot(self, other)
            }

            kernels!(@special_pair $float: fmod, remainder, xlogy, logaddexp);

            #[inline]
            fn map_slice(set: InstructionSet, function: Function, x: &[Self], out: &mut [Self]) {
                numeric::map_slice(set, function, x, out);
            }

            #[inline]
            fn pow_slice(set: InstructionSet, x: &[Self], y: &[Self], out: &mut [Self]) {
                numeric::pow_slice(set, x, y, out);
            }

            unsafe fn gemm(
                [rows, columns, inner]: [usize; 3],
                a: Strided<*const Self>,
                b: Strided<*const Self>,
                c: Strided<*mut Self>,
                accumulate: bool,
                threads: usize,
            ) {
                let parallelism = match threads {
                    0 | 1 => gemm_common::Parallelism::None,
                    n => gemm_common::Parallelism::Rayon(n),
                };
                let alpha = if accumulate { 1.0 } else { 0.0 };
                // SAFETY: the caller vouches for the pointers and strides.
                unsafe {
                    $gemm()(
                        rows, columns, inner, c.start, c.column, c.row, accumulate, a.start, a.column, a.row, b.start,
                        b.column, b.row, alpha, 1.0, false, false, false, parallelism,
                    );
                }
            }
        }
    };
    (@own $float:ident: $($function:ident -> bool),*) => { $(
        #[inline(always)]
        fn $function(self) -> bool {
            <$float>::$function(self)
        }
    )* };
    (@numeric $float:ident: $($function:ident),*) => { $(
        #[inline]
        fn $function(self) -> Self {
            Elementary::$function::<Portable>(self)
        }
    )* };
    (@special $float:ident: $($function:ident),*) => { $(
        fn $function(self) -> Self {
            special::$function(f64::from(self)) as $float
        }
    )* };
    (@special_pair $float:ident: $($function:ident),*) => { $(
        fn $function(self, other: Self) -> Self {
            special::$function(f64::from(self), f64::from(other)) as $float
        }
    )* };
    (@own $float:ident: $($function:ident),*) => { $(
        #[inline(always)]
        fn $function(self) -> Self {
            <$float>::$function(self)
        }
    )* };
}

kernels!(f32, gemm_f32::gemm::f32::get_gemm_fn);
kernels!(f64, gemm_f64::gemm::f64::get_gemm_fn);
