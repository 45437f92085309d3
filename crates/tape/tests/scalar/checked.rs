//! The derivatives of every function against differences, on the tape and recorded.

use crate::functions::{Function, Visitor, visit_all};
use wengert_tape::check::{self, Report};
use wengert_tape::scalar;

/// Points inside of some function's domain, off its kinks and jumps where it has any.
const POINTS: [[f64; 2]; 4] = [[0.37, 0.81], [-0.62, 0.23], [1.93, 1.41], [2.3, -0.7]];

struct AgainstDifferences {
    functions: usize,
    checked: usize,
}

impl Visitor for AgainstDifferences {
    fn visit(&mut self, function: &impl Function) {
        self.functions += 1;
        let name = function.name();
        let recorded = scalar::Function::record(2, |x| function.apply(x[0], x[1]));
        let mut inside = 0;
        for at in POINTS {
            if !function.apply(at[0], at[1]).is_finite() {
                continue;
            }
            inside += 1;
            let reports = [
                check::gradcheck_scalars(|x| function.apply(x[0], x[1]), at),
                check::gradgradcheck_scalars(|x| function.apply(x[0], x[1]), at),
                check::gradcheck_recorded(&recorded, at),
                check::gradgradcheck_recorded(&recorded, at),
            ];
            for report in &reports {
                // It cuts the derivative, which is what the differences find.
                match name {
                    "stop" => self.expect_wrong(report, at),
                    _ => assert!(report.ok(), "{name} at {at:?}: {report}"),
                }
            }
        }
        assert!(inside > 0, "{name} is checked nowhere");
        self.checked += inside;
    }
}

impl AgainstDifferences {
    fn expect_wrong(&self, report: &Report, at: [f64; 2]) {
        let text = report.to_string();
        let is_second = text.starts_with("second");
        assert_eq!(report.ok(), is_second, "stop_gradient at {at:?}: {report}");
    }
}

#[test]
fn every_function_agrees_with_differences_in_both_orders() {
    let mut visitor = AgainstDifferences {
        functions: 0,
        checked: 0,
    };
    visit_all(&mut visitor);
    assert!(visitor.functions > 100);
    assert!(visitor.checked > 3 * visitor.functions);
}
