//! The instruction set is chosen at run time: one generic kernel is compiled once per level, and
//! the compiler vectorises each copy with the features of its level.

use super::lane::Lane;

/// An instruction set as a type, so that a kernel knows at compile time what it may use.
pub trait Level {
    /// Whether a fused multiply-add is one instruction. Where it is not, `mul_add` is a slow call
    /// (22 ns against 0.3), so kernels use [`fma`], which looks at this constant.
    const FMA: bool;
}

/// What the target's baseline offers: SSE2 on x86-64, NEON on aarch64.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

/// 256-bit vectors with fused multiply-add.
#[derive(Clone, Copy, Debug)]
pub struct Avx2;

/// 512-bit vectors with fused multiply-add.
#[derive(Clone, Copy, Debug)]
pub struct Avx512;

impl Level for Portable {
    const FMA: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));
}

impl Level for Avx2 {
    const FMA: bool = true;
}

impl Level for Avx512 {
    const FMA: bool = true;
}

/// A piece of work that is compiled once per level. Its `run` and all it calls must be
/// `#[inline(always)]`, or they are compiled for the baseline.
pub trait Kernel {
    /// What the work gives back.
    type Output;

    /// Does the work with the instructions of level `L`.
    fn run<L: Level>(self) -> Self::Output;
}

/// The levels, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Features {
    Portable,
    Avx2,
    Avx512,
}

/// A level as a value: one that this machine has, which is what [`detect`](Self::detect) vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstructionSet(Features);

impl InstructionSet {
    /// The best level of this machine. The standard library caches the answer.
    #[inline]
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::is_x86_feature_detected!("avx512f") && std::is_x86_feature_detected!("avx512dq") {
                return Self(Features::Avx512);
            }
            if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                return Self(Features::Avx2);
            }
        }
        Self(Features::Portable)
    }

    /// Every level this machine can run.
    #[cfg(test)]
    pub fn available() -> impl Iterator<Item = Self> {
        [Features::Portable, Features::Avx2, Features::Avx512]
            .into_iter()
            .filter(|&features| features <= Self::detect().0)
            .map(Self)
    }
}

/// Runs a kernel at the best level of this machine.
#[inline]
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    dispatch_at(InstructionSet::detect(), kernel)
}

/// Runs a kernel at a chosen level.
#[inline]
pub fn dispatch_at<K: Kernel>(set: InstructionSet, kernel: K) -> K::Output {
    match set.0 {
        Features::Portable => kernel.run::<Portable>(),
        // SAFETY: the value was made by `detect`, or below it by `available`: the machine has the
        // features that `run_avx2` uses.
        #[cfg(target_arch = "x86_64")]
        Features::Avx2 => unsafe { run_avx2(kernel) },
        // SAFETY: as above, with the features that `run_avx512` uses.
        #[cfg(target_arch = "x86_64")]
        Features::Avx512 => unsafe { run_avx512(kernel) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => kernel.run::<Portable>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx2,fma")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

/// a·b + c: with one rounding where the level has the instruction, with two elsewhere.
#[inline(always)]
pub fn fma<L: Level, T: Lane>(a: T, b: T, c: T) -> T {
    if L::FMA { a.mul_add(b, c) } else { a * b + c }
}
