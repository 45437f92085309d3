//! Errors of a check are on the line of the check, those of the function on the function's.

use std::cell::Cell;
use wengert_tape::Tensor;
use wengert_tape::check::{self, Options, Report, Verdict};

#[track_caller]
fn assert_on(report: &Report, line: u32) {
    assert_eq!(report.verdict(), Verdict::Failed, "{report}");
    let place = report.error().unwrap().place();
    assert!(place.file().ends_with("places.rs"), "{report}");
    assert_eq!(place.line(), line, "{report}");
}

#[test]
fn a_gradient_of_another_length_is_an_error_on_the_line_of_the_check() {
    assert_on(&check::gradient(|x| x[0], |_| vec![1.0, 2.0], [1.0]), line!());
    let options = Options::new();
    assert_on(&options.gradient(|x| x[0], |_| [0.0; 0], [1.0]), line!());
}

#[test]
fn a_random_function_is_an_error_on_the_line_of_the_check() {
    let count = Cell::new(0.0);
    let next = || {
        count.set(count.get() + 1.0);
        count.get()
    };
    let all = Options::new();
    let x = [Tensor::from([1.0, 2.0])];
    let named = [("x", x[0].clone())];
    let copy = || x.clone();
    assert_on(&check::gradient(|x| x[0] * next(), |_| [1.0], [1.0]), line!());
    assert_on(&check::gradcheck(|[x]| x * next(), copy()), line!());
    assert_on(&check::gradgradcheck(|[x]| x * x * next(), copy()), line!());
    assert_on(&all.gradcheck(|[x]| x * next(), copy()), line!());
    assert_on(&all.gradgradcheck(|[x]| x * x * next(), copy()), line!());
    assert_on(&all.gradcheck_many(|_, x| x[0] * next(), &x), line!());
    assert_on(&all.gradgradcheck_many(|_, x| x[0].exp() * next(), &x), line!());
    assert_on(&all.gradcheck_named(|_, x| x[0] * next(), &named), line!());
    assert_on(
        &all.gradgradcheck_named(|_, x| x[0].exp() * next(), &named),
        line!() - 1,
    );
}

#[test]
fn an_error_of_the_function_stays_on_its_own_line() {
    let line = Cell::new(0);
    let report = check::gradcheck(
        |[x]| {
            line.set(line!() + 1);
            x.reshape([5]).sum()
        },
        [[1.0, 2.0]],
    );
    assert_on(&report, line.get());
}
