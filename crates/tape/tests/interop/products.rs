//! ndarray's products of dual numbers.

use ndarray::{Array1, Array2, array};
use wengert_tape::scalar::{Dual, DualVec, Series};

/// A matrix whose zeros move.
fn moving() -> (Array2<Dual>, Array2<f64>, Array2<f64>) {
    let value = array![[1.0, 0.0, -2.0], [0.5, 3.0, 0.0]];
    let tangent = array![[0.0, 2.0, 1.0], [-1.0, 0.0, 4.0]];
    let both = ndarray::Zip::from(&value)
        .and(&tangent)
        .map_collect(|&value, &tangent| Dual::new(value, tangent));
    (both, value, tangent)
}

#[test]
fn the_product_rule_holds_for_matrices_and_vectors() {
    let (matrix, value, tangent) = moving();
    let product = matrix.dot(&matrix.t());
    let expected = tangent.dot(&value.t()) + value.dot(&tangent.t());
    assert_eq!(product.mapv(|number| number.value), value.dot(&value.t()));
    assert_eq!(product.mapv(|number| number.tangent), expected);
    let vector = Array1::from(vec![Dual::variable(2.0), Dual::from(1.0), Dual::from(-1.0)]);
    let image = matrix.dot(&vector);
    let expected = tangent.dot(&array![2.0, 1.0, -1.0]) + value.dot(&array![1.0, 0.0, 0.0]);
    assert_eq!(image.mapv(|number| number.tangent), expected);
    assert_eq!(vector.dot(&vector).tangent, 4.0);
    assert_eq!(matrix.sum().tangent, tangent.sum());
}

#[test]
fn numbers_stand_beside_arrays_of_them() {
    let (matrix, _, tangent) = moving();
    let scaled = &matrix * Dual::from(3.0) + Dual::variable(1.0);
    assert_eq!(scaled.mapv(|number| number.tangent), tangent * 3.0 + 1.0);
    let [x, y] = DualVec::variables([2.0, 3.0]);
    let product = array![[x, y], [y, x]].dot(&array![x, y]);
    assert_eq!(product[0].tangents, [4.0, 6.0]);
    assert_eq!((array![x] * y)[0].tangents, [3.0, 2.0]);
    let t = Series::<f64, 3>::variable(1.0);
    assert_eq!((array![t].dot(&array![t]) - t).coefficients(), [0.0, 1.0, 1.0]);
    assert_eq!((array![t] * t)[0].coefficients(), [1.0, 2.0, 1.0]);
}
