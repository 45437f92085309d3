//! Where derivatives can be other than 0.

use super::*;

#[test]
fn a_hessian_has_marks_where_operations_are_not_linear() -> Result<()> {
    let of = |f: Function| -> Result<_> { Ok(places(&f.hessian_pattern()?)) };
    assert_eq!(of(record(2, |x| x[0] + 3.0 * x[1] - 2.0))?, []);
    assert_eq!(of(record(2, |x| x[0] * x[1]))?, [(0, 1), (1, 0)]);
    assert_eq!(of(record(2, |x| x[0] / x[1]))?, [(0, 1), (1, 0), (1, 1)]);
    assert_eq!(of(record(2, |x| x[0].exp() + x[1] / 3.0))?, [(0, 0)]);
    assert_eq!(
        of(record(3, |x| (x[0] + x[2]).powi(3)))?,
        [(0, 0), (0, 2), (2, 0), (2, 2)]
    );
    assert_eq!(of(record(2, |x| x[0].max(x[1]).abs() + x[0].relu()))?, []);
    assert_eq!(
        of(record(2, |x| x[0].greater(x[1]).select(x[0], x[1].square())))?,
        [(1, 1)]
    );
    assert_eq!(of(record(2, |x| x[0].floor() * x[1].square()))?, [(1, 1)]);
    assert_eq!(of(record(2, |x| x[0].stop_gradient() * x[1]))?, []);
    assert_eq!(of(record(2, |_| Expr::from(2.0)))?, []);
    // What does not reach the result, and what reaches it with a slope of 0.
    assert_eq!(
        of(record(2, |x| {
            let _ = x[0].exp();
            x[1].square()
        }))?,
        [(1, 1)]
    );
    assert_eq!(
        of(record(2, |x| x[0].square().floor() + x[1].square()))?,
        [(1, 1)]
    );
    Ok(())
}

#[test]
fn a_jacobian_has_marks_where_results_depend_on_inputs() -> Result<()> {
    let f = Function::record_all(4, |x| {
        vec![
            x[0] * x[3],
            x[1].round() + x[2],
            Expr::from(1.0),
            x[2],
            x[1].less(x[0]).select(x[2], x[3]),
        ]
    });
    let expected = [(0, 0), (0, 3), (1, 2), (3, 2), (4, 2), (4, 3)];
    assert_eq!(places(&f.jacobian_pattern()?), expected);
    Ok(())
}

#[test]
fn a_pattern_shows_itself_and_finds_its_places() -> Result<()> {
    let pattern = Pattern::new(2, 3, [(1, 2), (0, 1), (1, 0), (1, 2)])?;
    assert_eq!(pattern.to_string(), ".x.\nx.x\n");
    assert_eq!((pattern.rows(), pattern.columns(), pattern.len()), (2, 3, 3));
    assert_eq!(pattern.row_starts(), [0, 1, 3]);
    assert_eq!(pattern.column_indices(), [1, 0, 2]);
    assert_eq!(pattern.position(1, 2), Some(2));
    assert_eq!((pattern.position(0, 2), pattern.position(7, 0)), (None, None));
    assert_eq!(places(&pattern.transpose()), [(0, 1), (1, 0), (2, 1)]);
    assert_eq!(pattern.transpose().transpose(), pattern);
    assert_eq!(pattern.row(5), [0; 0]);
    Ok(())
}
