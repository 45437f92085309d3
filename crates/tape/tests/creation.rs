//! Tensors by rule, at the ends of what there is.

use wengert_tape::{Padding, Tape, Tensor, Var};

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

#[test]
#[should_panic(expected = "arange: no finite number of steps of 1 from 0 to 288230376151711744 that fits")]
fn a_range_that_no_memory_holds_is_a_panic_with_its_numbers() {
    let _ = Tensor::<i64>::arange(0, 1 << 58, 1);
}

#[test]
#[should_panic(expected = "full: a tensor of shape [288230376151711744] does not fit into memory")]
fn a_tensor_that_no_memory_holds_is_a_panic_with_its_shape() {
    let _ = Tensor::<f64>::zeros([1 << 58]);
}

/// A result that no memory holds, of a view that needs none.
type Huge = for<'t> fn(Var<'t>) -> Var<'t>;

#[test]
fn a_value_that_no_memory_holds_is_an_error_with_operation_and_shape() {
    let operations: [(&str, Huge); 5] = [
        ("add", |x| x + 1.0),
        ("exp", |x| x.exp()),
        ("where", |x| x.select(x, 1.0)),
        ("triu", |x| x.reshape([1 << 29, 1 << 29]).triu(0)),
        ("pad", |x| x.pad(&[(1, 1)], Padding::Constant(0.0))),
    ];
    for (name, operation) in operations {
        let tape = Tape::new();
        let x = tape.var(1.0).broadcast_to([1 << 58]);
        let y = operation(x);
        let error = y.value().unwrap_err().to_string();
        let shape = format!("a result of shape {:?} does not fit into memory", y.shape());
        assert!(error.contains(&shape), "{name}: {error}");
        assert!(error.contains("creation.rs"), "{name}: {error}");
        // The tape goes on.
        assert_eq!((tape.var(1.0) + 1.0).item().expect("a number"), 2.0);
    }
}
