//! What matrices show, and what is wrong.

use super::*;

#[test]
fn a_sparse_matrix_gives_triplets_rows_and_products() -> Result<()> {
    let f = Function::record_all(3, |x| vec![x[0] * x[2], x[0] - x[0], x[1].exp()]);
    let jacobian = f.sparse_jacobian()?.at(&[2.0, 0.0, 5.0])?;
    assert_eq!(jacobian.row_starts(), [0, 2, 3, 4]);
    assert_eq!(jacobian.column_indices(), [0, 2, 0, 1]);
    assert_eq!(jacobian.values(), [5.0, 2.0, 0.0, 1.0]);
    assert!(
        jacobian
            .triplets()
            .eq([(0, 0, 5.0), (0, 2, 2.0), (1, 0, 0.0), (2, 1, 1.0)])
    );
    assert_eq!(
        (jacobian.get(0, 2), jacobian.get(2, 2), jacobian.get(9, 9)),
        (2.0, 0.0, 0.0)
    );
    assert_eq!(jacobian.apply(&[1.0, 10.0, 100.0])?, [205.0, 0.0, 10.0]);
    let dense = [[5.0, 0.0, 2.0], [0.0; 3], [0.0, 1.0, 0.0]];
    assert_eq!(jacobian.to_dense(), scalar::Matrix::from(dense));
    assert_eq!(
        jacobian.to_string(),
        "3 by 3, 4 stored\n(0, 0) 5\n(0, 2) 2\n(1, 0) 0\n(2, 1) 1"
    );
    Ok(())
}

#[test]
fn nothing_to_compute_is_no_trouble() -> Result<()> {
    let constant = Function::record(2, |_| Expr::from(3.0));
    assert!(constant.sparse_hessian()?.at(&[1.0, 2.0])?.is_empty());
    assert!(constant.sparse_jacobian()?.at(&[1.0, 2.0])?.is_empty());
    let none = Function::record_all(0, |_| Vec::new());
    let jacobian = none.sparse_jacobian()?.at(&[])?;
    assert_eq!((jacobian.rows(), jacobian.columns(), jacobian.len()), (0, 0, 0));
    assert!(none.jacobian_entries()?.0.is_empty());
    let linear = Function::record(3, |x| x[0] - x[2]);
    assert!(
        linear
            .sparse_hessian_by(Symmetry::Acyclic)?
            .at(&[0.0; 3])?
            .is_empty()
    );
    assert!(linear.hessian_entries()?.1.values(&[0.0; 3])?.is_empty());
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error_with_the_line() -> Result<()> {
    let one = Function::record(2, |x| x[0] * x[1]);
    let two = Function::record_all(2, |x| x.to_vec());
    let mut value = [0.0];
    let errors = [
        (
            one.sparse_jacobian()?.at(&[1.0]).unwrap_err(),
            "sparse_jacobian: 1 numbers; 2",
        ),
        (
            one.sparse_hessian()?.at(&[1.0; 3]).unwrap_err(),
            "sparse_hessian: 3 numbers; 2",
        ),
        (
            one.sparse_hessian()?
                .values_into(&[1.0; 2], &mut value)
                .unwrap_err(),
            "1 values; 2",
        ),
        (
            two.sparse_hessian().unwrap_err(),
            "sparse_hessian: a function of 2 results",
        ),
        (
            two.hessian_pattern().unwrap_err(),
            "hessian_pattern: a function of 2 results",
        ),
        (
            two.hessian_entries().unwrap_err(),
            "hessian_entries: a function of 2 results",
        ),
        (
            two.hvp().sparse_jacobian().unwrap_err(),
            "hvp: a function of 2 results",
        ),
        (
            two.hvp().jacobian_entries().unwrap_err(),
            "hvp: a function of 2 results",
        ),
        (
            one.sparse_jacobian()?.at(&[1.0; 2])?.apply(&[1.0]).unwrap_err(),
            "apply: 1 numbers for 2",
        ),
        (
            Pattern::new(2, 2, [(0, 2)]).unwrap_err(),
            "pattern: (0, 2) lies outside of 2 by 2",
        ),
        (
            Pattern::new(2, 2, [(0, 1)])?
                .colour_star(Order::Natural)
                .unwrap_err(),
            "colour_star: a symmetric",
        ),
        (
            Pattern::new(2, 3, [])?
                .colour_acyclic(Order::Natural)
                .unwrap_err(),
            "colour_acyclic: a symmetric",
        ),
    ];
    for (error, words) in errors {
        assert!(error.to_string().contains(words), "{error}: {words}");
        assert!(error.place().file().ends_with("results.rs"), "{error}");
    }
    let kind = two.sparse_hessian().unwrap_err();
    assert!(matches!(kind.kind(), ErrorKind::Derivative { .. }));
    Ok(())
}

#[test]
fn data_are_no_columns() -> Result<()> {
    // Five parameters and three data, each read with its neighbours.
    fn chain<R: Real>(x: &[R]) -> Vec<R> {
        (0..3).map(|k| (x[k] * x[k + 5]).sin() * x[k + 1]).collect()
    }
    let at = [0.3, 0.7, 1.1, -0.4, 0.9, 2.0, -1.0, 0.5];
    let f = Function::record_all(8, |x| chain(x)).parameters(5);
    let dense = f.jacobian().values(&at)?;
    for direction in [Direction::Columns, Direction::Rows] {
        let sparse = f.sparse_jacobian_by(direction)?.at(&at)?.to_dense();
        for row in 0..3 {
            assert!((0..5).all(|column| close(sparse[(row, column)], dense[5 * row + column])));
        }
    }
    let g = Function::record(8, |x| chain(x).into_iter().sum()).parameters(5);
    let dense = g.hessian().values(&at)?;
    for symmetry in [Symmetry::Star, Symmetry::Acyclic] {
        let sparse = g.sparse_hessian_by(symmetry)?.at(&at)?.to_dense();
        for row in 0..5 {
            assert!((0..5).all(|column| close(sparse[(row, column)], dense[5 * row + column])));
        }
    }
    Ok(())
}
