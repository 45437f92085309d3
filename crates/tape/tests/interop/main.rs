//! Tensors to and from what other crates call an array, and scalars inside of their matrices.

#[cfg(feature = "nalgebra")]
mod decompositions;
#[cfg(feature = "ndarray")]
mod products;

#[cfg(feature = "ndarray")]
mod with_ndarray {
    use ndarray::{Array, Array1, Array2, ArrayD, Axis, s};
    use wengert_tape::Tensor;

    #[test]
    fn owned_arrays_of_any_order_give_their_memory() {
        let array = Array::from_shape_fn((2, 3, 4), |(i, j, k)| (100 * i + 10 * j + k) as f64);
        let expected = Tensor::from(&array);
        assert_eq!(expected[[1, 2, 3]], 123.0);
        let mut variants = vec![array.clone(), array.clone().reversed_axes().reversed_axes()];
        let mut turned = array.clone();
        turned.invert_axis(Axis(1));
        turned.invert_axis(Axis(2));
        variants.push(turned);
        variants.push(array.clone().slice_move(s![.., 1..;2, ..;-1]));
        variants.push(array.slice_move(s![1..1, .., ..]));
        for variant in variants {
            let copy = Tensor::from(&variant);
            let address = variant.as_ptr();
            let shared = Tensor::from(variant);
            assert_eq!(shared, copy);
            if !shared.is_empty() {
                assert_eq!(std::ptr::from_ref(&shared[[0, 0, 0]]), address);
            }
        }
    }

    #[test]
    fn views_are_copied_as_they_are_seen() {
        let array = ndarray::array![[1, 2, 3], [4, 5, 6]];
        assert_eq!(
            Tensor::from(&array.slice(s![.., ..;-2])),
            Tensor::from([[3, 1], [6, 4]])
        );
        assert_eq!(Tensor::from(&array.t()), Tensor::from([[1, 4], [2, 5], [3, 6]]));
    }

    #[test]
    fn tensors_become_arrays_without_a_copy_where_nobody_shares_them() {
        let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
        let address = x.as_slice().as_ptr();
        let array = ArrayD::from(x);
        assert_eq!(array.as_ptr(), address);
        assert_eq!(array[[1, 0]], 3.0);
        let transposed = Array2::try_from(Tensor::from([[1, 2], [3, 4]]).t()).unwrap();
        assert_eq!(transposed, ndarray::array![[1, 3], [2, 4]]);
        let x = Tensor::from([1.0, 2.0]);
        assert_eq!(x.as_ndarray().sum(), 3.0);
        let error = Array1::<f64>::try_from(&Tensor::from([[1.0]]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("[1, 1]") && error.contains("rank 1"), "{error}");
    }
}

#[cfg(feature = "nalgebra")]
mod with_nalgebra {
    use nalgebra::{DMatrix, DVector};
    use wengert_tape::Tensor;

    #[test]
    fn a_matrix_keeps_its_columns_and_its_memory() {
        let matrix = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let (address, back) = (matrix.as_ptr(), matrix.clone());
        let copy = Tensor::from(&matrix);
        let x = Tensor::from(matrix);
        assert_eq!(x, Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
        assert_eq!(copy, x);
        assert_eq!(std::ptr::from_ref(&x[[0, 0]]), address);
        assert_eq!(DMatrix::try_from(&x).unwrap(), back);
        assert_eq!(DMatrix::try_from(&x.t()).unwrap(), back.transpose());
        assert_eq!(Tensor::from(DMatrix::<f64>::zeros(0, 3)).shape(), [0, 3]);
    }

    #[test]
    fn a_vector_goes_both_ways_and_other_ranks_are_errors() {
        let vector = DVector::from_vec(vec![1.0, 2.0]);
        assert_eq!(Tensor::from(&vector), Tensor::from([1.0, 2.0]));
        assert_eq!(DVector::try_from(&Tensor::from(vector.clone())).unwrap(), vector);
        let error = DVector::try_from(&Tensor::from([[1.0]])).unwrap_err().to_string();
        assert!(error.contains("[1, 1] is not a vector"), "{error}");
        let error = DMatrix::try_from(&Tensor::from([1.0])).unwrap_err().to_string();
        assert!(error.contains("[1] is not a matrix"), "{error}");
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use wengert_tape::{Random, Tensor};

    #[test]
    fn a_tensor_is_its_shape_and_its_elements() {
        let x = Tensor::from([[1.5, 2.0], [3.0, 4.0]]).t();
        let text = serde_json::to_string(&x).unwrap();
        assert_eq!(text, r#"{"shape":[2,2],"data":[1.5,3.0,2.0,4.0]}"#);
        assert_eq!(serde_json::from_str::<Tensor>(&text).unwrap(), x);
        let labels = Tensor::from([true]);
        let text = serde_json::to_string(&labels).unwrap();
        assert_eq!(serde_json::from_str::<Tensor<bool>>(&text).unwrap(), labels);
    }

    #[test]
    fn a_shape_that_does_not_fit_is_an_error() {
        for (text, words) in [
            (r#"{"shape":[3],"data":[1.0]}"#, "1 elements do not fill [3]"),
            (
                r#"{"shape":[18446744073709551615,18446744073709551615],"data":[]}"#,
                "0 elements",
            ),
            (r#"{"shape":[-1],"data":[1.0]}"#, "-1"),
            (r#"{"data":[1.0]}"#, "shape"),
            (r#"{"shape":[1],"data":[null]}"#, "null"),
        ] {
            let error = serde_json::from_str::<Tensor>(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_generator_resumes_where_it_was_stored() {
        let mut rng = Random::seed(3);
        rng.normal();
        let mut resumed: Random = serde_json::from_str(&serde_json::to_string(&rng).unwrap()).unwrap();
        assert_eq!(resumed, rng);
        assert_eq!(resumed.uniform(), rng.uniform());
    }
}
