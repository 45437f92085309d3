//! nalgebra's decompositions of dual numbers.

use nalgebra::{
    ComplexField, DMatrix, DVector, Matrix2, RealField, Rotation3, UnitQuaternion, Vector3, convert,
    try_convert,
};
use wengert_tape::scalar::{self, Dual, DualVec, Matrix, Series, Var};
use wengert_tape::{Real, Result};

const SIZE: usize = 4;

/// A matrix that depends on a parameter, with no symmetry.
fn element<R: Real>(theta: R, i: usize, j: usize) -> R {
    let phase = (3 * i + 5 * j) as f64;
    let diagonal = if i == j { 3.0 } else { 0.0 };
    (theta * (1.0 + i as f64) + phase).sin() + theta * (j as f64 * 0.2) + diagonal
}

/// A symmetric positive definite one.
fn symmetric<R: Real>(theta: R, i: usize, j: usize) -> R {
    let products = (0..SIZE).map(|k| element(theta, i, k) * element(theta, j, k));
    products.sum::<R>() + if i == j { 0.5 } else { 0.0 }
}

fn right<R: Real>(theta: R, i: usize) -> R {
    theta.exp() * (i as f64 - 1.0) + 1.0
}

const THETA: f64 = 0.3;

fn dual_matrix(f: impl Fn(Dual, usize, usize) -> Dual) -> DMatrix<Dual> {
    DMatrix::from_fn(SIZE, SIZE, |i, j| f(Dual::variable(THETA), i, j))
}

fn plain_matrix(theta: f64, f: impl Fn(f64, usize, usize) -> f64) -> DMatrix<f64> {
    DMatrix::from_fn(SIZE, SIZE, |i, j| f(theta, i, j))
}

fn values(matrix: &DMatrix<Dual>) -> DMatrix<f64> {
    matrix.map(|number| number.value)
}

fn tangents(matrix: &DMatrix<Dual>) -> DMatrix<f64> {
    matrix.map(|number| number.tangent)
}

#[track_caller]
fn assert_close(a: f64, b: f64) {
    assert!(
        (a - b).abs() <= 1e-11 * (1.0 + a.abs().max(b.abs())),
        "{a} and {b}"
    );
}

#[track_caller]
fn assert_same(a: &DMatrix<f64>, b: &DMatrix<f64>) {
    assert_eq!(a.shape(), b.shape());
    for (&a, &b) in a.iter().zip(b.iter()) {
        assert_close(a, b);
    }
}

#[test]
fn a_linear_solve_has_the_derivatives_of_ours_and_of_finite_differences() -> Result<()> {
    let theta = Dual::variable(THETA);
    let b = DVector::from_fn(SIZE, |i, _| right(theta, i));
    let x = dual_matrix(element).lu().solve(&b).unwrap();
    let full = dual_matrix(element).full_piv_lu().solve(&b).unwrap();
    let by_qr = dual_matrix(element).qr().solve(&b).unwrap();

    let tape = scalar::Tape::new();
    let variable = tape.var(THETA);
    let matrix = Matrix::from_fn(SIZE, SIZE, |i, j| element(variable, i, j));
    let sides: Vec<Var> = (0..SIZE).map(|i| right(variable, i)).collect();
    let ours = matrix.solve(&sides)?;

    let plain = |theta: f64| {
        let b = DVector::from_fn(SIZE, |i, _| right(theta, i));
        plain_matrix(theta, element).lu().solve(&b).unwrap()
    };
    let difference = (plain(THETA + 1e-5) - plain(THETA - 1e-5)) / 2e-5;
    for i in 0..SIZE {
        assert_close(x[i].value, plain(THETA)[i]);
        assert_close(x[i].tangent, ours[i].backward()?.wrt(variable)?);
        assert_close(full[i].tangent, x[i].tangent);
        assert_close(by_qr[i].tangent, x[i].tangent);
        assert!((x[i].tangent - difference[i]).abs() < 1e-8);
    }
    Ok(())
}

#[test]
fn determinant_inverse_and_cholesky_agree_with_ours() -> Result<()> {
    let tape = scalar::Tape::new();
    let theta = tape.var(THETA);
    let determinant = dual_matrix(element).determinant();
    let ours = Matrix::from_fn(SIZE, SIZE, |i, j| element(theta, i, j)).determinant()?;
    assert_close(determinant.value, ours.value());
    assert_close(determinant.tangent, ours.backward()?.wrt(theta)?);

    let matrix = dual_matrix(element);
    let inverse = matrix.clone().try_inverse().unwrap();
    // (A⁻¹)′ = −A⁻¹ A′ A⁻¹
    let expected = -values(&inverse) * tangents(&matrix) * values(&inverse);
    assert_same(&tangents(&inverse), &expected);

    let lower = dual_matrix(symmetric).cholesky().unwrap().l();
    let ours = Matrix::from_fn(SIZE, SIZE, |i, j| symmetric(Dual::variable(THETA), i, j)).cholesky()?;
    for i in 0..SIZE {
        for j in 0..=i {
            assert_close(lower[(i, j)].value, ours[(i, j)].value);
            assert_close(lower[(i, j)].tangent, ours[(i, j)].tangent);
        }
    }
    Ok(())
}

