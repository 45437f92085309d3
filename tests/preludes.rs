//! Wengert's prelude beside those of the crates that its users import together: no name clashes, and
//! methods keep their meaning.

#![allow(unused_imports)]

use nalgebra::*;
use ndarray::prelude::*;
use num_traits::*;
use rand::prelude::*;
use rayon::prelude::*;
use wengert::prelude::*;

/// Every name of the prelude is Wengert's own: an ambiguous glob import would not compile.
type Names = (
    (Tape, Var<'static>, Tensor, Param, Buffer),
    (Gradients, Random, Indices<'static, f64>, Mode),
    (Linear, Relu, Sequential),
);

fn traits<R: Real, N: Number, P: Params + ParamsExt, M: Module>(_: R, _: N, _: P, _: M) {}

#[test]
fn the_names_of_the_prelude_are_not_ambiguous() {
    let _: fn(Names) = |_| ();
    traits(1.0, 1.0, Relu, Relu);
}

#[test]
fn methods_of_variables_win_over_other_crates_traits() -> wengert::Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(-2.0);
    let y = x.sin().abs().max(0.5).powi(2).sqrt() + x.exp().min(x).recip();
    let expected = (-2f64).sin().abs() - 0.5;
    assert!((y.item()? - expected).abs() < 1e-12);
    Ok(())
}

#[test]
fn methods_of_scalars_win_over_other_crates_traits() -> wengert::Result<()> {
    let tape = wengert::scalar::Tape::new();
    let x = tape.var(-2.0);
    let y = x.sin().abs().max(0.5).powi(2).sqrt() + x.exp().min(x).powf(2.0);
    let expected = (-2f64).sin().abs() + 4.0;
    assert!((y.value() - expected).abs() < 1e-12);
    assert!((y.backward()?.wrt(x)? - (-(-2f64).cos() - 4.0)).abs() < 1e-12);
    assert_eq!(Dual::variable(2.5).round().clamp(0.0, 9.0).value, 2.0);
    Ok(())
}

#[test]
fn arrays_random_numbers_and_parallel_iterators_stand_beside_tensors() -> wengert::Result<()> {
    let array: Array1<f64> = array![1.0, 2.0];
    let total = array.sum_axis(Axis(0));
    let matrix = Matrix2::new(1.0, 2.0, 3.0, 4.0);

    let tape = Tape::new();
    let x = tape.var([total[()], matrix[(1, 0)]]);
    assert_eq!(x.sum().item()?, 6.0);

    let mut random = StdRng::seed_from_u64(1);
    let noise = Tensor::<f64>::randn([2, 3], &mut random);
    let number: f64 = random.random();
    assert!((0.0..1.0).contains(&number));

    let mut of_wengert = Random::seed(1);
    let number: f64 = of_wengert.random();
    assert!((0.0..1.0).contains(&number));

    let positive = noise.as_slice().par_iter().filter(|x| **x > 0.0).count();
    assert!(positive <= 6);
    Ok(())
}
