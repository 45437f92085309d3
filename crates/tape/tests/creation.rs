//! Tensors by rule, at the ends of what there is.

use wengert_tape::Tensor;

#[test]
fn a_linspace_over_more_than_the_range_of_numbers_is_finite_and_symmetric() {
    let wide = Tensor::linspace(-1.7e308, 1.7e308, 3);
    assert_eq!(wide, Tensor::from([-1.7e308, 0.0, 1.7e308]));
    let end = 2f64.powi(1023);
    let five = Tensor::linspace(end, -end, 5);
    assert_eq!(five, Tensor::from([end, end / 2.0, 0.0, -end / 2.0, -end]));
    let seven = Tensor::linspace(f64::MIN, f64::MAX, 7);
    for (low, high) in seven.iter().zip(seven.flip(0).expect("an axis").iter()) {
        assert_eq!(low, -high);
    }
}