#[test]
fn the_factors_of_qr_move_with_their_product() {
    let matrix = dual_matrix(element);
    let (q, r) = matrix.clone().qr().unpack();
    assert_same(&tangents(&(&q * &r)), &tangents(&matrix));
    assert_same(&tangents(&(q.transpose() * &q)), &DMatrix::zeros(SIZE, SIZE));
    let step = 1e-6;
    let factor = |theta: f64| plain_matrix(theta, element).qr().r();
    let difference = (factor(THETA + step) - factor(THETA - step)) / (2.0 * step);
    assert!((tangents(&r) - difference).amax() < 1e-7);
}

#[test]
fn eigenvalues_and_eigenvectors_of_a_symmetric_matrix_move() {
    let matrix = dual_matrix(symmetric);
    let eigen = matrix.clone().symmetric_eigen();
    let vectors = &eigen.eigenvectors;
    let rotated = values(vectors).transpose() * tangents(&matrix) * values(vectors);
    for k in 0..SIZE {
        // λ′ = vᵀ A′ v
        assert_close(eigen.eigenvalues[k].tangent, rotated[(k, k)]);
    }
    let diagonal = DMatrix::from_diagonal(&eigen.eigenvalues);
    assert_same(&tangents(&(&matrix * vectors)), &tangents(&(vectors * diagonal)));
    assert_same(
        &tangents(&(vectors.transpose() * vectors)),
        &DMatrix::zeros(SIZE, SIZE),
    );
}

#[test]
fn singular_values_and_vectors_move() {
    let matrix = DMatrix::from_fn(5, 3, |i, j| element(Dual::variable(THETA), i, j));
    let svd = matrix.clone().svd(true, true);
    let (u, v_t) = (svd.u.clone().unwrap(), svd.v_t.clone().unwrap());
    let rotated = values(&u).transpose() * tangents(&matrix) * values(&v_t).transpose();
    for k in 0..3 {
        // σ′ = uᵀ A′ v
        assert_close(svd.singular_values[k].tangent, rotated[(k, k)]);
    }
    assert_same(&tangents(&svd.recompose().unwrap()), &tangents(&matrix));
    assert_same(&tangents(&(u.transpose() * &u)), &DMatrix::zeros(3, 3));
    assert_same(&tangents(&(&v_t * v_t.transpose())), &DMatrix::zeros(3, 3));
}

#[test]
fn products_keep_the_derivatives_of_zeros() {
    let zero = DMatrix::from_element(3, 3, Dual::new(0.0, 2.0));
    let ones = DMatrix::from_element(3, 3, Dual::from(1.0));
    assert!(
        (&zero * &ones)
            .iter()
            .all(|number| number.value == 0.0 && number.tangent == 6.0)
    );
    let vector = DVector::from_element(3, Dual::new(0.0, 1.0));
    assert!((&ones * &vector).iter().all(|number| number.tangent == 3.0));
    assert_eq!(
        vector.dot(&DVector::from_element(3, Dual::from(4.0))).tangent,
        12.0
    );
    let large = DMatrix::from_fn(40, 40, |i, j| element(Dual::variable(THETA), i, j));
    let expected = tangents(&large) * values(&large) + values(&large) * tangents(&large);
    assert!((tangents(&(&large * &large)) - expected).amax() < 1e-11);
}

#[test]
fn the_exponential_of_a_matrix_moves() {
    let generator = DMatrix::from_fn(3, 3, |i, j| element(0.7, i, j) * 0.3);
    let moved = generator.map(|element| Dual::variable(1.3) * element);
    let exponential = moved.exp();
    let expected = &generator * values(&exponential);
    assert_same(&tangents(&exponential), &expected);
}

#[test]
fn rotations_move_with_their_angles() {
    let angle = Dual::variable(0.4);
    let rotation = Rotation3::from_axis_angle(&Vector3::z_axis(), angle);
    let point = rotation * Vector3::new(Dual::from(2.0), Dual::from(0.0), Dual::from(1.0));
    assert_close(point.x.tangent, -2.0 * 0.4f64.sin());
    assert_close(point.y.tangent, 2.0 * 0.4f64.cos());
    let [roll, pitch, yaw] = DualVec::variables([0.1, -0.2, 0.3]);
    let quaternion = UnitQuaternion::from_euler_angles(roll, pitch, yaw);
    let angles = quaternion.euler_angles();
    for (k, angle) in [angles.0, angles.1, angles.2].into_iter().enumerate() {
        for (j, tangent) in angle.tangents.into_iter().enumerate() {
            assert_close(tangent, if j == k { 1.0 } else { 0.0 });
        }
    }
}

#[test]
fn nested_numbers_and_series_have_higher_derivatives() {
    let second = |theta: Dual<Dual>| DMatrix::from_fn(SIZE, SIZE, |i, j| symmetric(theta, i, j));
    let theta = Dual::new(Dual::new(THETA, 1.0), Dual::from(1.0));
    let determinant = second(theta).determinant();
    let series = Series::<f64, 5>::variable(THETA);
    let matrix = DMatrix::from_fn(SIZE, SIZE, |i, j| symmetric(series, i, j));
    let of_series = matrix.determinant();
    assert_close(of_series.derivative(1), determinant.tangent.value);
    assert_close(of_series.derivative(2), determinant.tangent.tangent);
    let product = matrix.clone().try_inverse().unwrap() * &matrix;
    for (k, number) in product.iter().enumerate() {
        let unit = if k % (SIZE + 1) == 0 { 1.0 } else { 0.0 };
        assert_close(number.coefficients()[0], unit);
        assert!(
            number.coefficients()[1..]
                .iter()
                .all(|coefficient| coefficient.abs() < 1e-9)
        );
    }
    // λ₁ + λ₂ is the trace, λ₁ λ₂ the determinant.
    let [a, b, c] = DualVec::variables([2.0, 0.5, 1.0]);
    let eigen = Matrix2::new(a, b, b, c).symmetric_eigenvalues();
    let [sum, product] = [eigen[0] + eigen[1], eigen[0] * eigen[1]];
    let expected = [a + c, a * c - b * b];
    for k in 0..3 {
        assert_close(sum.tangents[k], expected[0].tangents[k]);
        assert_close(product.tangents[k], expected[1].tangents[k]);
    }
}

#[test]
fn plain_numbers_are_constants_and_a_number_is_cast_to_its_value() {
    let constant: Dual = convert(2.5f64);
    assert_eq!((constant.value, constant.tangent), (2.5, 0.0));
    assert_eq!(try_convert::<Dual, f64>(Dual::variable(2.5)), Some(2.5));
    assert_eq!(try_convert::<Dual<Dual>, f32>(Dual::from(0.5)), Some(0.5));
}

/// Functions that nalgebra names, over any real field, with those of plain numbers.
fn functions<T: RealField + Copy>(x: T) -> Vec<T> {
    let two = T::one() + T::one();
    vec![
        x.sin(),
        x.cos(),
        x.tan(),
        x.asin(),
        x.acos(),
        x.atan(),
        x.sinh(),
        x.cosh(),
        x.tanh(),
        x.asinh(),
        (x + T::one()).acosh(),
        x.atanh(),
        x.exp(),
        x.exp2(),
        x.exp_m1(),
        x.ln(),
        x.ln_1p(),
        x.log2(),
        x.log10(),
        x.log(two),
        x.sqrt(),
        x.cbrt(),
        x.powi(3),
        x.powf(two),
        x.powc(x),
        x.recip(),
        x.abs(),
        x.fract(),
        x.hypot(two),
        x.atan2(two),
        x.mul_add(two, x),
        x.sinc(),
        x.sinhc(),
        x.cosc(),
        x.coshc(),
        x.scale(two),
        x.unscale(two),
        x.modulus(),
        x.modulus_squared(),
        x.norm1(),
        x.real(),
        x.conjugate(),
        x.imaginary(),
        x.argument(),
        x.to_exp().0,
        x.to_exp().1,
        x.signum(),
        x.floor(),
        x.ceil(),
        x.round(),
        x.trunc(),
        x.copysign(-two),
        x.max(two),
        x.min(two),
        x.clamp(two, two + two),
        x.sin_cos().0,
        x.sin_cos().1,
        x.sinh_cosh().0,
        x.sinh_cosh().1,
        x.to_polar().0,
        x.try_sqrt().unwrap_or(two),
        (-x).try_sqrt().unwrap_or(two),
        (-x).argument(),
        (-x).to_exp().0 * (-x).to_exp().1,
        T::pi() * x + T::two_pi() + T::frac_pi_2() + T::frac_pi_3() + T::frac_pi_4() + T::frac_pi_6(),
        T::frac_pi_8() + T::frac_1_pi() + T::frac_2_pi() + T::frac_2_sqrt_pi() + T::e() + T::log2_e(),
        T::log10_e() + T::ln_2() + T::ln_10(),
    ]
}

#[test]
fn every_function_has_the_value_of_plain_numbers_and_its_derivative() {
    let x = 0.37;
    let found = functions(Dual::variable(x));
    let plain = functions(x);
    let (above, below) = (functions(x + 1e-6), functions(x - 1e-6));
    for (k, found) in found.into_iter().enumerate() {
        assert_close(found.value, plain[k]);
        let difference = (above[k] - below[k]) / 2e-6;
        assert!(
            (found.tangent - difference).abs() < 1e-8,
            "{k}: {} {difference}",
            found.tangent
        );
    }
    assert_eq!(ComplexField::sinc(Dual::variable(0.0)).tangent, 0.0);
    assert!(RealField::is_sign_negative(&Dual::new(-0.0, 1.0)));
    assert!(RealField::is_sign_positive(&Dual::new(0.0, -1.0)));
}
